using static Chimney.ConnectionEvent;

namespace Chimney;

/// <summary>Drives the rows of a connection by its requests, completions and indications, as they pass NDIS at the host and at the target.</summary>
internal static class ConnectionMonitor
{
    /// <summary>The host asks something of a connection.</summary>
    /// <returns>Whether it may; where not, it was reported and goes no further.</returns>
    internal static bool MayAsk(BoundDriver host, OffloadObject item, BufferChain chain, OffloadOperation operation, TcpDisconnectFlags flags)
    {
        if (item.Kind != OffloadObjectKind.TcpConnection)
        {
            Misuse.Report("C068", host, chain, operation, $"{Call()}, which is no connection. Pass the handle of a connection.");
            return false;
        }
        ConnectionEvent happened = operation switch
        {
            OffloadOperation.Send => Send,
            OffloadOperation.Receive => PostReceive,
            OffloadOperation.Forward => Forward,
            _ => flags == TcpDisconnectFlags.AbortiveClose ? DisconnectAbortively : DisconnectGracefully,
        };
        StateOutcome outcome = ConnectionTable.Table.Affect(item.State, happened, new ConnectionSituation(item));
        if (outcome.Rule is null || host.Stack.Verifier.IsOff)
            return true;
        Misuse.Report(outcome.Rule, host, chain, operation, $"{Call()}, which is {item.State} ({outcome.Row}). {Remedy(outcome.Rule)}");
        return false;

        string Call() => $"{DdiNames.Function(operation, OffloadPhase.Request)} was called for {item.Name}";
    }

    /// <summary>A chain has reached the target.</summary>
    internal static void Arrived(BufferChain chain)
    {
        if (chain.Handle?.HostObject is not { Connection: not null } item)
            return;
        ConnectionEvent happened = chain.Operation switch
        {
            OffloadOperation.Send => SendArrived,
            OffloadOperation.Receive => ReceiveArrived,
            OffloadOperation.Forward => ForwardArrived,
            _ => chain.Flags == TcpDisconnectFlags.AbortiveClose ? AbortiveDisconnectArrived : GracefulDisconnectArrived,
        };
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
            ConnectionTable.Table.Affect(item.TargetState, happened, new ConnectionSituation(item));
    }

    /// <summary>The target completes a chain. What may not stand there is replaced by a status that makes the host ask again.</summary>
    internal static void Completed(BoundDriver target, BufferChain chain)
    {
        if (chain.Operation is < OffloadOperation.Send or > OffloadOperation.Forward)
            return;
        StateOutcome first = default;
        string? name = null;
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
        {
            if (list.Connection is not { Connection: { } record } item)
                continue;
            StateOutcome outcome = Complete(chain.Operation, item, new ConnectionSituation(item, list.StatusMember, list.BytesMember));
            if (outcome.Rule is null)
            {
                if (chain.Operation == OffloadOperation.Send && list.StatusMember == NdisStatus.Success)
                    MakeProgress(target, item);
                continue;
            }
            if (first.Rule is null)
                (first, name) = (outcome, item.Name);
            if (!target.Stack.Verifier.IsOff)
                list.StatusMember = NdisStatus.UploadInProgress;
            Ledger(record, chain.Operation).Complete();
        }
        if (first.Rule is not null)
        {
            Misuse.Report(first.Rule, target, chain, chain.Operation,
                $"{DdiNames.Function(chain.Operation, OffloadPhase.Completion)} was called for {name} ({first.Row}). {Remedy(first.Rule)}");
        }
    }

    /// <summary>The target reports something of a connection.</summary>
    /// <returns>Whether it may; where not, it was reported and goes no further.</returns>
    internal static bool MayIndicate(BoundDriver target, NdisOffloadHandle handle, TcpOffloadEventType eventType, uint information)
    {
        if (handle.Handle?.HostObject is not { } item)
            return true;
        const OffloadOperation Operation = OffloadOperation.TcpEvent;
        if (item.Kind != OffloadObjectKind.TcpConnection)
        {
            Misuse.Report("C236", target, null, Operation, $"{eventType} was indicated on {item.Name}, which is no connection. Ask for connections one by one, or indicate NDIS_STATUS_UPLOAD_ALL.");
            return false;
        }
        ConnectionEvent? happened = eventType switch
        {
            TcpOffloadEventType.SendBacklogChange => BacklogIndicated,
            TcpOffloadEventType.Disconnect => DisconnectIndicated,
            TcpOffloadEventType.Abort => AbortIndicated,
            TcpOffloadEventType.Retrieve => UploadEvent((TcpUploadReason)information),
            _ => null,
        };
        if (happened is null)
        {
            bool isReason = eventType == TcpOffloadEventType.Retrieve;
            Misuse.Report(isReason ? "C231" : "C230", target, null, Operation,
                $"{(isReason ? $"{information} was given as the reason of an upload" : $"{eventType} was indicated")} for {item.Name}. Use a value of {(isReason ? nameof(TcpUploadReason) : nameof(TcpOffloadEventType))}.");
            return false;
        }
        return Check(target, item, happened.Value, Operation, eventType.ToString());
    }

