namespace Chimney;

/// <summary>Indications: NDIS enters the driver above before the call of the driver below returns.</summary>
internal static class IndicationCall
{
    internal static void Event(NdisOffloadHandle handle, TcpOffloadEventType eventType, uint information)
    {
        BoundDriver caller = Caller(handle);
        Discharge(OffloadOperation.TcpEvent);
        if (Receiver(caller, handle, OffloadOperation.TcpEvent) is not { } receiver)
            return;
        if (caller.Role == DriverRole.Target && !ConnectionMonitor.MayIndicate(caller, handle, eventType, information))
            return;
        OffloadHandle own = handle.Handle!;
        HandlerFrame frame = Push(receiver, null, OffloadOperation.TcpEvent);
        try
        {
            frame.Run(frame => frame.Driver.Client!.ProtocolTcpOffloadEvent(own, eventType, information));
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
        BoundDriver caller = Caller(handle);
        bytesConsumed = 0;
        BufferChain? chain = CallGate.Admit(caller, token.Chain, token.IsStale, OffloadOperation.ReceiveIndicate, OffloadPhase.Indication);
        if (chain is null || Receiver(caller, handle, OffloadOperation.ReceiveIndicate) is not { } receiver)
            return NdisStatus.OffloadDataNotAccepted;
        bool isSource = caller.Role == DriverRole.Target;
        if (isSource && !ConnectionMonitor.MayIndicateReceive(caller, handle))
            return NdisStatus.OffloadDataNotAccepted;
        uint indicated = chain.First?.DataLength ?? 0;
        OffloadHandle own = handle.Handle!;
        chain.Operation = OffloadOperation.ReceiveIndicate;
        chain.Phase = OffloadPhase.Indication;
        chain.Holder = caller;
        chain.Handle = own;
        caller.Trace.Add(TraceKind.Called, caller, chain);
        bool atHome = receiver.Role == DriverRole.Host;
        chain.Move(LastMove.Indicated, atHome ? Custody.Home : Custody.Held);
        chain.Holder = receiver;
        uint consumed = 0;
        NdisStatus result = NdisStatus.OffloadDataNotAccepted;
        HandlerFrame frame = HandlerFrame.Push(receiver, chain, OffloadOperation.ReceiveIndicate, OffloadPhase.Indication);
        try
        {
            receiver.Trace.Add(TraceKind.Entered, receiver, chain);
            frame.Run(frame => result = frame.Driver.Client!.ProtocolTcpOffloadReceiveIndicate(own, Token(chain), status, out consumed));
        }
        finally
        {
            frame.Pop();
            if (isSource)
                ConnectionMonitor.ReceiveReturned(handle, result, indicated, consumed);
        }
        if (result != NdisStatus.Success)
        {
            // The list is the target's again at once (C098).
            chain.Move(LastMove.Indicated, Custody.Spent);
            chain.ComeHome();
        }
        bytesConsumed = consumed;
        return result;
    }

    internal static void Generic(NdisMiniportHandle? handle, MiniportOffloadBlockList list, IndicateOffloadEvent code)
    {
        BoundDriver caller = handle?.Owner ?? HandlerFrame.Current?.Driver
            ?? throw new InvalidOperationException("The miniport handle is null. Pass the driver's own.");
        Discharge(OffloadOperation.OffloadEvent);
        BoundDriver receiver = caller.Above!;
        if (!receiver.HasHandlers)
            return;
        BlockTree? tree = list.Tree;
        if (tree is not null)
        {
            tree.Operation = OffloadOperation.OffloadEvent;
            tree.Phase = OffloadPhase.Indication;
            tree.View = BlockView.Protocol;
            tree.Move(LastMove.Indicated, Custody.Home);
            tree.Holder = receiver;
        }
        HandlerFrame frame = Push(receiver, tree, OffloadOperation.OffloadEvent);
        try
        {
            frame.Run(frame => frame.Driver.Client!.ProtocolIndicateOffloadEvent(
                frame.Driver.BindingContext, new ProtocolOffloadBlockList(tree, tree?.Version ?? 0), code));
            if (CloseCall(frame))
                Generic(receiver.MiniportHandle, new ProtocolOffloadBlockList(tree, tree?.Version ?? 0).OverlayAsMiniport(), code);
        }
        finally
        {
            frame.Pop();
        }
    }

    private static NetBufferListChain Token(BufferChain chain) => new(chain, chain.Version);

    private static HandlerFrame Push(BoundDriver receiver, Transfer? given, OffloadOperation operation)
    {
        HandlerFrame frame = HandlerFrame.Push(receiver, given, operation, OffloadPhase.Indication);
        frame.OwesCall = receiver.HasDuties;
        return frame;
    }

    private static void Discharge(OffloadOperation operation)
    {
        if (HandlerFrame.Current is { } frame && frame.Operation == operation)
            frame.OwesCall = false;
    }

    /// <summary>Reports an event that its driver did not carry up.</summary>
    /// <returns>Whether that was so.</returns>
    private static bool CloseCall(HandlerFrame frame)
    {
        if (!frame.OwesCall)
            return false;
        OffloadOperation operation = frame.Operation!.Value;
        Misuse.Report(Rules.NotDischarged(frame.Driver, operation, OffloadPhase.Indication), frame.Driver, frame.Given, operation,
            $"{DdiNames.Handler(operation, OffloadPhase.Indication)} left the indication where it was. Call {DdiNames.Function(operation, OffloadPhase.Indication)} on every path.");
        frame.OwesCall = false;
        return true;
    }

    private static BoundDriver Caller(NdisOffloadHandle handle)
        => HandlerFrame.Current?.Driver ?? handle.Handle?.Binding?.Owner.Below
            ?? throw new InvalidOperationException("The offload handle is null, or its object is not offloaded. Pass the NdisOffloadHandle of the block that the object was offloaded with.");

    /// <summary>The driver above that the handle belongs to; null where it does not, which is reported.</summary>
    private static BoundDriver? Receiver(BoundDriver caller, NdisOffloadHandle handle, OffloadOperation operation)
    {
        BoundDriver? owner = handle.Handle?.Binding?.Owner;
        if (owner is not null && owner == caller.Above && !handle.IsStale)
            return owner;
        Misuse.Report(caller.Role == DriverRole.Intermediate ? "C095" : "C232", caller, null, operation,
            $"{DdiNames.Function(operation, OffloadPhase.Indication)} was called with {(owner is null || handle.IsStale ? "a handle of no offloaded object" : $"a handle of {owner.Name}")}. Pass the NdisOffloadHandle that was stored when the object was offloaded.");
        return null;
    }
}
