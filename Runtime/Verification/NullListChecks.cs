namespace Chimney;

/// <summary>Two handlers may be entered with a null list: a driver that does not expect it fails there (C089, C099).</summary>
internal static class NullListChecks
{
    /// <summary>Reports an exception that comes from using the null list.</summary>
    /// <returns>Whether it was one.</returns>
    internal static bool Report(HandlerFrame frame, Exception exception)
    {
        BoundDriver driver = frame.Driver;
        if (exception is not (NullReferenceException or InvalidOperationException) || driver.Stack.Verifier.IsOff)
            return false;
        string? rule = (frame.Operation, frame.Given) switch
        {
            (OffloadOperation.Disconnect, BufferChain { First: null }) => "C089",
            (OffloadOperation.OffloadEvent, null) => "C099",
            _ => null,
        };
        if (rule is null)
            return false;
        Misuse.Report(rule, driver, frame.Given, frame.Operation,
            $"{exception.GetType().Name} left {DdiNames.Handler(frame.Operation!.Value, frame.Phase)}, which was entered with a null list. That is legal: test IsNull before the list is used.", exception);
        return true;
    }
}