    /// <summary>The target is about to indicate received data.</summary>
    /// <returns>Whether it may; if so, <see cref="ReceiveReturned"/> follows.</returns>
    internal static bool MayIndicateReceive(BoundDriver target, NdisOffloadHandle handle)
    {
        if (handle.Handle?.HostObject is not { Connection: { } record } item)
            return true;
        if (!Check(target, item, ReceiveIndicated, OffloadOperation.ReceiveIndicate, "received data"))
            return false;
        record.RunningIndications++;
        return true;
    }

    /// <summary>The indication of received data has returned.</summary>
    internal static void ReceiveReturned(NdisOffloadHandle handle, NdisStatus result, uint indicated, uint consumed)
    {
        if (handle.Handle?.HostObject is not { Connection: { } record })
            return;
        record.RunningIndications--;
        record.IsRefused = result != NdisStatus.Success;
        record.RefusedBytes = record.IsRefused ? indicated - Math.Min(consumed, indicated) : 0;
    }

    /// <summary>The target asks the host how long ago a neighbor was known to be reachable (N04).</summary>
    /// <returns>Whether it may; where not, it was reported.</returns>
    internal static bool MayQueryReachability(BoundDriver target, OffloadObject item)
    {
        var situation = new LayerSituation(item, Ticks: target.Stack.TickCount, NceStaleTicks: target.Stack.NceStaleTicks);
        StateOutcome outcome = LayerTables.Neighbor.Affect(item.TargetState, NeighborEvent.ReachabilityQuery, situation);
        if (outcome.Rule is null)
            return true;
        Misuse.Report(outcome.Rule, target, null, OffloadOperation.OffloadEvent,
            $"the reachability of {item.Name} was queried, which is {item.TargetState} ({outcome.Row}). {Remedy(outcome.Rule)}");
        return false;
    }

    /// <summary>The host has answered a reachability query; 0 means that the neighbor is stale there as well.</summary>
    internal static void ReachabilityAnswered(BoundDriver target, OffloadObject item, uint hostReachabilityDelta)
    {
        if (hostReachabilityDelta != 0)
            item.HostReachableAt = target.Stack.TickCount - hostReachabilityDelta;
    }

