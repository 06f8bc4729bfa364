using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>
/// The structures behind one block. C# has them laid out as on x64, so that most are copied as a whole; the exceptions are pointers: the
/// addresses of a path, and the end of the delegated values of a connection. Callers have checked that all of it lies in the memory.
/// </summary>
internal static class NativeState
{
    /// <param name="state">The structures.</param>
    /// <param name="shape">Which of them to write, and where.</param>
    /// <param name="block">The block in memory.</param>
    /// <param name="addresses">Distance from the block to the place of a path's addresses.</param>
    /// <param name="end">The address of the first byte behind these.</param>
    /// <param name="isQuery">Whether the unions hold backlog sizes (C159).</param>
    /// <param name="pointers">The pointers of objects.</param>
    internal static void Write(OffloadState state, in NativeShape shape, ref byte block, uint addresses, ulong end, bool isQuery, NativePointers pointers)
    {
        // Up to four bytes lie between the structures and the handle.
        At<uint>(ref block, shape.HandleOffset - sizeof(uint)) = 0;
        switch (shape.Layer)
        {
            case OffloadObjectKind.Neighbor:
                var neighbor = (NeighborOffloadState)state;
                Put(in neighbor.Const, ref block, NativeShape.ConstOffset, shape.ConstSize);
                Put(in neighbor.Cached, ref block, shape.CachedOffset, shape.CachedSize);
                Put(in neighbor.Delegated, ref block, shape.DelegatedOffset, shape.DelegatedSize);
                break;
            case OffloadObjectKind.Path:
                var path = (PathOffloadState)state;
                if (shape.ConstSize != 0)
                    Write(in path.Const, in shape, ref block, addresses, end);
                Put(in path.Cached, ref block, shape.CachedOffset, shape.CachedSize);
                Put(in path.Delegated, ref block, shape.DelegatedOffset, shape.DelegatedSize);
                break;
            default:
                var tcp = (TcpOffloadState)state;
                Put(in tcp.Const, ref block, NativeShape.ConstOffset, shape.ConstSize);
                Put(in tcp.Cached, ref block, shape.CachedOffset, shape.CachedSize);
                if (shape.DelegatedSize != 0)
                    Write(ref tcp.Delegated, ref block, shape.DelegatedOffset, isQuery, pointers);
                break;
        }
    }

    internal static void Read(OffloadState state, in NativeShape shape, in NativeCursor cursor, bool isQuery, NativePointers pointers)
    {
        ref byte block = ref cursor.Block;
        switch (shape.Layer)
        {
            case OffloadObjectKind.Neighbor:
                var neighbor = (NeighborOffloadState)state;
                Take(ref neighbor.Const, ref block, NativeShape.ConstOffset, shape.ConstSize);
                neighbor.Const.VlanId = neighbor.Const.VlanId;
                Take(ref neighbor.Cached, ref block, shape.CachedOffset, shape.CachedSize);
                Take(ref neighbor.Delegated, ref block, shape.DelegatedOffset, shape.DelegatedSize);
                break;
            case OffloadObjectKind.Path:
                var path = (PathOffloadState)state;
                if (shape.ConstSize != 0)
                {
                    Unsafe.AsRef(in path.Const.Header) = At<OffloadStateHeader>(ref block, NativeShape.ConstOffset); // to the driver it is read-only
                    Take(ref path.Const.SourceAddress, cursor.Follow(NativeShape.ConstOffset + NativePathConst.SourceAddressOffset, shape.AddressLength));
                    Take(ref path.Const.DestinationAddress, cursor.Follow(NativeShape.ConstOffset + NativePathConst.DestinationAddressOffset, shape.AddressLength));
                }
                Take(ref path.Cached, ref block, shape.CachedOffset, shape.CachedSize);
                Take(ref path.Delegated, ref block, shape.DelegatedOffset, shape.DelegatedSize);
                break;
            default:
                var tcp = (TcpOffloadState)state;
                Take(ref tcp.Const, ref block, NativeShape.ConstOffset, shape.ConstSize);
                if (shape.CachedSize != 0)
                {
                    // The setters leave out what is beyond the bit fields.
                    ref TcpOffloadStateCached cached = ref At<TcpOffloadStateCached>(ref block, shape.CachedOffset);
                    tcp.Cached = cached;
                    tcp.Cached.FlowLabel = cached.FlowLabel;
                    tcp.Cached.UserPriority = cached.UserPriority;
                }
                if (shape.DelegatedSize != 0)
                    Read(ref tcp.Delegated, in cursor, shape.DelegatedOffset, isQuery, pointers);
                break;
        }
    }

