namespace Chimney.Runtime.Tests;

internal delegate void RequestScript(ScriptedFilter self, OffloadOperation operation, MiniportOffloadBlockList list);

internal delegate void CompletionScript(ScriptedFilter self, OffloadOperation operation, ProtocolOffloadBlockList list);

/// <summary>An intermediate driver whose handlers run a script; one that is not set, or is for another operation, passes through.</summary>
internal sealed class ScriptedFilter : UniformFilter
{
    internal RequestScript? OnRequest { get; set; }
    internal CompletionScript? OnCompletion { get; set; }

    /// <summary>The operation that the scripts are for; all of them where null.</summary>
    internal OffloadOperation? Only { get; set; }

    /// <summary>For scripts that do something from some operation on only.</summary>
    internal bool Armed { get; set; }

    /// <summary>How often a script ran.</summary>
    internal int Runs { get; private set; }

    internal void Later(Action work) => QueueWorkItem(work);

    internal void PassDown(OffloadOperation operation, MiniportOffloadBlockList list)
        => Ops.SendDown(operation, NdisBindingHandle, list.ToProtocol(new ImCallEntry()));

    internal void PassUp(OffloadOperation operation, ProtocolOffloadBlockList list)
        => Ops.CompleteUp(operation, NdisMiniportHandle, list.ToMiniport());

    protected override void Request(OffloadOperation operation, MiniportOffloadBlockList list)
    {
        if (OnRequest is null || (Only ?? operation) != operation)
        {
            PassDown(operation, list);
            return;
        }
        Runs++;
        OnRequest(this, operation, list);
    }

    protected override void Completion(OffloadOperation operation, ProtocolOffloadBlockList list)
    {
        if (OnCompletion is null || (Only ?? operation) != operation)
        {
            PassUp(operation, list);
            return;
        }
        Runs++;
        OnCompletion(this, operation, list);
    }
}
