namespace Chimney;

/// <summary>Requests of one kind on one connection, counted as they pass the target. They complete in order (C194, C207).</summary>
internal struct RequestLedger
{
    private int _arrived;
    private int _completed;
    private int? _stop;
    private int? _close;
    private int? _leave;

    /// <summary>Requests that the target has and has not completed.</summary>
    internal readonly int Outstanding => _arrived - _completed;

    /// <summary>Whether the oldest one came after the target had stopped working on the connection.</summary>
    internal readonly bool OldestIsAfterStop => _completed >= _stop;

    /// <summary>Whether the oldest one came after the connection was closed in the direction of these requests.</summary>
    internal readonly bool OldestIsAfterClose => _completed >= _close;

    /// <summary>Whether the oldest one came while the connection was being terminated.</summary>
    internal readonly bool OldestIsAfterTerminate => _completed >= _leave;

    /// <summary>Whether all that came before the close are completed.</summary>
    internal readonly bool IsCompleteToClose => _close is null || OldestIsAfterClose;

    internal void Arrive() => _arrived++;

    internal void Complete() => _completed++;

    internal void Stop() => _stop ??= _arrived;

    internal void Close() => _close ??= _arrived;

    internal void Leave() => _leave ??= _arrived;
}

/// <summary>What is known of a TCP connection beyond its main state: the flags and ledgers of the tables.</summary>
internal sealed class ConnectionRecord
{
    internal RequestLedger Sends;
    internal RequestLedger Receives;
    internal RequestLedger Disconnects;
    internal RequestLedger Forwards;

    /// <summary>A graceful disconnect has reached the target.</summary>
    internal bool IsClosing;

    /// <summary>The FIN and all data before it are acknowledged: the send half is closed (lc).</summary>
    internal bool IsLocalClosed;

    /// <summary>The peer's FIN was indicated: the receive half is closed (rc).</summary>
    internal bool IsRemoteClosed;

    /// <summary>RST was sent or received (ab).</summary>
    internal bool IsAborted;

    /// <summary>An upload was asked for (r).</summary>
    internal bool UploadRequested;

    /// <summary>The target has stopped working on the connection, for a reason that the host must upload for.</summary>
    internal bool IsStopped;

    /// <summary>The rule by which the target still has to ask for an upload; null where it need not.</summary>
    internal string? OwedUpload;

    /// <summary>A query or invalidate of the connection has failed, which means that the hardware did (f).</summary>
    internal bool HasFailed;

    /// <summary>The target has asked for an upload because its hardware failed, and has not indicated the abort that follows (C188).</summary>
    internal bool OwesAbort;

    /// <summary>Bytes that were indicated and not accepted, and did not go into a posted receive since.</summary>
    internal uint RefusedBytes;

    /// <summary>No receive has reached the target since an indication was refused.</summary>
    internal bool IsRefused;

    /// <summary>Indications and receive completions of the connection that are running.</summary>
    internal int RunningIndications;

    /// <summary>The adapter counts the connection among those that its target has.</summary>
    internal bool IsCounted;

    /// <summary>What the host asked for: it will not ask for another (C204).</summary>
    internal bool CloseAsked, AbortAsked;

    /// <summary>FIN_WAIT1, FIN_WAIT2 or CLOSE_WAIT (C238).</summary>
    internal bool IsHalfClosed => (IsClosing || IsLocalClosed) != IsRemoteClosed;

    /// <summary>Both halves are closed, this side's first: TIME_WAIT (C190).</summary>
    internal bool IsInTimeWait => IsLocalClosed && IsRemoteClosed;

    /// <summary>Failed hardware has not been reported.</summary>
    internal bool OwesFailure => OwedUpload is "C158" or "C172";

    internal bool HasOutstanding => Sends.Outstanding + Receives.Outstanding + Disconnects.Outstanding + Forwards.Outstanding > 0;

    /// <summary>Starts an offload in the state that TCP has the connection in.</summary>
    internal void Start(TcpOffloadConnectionState state)
    {
        Reset();
        IsClosing = state is TcpOffloadConnectionState.FinWait1 or TcpOffloadConnectionState.Closing or TcpOffloadConnectionState.LastAck;
        IsLocalClosed = state == TcpOffloadConnectionState.FinWait2;
        IsRemoteClosed = state is TcpOffloadConnectionState.CloseWait or TcpOffloadConnectionState.Closing or TcpOffloadConnectionState.LastAck;
    }

    /// <summary>The target has failed a query or an invalidate: the host has to hear of it (C188), if it does not know that the connection is lost.</summary>
    /// <param name="rule">The rule by which it has.</param>
    /// <returns>Whether that is news.</returns>
    internal bool Fail(string rule)
    {
        if (HasFailed || IsAborted || IsStopped)
            return false;
        HasFailed = true;
        OwedUpload = rule;
        return true;
    }

    /// <summary>RST is sent or received. The host knows that the connection is lost.</summary>
    internal void Abort()
    {
        IsAborted = true;
        OwesAbort = false;
        if (OwesFailure)
            OwedUpload = null;
    }

    /// <summary>The target asks for an upload. For failed hardware only the reason of that name counts.</summary>
    internal void AskForUpload(bool hardware)
    {
        UploadRequested = true;
        OwesAbort |= hardware && HasFailed && !IsAborted;
        if (hardware || !OwesFailure)
            OwedUpload = null;
    }

    /// <summary>Forgets the offload.</summary>
    internal void Reset()
    {
        Sends = Receives = Disconnects = Forwards = default;
        IsClosing = IsLocalClosed = IsRemoteClosed = IsAborted = UploadRequested = IsStopped = IsRefused = CloseAsked = AbortAsked = HasFailed = OwesAbort = false;
        OwedUpload = null;
        RefusedBytes = 0;
        RunningIndications = 0;
    }
}
