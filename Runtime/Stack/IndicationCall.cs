namespace Chimney;

/// <summary>Indications: NDIS enters the driver above before the call of the driver below returns.</summary>
internal static class IndicationCall
{
    internal static void Event(NdisOffloadHandle handle, TcpOffloadEventType eventType, uint information)
    {
        BoundDriver caller = Caller(handle);
        if (Carried(caller, OffloadOperation.TcpEvent) is { } carried && !IndicationChecks.PassOn(carried, ref handle, ref eventType, ref information))
            return;
        if (Receiver(caller, handle, OffloadOperation.TcpEvent) is not { } receiver)
            return;
        if (caller.Role == DriverRole.Target && !ConnectionMonitor.MayIndicate(caller, handle, eventType, information))
            return;
        OffloadHandle own = handle.Handle!;
        caller.Trace.Add(TraceKind.Called, caller, own, eventType, information);
        receiver.Trace.Add(TraceKind.Entered, receiver, own, eventType, information);
        HandlerFrame frame = Push(receiver, null, OffloadOperation.TcpEvent);
        frame.Indicated = new Indication { Handle = own, EventType = eventType, Information = information };
        try
        {
            frame.Run(static frame => frame.Driver.Client!.ProtocolTcpOffloadEvent(frame.Indicated.Handle!, frame.Indicated.EventType, frame.Indicated.Information));
            // What the driver failed to report goes up in its place, so that the host still sees it.
            if (CloseCall(frame))
                Event(new NdisOffloadHandle(own.Entry!.Upper), eventType, information);
        }
        finally
        {
            frame.Pop();
        }
    }

    internal static NdisStatus Receive(NdisOffloadHandle handle, NetBufferListChain token, NdisStatus status, out uint bytesConsumed)
    {
        bytesConsumed = 0;
        BoundDriver caller = Caller(handle);
        BufferChain? chain = CallGate.Admit(caller, token.Chain, token.IsStale, OffloadOperation.ReceiveIndicate, OffloadPhase.Indication);
        if (chain is null)
            return NdisStatus.OffloadDataNotAccepted;
        if (chain.Custody != Custody.Home && chain.Operation != OffloadOperation.ReceiveIndicate)
        {
            // Was reported as the wrong function.
            ChainCall.Settle(chain);
            return NdisStatus.OffloadDataNotAccepted;
        }
        HandlerFrame? carried = Carried(caller, OffloadOperation.ReceiveIndicate);
        if (carried is not null)
        {
            ChainChecks.CheckLinks(chain, OffloadPhase.Indication);
            IndicationChecks.PassOn(carried, ref handle, ref status);
        }
        else if (caller.Role == DriverRole.Target)
        {
            if (!IsFree(caller, chain))
                return NdisStatus.OffloadDataNotAccepted;
            IndicationChecks.CheckData(caller, chain, ref status);
        }
        if (Receiver(caller, handle, OffloadOperation.ReceiveIndicate) is not { } receiver)
            return NdisStatus.OffloadDataNotAccepted;
        bool isSource = caller.Role == DriverRole.Target;
        if (isSource && !ConnectionMonitor.MayIndicateReceive(caller, handle))
            return NdisStatus.OffloadDataNotAccepted;
        NetBufferList list = chain.First!;
        list.Origin ??= caller;
        list.Connection = handle.Handle!.HostObject;
        uint length = list.Length;
        chain.Operation = OffloadOperation.ReceiveIndicate;
        chain.Phase = OffloadPhase.Indication;
        chain.Holder = caller;
        chain.Handle = handle.Handle;
        caller.Trace.Add(TraceKind.Called, caller, chain);
        chain.Move(LastMove.Indicated, receiver.Role == DriverRole.Host ? Custody.Home : Custody.Held);
        chain.Holder = receiver;
        HandlerFrame frame = HandlerFrame.Push(receiver, chain, OffloadOperation.ReceiveIndicate, OffloadPhase.Indication);
        frame.Indicated = new Indication { Handle = handle.Handle, Status = status };
        NdisStatus result = NdisStatus.OffloadDataNotAccepted;
        uint consumed = 0;
        try
        {
            receiver.Trace.Add(TraceKind.Entered, receiver, chain);
            if (receiver.Role == DriverRole.Host)
                receiver.Stack.Buffers.Indicated(list);
            frame.Run(frame => result = frame.Driver.Client!.ProtocolTcpOffloadReceiveIndicate(handle.Handle!, new NetBufferListChain(chain, chain.Version), status, out consumed));
            IndicationChecks.CheckAnswer(frame, chain, length, ref result, ref consumed);
        }
        finally
        {
            frame.Pop();
            if (isSource)
                ConnectionMonitor.ReceiveReturned(handle, result, length, consumed);
        }
        receiver.Trace.AddAnswer(receiver, chain, result, consumed);
        Answer(caller, receiver, list, chain, ref result, ref consumed, length);
        if (carried is not null)
            carried.Indicated = carried.Indicated with { IsAnswered = true, Result = result, BytesConsumed = consumed };
        bytesConsumed = consumed;
        return result;
    }

