using System.Diagnostics;
using Chimney;

namespace Samples;

/// <summary>
/// An intermediate driver that watches the target: counts the operations that pass, how many blocks succeed, and how long they take.
/// </summary>
public sealed class LeakyFilter : IntermediateDriver
{
    private readonly TextWriter _log = Console.Out;

    public OffloadStatistics Statistics { get; } = new();

    /// <summary>Updates are frequent and dull; they can be left out of the statistics.</summary>
    public bool CountsUpdates { get; set; }

    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        Statistics.Sent(OffloadOperation.Initiate);
        Ndis.NdisInitiateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(new TimedCall()));
    }

    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        Statistics.Sent(OffloadOperation.Terminate);
        Ndis.NdisTerminateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(new TimedCall()));
    }

    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        // not worth a line in the log
        if (!CountsUpdates)
            return;

        Statistics.Sent(OffloadOperation.Update);
        Ndis.NdisUpdateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(new ImCallEntry()));
    }

    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        Statistics.Sent(OffloadOperation.Query);
        // nothing to measure here, so no call entry
        Ndis.NdisQueryOffloadState(NdisBindingHandle, offloadBlockList);
    }

    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        Statistics.Sent(OffloadOperation.Invalidate);
        Ndis.NdisTerminateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(new TimedCall()));
    }

    public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        TimedCall call = ImCallEntry.From<TimedCall>(offloadBlockList);
        int succeeded = CountSucceeded(offloadBlockList);
        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
        Statistics.Completed(OffloadOperation.Initiate, succeeded, Stopwatch.GetElapsedTime(call.Started));
    }

    public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        TimedCall call = ImCallEntry.From<TimedCall>(offloadBlockList);
        Statistics.Completed(OffloadOperation.Terminate, CountSucceeded(offloadBlockList), Stopwatch.GetElapsedTime(call.Started));
        Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, offloadBlockList);
    }

    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        if (CountsUpdates)
            Statistics.Completed(OffloadOperation.Update, CountSucceeded(offloadBlockList), TimeSpan.Zero);

        // an update brings nothing back, so there is nothing to pass on
        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, default);
    }

    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        int succeeded = CountSucceeded(offloadBlockList);
        Statistics.Completed(OffloadOperation.Query, succeeded, TimeSpan.Zero);
        if (succeeded == 0)
        {
            Statistics.Failed(OffloadOperation.Query);
            _log.WriteLine($"{Name}: the target knows none of the objects of a query");
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
        }

        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
    }

    public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        NdisStatus status = offloadBlockList.Root.Status;
        if (status != NdisStatus.Success)
        {
            Statistics.Failed(OffloadOperation.Invalidate);
            _log.WriteLine($"{Name}: invalidate failed with {status}");
            return;
        }

        TimedCall call = ImCallEntry.From<TimedCall>(offloadBlockList);
        Statistics.Completed(OffloadOperation.Invalidate, CountSucceeded(offloadBlockList), Stopwatch.GetElapsedTime(call.Started));
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
    }

    public override string ToString() => Statistics.ToString();

    private static int CountSucceeded(ProtocolOffloadBlockList offloadBlockList)
    {
        int succeeded = 0;
        foreach (ProtocolOffloadBlock block in offloadBlockList.Blocks)
        {
            if (block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess)
                succeeded++;
        }
        return succeeded;
    }
}
