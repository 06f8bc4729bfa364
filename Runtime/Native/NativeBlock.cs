using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>Either block list as it lies in x64 memory, 0x98 bytes. The two views differ in what they put into two of its slots.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeBlock
{
    internal OffloadBlockHeader Header;
    internal uint Padding04;
    internal ulong NextBlock;
    internal ulong DependentBlockList;
    internal ulong StatusAndPadding;
    internal NativePair NdisReserved;

    /// <summary>Miniport view: MiniportOffloadContext. Protocol view: NdisReserved[2].</summary>
    internal ulong ContextLocation;

    /// <summary>Miniport view: NdisOffloadHandle. Protocol view: OffloadHandle.</summary>
    internal ulong Handle;
    internal NativeReservedAreas Reserved;
    internal ulong SourceHandle;
    internal ulong PortNumberAndPadding;
    internal ulong NetBufferListChain;

    internal const int Size = OffloadBlockHeader.BlockListSize;
    internal const int NextBlockOffset = 0x08;
    internal const int DependentBlockListOffset = 0x10;
    internal const int ContextLocationOffset = 0x30;
    internal const int HandleOffset = 0x38;
    internal const int ProtocolReservedOffset = 0x40;
    internal const int MiniportReservedOffset = 0x50;
    internal const int ImReservedOffset = 0x60;
    internal const int ScratchOffset = 0x70;
    internal const int SourceHandleOffset = 0x80;
    internal const int NetBufferListChainOffset = 0x90;
}

/// <summary>The four reserved areas of a block.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeReservedAreas
{
    internal NativePair Protocol;
    internal NativePair Miniport;
    internal NativePair Im;
    internal NativePair Scratch;
}

/// <summary>PVOID[2] on x64.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePair
{
    internal ulong Element0;
    internal ulong Element1;
}

/// <summary>NDIS_OFFLOAD_HANDLE as it lies in x64 memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeOffloadHandle
{
    internal ulong NdisReserved;
    internal ulong MiniportOffloadContext;

    internal const int Size = 0x10;
    internal const int ContextOffset = 0x08;
}

/// <summary>PATH_OFFLOAD_STATE_CONST as it lies in x64 memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePathConst
{
    internal OffloadStateHeader Header;
    internal ulong SourceAddress;
    internal ulong DestinationAddress;

    internal const int SourceAddressOffset = 0x08;
    internal const int DestinationAddressOffset = 0x10;
}

/// <summary>TCP_OFFLOAD_STATE_DELEGATED as it lies in x64 memory: what is the same in C#, and the end with pointers and unions.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeTcpDelegated
{
    internal NativeTcpPlain Plain;

    /// <summary>A list in initiate and terminate; in a query SendBacklogSize, 32 bits.</summary>
    internal ulong SendDataHead;
    internal ulong SendDataTail;

    /// <summary>A list in initiate and terminate; in a query ReceiveBacklogSize, 32 bits.</summary>
    internal ulong BufferedData;
    internal uint DWnd;
    private readonly uint _padding7C;

    internal const int SendDataHeadOffset = 0x60;
    internal const int SendDataTailOffset = 0x68;
    internal const int BufferedDataOffset = 0x70;
    internal const int DWndOffset = 0x78;
}

/// <summary>The bytes of TCP_OFFLOAD_STATE_DELEGATED that are the same in C#.</summary>
[StructLayout(LayoutKind.Sequential, Size = TcpOffloadStateDelegated.PlainBytes)]
internal struct NativeTcpPlain
{
    internal OffloadStateHeader Header;
}
