namespace Chimney;

/// <summary>What must hold where an indication passes NDIS, and where its answer does. What is wrong is put right and reported.</summary>
internal static class IndicationChecks
{
    /// <summary>An intermediate driver re-indicates an event as it came, once.</summary>
    /// <returns>Whether it goes on; a second one does not.</returns>
    internal static bool PassOn(HandlerFrame frame, ref NdisOffloadHandle handle, ref TcpOffloadEventType eventType, ref uint information)
    {
        Indication given = frame.Indicated;
        // A request for an upload of the driver's own is no copy of the event at hand.
        if (eventType == TcpOffloadEventType.Retrieve && given.EventType != TcpOffloadEventType.Retrieve)
            return true;
        if (!frame.OwesCall)
        {
            Report("C092", frame, "the event was indicated twice. Call NdisTcpOffloadEventHandler once on every path.");
            return false;
        }
        frame.OwesCall = false;
        if (eventType != given.EventType || information != given.Information)
        {
            (eventType, information) = (given.EventType, given.Information);
            Report("C092", frame, "another event was indicated than the one that came in. Pass eventType and eventSpecificInformation on.");
        }
        handle = Upper(frame, handle);
        return true;
    }

    /// <summary>An intermediate driver re-indicates received data with the status and to the driver that it is for.</summary>
    internal static void PassOn(HandlerFrame frame, ref NdisOffloadHandle handle, ref NdisStatus status)
    {
        if (status != frame.Indicated.Status)
        {
            status = frame.Indicated.Status;
            Report("C093", frame, "received data was indicated with another status than it came in with. Pass status on.");
        }
        handle = Upper(frame, handle);
    }

    /// <summary>An intermediate driver re-indicates a generic indication as it came.</summary>
    internal static void PassOn(HandlerFrame frame, ref BlockTree? tree, ref IndicateOffloadEvent code)
    {
        if (tree == frame.Given && code == frame.Indicated.Code)
            return;
        tree = (BlockTree?)frame.Given;
        code = frame.Indicated.Code;
        Report("C094", frame, "another indication was made than the one that came in. Pass the list, converted with OverlayAsMiniport, and indicationCode on.");
    }

    /// <summary>What a target indicates as received data: one list of its own, with success.</summary>
    internal static void CheckData(BoundDriver target, BufferChain chain, ref NdisStatus status)
    {
        chain.Hold(chain.First!);
        if (status != NdisStatus.Success)
        {
            (NdisStatus given, status) = (status, NdisStatus.Success);
            Report("C219", target, chain, $"received data was indicated with {given}. Pass Success.");
        }
        if (chain.CutBehind(chain.First!) is { } rest)
        {
            rest.ComeHome();
            target.Stack.Buffers.Return(rest);
            Report("C220", target, chain, "several lists were indicated in one call. Indicate one list; more data goes into its buffer.");
        }
    }

    /// <summary>What a target asks in a generic indication.</summary>
    /// <returns>Whether it goes up.</returns>
    internal static bool MayAsk(BoundDriver target, BlockTree? tree, IndicateOffloadEvent code)
    {
        bool query = code == IndicateOffloadEvent.NeighborReachabilityQuery;
        (string Rule, string Message, bool GoesOn)? wrong =
            code == IndicateOffloadEvent.NeighborReachabilityInDoubt
                ? ("C245", "NeighborReachabilityInDoubt was indicated, which is reserved. Query the neighbor's reachability instead.", false)
            : query != tree is not null
                ? ("C242", query ? "a neighbor's reachability was queried without a list. Pass the list of a NeighborQuery." : $"{code} was indicated with a list. Pass a null list.", !query)
            : tree is not null && (tree.Count != 1 || tree.Root.Header.Type != OffloadStateType.Neighbor || tree.Root.Status != NdisStatus.Success)
                ? ("C243", "a neighbor's reachability was queried with a list that is not one block of a neighbor with status Success. Get the list from NeighborQuery.GetBlockList, and leave it as it is.", true)
            : null;
        if (wrong is null)
            return true;
        Report(wrong.Value.Rule, target, tree, wrong.Value.Message, OffloadOperation.OffloadEvent);
        if (tree is not null)
            tree.Root.Status = NdisStatus.Success;
        return wrong.Value.GoesOn;
    }

    /// <summary>The answer of an intermediate driver is the one it got; that of a host stack agrees with itself.</summary>
    internal static void CheckAnswer(HandlerFrame frame, BufferChain chain, uint length, ref NdisStatus result, ref uint consumed)
    {
        BoundDriver driver = frame.Driver;
        if (driver.Role != DriverRole.Host && driver.HasDuties)
        {
            Indication inner = frame.Indicated;
            (NdisStatus, uint) answer = inner.IsAnswered ? (inner.Result, inner.BytesConsumed) : (NdisStatus.OffloadDataNotAccepted, 0u);
            if ((result, consumed) == answer)
                return;
            (result, consumed) = answer;
            if (inner.IsAnswered)
                Report("C096", driver, chain, "the answer of the driver above to received data was changed on its way down. Return the result of the call, and the same byte count.");
            return;
        }
        (NdisStatus, uint) sound = result switch
        {
            NdisStatus.Success => (result, length),
            NdisStatus.OffloadDataPartiallyAccepted when consumed > 0 && length > 1 => (result, Math.Min(consumed, length - 1)),
            _ => (NdisStatus.OffloadDataNotAccepted, 0u),
        };
        if ((result, consumed) == sound)
            return;
        (NdisStatus Result, uint Consumed) given = (result, consumed);
        (result, consumed) = sound;
        Report("C097", driver, chain, $"received data of {length} bytes was answered with {given.Result} and {given.Consumed} bytes consumed. All bytes go with Success, none with OffloadDataNotAccepted, some with OffloadDataPartiallyAccepted.");
    }

    /// <summary>The handle of the driver above that belongs to the object of the indication.</summary>
    private static NdisOffloadHandle Upper(HandlerFrame frame, NdisOffloadHandle handle)
    {
        OffloadHandle upper = frame.Indicated.Handle!.Entry!.Upper!;
        if (handle.Handle == upper && !handle.IsStale)
            return handle;
        Report("C095", frame, "an indication was passed on with another handle than that of the driver above for the same object. Pass ImOffloadEntry.From(offloadContext).NdisOffloadHandle.");
        return new NdisOffloadHandle(upper);
    }

    private static void Report(string rule, HandlerFrame frame, string message) => Report(rule, frame.Driver, frame.Given, message, frame.Operation!.Value);

    private static void Report(string rule, BoundDriver driver, Transfer? list, string message, OffloadOperation operation = OffloadOperation.ReceiveIndicate)
        => Misuse.Report(rule, driver, list, operation, message);
}
