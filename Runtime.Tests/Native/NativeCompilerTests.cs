using System.Reflection;
using System.Text;

namespace Chimney.Runtime.Tests.Native;

/// <summary>A C compiler lays the structures out as we do, and a C program reads what we write and writes what we read.</summary>
public class NativeCompilerTests
{
    private const ulong Base = 0x10_0000_0000;

    private static MiniportOffloadBlockList List(BlockTree tree) => new(tree, tree.Version);

    private static string Pointer(object? value, NativePointers pointers) => $"{pointers.ToNative(value):X}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_compiler_gives_every_structure_and_member_the_place_of_the_table(bool isX86)
    {
        using var gcc = new Gcc();
        var source = new StringBuilder("#include \"structures.h\"\n");
        int members = 0;
        foreach (NativeStructure structure in NativeStructures.All)
        {
            Assert_($"sizeof({structure.Name})", isX86 ? structure.Size86 : structure.Size);
            foreach (NativeMember member in structure.Members.Where(member => member.Bits == 0))
            {
                members++;
                Assert_($"offsetof({structure.Name}, {member.Name})", isX86 ? member.Offset86 : member.Offset);
                Assert_($"sizeof((({structure.Name} *)0)->{member.Name})", isX86 ? member.Size86 : member.Size);
            }
        }
        Assert.InRange(members, 150, 200);
        File.WriteAllText(gcc.PathOf("table.c"), source.ToString());
        // Nothing is linked, so that no library for x86 is needed.
        gcc.Compile("-c", "-ffreestanding", isX86 ? "-m32" : "-m64", "-malign-double", gcc.PathOf("table.c"), "-o", gcc.PathOf("table.o"));

        void Assert_(string what, int value) => source.AppendLine($"_Static_assert({what} == 0x{value:X}, \"{what}\");");
    }

    [Fact]
    public void A_C_program_reads_every_value_that_was_written()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        using var gcc = new Gcc();

