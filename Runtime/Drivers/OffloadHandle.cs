namespace Chimney;

/// <summary>
/// NDIS_OFFLOAD_HANDLE: a driver's own handle of one object, embedded in its context for that object. Has identity (C051): indications hand
/// it back.
/// </summary>
/// <remarks>Source page: NDIS_OFFLOAD_HANDLE.</remarks>
public sealed class OffloadHandle
{
    /// <summary>The context word: written by the driver below, through MiniportOffloadContext of a block (C053).</summary>
    internal OffloadContext ContextWord;

    /// <summary>Goes up when the handle is given up, so that an <see cref="Chimney.NdisOffloadHandle"/> made before is known to be stale.</summary>
    internal int Generation;

    /// <summary>NdisReserved: the binding that the object was offloaded through; null before (C050).</summary>
    internal NdisBindingHandle? Binding;

    // Where NativePointers found the handle, its binding and its context last. Never trusted without a look.
    internal uint NativeHint;
    internal uint BindingHint;
    internal uint ContextHint;

    internal OffloadHandle(ImOffloadEntry entry) => Entry = entry;

    internal OffloadHandle(OffloadObject @object) => Object = @object;

    /// <summary>The offload entry that contains the handle, where an intermediate driver owns it.</summary>
    internal ImOffloadEntry? Entry { get; }

    /// <summary>The object that the handle belongs to, where the host stack owns it.</summary>
    internal OffloadObject? Object { get; }

    /// <summary>The host's object that the handle stands for, at whatever driver.</summary>
    internal OffloadObject? HostObject => Object ?? Entry?.Upper?.HostObject;

    internal string Name => HostObject?.Name ?? "an object";

    /// <summary>What the driver below published for the object; null while it is not offloaded.</summary>
    public OffloadContext MiniportOffloadContext => ContextWord;
}
