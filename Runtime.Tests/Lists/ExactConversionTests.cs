namespace Chimney.Runtime.Tests.Lists;

/// <summary>
/// Every member of every block before and after a conversion, over trees with new blocks, linkers and placeholders: what the steps D1–D11 and
/// U1–U12 name has changed as they say, and nothing else has.
/// </summary>
public class ExactConversionTests
{
    /// <summary>All members of a block; references compare by identity.</summary>
    private sealed record Members(
        OffloadHandle? Context, OffloadHandle? Handle, NdisStatus Status, OffloadBlockHeader Header, uint PortNumber, object? SourceHandle,
        BlockNode? NextBlock, BlockNode? DependentBlockList, BlockNode? NextInOrder, OffloadObject? Object, BlockRole Role,
        object? Protocol0, object? Protocol1, object? Miniport0, object? Miniport1, object? Im0, object? Im1, object? Scratch0, object? Scratch1,
        NetBufferList? Chain, object? ChainSource, OffloadContext? Word);

    /// <summary>A filter that converts fully or by overlay, by turns, and compares.</summary>
    private sealed class Exact(Random random)
    {
        private readonly Dictionary<BlockTree, List<Members>> _requests = [];

        internal int Conversions { get; private set; }

        internal ScriptedFilter MakeFilter() => new() { OnRequest = Down, OnCompletion = Up };

        private void Down(ScriptedFilter self, OffloadOperation operation, MiniportOffloadBlockList list)
        {
            BlockTree tree = list.Tree!;
            BoundDriver driver = self.NdisBindingHandle.Owner;
            foreach (BlockNode node in Nodes(tree))
                Litter(ref node.MiniportReserved, ref node.Scratch);
            bool full = random.Next(2) == 0;
            var callEntry = new ImCallEntry();
            if (!full)
            {
                list.Root.ImReserved.CopyTo(callEntry.SavedImReserved);
                callEntry.SavedSourceHandle = list.Root.SourceHandle;
            }
            List<Members> before = Look(tree);
            _requests[tree] = before;

            ProtocolOffloadBlockList converted = full ? list.ToProtocol(callEntry) : list.OverlayAsProtocol();

            List<Members> after = Look(tree);
            var entries = new HashSet<ImOffloadEntry>();
            for (int i = 0; i < before.Count; i++)
            {
                Members expected = before[i];
                if (full && i == 0)
                    expected = expected with { Im0 = callEntry };                               // D3
                if (expected.Context is { } upper)                                             // D4
                {
                    ImOffloadEntry entry = after[i].Handle!.Entry!;
                    expected = expected with { Handle = entry.OwnHandle };                      // D7
                    Assert.Same(before[i].Handle, entry.Upper);                                 // D5
                    Assert.Same(driver, entry.Driver);
                    Assert.True(entries.Add(entry));
                    if (upper.ContextWord.IsNull)
                        Assert.True(!entry.IsPublished && entry.OwnHandle.ContextWord.IsNull);  // D5
                    else
                        Assert.Same(upper.ContextWord.Value, entry);                            // D6
                }
                Assert.Equal(expected, after[i]);                                               // D8, D10, D11
            }
            if (!full)
                converted.Root.ImReserved[0] = callEntry;
            Conversions++;
            Ops.SendDown(operation, self.NdisBindingHandle, converted);
        }

        private void Up(ScriptedFilter self, OffloadOperation operation, ProtocolOffloadBlockList list)
        {
            BlockTree tree = list.Tree!;
            List<Members> request = _requests[tree];
            List<Members> before = Look(tree);
            ImOffloadEntry?[] entries = [.. before.Select(b => b.Handle?.Entry)];
            bool full = random.Next(2) == 0;
            ImCallEntry callEntry = ImCallEntry.From(list);

            MiniportOffloadBlockList rebuilt = full ? list.ToMiniport() : list.OverlayAsMiniport();

            List<Members> after = Look(tree);
            for (int i = 0; i < before.Count; i++)
            {
                Members expected = before[i] with
                {
                    Handle = request[i].Handle,                                                 // U4
                    Context = request[i].Context,                                               // U5
                    Word = request[i].Word,
                    ChainSource = after[i].ChainSource,
                };
                if (full && i == 0)
                    expected = expected with { Im0 = request[0].Im0, Im1 = request[0].Im1, SourceHandle = request[0].SourceHandle };  // U2
                if (full && entries[i] is { } entry)
                    expected = expected with { Word = Settled(operation, before[i], request[i], entry) };
                Assert.Equal(expected, after[i]);                                               // U11
            }
            Conversions++;
            Assert.Equal(full, callEntry.IsReleased);                                           // U12
            if (!full)
                SettleByHand(operation, before, entries, rebuilt, callEntry);
            Ops.CompleteUp(operation, self.NdisMiniportHandle, rebuilt);
        }