        Assert.Equal(Expected(tree, rig.Pointers), RunDriver(gcc, "print", WriteList(tree, rig.Pointers), out _));
    }

    [Fact]
    public void What_a_C_program_changes_comes_back_into_the_list()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        var pointers = new NativePointers { AdoptsUnknown = true };
        using var gcc = new Gcc();
        byte[] memory = WriteList(tree, pointers);
        RunDriver(gcc, "change", memory, out byte[] changed);

        NativeLayout.Read(changed, List(tree), pointers, Base);

        var cursor = new NativeCursor(changed, Base, BlockView.Miniport);
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            Assert.True(cursor.MoveNext());
            ulong address = Base + (ulong)cursor.Offset;
            Assert.Equal(NdisStatus.OffloadConnectionRejected, node.Status);
            Assert.Equal(new NativePointer(address), node.MiniportReserved[0]);
            Assert.NotNull(node.MiniportReserved[1]);
            Assert.Null(node.Scratch[0]);
            if (node.Role != BlockRole.New)
                continue;
            Assert.Equal(new NativePointer(address + 0x70000000), node.Handle!.MiniportOffloadContext.Value);
            switch (node.State)
            {
                case NeighborOffloadState neighbor:
                    Assert.Equal((0x123u, 0xCAFEu, 0x2Cu), (neighbor.Const.VlanId, neighbor.Delegated.NicReachabilityDelta, neighbor.Const.Header.Length));
                    break;
                case PathOffloadState path:
                    Assert.Equal(576u, path.Cached.PathMtu);
                    break;
                case TcpOffloadState tcp:
                    Assert.Equal((2, 0x54321u, 64), (tcp.Cached.UserPriority, tcp.Cached.FlowLabel, tcp.Cached.TtlOrHopLimit));
                    Assert.Equal((TcpOffloadConnectionState.Established, 0xDu, (ushort)0x7777), (tcp.Delegated.State, tcp.Delegated.DWnd, tcp.Delegated.RttVar));
                    Assert.Equal((0x10u, 20u, null), (tcp.Delegated.Retransmit.TimeoutDelta, tcp.Delegated.KeepAlive.TimeoutDelta, tcp.Delegated.BufferedData));
                    break;
            }
        }
        Assert.Same(rig.Tcp1.NetBufferListChain, rig.Tcp1.Read<TcpOffloadStateDelegated>().SendDataHead);
    }

    [Fact]
    public void A_list_that_a_C_program_built_is_read_as_it_stands()
    {
        using var gcc = new Gcc();
        RunDriver(gcc, "build", new byte[0x300], out byte[] memory);

        IReadOnlyList<NativeImageBlock> blocks = NativeImage.OfMiniportList(memory, Base).Blocks;

        Assert.Equal([(0, 0), (0xB0, 1), (0xB0 + 0x98 + 0x80 + 0x10, 1)], blocks.Select(block => (block.Offset, block.Depth)));
        NativeStructure delegated = NativeStructures.States.Single(state => state.Name == "TCP_OFFLOAD_STATE_DELEGATED");
        Assert.Equal([NativeStructures.MiniportBlockList, NativeStructures.OffloadHandle, delegated], blocks[1].Structures);
        Assert.Equal((0x12345678ul, 0x87654321ul, 9ul), (blocks[1].Value(delegated, "SendBacklogSize"), blocks[1].Value(delegated, "RcvNxt"), blocks[1].Value(delegated, "Retransmit.Count")));
        Assert.Equal(77ul, blocks[1].Value(NativeStructures.MiniportBlockList, "PortNumber"));
        Assert.Equal([NativeStructures.MiniportBlockList], blocks[2].Structures);
        Assert.Contains("TCP_OFFLOAD_STATE_DELEGATED.SendBacklogSize = 0x12345678", blocks[1].ToString());
    }

    private static byte[] WriteList(BlockTree tree, NativePointers pointers)
    {
        byte[] memory = new byte[NativeLayout.SizeOf(List(tree))];
        NativeLayout.Write(List(tree), memory, pointers, Base);
        return memory;
    }

    private static string RunDriver(Gcc gcc, string act, byte[] memory, out byte[] left)
    {
        gcc.Compile(Gcc.Source("driver.c"), "-o", gcc.PathOf("driver"));
        File.WriteAllBytes(gcc.PathOf("list"), memory);
        string output = gcc.Run(gcc.PathOf("driver"), act, gcc.PathOf("list"), $"{Base:X}");
        left = File.ReadAllBytes(gcc.PathOf("list"));
        return output;
    }

    /// <summary>What the program prints, made from the list itself.</summary>
    private static string Expected(BlockTree tree, NativePointers pointers)
    {
        var text = new StringBuilder();
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            int depth = node.WholeState switch { OffloadStateType.Neighbor => 0, OffloadStateType.Tcp => 2, _ => 1 };
            text.Append($"block depth={depth}\n");
            (string Name, string Value)[] members =
            [
                ("Header.Type", $"{(byte)node.Header.Type:X}"), ("Header.Revision", "1"), ("Header.Size", "98"), ("Status", $"{(uint)node.Status:X}"),
                ("NdisOffloadHandle", Pointer(node.Handle, pointers)), .. Pair("ProtocolReserved", node.ProtocolReserved),
                .. Pair("MiniportReserved", node.MiniportReserved), .. Pair("ImReserved", node.ImReserved), .. Pair("Scratch", node.Scratch),
                ("SourceHandle", Pointer(node.SourceHandle, pointers)), ("PortNumber", $"{node.PortNumber:X}"),
                ("NetBufferListChain", Pointer(node.NetBufferListChain, pointers)),
            ];
            foreach ((string name, string value) in members)
                text.Append($"NDIS_MINIPORT_OFFLOAD_BLOCK_LIST.{name}={value}\n");
            if (node.Context is null)
                text.Append("placeholder\n");
            else if (node.Role == BlockRole.Linker)
                text.Append($"context={Pointer(node.Context.MiniportOffloadContext.Value, pointers)}\n");
            else
                AddState(text, node, pointers);
        }
        return text.ToString();

        (string, string)[] Pair(string name, PointerPair pair) => [($"{name}[0]", Pointer(pair[0], pointers)), ($"{name}[1]", Pointer(pair[1], pointers))];
    }

    /// <summary>The members of the table, each with the value of the C# member of that name.</summary>
    private static void AddState(StringBuilder text, BlockNode node, NativePointers pointers)
    {
        object[] structures = node.State switch
        {
            NeighborOffloadState neighbor => [neighbor.Const, neighbor.Cached, neighbor.Delegated],
            PathOffloadState path => [path.Const, path.Cached, path.Delegated],
            TcpOffloadState tcp => [tcp.Const, tcp.Cached, tcp.Delegated],
            _ => [],
        };
        for (int i = 0; i < structures.Length; i++)
        {
            NativeStructure structure = NativeStructures.States[3 * (int)node.State!.Layer + i];
            foreach (NativeMember member in structure.Members)
            {
                // RecognizedOptions is reserved; the backlog sizes share memory with the lists.
                if (member.Name.EndsWith("RecognizedOptions", StringComparison.Ordinal) || member.Name.EndsWith("BacklogSize", StringComparison.Ordinal))
                    continue;
                object? value = structures[i];
                foreach (string part in member.Name.Split('.'))
                    value = Member(value!, part);
                text.Append($"{structure.Name}.{member.Name}={Text(value, node.WholeState, pointers)}\n");
            }
        }
    }

    private static object? Member(object of, string name)
        => of.GetType().GetField(name) is { } field ? field.GetValue(of) : of.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!.GetValue(of);

    private static string Text(object? value, OffloadStateType type, NativePointers pointers) => value switch
    {
        HardwareAddress address => Convert.ToHexString(address.Bytes),
        PathAddress address => Convert.ToHexString(type == OffloadStateType.Ip4 ? address.Bytes[..4] : address.Bytes),
        NetBufferList or null => Pointer(value, pointers),
        _ => $"{Convert.ToUInt64(value, null):X}",
    };
}
