namespace Chimney;

/// <summary>What a data-path handler does that a driver has not implemented: NDIS would call through a null slot (C144).</summary>
internal static class MissingHandler
{
    internal static NdisStatus Report(object driver, OffloadOperation operation)
    {
        HandlerFrame frame = HandlerFrame.Current
            ?? throw new InvalidOperationException($"{driver.GetType().Name} does not implement the handler for {operation}.");
        Misuse.Report("C144", frame.Driver, frame.Given, operation,
            $"{DdiNames.Handler(operation, frame.Phase)} is not implemented. Implement it: NDIS calls every handler of a registered driver.");
        if (frame.Given is { Custody: Custody.Held } list)
            list.Settle();
        return operation == OffloadOperation.ReceiveReturn ? NdisStatus.Success
            : operation == OffloadOperation.ReceiveIndicate ? NdisStatus.OffloadDataNotAccepted
            : NdisStatus.Pending;
    }
}
