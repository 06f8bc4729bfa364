namespace Chimney.Runtime.Tests.Verification;

/// <summary>Drivers that do anything to any list: a recording verifier survives them, and every operation still ends.</summary>
public class RandomMisuseTests
{
    private sealed class Thrown : Exception;

    /// <summary>Does a random series of calls with whatever lists are at hand.</summary>
    private sealed class Chaos(Random random, Queue<PendedMiniportOffload> miniport, Queue<PendedProtocolOffload> protocol)
    {
        internal void Play(ScriptedFilter self, MiniportOffloadBlockList m, ProtocolOffloadBlockList p)
        {
            var entry = new ImCallEntry();
            for (int moves = random.Next(0, 6); moves > 0; moves--)
            {
                OffloadOperation operation = Ops.All[random.Next(Ops.All.Length)];
                if (!m.IsNull && random.Next(2) == 0 && m.Tree is { } tree)
                    operation = tree.Operation;
                else if (!p.IsNull && random.Next(2) == 0)
                    operation = p.Tree!.Operation;
                switch (random.Next(19))
                {
                    case 0: p = m.ToProtocol(entry); break;
                    case 1: m = p.ToMiniport(); break;
                    case 2: p = m.OverlayAsProtocol(); break;
                    case 3: m = p.OverlayAsMiniport(); break;
                    case 4: miniport.Enqueue(m.Pend()); break;
                    case 5: protocol.Enqueue(p.Pend()); break;
                    case 6: if (miniport.Count > 0) m = (random.Next(3) == 0 ? miniport.Peek() : miniport.Dequeue()).Resume(); break;
                    case 7: if (protocol.Count > 0) p = (random.Next(3) == 0 ? protocol.Peek() : protocol.Dequeue()).Resume(); break;
                    case 8: Ops.SendDown(operation, self.NdisBindingHandle, p); break;
                    case 9: Ops.CompleteUp(operation, self.NdisMiniportHandle, m); break;
                    case 10: Ops.SendDown(operation, null!, p); break;
                    case 11: Ops.CompleteUp(operation, null!, m); break;
                    case 12: if (!m.IsNull) m.Root.ImReserved[random.Next(2)] = random.Next(2) == 0 ? entry : null; break;
                    case 13: if (!p.IsNull) p.Root.SourceHandle = null; break;
                    case 14: if (!p.IsNull) ImCallEntry.From(p).Release(); break;
                    case 15: if (!m.IsNull) foreach (MiniportOffloadBlock block in m.Blocks) block.Status = NdisStatus.Failure; break;
                    case 16: if (!p.IsNull) foreach (ProtocolOffloadBlock block in p.Blocks) _ = block.OffloadHandle; break;
                    case 17: _ = entry.SavedSourceHandle; break;
                    default: if (random.Next(4) == 0) throw new Thrown(); break;
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_run_goes_on_and_every_operation_ends(int seed)
    {
        var random = new Random(seed);
        int violations = 0;
        for (int run = 0; run < 300; run++)
        {
            var miniport = new Queue<PendedMiniportOffload>();
            var protocol = new Queue<PendedProtocolOffload>();
            var chaos = new Chaos(random, miniport, protocol);
            ScriptedFilter Filter(string name) => new()
            {
                Name = name,
                OnRequest = (self, _, list) => chaos.Play(self, list, default),
                OnCompletion = (self, _, list) => chaos.Play(self, default, list),
            };
            using var rig = new Rig(VerifierMode.Record, Filter("f0"), new ScriptedFilter { Name = "sound" }, Filter("f1"));
            OffloadTree second = OffloadTree.Build(rig.Neighbor);

            foreach (OffloadOperation operation in (OffloadOperation[])[OffloadOperation.Initiate, OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate, OffloadOperation.Terminate])
            {
                foreach (OffloadTree tree in (OffloadTree[])[rig.Tree, second])
                {
                    if (!tree.IsInUse)
                        rig.Send(operation, tree);
                }
                Drain(rig.Stack);
            }

            // The model itself never stumbles: what leaves a handler is the handler's own, or a documented refusal.
            Assert.All(rig.Verifier.Violations, v => Assert.True(v.Cause is null or Thrown or InvalidOperationException, v.Cause?.ToString()));
            int before = rig.Verifier.Violations.Count;
            rig.Stack.Halt();
            bool inUse = rig.Tree.IsInUse || second.IsInUse;
            Assert.Equal(inUse, rig.Verifier.Violations.Count > before);
            violations += rig.Verifier.Violations.Count;
        }
        Assert.True(violations > 1_000, $"{violations} violations");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nobody_but_the_culprit_is_blamed(int seed)
    {
        var random = new Random(seed);
        int violations = 0;
        for (int run = 0; run < 300; run++)
        {
            var chaos = new Chaos(random, new Queue<PendedMiniportOffload>(), new Queue<PendedProtocolOffload>());
            var culprit = new ScriptedFilter
            {
                Name = "culprit",
                OnRequest = (self, _, list) => chaos.Play(self, list, default),
                OnCompletion = (self, _, list) => chaos.Play(self, default, list),
            };
            IOffloadProvider[] filters = [new ScriptedFilter { Name = "above" }, culprit, new ScriptedFilter { Name = "below" }];
            using var rig = new Rig(VerifierMode.Record, filters[random.Next(2)..(2 + random.Next(2))]);

            foreach (OffloadOperation operation in (OffloadOperation[])[OffloadOperation.Initiate, OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate, OffloadOperation.Terminate])
            {
                OffloadTree tree = OffloadTree.Build(rig.Neighbor, o => operation == OffloadOperation.Initiate || IsIdle(operation, o) ? BlockUse.Object : BlockUse.Placeholder);
                rig.Send(operation, tree);
                Drain(rig.Stack);
            }

            rig.Stack.Halt();
            Assert.All(rig.Verifier.Violations, v => Assert.True(v.Driver == "culprit", v.ToString()));
            violations += rig.Verifier.Violations.Count;
        }
        Assert.True(violations > 500, $"{violations} violations");

        // What is asked of an object is legal whatever became of the operations before.
        static bool IsIdle(OffloadOperation operation, OffloadObject o)
            => (o.State == OffloadObjectState.Offloaded || (o.State == OffloadObjectState.Invalidated && operation == OffloadOperation.Terminate))
                && o is { RunningQueries: 0, IsUpdating: false, IsInvalidating: false }
                && (operation != OffloadOperation.Terminate || o.Dependents.All(d => d.State == OffloadObjectState.NotOffloaded || IsIdle(operation, d)));
    }

    /// <summary>Exceptions of a handler that has met its duty reach whoever steps; a violation never does.</summary>
    private static void Drain(NdisStack stack)
    {
        int limit = stack.Steps + 500;
        while (!stack.IsIdle)
        {
            Assert.True(stack.Steps < limit, "The run does not end.");
            try
            {
                stack.Step();
            }
            catch (Thrown)
            {
            }
        }
    }
}