    private static void Write(in PathOffloadStateConst state, in NativeShape shape, ref byte block, uint addresses, ulong end)
    {
        int length = shape.AddressLength;
        At<NativePathConst>(ref block, NativeShape.ConstOffset) = new NativePathConst
        {
            Header = state.Header with { Length = PathOffloadStateConst.Size },
            SourceAddress = end - (uint)(2 * length),
            DestinationAddress = end - (uint)length,
        };
        state.SourceAddress.Bytes[..length].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref block, addresses), length));
        state.DestinationAddress.Bytes[..length].CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref block, addresses + (uint)length), length));
    }

    private static void Write(ref TcpOffloadStateDelegated state, ref byte block, int offset, bool isQuery, NativePointers pointers)
    {
        ref NativeTcpDelegated memory = ref At<NativeTcpDelegated>(ref block, offset);
        memory.Plain = Unsafe.As<TcpOffloadStateDelegated, NativeTcpPlain>(ref state);
        memory.Plain.Header.Length = TcpOffloadStateDelegated.Size;
        memory.SendDataHead = isQuery ? state.SendBacklogSize : pointers.ToNative(state.SendDataHead);
        memory.SendDataTail = isQuery ? 0 : pointers.ToNative(state.SendDataTail);
        memory.BufferedData = isQuery ? state.ReceiveBacklogSize : pointers.ToNative(state.BufferedData);
        // With the padding behind it.
        At<ulong>(ref block, offset + NativeTcpDelegated.DWndOffset) = state.DWnd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read(ref TcpOffloadStateDelegated state, in NativeCursor cursor, int offset, bool isQuery, NativePointers pointers)
    {
        ref NativeTcpDelegated memory = ref At<NativeTcpDelegated>(ref cursor.Block, offset);
        Unsafe.As<TcpOffloadStateDelegated, NativeTcpPlain>(ref state) = memory.Plain;
        state.DWnd = memory.DWnd;
        if (isQuery)
        {
            state.SendBacklogSize = (uint)memory.SendDataHead;
            state.ReceiveBacklogSize = (uint)memory.BufferedData;
            return;
        }
        cursor.Take(ref state.SendDataHead, memory.SendDataHead, offset + NativeTcpDelegated.SendDataHeadOffset, pointers);
        cursor.Take(ref state.SendDataTail, memory.SendDataTail, offset + NativeTcpDelegated.SendDataTailOffset, pointers);
        cursor.Take(ref state.BufferedData, memory.BufferedData, offset + NativeTcpDelegated.BufferedDataOffset, pointers);
    }

    /// <summary>Copies a structure that is the same in C#, if it follows the block.</summary>
    private static void Put<T>(in T structure, ref byte block, int offset, int size) where T : struct, IOffloadState<T>
    {
        if (size == 0)
            return;
        At<T>(ref block, offset) = structure;
        At<uint>(ref block, offset) = (uint)size;
    }

    private static void Take<T>(ref T structure, ref byte block, int offset, int size) where T : struct, IOffloadState<T>
    {
        if (size != 0)
            structure = At<T>(ref block, offset);
    }

    private static void Take(ref PathAddress address, ReadOnlySpan<byte> bytes) => bytes.CopyTo(address);

    private static ref T At<T>(ref byte block, int offset) where T : struct => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref block, offset));
}
