using static Chimney.ConnectionEvent;
using static Chimney.OffloadObjectState;
using Guard = Chimney.StateGuard<Chimney.ConnectionSituation>;
using Row = Chimney.StateRow<Chimney.OffloadObjectState, Chimney.ConnectionEvent, Chimney.ConnectionSituation>;

namespace Chimney;

/// <summary>
/// What can happen to a TCP connection beyond the life cycle of any object. The host's requests are judged by the state that the host knows,
/// all others by the state that the target knows.
/// </summary>
internal enum ConnectionEvent : byte
{
    // The host asks.
    Initiate,
    Send,
    PostReceive,
    Forward,
    DisconnectGracefully,
    DisconnectAbortively,
    ReturnReceive,
    // A request reaches the target.
    SendArrived,
    ReceiveArrived,
    ForwardArrived,
    GracefulDisconnectArrived,
    AbortiveDisconnectArrived,
    // The target completes.
    SendCompleted,
    ReceiveCompleted,
    ForwardCompleted,
    DisconnectCompleted,
    TerminateCompleted,
    // The target indicates.
    DisconnectIndicated,
    AbortIndicated,
    BacklogIndicated,
    OptionalUploadRequested,
    MandatoryUploadRequested,
    TimeoutUploadRequested,
    HardwareUploadRequested,
    ReceiveIndicated,
    // TCP gets there.
    FinWait2Expired,
    TimeWaitReached,
    SynReceived,
    ContextReleased,
}

/// <summary>A connection with what the rows ask.</summary>
/// <param name="Object">The connection.</param>
/// <param name="Status">Status of the list that is completed.</param>
/// <param name="Bytes">Bytes that the list brings; of a terminate, the undelivered data that goes along.</param>
internal readonly record struct ConnectionSituation(OffloadObject Object, NdisStatus Status = NdisStatus.Success, uint Bytes = 0)
{
    internal ConnectionRecord Record => Object.Connection!;

    internal TcpOffloadConnectionState TcpState => ((TcpOffloadState)Object.Values).Delegated.State;

    internal bool Succeeded => Status == NdisStatus.Success;

    internal bool Aborted => Status == NdisStatus.RequestAborted;

    internal bool IsInvalid => Object.TargetState == Invalidated || Object.Parent is { TargetState: Invalidated } or { Parent.TargetState: Invalidated };
}

/// <summary>The rows of TCP connections.</summary>
internal static class ConnectionTable
{
    private static readonly OffloadObjectState[] s_all = [NotOffloaded, Offloading, Offloaded, Invalidated, Terminating];
    private static readonly OffloadObjectState[] s_held = [Offloaded, Invalidated, Terminating];

    private static readonly ConnectionEvent[] s_hostRequests = [Send, PostReceive, Forward, DisconnectGracefully, DisconnectAbortively];
    private static readonly ConnectionEvent[] s_completions = [SendCompleted, ReceiveCompleted, ForwardCompleted, DisconnectCompleted];
    private static readonly ConnectionEvent[] s_indications =
        [DisconnectIndicated, AbortIndicated, BacklogIndicated, OptionalUploadRequested, MandatoryUploadRequested, TimeoutUploadRequested, HardwareUploadRequested, ReceiveIndicated];

    private static readonly Guard s_notAbortedYet = new("no RST was sent or received, or the status says so", s => !s.Succeeded || !s.Record.IsAborted, "C234");
    private static readonly Guard s_abortKnown = new("REQUEST_ABORTED only after RST or a hardware failure", s => !s.Aborted || s.Record.IsAborted || s.Object.HasHardwareFailed, "C197");

