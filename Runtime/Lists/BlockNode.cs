using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>PVOID[2], the shape of the four reserved areas of a block.</summary>
[InlineArray(2)]
internal struct PointerPair
{
    private object? _element0;
}

/// <summary>What a block stands for in one operation (C114): told by its context pointer and the word it points at.</summary>
internal enum BlockRole : byte
{
    Placeholder,
    Linker,
    New,
}

/// <summary>The memory of one block. Both views look at the same node; the two slots that differ between the views hold a handle each.</summary>
internal sealed class BlockNode
{
    // The conversion loops read these; declared first so that they share a cache line.

    /// <summary>The next block of the whole tree, depth first. Links never change after a tree is built, so this is laid out once.</summary>
    internal BlockNode? NextInOrder;

    /// <summary>Slot 0x30: the handle whose context word MiniportOffloadContext points at; null for a placeholder.</summary>
    internal OffloadHandle? Context;

    /// <summary>Slot 0x38: OffloadHandle in the protocol view, NdisOffloadHandle in the miniport view.</summary>
    internal OffloadHandle? Handle;

    internal NetBufferList? NetBufferListChain;

    /// <summary>The lists of NetBufferListChain as NDIS got them; null where there are none.</summary>
    internal BufferChain? Riding;

    internal NdisStatus Status;

    internal BlockNode? NextBlock;
    internal BlockNode? DependentBlockList;
    internal object? SourceHandle;
    internal OffloadBlockHeader Header;
    internal uint PortNumber;

    /// <summary>The host's object that the block stands for; null for a placeholder.</summary>
    internal OffloadObject? Object;

    /// <summary>Header.Type when the block names its whole object.</summary>
    internal OffloadStateType WholeState;

    /// <summary>Set by NDIS when the host sends the tree.</summary>
    internal BlockRole Role;

    internal PointerPair ProtocolReserved;
    internal PointerPair MiniportReserved;
    internal PointerPair ImReserved;
    internal PointerPair Scratch;

    /// <summary>The structures behind the block, made once with the tree; which of them count, header and operation say. Null for a placeholder.</summary>
    internal OffloadState? State;

    /// <summary>ProtocolReserved as the host stack sent it (C054).</summary>
    internal PointerPair HostReserved;

    /// <summary>Status as it was completed below the intermediate drivers (C023).</summary>
    internal NdisStatus ReportedStatus;

    /// <summary><see cref="OffloadObject.CachedEpoch"/> at the request; −1 where the host does not know what the target has.</summary>
    internal int CachedEpoch;

    /// <summary>Whether Status says that the block's own object is in (or, for the other operations, that it went well).</summary>
    internal bool HasSucceeded => Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
}
