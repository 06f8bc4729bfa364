namespace Chimney;

/// <summary>What came back to a <see cref="RecordingHost"/>.</summary>
/// <param name="Operation">The operation that completed.</param>
/// <param name="Statuses">Status of every block, depth first.</param>
public sealed record CompletedOffload(OffloadOperation Operation, IReadOnlyList<NdisStatus> Statuses);

/// <summary>A small host stack for tests and samples: sends trees down and records what comes back.</summary>
public sealed partial class RecordingHost : ProtocolDriver
{
    private readonly List<CompletedOffload> _completed = [];

    /// <summary>Makes a host that is called "host" in messages and traces.</summary>
    public RecordingHost() => Name = "host";

    /// <summary>Whether completions are recorded. Turn it off for runs that count allocations.</summary>
    public bool KeepsRecords { get; set; } = true;

    /// <summary>The completions that reached the host, in order.</summary>
    public IReadOnlyList<CompletedOffload> Completed => _completed;

    /// <summary>Asks for the objects of a tree to be offloaded.</summary>
    /// <param name="tree">The tree.</param>
    public void Initiate([Requests(OffloadOperation.Initiate)] OffloadTree tree) => Ndis.NdisInitiateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Initiate));

    /// <summary>Ends the offload of the objects of a tree.</summary>
    /// <param name="tree">The tree.</param>
    public void Terminate([Requests(OffloadOperation.Terminate)] OffloadTree tree) => Ndis.NdisTerminateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Terminate));

    /// <summary>Changes cached values of the objects of a tree.</summary>
    /// <param name="tree">The tree.</param>
    public void Update([Requests(OffloadOperation.Update)] OffloadTree tree) => Ndis.NdisUpdateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Update));

    /// <summary>Reads the state of the objects of a tree.</summary>
    /// <param name="tree">The tree.</param>
    public void Query([Requests(OffloadOperation.Query)] OffloadTree tree) => Query(tree, OffloadStateClass.Whole);

    /// <summary>Reads one class of state of the objects of a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="queried">The class, or the whole.</param>
    public void Query([Requests(OffloadOperation.Query)] OffloadTree tree, OffloadStateClass queried)
        => Ndis.NdisQueryOffloadState(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Query, queried));

    /// <summary>Stops the use of the objects of a tree for sending.</summary>
    /// <param name="tree">The tree.</param>
    public void Invalidate([Requests(OffloadOperation.Invalidate)] OffloadTree tree) => Ndis.NdisInvalidateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Invalidate));

    /// <inheritdoc/>
    public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Record(OffloadOperation.Initiate, offloadBlockList);

    /// <inheritdoc/>
    public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Record(OffloadOperation.Terminate, offloadBlockList);

    /// <inheritdoc/>
    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Record(OffloadOperation.Update, offloadBlockList);

    /// <inheritdoc/>
    public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Record(OffloadOperation.Invalidate, offloadBlockList);

    /// <inheritdoc/>
    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Record(OffloadOperation.Query, offloadBlockList);

    private void Record(OffloadOperation operation, [Borrows] ProtocolOffloadBlockList list)
    {
        if (!KeepsRecords)
            return;
        var statuses = new List<NdisStatus>();
        foreach (ProtocolOffloadBlock block in list.Blocks)
            statuses.Add(block.Status);
        _completed.Add(new CompletedOffload(operation, statuses));
    }
}