    /// <summary>
    /// The target completes a query or an invalidate. What it says of a connection there, in its own words, may be a reason to ask for an upload:
    /// it has to have done so by the time the connection is terminated, or the stack taken down.
    /// </summary>
    internal static void Answered(BlockTree tree)
    {
        BoundDriver target = tree.Holder!;
        if (tree.Operation is not (OffloadOperation.Query or OffloadOperation.Invalidate) || !target.HasDuties)
            return;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            // Of an object that it does not have, for a driver above has lost it, a target says nothing.
            if (block.Object is not { Connection: { } record } item || block.Context!.ContextWord.IsNull)
                continue;
            bool owes = block.Status switch
            {
                NdisStatus.Failure => record.Fail(tree.Operation == OffloadOperation.Query ? "C158" : "C172"),
                NdisStatus.Success => block.State is TcpOffloadState tcp && (StateTransfer.ClassesBehind(tree, block) & OffloadStateClass.Delegated) != 0
                    && Reached(item, tcp.Delegated.State),
                _ => false,
            };
            if (owes)
                target.Stack.Adapter.Owe(item);
        }
    }

    /// <summary>TCP has come to a state in which the target asks for an upload (K12–K14).</summary>
    /// <returns>Whether it has to now.</returns>
    private static bool Reached(OffloadObject item, TcpOffloadConnectionState state)
    {
        ConnectionRecord record = item.Connection!;
        // CLOSED is where the timer of FIN_WAIT_2 leads, and otherwise a SYN in sequence.
        ConnectionEvent? reached = state switch
        {
            TcpOffloadConnectionState.TimeWait => TimeWaitReached,
            TcpOffloadConnectionState.Closed => record is { IsLocalClosed: true, IsRemoteClosed: false } ? FinWait2Expired : SynReceived,
            _ => null,
        };
        if (reached is null || record.UploadRequested || record.IsAborted || record.OwedUpload is not null)
            return false;
        ConnectionTable.Table.Affect(item.TargetState, reached.Value, new ConnectionSituation(item));
        return record.OwedUpload is not null;
    }

    /// <summary>What to do instead.</summary>
    internal static string Remedy(string rule) => rule switch
    {
        "C135" => "Wait until NdisMInitiateOffloadComplete has returned.",
        "C174" => "Complete every send, receive, disconnect and forward on it first, or hand the sends back in NetBufferListChain.",
        "C175" => "Wait until its indications have returned.",
        "C158" or "C172" => "The hardware has failed: indicate Retrieve with HardwareFailure, then Abort, as soon as that is known.",
        "C179" => "What was received and not delivered goes up with the terminate, as lists in BufferedData.",
        "C184" => "Complete what arrives during a terminate with UploadInProgress.",
        "C188" => "After a failed query or invalidate come Retrieve with HardwareFailure, then Abort, then the completion of the terminate.",
        "C185" => "Keep the context until the object is terminated.",
        "C189" => "The target has asked for an upload that the host must make: complete what arrives after that with UploadInProgress.",
        "C193" => "Complete each list once, by the function of its own kind.",
        "C194" => "Complete the sends before it first.",
        "C196" or "C202" => "The statuses are Success, UploadInProgress and RequestAborted.",
        "C197" or "C204" => "The host asks for one disconnect; RequestAborted is for connections that were reset.",
        "C201" => "The host has aborted: complete all sends with RequestAborted, then the disconnect, and deliver nothing.",
        "C205" => "The statuses are Success, UploadInProgress and, after a reset, RequestAborted.",
        "C209" => "InvalidState is for receives that were posted after a disconnect was indicated; all others end with Success, RequestAborted or UploadInProgress.",
        "C215" => "Wait until the running indication has returned.",
        "C217" => "Put the data into the posted receives first.",
        "C222" => "Keep refused data until a receive is posted.",
        "C232" => "Use the handle only while its object is offloaded.",
        "C233" => "A disconnect is indicated once, after all data was delivered; nothing is delivered after it.",
        "C234" => "The connection was reset: complete what is outstanding with RequestAborted, and deliver nothing.",
        "C237" => "The target has asked for an upload that the host must make: stop working on the connection.",
        "C238" => "Ask only for connections that are not half-closed.",
        "C242" => "Query the reachability of neighbors.",
        "C244" => "Query it when both ages exceed NceStaleTicks.",
        "C247" => "Wait until its initiate has completed.",
        "C251" => "Ask nothing of a connection that is being terminated.",
        "C282" => "Complete it with UploadInProgress.",
        _ => "Follow the connection's life cycle.",
    };

    private static bool Check(BoundDriver target, OffloadObject item, ConnectionEvent happened, OffloadOperation operation, string what)
    {
        StateOutcome outcome = ConnectionTable.Table.Affect(item.TargetState, happened, new ConnectionSituation(item));
        if (outcome.Rule is null || target.Stack.Verifier.IsOff)
            return true;
        Misuse.Report(outcome.Rule, target, null, operation, $"{what} was indicated on {item.Name}, which is {item.TargetState} ({outcome.Row}). {Remedy(outcome.Rule)}");
        return false;
    }

    private static StateOutcome Complete(OffloadOperation operation, OffloadObject item, in ConnectionSituation situation)
    {
        ConnectionEvent happened = operation switch
        {
            OffloadOperation.Send => SendCompleted,
            OffloadOperation.Receive => ReceiveCompleted,
            OffloadOperation.Forward => ForwardCompleted,
            _ => DisconnectCompleted,
        };
        return ConnectionTable.Table.Affect(item.TargetState, happened, situation);
    }

    private static ref RequestLedger Ledger(ConnectionRecord record, OffloadOperation operation)
    {
        switch (operation)
        {
            case OffloadOperation.Send: return ref record.Sends;
            case OffloadOperation.Receive: return ref record.Receives;
            case OffloadOperation.Forward: return ref record.Forwards;
            default: return ref record.Disconnects;
        }
    }

    /// <summary>Acknowledged data is forward progress, which confirms the neighbor (N03).</summary>
    private static void MakeProgress(BoundDriver target, OffloadObject item)
    {
        if (item.Parent?.Parent is { } neighbor)
            LayerTables.Neighbor.Affect(neighbor.TargetState, NeighborEvent.ForwardProgress, new LayerSituation(neighbor, Ticks: target.Stack.TickCount));
    }

    private static ConnectionEvent? UploadEvent(TcpUploadReason reason) => reason switch
    {
        TcpUploadReason.TimeoutExpiration => TimeoutUploadRequested,
        TcpUploadReason.HardwareFailure => HardwareUploadRequested,
        TcpUploadReason.ReceivedUrgentData or TcpUploadReason.InvalidState or TcpUploadReason.UploadRequested => MandatoryUploadRequested,
        >= TcpUploadReason.LowActivity and <= TcpUploadReason.HardwareFailure => OptionalUploadRequested,
        _ => null,
    };
}
