namespace Chimney;

/// <summary>Which rule of the contract speaks about a mistake, by the role and the phase it was made in.</summary>
internal static class Rules
{
    /// <summary>The duty of a handler that left without meeting it: C001–C005 upward, C032–C036 downward, C101 for a target.</summary>
    internal static string NotDischarged(BoundDriver driver, OffloadOperation operation, OffloadPhase phase)
    {
        if (driver.Role == DriverRole.Target)
            return operation <= OffloadOperation.Invalidate ? "C101" : "C193";
        bool up = phase == OffloadPhase.Completion;
        return operation switch
        {
            OffloadOperation.Initiate => up ? "C001" : "C032",
            OffloadOperation.Terminate => up ? "C002" : "C033",
            OffloadOperation.Update => up ? "C003" : "C034",
            OffloadOperation.Invalidate => up ? "C004" : "C035",
            OffloadOperation.Query => up ? "C005" : "C036",
            OffloadOperation.Send => up ? "C080" : "C063",
            OffloadOperation.Receive => up ? "C081" : "C064",
            OffloadOperation.Disconnect => up ? "C082" : "C065",
            OffloadOperation.Forward => up ? "C083" : "C066",
            OffloadOperation.ReceiveReturn => "C067",
            OffloadOperation.TcpEvent => "C092",
            OffloadOperation.ReceiveIndicate => "C093",
            _ => "C094",
        };
    }

    /// <summary>A list that was got rid of before and is got rid of again.</summary>
    internal static string DischargedTwice(BoundDriver driver, OffloadOperation operation, OffloadPhase phase, LastMove first, LastMove second)
    {
        bool chain = IsOfBuffers(operation);
        if (operation is OffloadOperation.ReceiveIndicate or OffloadOperation.ReceiveReturn)
            return driver.Role == DriverRole.Intermediate && operation == OffloadOperation.ReceiveIndicate ? "C093" : "C098";
        if (driver.Role != DriverRole.Intermediate)
            return driver.Role == DriverRole.Target ? chain ? "C193" : "C104" : chain ? "C079" : "C056";
        bool isCompletion = phase == OffloadPhase.Completion;
        if (chain && (isCompletion || (first == LastMove.CompletedUp && second == LastMove.CompletedUp)))
            return "C085";
        ImCallEvent happened = isCompletion || second == LastMove.CompletedUp ? ImCallEvent.CompletedUp
            : second == LastMove.SentDown ? ImCallEvent.SentDown : ImCallEvent.ParkedForLater;
        return ImTables.Call.Look(StateAfter(first, isCompletion), happened, new ImCallSituation(IsSameOperation: true, IsInitiate: false)).Rule!;
    }

    /// <summary>A function of another operation or direction than the list is for.</summary>
    internal static string WrongFunction(BoundDriver driver, Transfer list, OffloadOperation function)
    {
        if (list.Operation == OffloadOperation.ReceiveReturn)
            return "C091";
        if (driver.Role != DriverRole.Target)
            return "C006";
        return list is not BufferChain ? "C103" : function == OffloadOperation.Disconnect ? "C200" : "C193";
    }

    /// <summary>A list that is not the one that the duty is about.</summary>
    internal static string WrongList(BoundDriver driver, OffloadOperation operation, OffloadPhase phase)
        => IsOfBuffers(operation) ? WrongChain(driver, phase)
            : phase == OffloadPhase.Request ? "C038"
            : driver.Role == DriverRole.Target ? "C103" : "C009";

    /// <summary>A chain that is not the one that the duty is about.</summary>
    internal static string WrongChain(BoundDriver driver, OffloadPhase phase) => phase switch
    {
        OffloadPhase.Request => "C069",
        OffloadPhase.Indication => driver.Role == DriverRole.Target ? "C220" : "C093",
        _ => driver.Role == DriverRole.Target ? "C193" : "C084",
    };

    /// <summary>An operation that the driver's role does not start: only the host stack asks, only the target indicates and completes.</summary>
    internal static string NotToOriginate(BoundDriver driver, Transfer list, OffloadPhase phase)
        => list is BufferChain && phase == OffloadPhase.Completion ? driver.Role == DriverRole.Target ? "C193" : "C084" : "C062";

    /// <summary>A list that was pended, and is still so when the stack is taken down.</summary>
    internal static string NeverResumed(BoundDriver driver, OffloadOperation operation)
        => driver.Role == DriverRole.Target && operation == OffloadOperation.Receive ? "C208" : "C276";

    /// <summary>Whether an operation is on chains of buffer lists, not on trees of blocks.</summary>
    private static bool IsOfBuffers(OffloadOperation operation) => operation is >= OffloadOperation.Send and <= OffloadOperation.ReceiveIndicate;

    /// <summary>A look at a list after it was given away.</summary>
    internal static string UsedAfter(Transfer list, LastMove move, OffloadPhase phase)
    {
        bool isCompletion = move != LastMove.SentDown && phase == OffloadPhase.Completion;
        if (list is not BufferChain)
            return ImTables.Call.Look(StateAfter(move, isCompletion), ImCallEvent.Touched, default).Rule!;
        return move == LastMove.Indicated || list.Operation is OffloadOperation.ReceiveIndicate or OffloadOperation.ReceiveReturn ? "C098"
            : isCompletion || move == LastMove.CompletedUp ? "C090" : "C079";
    }

    /// <summary>Where an operation is for the driver that made a move with its list.</summary>
    private static ImCallState StateAfter(LastMove move, bool isCompletion) => move switch
    {
        _ when isCompletion => ImCallState.Idle,
        LastMove.CompletedUp => ImCallState.Idle,
        LastMove.SentDown => ImCallState.Below,
        _ => ImCallState.Parked,
    };
}
