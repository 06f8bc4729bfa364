namespace Chimney.Runtime.Tests.Native;

/// <summary>What is written lies where x64 has it, and comes back into the blocks it came from.</summary>
public class NativeRoundTripTests
{
    private static MiniportOffloadBlockList List(BlockTree tree) => new(tree, tree.Version);

    private static byte[] Write(BlockTree tree, NativePointers pointers, ulong baseAddress = 0)
    {
        byte[] memory = new byte[NativeLayout.SizeOf(List(tree))];
        memory.AsSpan().Fill(0xEE);
        Assert.Equal(memory.Length, NativeLayout.Write(List(tree), memory, pointers, baseAddress));
        return memory;
    }

    /// <summary>Ruins everything that reading restores.</summary>
    private static void Scramble(BlockTree tree)
    {
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            node.Status = NdisStatus.Pending;
            node.PortNumber = 99;
            node.NetBufferListChain = node.NetBufferListChain is null ? new NetBufferList() : null;
            node.SourceHandle = node.SourceHandle is null ? "else" : null;
            (node.ProtocolReserved, node.MiniportReserved, node.Scratch) = (node.Scratch, node.ProtocolReserved, node.MiniportReserved);
            node.ImReserved[0] = "else";
            if (node.State is not null)
                Zero(node.State, StateTransfer.ClassesBehind(tree, node), tree.Operation == OffloadOperation.Query);
        }
    }

    private static void Zero(OffloadState state, OffloadStateClass classes, bool isQuery)
    {
        OffloadState empty = OffloadState.For(state.Layer);
        if (isQuery && empty is TcpOffloadState to && state is TcpOffloadState from)
        {
            // In a query the union does not carry lists.
            (to.Delegated.SendDataHead, to.Delegated.SendDataTail, to.Delegated.BufferedData)
                = (from.Delegated.SendDataHead, from.Delegated.SendDataTail, from.Delegated.BufferedData);
        }
        state.CopyFrom(empty, classes);
    }

    /// <summary>Every value of a tree, compared as a value or, if it is an object, as itself.</summary>
    private static List<object?> Values(BlockTree tree)
    {
        var values = new List<object?>();
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            values.AddRange([node.Header, node.Status, node.PortNumber, node.SourceHandle, node.NetBufferListChain, node.Context, node.Handle]);
            values.AddRange([.. (ReadOnlySpan<object?>)node.ProtocolReserved, .. (ReadOnlySpan<object?>)node.MiniportReserved]);
            values.AddRange([.. (ReadOnlySpan<object?>)node.ImReserved, .. (ReadOnlySpan<object?>)node.Scratch]);
            values.AddRange([node.Handle?.Binding, node.Handle?.ContextWord.Value, node.Handle?.ContextWord.Generation]);
            values.AddRange(node.State switch
            {
                NeighborOffloadState neighbor => [neighbor.Const, neighbor.Cached, neighbor.Delegated],
                PathOffloadState path => [path.Const, path.Cached, path.Delegated],
                TcpOffloadState tcp => [tcp.Const, tcp.Cached, tcp.Delegated],
                _ => (object?[])[],
            });
        }
        return values;
    }

    [Theory]
    [InlineData(OffloadOperation.Initiate)]
    [InlineData(OffloadOperation.Terminate)]
    [InlineData(OffloadOperation.Update)]
    [InlineData(OffloadOperation.Query)]
    [InlineData(OffloadOperation.Invalidate)]
    public void Values_come_back_into_the_list_they_were_written_from(OffloadOperation operation)
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(operation);
        byte[] memory = Write(tree, rig.Pointers, 0x7000_0000);
        List<object?> before = Values(tree);

        Scramble(tree);
        Assert.NotEqual(before, Values(tree));
        NativeLayout.Read(memory, List(tree), rig.Pointers, 0x7000_0000);

        Assert.Equal(before, Values(tree));
        Assert.Equal(memory, Write(tree, rig.Pointers, 0x7000_0000));
    }

    [Theory]
    [InlineData(OffloadStateClass.Const)]
    [InlineData(OffloadStateClass.Cached)]
    [InlineData(OffloadStateClass.Delegated)]
    [InlineData(OffloadStateClass.Whole)]
    public void The_protocol_view_carries_the_classes_that_its_header_names(OffloadStateClass classes)
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Tree.GetBlockList(OffloadOperation.Query, classes).Tree!;
        byte[] memory = new byte[NativeLayout.SizeOf(new ProtocolOffloadBlockList(tree, tree.Version))];
        NativeLayout.Write(new ProtocolOffloadBlockList(tree, tree.Version), memory, rig.Pointers);
        List<object?> before = Values(tree);

        Scramble(tree);
        NativeLayout.Read(memory, new ProtocolOffloadBlockList(tree, tree.Version), rig.Pointers);

        Assert.Equal(before, Values(tree));
    }

    [Fact]
    public void Blocks_lie_depth_first_with_state_handle_and_addresses_behind_them()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        const ulong Base = 0x5000_0000;
        byte[] memory = Write(tree, rig.Pointers, Base);
        ulong At(int offset) => BitConverter.ToUInt64(memory, offset);

        // The placeholder: a block and nothing else; the next neighbor is behind it.
        Assert.Equal(Base + 0x98, At(0x08));
        Assert.Equal((0ul, 0ul, 0ul), (At(0x10), At(0x30), At(0x38)));
        Assert.Equal((ulong)NdisStatus.Resources, At(0x18));
        Assert.Equal(0x1234u, BitConverter.ToUInt32(memory, 0x88));
        Assert.Equal(0x98, BitConverter.ToUInt16(memory, 2));

        // A new neighbor: block, 0x64 bytes of state, four of padding, handle. Its IPv4 path follows.
        const int Neighbor = 0x98;
        const int Path4 = Neighbor + 0x98 + 0x64 + 4 + 0x10;
        Assert.Equal([4, 1, 0x98, 0], memory[Neighbor..(Neighbor + 4)]);
        Assert.Equal(Base + Path4, At(Neighbor + 0x10));
        Assert.Equal(Base + Path4 - 8, At(Neighbor + 0x30));
        Assert.Equal(0ul, At(Path4 - 8));
        Assert.Equal(0x2Cu, BitConverter.ToUInt32(memory, Neighbor + 0x98));
        Assert.Equal([2, 0, 0, 0, 0, 2], memory[(Neighbor + 0xA0)..(Neighbor + 0xA6)]);
        Assert.Equal(0xA02u, BitConverter.ToUInt32(memory, Neighbor + 0x98 + 0x28));
        Assert.Equal(0x0A0B0C02u, BitConverter.ToUInt32(memory, Neighbor + 0x98 + 0x2C + 0x2C + 8));

        // The path: pointers to two addresses of four bytes behind the handle; its first connection follows.
        const int Addresses = Path4 + 0x98 + 0x2C + 4 + 0x10;
        const int Tcp1 = Addresses + 8;
        Assert.Equal((Base + Addresses, Base + Addresses + 4), (At(Path4 + 0xA0), At(Path4 + 0xA8)));
        Assert.Equal([192, 0, 2, 7, 198, 51, 100, 9], memory[Addresses..Tcp1]);
        Assert.Equal(Base + Tcp1, At(Path4 + 0x10));

        // The connection: delegated values at 0x98 + 0x18 + 0x2C, a multiple of 4 only; the second connection follows.
        const int Delegated = Tcp1 + 0x98 + 0x18 + 0x2C;
        Assert.Equal(0x80u, BitConverter.ToUInt32(memory, Delegated));
        Assert.Equal(0x11111101u, BitConverter.ToUInt32(memory, Delegated + 0x10));
        Assert.Equal(23u, BitConverter.ToUInt32(memory, Delegated + 0x78));
        Assert.Equal(rig.Pointers.ToNative(rig.Tcp1.NetBufferListChain), At(Tcp1 + 0x90));
        Assert.Equal(At(Tcp1 + 0x90), At(Delegated + 0x60));
        Assert.Equal(Base + Tcp1 + 0x98 + 0xC4 + 4 + 0x10, At(Tcp1 + 0x08));

        // The link of the path to the IPv6 path leads past its connections.
        int path6 = (int)(At(Path4 + 0x08) - Base);
        Assert.Equal(Tcp1 + 2 * (0x98 + 0xC4 + 4 + 0x10), path6);
        Assert.Equal(0x0C, memory[path6]);
    }

    [Fact]
    public void A_linker_has_a_handle_with_a_context_and_no_state()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        byte[] memory = Write(tree, rig.Pointers);
        int neighbor = memory.Length - (0x98 + 0xC4 + 4 + 0x10) - 2 * (0x98 + 0x10);

        Assert.Equal((ulong)neighbor + 0x98 + 8, BitConverter.ToUInt64(memory, neighbor + 0x30));
        Assert.Equal(rig.Pointers.ToNative(rig.Objects[2].OffloadHandle.MiniportOffloadContext.Value), BitConverter.ToUInt64(memory, neighbor + 0x98 + 8));
        Assert.Equal(rig.Pointers.ToNative(rig.Objects[2].OffloadHandle), BitConverter.ToUInt64(memory, neighbor + 0x38));
    }

    [Fact]
    public void OffloadHandle_of_the_protocol_view_points_at_the_handle()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Tree.GetBlockList(OffloadOperation.Invalidate).Tree!;
        byte[] memory = new byte[NativeLayout.SizeOf(new ProtocolOffloadBlockList(tree, tree.Version))];
        NativeLayout.Write(new ProtocolOffloadBlockList(tree, tree.Version), memory, rig.Pointers, 0x1000);

        Assert.Equal(0x1000ul + 0x98 + 0x98, BitConverter.ToUInt64(memory, 0x98 + 0x38));
        Assert.Equal(0x1000ul + 0x98 + 0x98 + 8, BitConverter.ToUInt64(memory, 0x98 + 0x30));
    }

    [Fact]
    public void A_query_carries_backlog_sizes_in_the_place_of_lists()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Query);
        TcpOffloadState? state = null;
        for (BlockNode? node = tree.Root; node is not null && state is null; node = node.NextInOrder)
            state = node.State as TcpOffloadState;
        (state!.Delegated.SendBacklogSize, state.Delegated.ReceiveBacklogSize) = (0x11223344, 0x55667788);

        byte[] memory = Write(tree, rig.Pointers);
        int delegated = 0x98 + 0x110 + 0xE0 + 0x98 + 0x18 + 0x2C;
        Assert.Equal((0x11223344ul, 0ul, 0x55667788ul),
            (BitConverter.ToUInt64(memory, delegated + 0x60), BitConverter.ToUInt64(memory, delegated + 0x68), BitConverter.ToUInt64(memory, delegated + 0x70)));
        state.Delegated.SendBacklogSize = 0;
        NativeLayout.Read(memory, List(tree), rig.Pointers);
        Assert.Equal(0x11223344u, state.Delegated.SendBacklogSize);
    }

    [Fact]
    public void What_a_native_driver_publishes_is_published()
    {
        using var rig = new NativeRig();
        var pointers = new NativePointers { AdoptsUnknown = true };
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        byte[] memory = Write(tree, pointers);
        BitConverter.TryWriteBytes(memory.AsSpan((int)BitConverter.ToUInt64(memory, 0x98 + 0x30)), 0xFFFF8000_12345678);
        BitConverter.TryWriteBytes(memory.AsSpan(0x98 + 0x50), 0xFFFF8000_12345678);

        NativeLayout.Read(memory, List(tree), pointers);

        Assert.Equal(new NativePointer(0xFFFF8000_12345678), rig.Objects[1].OffloadHandle.MiniportOffloadContext.Value);
        Assert.Same(rig.Objects[1].OffloadHandle.MiniportOffloadContext.Value, tree.Root.NextInOrder!.MiniportReserved[0]);
        Assert.Equal(memory, Write(tree, pointers));
    }

    [Fact]
    public void Length_is_written_as_NDIS_does()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        byte[] memory = Write(tree, rig.Pointers);
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            if (node.State is NeighborOffloadState state)
                System.Runtime.CompilerServices.Unsafe.AsRef(in state.Const.Header).Length = 7;
        }
        Assert.Equal(memory, Write(tree, rig.Pointers));
    }

    [Fact]
    public void Both_directions_allocate_nothing_for_objects_seen_before()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        byte[] memory = Write(tree, rig.Pointers);
        Assert.Equal(0, Allocations.Leanest(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                NativeLayout.Write(List(tree), memory, rig.Pointers);
                NativeLayout.Read(memory, List(tree), rig.Pointers);
            }
        }));
    }
}
