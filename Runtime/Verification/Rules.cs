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
    internal static string DischargedTwice(BoundDriver driver, OffloadPhase phase, LastMove first, LastMove second)
    {
        if (driver.Role != DriverRole.Intermediate)
            return driver.Role == DriverRole.Target ? "C104" : "C056";
        bool isCompletion = phase == OffloadPhase.Completion;
        ImCallEvent happened = isCompletion || second == LastMove.CompletedUp ? ImCallEvent.CompletedUp
            : second == LastMove.SentDown ? ImCallEvent.SentDown : ImCallEvent.ParkedForLater;
        return ImTables.Call.Look(StateAfter(first, isCompletion), happened, new ImCallSituation(IsSameOperation: true, IsInitiate: false)).Rule!;
    }

    internal static string WrongFunction(BoundDriver driver) => driver.Role == DriverRole.Target ? "C103" : "C006";

    internal static string WrongList(BoundDriver driver, OffloadPhase phase)
        => phase == OffloadPhase.Request ? "C038" : driver.Role == DriverRole.Target ? "C103" : "C009";

    /// <summary>A look at a list after it was given away.</summary>
    internal static string UsedAfter(LastMove move, OffloadPhase phase)
        => ImTables.Call.Look(StateAfter(move, move != LastMove.SentDown && phase == OffloadPhase.Completion), ImCallEvent.Touched, default).Rule!;

    /// <summary>Where an operation is for the driver that made a move with its list.</summary>
    private static ImCallState StateAfter(LastMove move, bool isCompletion) => move switch
    {
        _ when isCompletion => ImCallState.Idle,
        LastMove.CompletedUp => ImCallState.Idle,
        LastMove.SentDown => ImCallState.Below,
        _ => ImCallState.Parked,
    };
}