    internal static void Generic(NdisMiniportHandle? handle, MiniportOffloadBlockList list, IndicateOffloadEvent code)
    {
        BoundDriver caller = handle?.Owner ?? HandlerFrame.Current?.Driver
            ?? throw new InvalidOperationException("The miniport handle is null. Pass the driver's own.");
        BlockTree? tree = list.Tree;
        if (tree is not null && list.IsStale)
            Misuse.StaleUse(tree);
        if (Carried(caller, OffloadOperation.OffloadEvent) is { } carried)
        {
            carried.OwesCall = false;
            IndicationChecks.PassOn(carried, ref tree, ref code);
        }
        else if (caller.HasDuties && !IndicationChecks.MayAsk(caller, tree, code))
        {
            return;
        }
        OffloadObject? asked = caller.Role == DriverRole.Target && code == IndicateOffloadEvent.NeighborReachabilityQuery ? tree?.Root.Object : null;
        if (asked is not null && !ConnectionMonitor.MayQueryReachability(caller, asked))
            return;
        BoundDriver receiver = caller.Above!;
        if (!receiver.HasHandlers)
            return;
        NdisBindingHandle binding = receiver.BindingHandles[handle?.Index ?? 0];
        caller.Trace.Add(TraceKind.Called, caller, tree, code);
        if (tree is not null)
        {
            tree.Operation = OffloadOperation.OffloadEvent;
            tree.Phase = OffloadPhase.Indication;
            tree.View = BlockView.Protocol;
            tree.Move(LastMove.Indicated, Custody.Home);
            tree.Holder = receiver;
            tree.Via = binding;
        }
        receiver.Trace.Add(TraceKind.Entered, receiver, tree, code);
        HandlerFrame frame = Push(receiver, tree, OffloadOperation.OffloadEvent);
        frame.Indicated = new Indication { Code = code };
        try
        {
            frame.Run(frame =>
            {
                frame.Driver.Client!.ProtocolIndicateOffloadEvent(
                    frame.Driver.BindingContexts[binding.Index], new ProtocolOffloadBlockList(tree, tree?.Version ?? 0), code);
                // The list is lent: there is nothing to be got rid of.
                if (tree is not null)
                    tree.Custody = Custody.Home;
            });
            if (CloseCall(frame))
                Generic(receiver.MiniportHandles[0], new MiniportOffloadBlockList(tree, tree?.Version ?? 0), code);
        }
        finally
        {
            frame.Pop();
        }
        if (tree is not null)
        {
            tree.Move(LastMove.Indicated, Custody.Home);
            tree.Holder = caller;
        }
        if (asked is not null && tree!.Root.State is NeighborOffloadState answer)
            ConnectionMonitor.ReachabilityAnswered(caller, asked, answer.Cached.HostReachabilityDelta);
    }

