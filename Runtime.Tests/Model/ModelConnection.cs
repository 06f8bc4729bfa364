namespace Chimney.Runtime.Tests.Model;

/// <summary>A buffer list of the host or the target: what it is for, where it is, what has to come back with it.</summary>
internal sealed class ModelList(NetBufferList list, ModelObject item, OffloadOperation operation, uint length)
{
    internal NetBufferList List { get; } = list;
    internal ModelObject Object { get; } = item;
    internal OffloadOperation Operation { get; } = operation;
    internal uint Length { get; } = length;
    internal bool IsAbort { get; init; }
    internal Journey Journey { get; } = new();

    /// <summary>It reached the target after an upload had been demanded, or after the peer had closed.</summary>
    internal bool IsAfterStop { get; set; }
    internal bool IsAfterClose { get; set; }

    /// <summary>NDIS gives it back itself, for the host may not ask for it.</summary>
    internal bool IsRefused { get; set; }

    internal NdisStatus Status { get; set; }
    internal uint Transferred { get; set; }

    internal bool IsHome { get; set; }
}

/// <summary>What the model knows of a connection: what the host has asked for, and what the target has to do.</summary>
internal sealed class ModelConnection
{
    private bool _hardwareFailed;
    private bool _isCut;

    internal TcpOffloadConnectionState Initial { get; set; } = TcpOffloadConnectionState.Established;

    // The host's side.
    internal bool CloseAsked { get; private set; }
    internal bool AbortAsked { get; private set; }

    // The target's side, from the initiate to the terminate.
    internal bool IsThere { get; private set; }
    internal bool IsLeaving { get; set; }
    internal bool IsStopped { get; private set; }
    internal bool IsAborted { get; private set; }
    internal bool IsRemoteClosed { get; private set; }
    internal bool IsLocalClosed { get; private set; }
    internal bool IsClosing { get; private set; }
    internal uint Refused { get; private set; }
    internal bool HasRefused { get; private set; }
    internal Queue<ModelList> Sends { get; } = new();
    internal Queue<ModelList> Receives { get; } = new();
    internal Queue<ModelList> Disconnects { get; } = new();
    internal Queue<ModelList> Forwards { get; } = new();

    internal bool MayBeOffloaded => Initial is >= TcpOffloadConnectionState.Established and <= TcpOffloadConnectionState.LastAck;

    internal bool IsSendClosed
        => CloseAsked || AbortAsked
            || Initial is TcpOffloadConnectionState.FinWait1 or TcpOffloadConnectionState.FinWait2 or TcpOffloadConnectionState.Closing or TcpOffloadConnectionState.LastAck;

    /// <summary>What the life of a TCP connection allows, whatever the contract of the DDI says.</summary>
    internal bool MakesSense(OffloadOperation operation, bool abort)
        => operation == OffloadOperation.Send ? !IsSendClosed
            : operation == OffloadOperation.Disconnect ? abort || CloseAsked || AbortAsked || !IsSendClosed
            : !AbortAsked;

    internal void Ask(OffloadOperation operation, bool abort)
    {
        AbortAsked |= operation == OffloadOperation.Disconnect && abort;
        CloseAsked |= operation == OffloadOperation.Disconnect && !abort;
    }

    internal Queue<ModelList> QueueOf(OffloadOperation operation) => operation switch
    {
        OffloadOperation.Send => Sends,
        OffloadOperation.Receive => Receives,
        OffloadOperation.Disconnect => Disconnects,
        _ => Forwards,
    };

    internal void TakeIn()
    {
        IsThere = true;
        IsLeaving = IsStopped = IsAborted = HasRefused = _hardwareFailed = _isCut = false;
        Refused = 0;
        IsLocalClosed = Initial == TcpOffloadConnectionState.FinWait2;
        IsClosing = Initial is TcpOffloadConnectionState.FinWait1 or TcpOffloadConnectionState.Closing or TcpOffloadConnectionState.LastAck;
        IsRemoteClosed = Initial is TcpOffloadConnectionState.CloseWait or TcpOffloadConnectionState.Closing or TcpOffloadConnectionState.LastAck;
    }

    internal void GiveUp() => IsThere = false;

    /// <summary>The host has it again.</summary>
    internal void Terminated() => CloseAsked = AbortAsked = false;