        /// <summary>U6–U10: what the context word of the driver above holds after a full conversion.</summary>
        private static OffloadContext? Settled(OffloadOperation operation, Members before, Members request, ImOffloadEntry entry)
        {
            bool succeeded = before.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
            bool isNew = operation == OffloadOperation.Initiate && request.Word!.Value.IsNull;
            bool ended = operation == OffloadOperation.Terminate && succeeded;
            Assert.Equal((isNew && !succeeded) || ended, entry.IsReleased);
            return isNew && succeeded ? entry.Reference : ended ? default(OffloadContext) : request.Word;
        }

        private static void SettleByHand(
            OffloadOperation operation, List<Members> before, ImOffloadEntry?[] entries, MiniportOffloadBlockList rebuilt, ImCallEntry callEntry)
        {
            for (int i = 0; i < entries.Length; i++)
            {
                bool succeeded = before[i].Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
                if (entries[i] is not { } entry)
                    continue;
                if (operation == OffloadOperation.Initiate && !entry.IsPublished && succeeded)
                    entry.Publish();
                else if (operation == OffloadOperation.Terminate ? succeeded : !entry.IsPublished)
                    entry.Release();
            }
            callEntry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
            rebuilt.Root.SourceHandle = callEntry.SavedSourceHandle;
            callEntry.Release();
        }

        private static void Litter(ref PointerPair miniport, ref PointerPair scratch)
        {
            for (int i = 0; i < 2; i++)
            {
                miniport[i] = new object();
                scratch[i] = new object();
            }
        }

        private static IEnumerable<BlockNode> Nodes(BlockTree tree)
        {
            for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
                yield return node;
        }

        private static List<Members> Look(BlockTree tree)
            => [.. Nodes(tree).Select(n => new Members(
                n.Context, n.Handle, n.Status, n.Header, n.PortNumber, n.SourceHandle,
                n.NextBlock, n.DependentBlockList, n.NextInOrder, n.Object, n.Role,
                n.ProtocolReserved[0], n.ProtocolReserved[1], n.MiniportReserved[0], n.MiniportReserved[1], n.ImReserved[0], n.ImReserved[1], n.Scratch[0], n.Scratch[1],
                n.NetBufferListChain, n.NetBufferListChain?.SourceHandle, n.Context?.ContextWord))];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_changes_but_what_the_steps_name(int seed)
    {
        var random = new Random(seed);
        Exact[] filters = [new(random), new(random), new(random)];
        var rig = new Rig([.. filters.Select(f => f.MakeFilter())]);
        OffloadOperation[] allowed = [OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate];
        for (int round = 0; round < 25; round++)
        {
            BlockUse First(OffloadObject o) => o.Kind == OffloadObjectKind.Neighbor || random.Next(2) == 0 ? BlockUse.Object : BlockUse.Omit;
            // What a connection comes back with is not what this test is about (C246).
            foreach (OffloadObject connection in rig.Objects.Where(o => o is { Kind: OffloadObjectKind.TcpConnection, State: OffloadObjectState.NotOffloaded }))
                connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Established;
            rig.Target.ChooseStatus = (_, _) => random.Next(5) == 0 ? NdisStatus.Resources : NdisStatus.Success;
            Send(OffloadOperation.Initiate, First);
            // A linker has dependents (C266).
            Send(OffloadOperation.Initiate, o => o is { State: OffloadObjectState.Offloaded, Dependents.Count: 0 } ? BlockUse.Placeholder : BlockUse.Object);
            rig.Target.ChooseStatus = (_, _) => random.Next(5) == 0 ? NdisStatus.Failure : NdisStatus.Success;
            foreach (OffloadOperation operation in allowed)
                Send(operation, o => o.State == OffloadObjectState.Offloaded && random.Next(3) > 0 ? BlockUse.Object : BlockUse.Placeholder);
            Send(OffloadOperation.Terminate, Offloaded);
            rig.Target.ChooseStatus = null;
            Send(OffloadOperation.Terminate, o => o.IsLost ? BlockUse.Object : BlockUse.Placeholder);
        }
        rig.Stack.Halt();

        Assert.All(filters, f => Assert.Equal(2 * 25 * 7, f.Conversions));
        Assert.Empty(rig.Verifier.Violations);
        Assert.Equal(0, rig.Target.ObjectCount);

        static BlockUse Offloaded(OffloadObject o) => o.State == OffloadObjectState.NotOffloaded ? BlockUse.Placeholder : BlockUse.Object;

        void Send(OffloadOperation operation, Func<OffloadObject, BlockUse> use)
        {
            ProtocolOffloadBlockList list = OffloadTree.Build(rig.Neighbor, use, portNumber: 7).GetBlockList(operation);
            foreach (ProtocolOffloadBlock block in list.Blocks)
                block.ProtocolReserved[random.Next(2)] = new object();
            Ops.SendDown(operation, rig.Host.NdisBindingHandle, list);
            rig.Stack.Run();
        }
    }
}