    /// <summary>Whose list it is now: the host's where it was accepted, the target's again where it was not (C098, C221).</summary>
    private static void Answer(BoundDriver caller, BoundDriver receiver, NetBufferList list, BufferChain chain, ref NdisStatus result, ref uint consumed, uint length)
    {
        if (result == NdisStatus.Success)
            return;
        if (receiver.Role == DriverRole.Host)
        {
            if (!list.IsIndicated)
            {
                (result, consumed) = (NdisStatus.Success, length);
                Misuse.Report("C098", receiver, null, OffloadOperation.ReceiveIndicate, "a list was given back, and then refused. What is not accepted is the target's again without being returned.");
                return;
            }
            receiver.Stack.Buffers.Returned(list);
        }
        if (list.Chain is { } other && other != chain)
        {
            // The host has chained it with other lists already: it is taken out again.
            other.Remove(list);
            list.Chain = null;
            return;
        }
        chain.Move(LastMove.Indicated, Custody.InTransit);
        if (caller.Role != DriverRole.Target)
            return;
        chain.ComeHome();
        caller.Stack.Buffers.Return(chain);
    }

    /// <summary>A list that is still above cannot be indicated again.</summary>
    private static bool IsFree(BoundDriver caller, BufferChain chain)
    {
        for (NetBufferList? list = chain.First; list is not null; list = list.NextMember)
        {
            if (!list.IsIndicated)
                continue;
            Misuse.Report("C098", caller, chain, OffloadOperation.ReceiveIndicate, "a list was indicated that the host stack still has. Wait until it is given back, or take another one.");
            return false;
        }
        return true;
    }

    private static HandlerFrame Push(BoundDriver receiver, Transfer? given, OffloadOperation operation)
    {
        HandlerFrame frame = HandlerFrame.Push(receiver, given, operation, OffloadPhase.Indication);
        frame.OwesCall = receiver.HasDuties;
        return frame;
    }

    /// <summary>The handler whose indication the call carries on; null where the call starts one.</summary>
    private static HandlerFrame? Carried(BoundDriver caller, OffloadOperation operation)
        => HandlerFrame.Current is { } frame && frame.Operation == operation && frame.Driver == caller && caller.Role == DriverRole.Intermediate ? frame : null;

    /// <summary>Reports an event that its driver did not carry up; the call is made in its place then.</summary>
    /// <returns>Whether that was so.</returns>
    private static bool CloseCall(HandlerFrame frame)
    {
        if (!frame.OwesCall)
            return false;
        OffloadOperation operation = frame.Operation!.Value;
        if (!frame.IsReported)
        {
            Misuse.Report(Rules.NotDischarged(frame.Driver, operation, OffloadPhase.Indication), frame.Driver, frame.Given, operation,
                $"{DdiNames.Handler(operation, OffloadPhase.Indication)} left the indication where it was. Call {DdiNames.Function(operation, OffloadPhase.Indication)} on every path.");
        }
        return true;
    }

    private static BoundDriver Caller(NdisOffloadHandle handle)
        => HandlerFrame.Current?.Driver ?? handle.Handle?.Binding?.Owner.Below
            ?? throw new InvalidOperationException("The offload handle is null, or its object is not offloaded. Pass the NdisOffloadHandle of the block that the object was offloaded with.");

    /// <summary>The driver above that the handle belongs to; null where it does not, which is reported.</summary>
    private static BoundDriver? Receiver(BoundDriver caller, NdisOffloadHandle handle, OffloadOperation operation)
    {
        BoundDriver? owner = handle.Handle?.Binding?.Owner;
        caller.Stack.CheckLane(null, handle.Handle?.HostObject);
        if (owner is not null && owner == caller.Above && !handle.IsStale)
            return owner;
        Misuse.Report(caller.Role == DriverRole.Intermediate ? "C095" : "C232", caller, null, operation,
            $"{DdiNames.Function(operation, OffloadPhase.Indication)} was called with {(owner is null || handle.IsStale ? "a handle of no offloaded object" : $"a handle of {owner.Name}")}. Pass the NdisOffloadHandle that was stored when the object was offloaded.");
        return null;
    }
}
