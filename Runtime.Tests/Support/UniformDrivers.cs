namespace Chimney.Runtime.Tests;

/// <summary>A target with one handler for the requests of all five state operations.</summary>
internal abstract class UniformTarget : OffloadTarget
{
    protected abstract void Request(OffloadOperation operation, MiniportOffloadBlockList list);

    public sealed override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Initiate, offloadBlockList);
    public sealed override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Terminate, offloadBlockList);
    public sealed override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Update, offloadBlockList);
    public sealed override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Invalidate, offloadBlockList);
    public sealed override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Query, offloadBlockList);
}

/// <summary>An intermediate driver with one handler for all five requests, and one for all five completions.</summary>
internal abstract class UniformFilter : IntermediateDriver
{
    protected abstract void Request(OffloadOperation operation, MiniportOffloadBlockList list);

    protected abstract void Completion(OffloadOperation operation, ProtocolOffloadBlockList list);

    public sealed override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Initiate, offloadBlockList);
    public sealed override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Terminate, offloadBlockList);
    public sealed override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Update, offloadBlockList);
    public sealed override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Invalidate, offloadBlockList);
    public sealed override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Request(OffloadOperation.Query, offloadBlockList);

    public sealed override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completion(OffloadOperation.Initiate, offloadBlockList);
    public sealed override void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completion(OffloadOperation.Terminate, offloadBlockList);
    public sealed override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completion(OffloadOperation.Update, offloadBlockList);
    public sealed override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completion(OffloadOperation.Invalidate, offloadBlockList);
    public sealed override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completion(OffloadOperation.Query, offloadBlockList);
}