    internal void Arrive(ModelList list)
    {
        list.IsAfterStop = IsStopped;
        list.IsAfterClose = IsRemoteClosed;
        QueueOf(list.Operation).Enqueue(list);
        HasRefused &= list.Operation != OffloadOperation.Receive;
        if (list.Operation != OffloadOperation.Disconnect)
            return;
        IsAborted |= list.IsAbort;
        IsClosing |= !list.IsAbort;
    }

    /// <summary>What the oldest list of a kind completes with now; null where it has to wait, or there is none.</summary>
    internal NdisStatus? Outcome(OffloadOperation operation, bool mayNotSend)
    {
        if (!QueueOf(operation).TryPeek(out ModelList? list))
            return null;
        bool isUploading = IsStopped || IsLeaving;
        return operation switch
        {
            OffloadOperation.Receive when list.IsAfterClose => NdisStatus.InvalidState,
            // What is before it is completed before it (C194, C201).
            OffloadOperation.Disconnect when Sends.Count > 0 => null,
            OffloadOperation.Disconnect when list.IsAbort => isUploading ? NdisStatus.UploadInProgress : NdisStatus.Success,
            _ when IsAborted => NdisStatus.RequestAborted,
            _ when isUploading => NdisStatus.UploadInProgress,
            OffloadOperation.Send or OffloadOperation.Disconnect when mayNotSend => null,
            _ => NdisStatus.Success,
        };
    }

    /// <summary>Bytes that the oldest list brings, with so many wished for. Refused data goes first, and as much of it as fits (C134, C222).</summary>
    internal uint Bytes(ModelList list, NdisStatus status, uint wished)
    {
        wished = Math.Min(list.Length, wished);
        if (list.Operation == OffloadOperation.Receive)
            return status == NdisStatus.Success ? Math.Max(wished, Math.Min(list.Length, Refused)) : 0;
        if (status == NdisStatus.Success)
            return list.Length;
        // The first send that fails may have gone out in part, and none after it (C196).
        bool isPart = list.Operation == OffloadOperation.Send && !_isCut;
        _isCut |= isPart;
        return isPart ? wished : 0;
    }

    internal void Complete(ModelList list)
    {
        QueueOf(list.Operation).Dequeue();
        if (list.Operation == OffloadOperation.Receive)
            Refused -= Math.Min(Refused, list.Transferred);
        IsLocalClosed |= list is { Operation: OffloadOperation.Disconnect, IsAbort: false, Status: NdisStatus.Success };
    }

    internal bool MayIndicateData => IsThere && !IsLeaving && !IsStopped && !IsAborted && !IsRemoteClosed && !HasRefused && Receives.Count == 0;

    /// <summary>What the host did not take stays with the target.</summary>
    internal void Indicated(uint bytes, uint accepted)
    {
        Refused = bytes - accepted;
        HasRefused = accepted < bytes;
    }

    internal bool MayIndicate(TcpOffloadEventType type, TcpUploadReason reason)
    {
        if (!IsThere || IsLeaving || IsAborted)
            return false;
        if (IsStopped)
            return _hardwareFailed && type == TcpOffloadEventType.Abort;
        return type switch
        {
            TcpOffloadEventType.Disconnect => !IsRemoteClosed && Refused == 0 && Receives.Count == 0,
            TcpOffloadEventType.Retrieve => IsMandatory(reason) || (IsClosing || IsLocalClosed) == IsRemoteClosed,
            _ => true,
        };
    }

    internal void Indicate(TcpOffloadEventType type, TcpUploadReason reason)
    {
        IsRemoteClosed |= type == TcpOffloadEventType.Disconnect;
        IsAborted |= type == TcpOffloadEventType.Abort;
        IsStopped |= type == TcpOffloadEventType.Retrieve && IsMandatory(reason);
        _hardwareFailed |= type == TcpOffloadEventType.Retrieve && reason == TcpUploadReason.HardwareFailure;
    }

    private static bool IsMandatory(TcpUploadReason reason)
        => reason is TcpUploadReason.HardwareFailure or TcpUploadReason.InvalidState or TcpUploadReason.ReceivedUrgentData
            or TcpUploadReason.TimeoutExpiration or TcpUploadReason.UploadRequested;
}
