namespace Chimney;

/// <summary>One entry of NDIS into a driver: a handler or a work item. Indications nest, so frames do.</summary>
internal sealed class HandlerFrame(HandlerFrame? outer)
{
    [ThreadStatic]
    private static HandlerFrame? t_current;

    // Frames are kept per thread: entering a handler allocates nothing.
    [ThreadStatic]
    private static HandlerFrame? t_outermost;

    private readonly List<Transfer> _taken = [];
    private HandlerFrame? _inner;

    /// <summary>The frame that this thread runs in; null outside any handler.</summary>
    internal static HandlerFrame? Current => t_current;

    internal HandlerFrame? Outer { get; } = outer;

    internal BoundDriver Driver { get; private set; } = null!;

    /// <summary>The list that the handler was given; null for a work item, and where there is none.</summary>
    internal Transfer? Given { get; private set; }

    /// <summary>What the handler was entered for; null for a work item.</summary>
    internal OffloadOperation? Operation { get; private set; }

    /// <summary>The phase that the handler was entered in; work items mostly complete.</summary>
    internal OffloadPhase Phase { get; private set; }

    /// <summary>Whether the duty is the call's, list or not, and still open: events.</summary>
    internal bool OwesCall { get; set; }

    /// <summary>Whether a mistake was reported that explains why the duty is open.</summary>
    internal bool IsReported { get; private set; }

    /// <summary>What the handler of an indication was told, and the answer it got.</summary>
    internal Indication Indicated { get; set; }

    /// <summary>Lists resumed or split off while the frame runs.</summary>
    internal List<Transfer> Taken => _taken;

    /// <summary>The work to do, where the frame is that of a work item.</summary>
    internal Action? WorkItem { get; set; }

    /// <summary>The list that the handler was given, or that work was queued for: tells which objects the work is about.</summary>
    internal Transfer? Origin { get; set; }

    /// <summary>The lane that a threaded run makes the delivery in.</summary>
    internal Lane? Lane { get; set; }

    internal static HandlerFrame Push(BoundDriver driver, Transfer? given, OffloadOperation? operation, OffloadPhase phase)
    {
        HandlerFrame? outer = t_current;
        HandlerFrame frame = outer is null ? t_outermost ??= new HandlerFrame(null) : outer._inner ??= new HandlerFrame(outer);
        frame.Driver = driver;
        frame.Given = given;
        frame.Operation = operation;
        frame.Phase = phase;
        frame.OwesCall = false;
        frame.IsReported = false;
        frame.Origin = given ?? outer?.Origin;
        frame.Lane = outer?.Lane;
        t_current = frame;
        return frame;
    }

    internal void Pop()
    {
        // Where an exception passes, lists that are still held will not be completed by anybody: the report is made, or the caller knows.
        GiveUp(Given);
        for (int i = 0; i < _taken.Count; i++)
            GiveUp(_taken[i]);
        _taken.Clear();
        Given = null;
        WorkItem = null;
        Indicated = default;
        Origin = null;
        t_current = Outer;
    }

    /// <summary>Runs what enters the driver; an exception that leaves it with a duty open is C274, any other is the caller's.</summary>
    internal void Run(Action<HandlerFrame> body)
    {
        try
        {
            body(this);
        }
        catch (Exception exception) when (exception is not ContractViolationException)
        {
            if (NullListChecks.Report(this, exception) || LeavesCall(exception))
                IsReported = true;
            else if (!CloseOpenDuties(exception))
                throw;
            return;
        }
        CloseOpenDuties(null);
    }

    /// <summary>Reports an exception that comes before the call that an event owes.</summary>
    /// <returns>Whether it does.</returns>
    private bool LeavesCall(Exception exception)
    {
        if (!OwesCall)
            return false;
        Misuse.Report("C274", Driver, Given, Operation,
            $"{exception.GetType().Name} left {DdiNames.Handler(Operation!.Value, Phase)} before the indication was carried up. Catch it and call {DdiNames.Function(Operation.Value, Phase)}.", exception);
        return true;
    }

    /// <returns>Whether a duty was open.</returns>
    private bool CloseOpenDuties(Exception? exception)
    {
        bool open = CloseIfOpen(Given, exception);
        for (int i = 0; i < _taken.Count; i++)
            open |= CloseIfOpen(_taken[i], exception);
        return open;
    }

    private static bool CloseIfOpen(Transfer? list, Exception? exception)
    {
        if (list is not { Custody: Custody.Held, Holder.HasDuties: true })
            return false;
        Duty.ReportOpen(list, exception);
        return true;
    }

    private static void GiveUp(Transfer? list)
    {
        if (list is { Custody: Custody.Held })
            list.Custody = Custody.Lost;
    }
}