    internal static readonly StateTable<OffloadObjectState, ConnectionEvent, ConnectionSituation> Table = new("TCP connection",
        new Row("K01", [NotOffloaded], [Initiate], Offloading)
        {
            Guards = [new("Established, FinWait1, FinWait2, CloseWait, Closing or LastAck", s => s.TcpState is >= TcpOffloadConnectionState.Established and <= TcpOffloadConnectionState.LastAck, "C246")],
            Effect = s => s.Record.Start(s.TcpState),
        },
        new Row("K02", LifeCycle.Live, [Send]) { Note = "queued in order; not transmitted while invalid" },
        new Row("K03", LifeCycle.Live, [PostReceive]) { Note = "queued in order" },
        new Row("K04", s_held, [ReceiveArrived])
        {
            Guards = [new("a disconnect was indicated", s => s.Record.IsRemoteClosed)],
            Effect = s => { s.Record.Receives.Close(); s.Record.Receives.Arrive(); },
            Note = "to be completed with InvalidState",
        },
        new Row("K03 arrived", s_held, [ReceiveArrived])
        {
            Effect = s => { s.Record.Receives.Arrive(); s.Record.IsRefused = false; },
            Note = "lifts a refusal (C222)",
        },
        new Row("K03 done", s_held, [ReceiveCompleted])
        {
            Guards =
            [
                new("a receive is posted", s => s.Record.Receives.Outstanding > 0, "C193"),
                new("no indication or receive completion runs", s => s.Record.RunningIndications == 0, "C215"),
                new("Success, RequestAborted, UploadInProgress or InvalidState",
                    s => s.Status is NdisStatus.Success or NdisStatus.RequestAborted or NdisStatus.UploadInProgress or NdisStatus.InvalidState, "C209"),
                new("InvalidState where it was posted after a disconnect was indicated, and only there",
                    s => s.Status == NdisStatus.InvalidState ? s.Record.IsRemoteClosed : !s.Succeeded || !s.Record.Receives.OldestIsAfterClose, "C209"),
                new("no success for what arrived after an upload was demanded", s => !s.Succeeded || !s.Record.Receives.OldestIsAfterStop, "C189"),
            ],
            Effect = s => { s.Record.Receives.Complete(); s.Record.RefusedBytes -= Math.Min(s.Bytes, s.Record.RefusedBytes); },
        },
        new Row("K05", LifeCycle.Live, [Forward]) { Note = "processed as if received" },
        new Row("K05 arrived", s_held, [ForwardArrived]) { Effect = s => s.Record.Forwards.Arrive() },
        new Row("K05 done", s_held, [ForwardCompleted])
        {
            Guards =
            [
                new("a forward is outstanding", s => s.Record.Forwards.Outstanding > 0, "C193"),
                new("Success, UploadInProgress, or RequestAborted after RST",
                    s => s.Status is NdisStatus.Success or NdisStatus.UploadInProgress || (s.Aborted && (s.Record.IsAborted || s.Object.HasHardwareFailed)), "C205"),
                new("no success for what arrived after an upload was demanded", s => !s.Succeeded || !s.Record.Forwards.OldestIsAfterStop, "C189"),
            ],
            Effect = s => s.Record.Forwards.Complete(),
        },
        new Row("K06", LifeCycle.Live, [DisconnectGracefully])
        {
            Guards = [new("no disconnect was asked for", s => !s.Record.CloseAsked && !s.Record.AbortAsked, "C204")],
            Effect = s => s.Record.CloseAsked = true,
            Note = "the data, then FIN",
        },
        new Row("K06 arrived", s_held, [GracefulDisconnectArrived])
        {
            Effect = s => { s.Record.Disconnects.Arrive(); s.Record.Sends.Close(); s.Record.IsClosing = true; },
        },
        new Row("K07", LifeCycle.Live, [DisconnectAbortively])
        {
            Guards = [new("no abort was asked for", s => !s.Record.AbortAsked, "C204")],
            Effect = s => s.Record.AbortAsked = true,
            Note = "RST; receiving stops at once",
        },
        new Row("K07 arrived", s_held, [AbortiveDisconnectArrived])
        {
            Effect = s => { s.Record.Disconnects.Arrive(); s.Record.Abort(); },
        },
        new Row("K07 done", s_held, [DisconnectCompleted])
        {
            Guards =
            [
                new("it succeeded after RST", s => s.Succeeded && s.Record.IsAborted),
                new("a disconnect is outstanding", s => s.Record.Disconnects.Outstanding > 0, "C193"),
                new("all sends are completed", s => s.Record.Sends.Outstanding == 0, "C201"),
            ],
            Effect = s => s.Record.Disconnects.Complete(),
        },
        new Row("K06 done", s_held, [DisconnectCompleted])
        {
            Guards =
            [
                new("a disconnect is outstanding", s => s.Record.Disconnects.Outstanding > 0, "C193"),
                new("Success, UploadInProgress or RequestAborted", s => s.Succeeded || s.Aborted || s.Status == NdisStatus.UploadInProgress, "C202"),
                new("RequestAborted only after RST or a hardware failure", s => !s.Aborted || s.Record.IsAborted || s.Object.HasHardwareFailed, "C204"),
                new("the sends before it are completed", s => !s.Succeeded || s.Record.Sends.IsCompleteToClose, "C194"),
            ],
            Effect = s => { s.Record.Disconnects.Complete(); s.Record.IsLocalClosed |= s.Succeeded; },
            Note = "success closes the send half",
        },
        new Row("K08", s_held, [DisconnectIndicated])
        {
            Guards =
            [
                new("no disconnect was indicated", s => !s.Record.IsRemoteClosed, "C233"),
                new("the client has all data before it", s => s.Record.RefusedBytes == 0, "C233"),
            ],
            Effect = s => s.Record.IsRemoteClosed = true,
            Note = "closes the receive half",
        },
        new Row("K09", s_held, [AbortIndicated])
        {
            Guards = [new("failed hardware was reported with Retrieve(HardwareFailure) first", s => !s.Record.OwesFailure, "C188")],
            Effect = s => s.Record.Abort(),
            Note = "what is outstanding completes with RequestAborted; the context stays",
        },
        new Row("K12", s_held, [FinWait2Expired])
        {
            Guards = [new("the send half is closed, the receive half is not", s => s.Record is { IsLocalClosed: true, IsRemoteClosed: false })],
            Effect = s => s.Record.OwedUpload = "C239",
            Note = "the state becomes CLOSED; Retrieve(TimeoutExpiration) is due",
        },
        new Row("K13", s_held, [TimeWaitReached])
        {
            Guards = [new("both halves are closed", s => s.Record.IsInTimeWait)],
            Effect = s => s.Record.OwedUpload = "C190",
            Note = "Retrieve is due",
        },
        new Row("K14", s_held, [SynReceived])
        {
            Guards = [new("not in TIME_WAIT", s => !s.Record.IsInTimeWait)],
            Effect = s => s.Record.OwedUpload = "C235",
            Note = "in order; Retrieve is due, in state CLOSED",
        },
        new Row("K10", s_held, [MandatoryUploadRequested, TimeoutUploadRequested])
        {
            Effect = s => Stop(s.Record, hardware: false),
            Note = "the target stops; what arrives now completes with UploadInProgress",
        },
        new Row("K10 failed", s_held, [HardwareUploadRequested])
        {
            Effect = s => Stop(s.Record, hardware: true),
            Note = "the same; after a query or invalidate that failed, Abort is due next",
        },
        new Row("K11", s_held, [OptionalUploadRequested])
        {
            Guards = [new("not half-closed", s => !s.Record.IsHalfClosed, "C238")],
            Effect = s => s.Record.AskForUpload(hardware: false),
            Note = "the target goes on; may be repeated",
        },
        new Row("K15", s_held, [BacklogIndicated]) { Note = "throttled (C240)" },
        new Row("K16", LifeCycle.Live, [ContextReleased], Rule: "C185") { Note = "also after a disconnect, a reset or an invalidate: resources are kept until T21" },
        new Row("K17", s_held, [SendArrived])
        {
            Guards = [new("it, or what it depends on, is invalidated", s => s.IsInvalid)],
            Effect = s => s.Record.Sends.Arrive(),
            Note = "not transmitted: ask for an upload with InvalidState, or go on until terminated (C170)",
        },
        new Row("K02 arrived", s_held, [SendArrived]) { Effect = s => s.Record.Sends.Arrive() },
        new Row("K02 done", s_held, [SendCompleted])
        {
            Guards =
            [
                new("a send is outstanding", s => s.Record.Sends.Outstanding > 0, "C193"),
                new("not Paused", s => s.Status != NdisStatus.Paused, "C282"),
                new("Success, UploadInProgress or RequestAborted", s => s.Succeeded || s.Aborted || s.Status == NdisStatus.UploadInProgress, "C196"),
                s_notAbortedYet,
                s_abortKnown,
                new("no success for what arrived after an upload was demanded", s => !s.Succeeded || !s.Record.Sends.OldestIsAfterStop, "C189"),
                new("no success for what arrived during a terminate", s => !s.Succeeded || !s.Record.Sends.OldestIsAfterTerminate, "C184"),
            ],
            Effect = s => s.Record.Sends.Complete(),
            Note = "success is forward progress (N03)",
        },
        new Row("data", s_held, [ReceiveIndicated])
        {
            Guards =
            [
                new("no indication or receive completion runs", s => s.Record.RunningIndications == 0, "C215"),
                new("the receive half is open", s => !s.Record.IsRemoteClosed, "C233"),
                new("the host has not aborted", s => !s.Record.AbortAsked || !s.Record.IsAborted, "C201"),
                new("no RST was received", s => !s.Record.IsAborted, "C234"),
                new("no mandatory upload was asked for", s => !s.Record.IsStopped, "C237"),
                new("no receive is posted", s => s.Record.Receives.Outstanding == 0, "C217"),
                new("no refusal waits for a receive", s => !s.Record.IsRefused, "C222"),
            ],
        },
        new Row("returned", s_all, [ReturnReceive]) { Note = "lists may come back after the terminate" },
        new Row("settled", [Terminating], [TerminateCompleted])
        {
            Guards =
            [
                new("no request is outstanding", s => !s.Record.HasOutstanding, "C174"),
                new("no indication runs", s => s.Record.RunningIndications == 0, "C175"),
                new("a query that failed was followed by Retrieve(HardwareFailure)", s => !s.Succeeded || s.Record.OwedUpload != "C158", "C158"),
                new("an invalidate that failed was followed by Retrieve(HardwareFailure)", s => !s.Succeeded || s.Record.OwedUpload != "C172", "C172"),
                new("that was followed by Abort", s => !s.Succeeded || !s.Record.OwesAbort, "C188"),
                new("refused data goes along in BufferedData", s => !s.Succeeded || s.Record.IsAborted || s.Record.RefusedBytes <= s.Bytes, "C179"),
            ],
            Note = "before T21",
        },
        new Row("early", [Offloading], [.. s_hostRequests], Rule: "C247"),
        new Row("not there", [NotOffloaded], [.. s_hostRequests], Rule: "C247"),
        new Row("too late", [Terminating], [.. s_hostRequests], Rule: "C251"),
        new Row("early indication", [Offloading], [.. s_indications], Rule: "C135"),
        new Row("unknown handle", [NotOffloaded], [.. s_indications], Rule: "C232"),
        new Row("stray", [NotOffloaded, Offloading], [.. s_completions], Rule: "C193"));

    private static void Stop(ConnectionRecord record, bool hardware)
    {
        record.AskForUpload(hardware);
        record.IsStopped = true;
        record.Sends.Stop();
        record.Receives.Stop();
        record.Forwards.Stop();
    }
}
