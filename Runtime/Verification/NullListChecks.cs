namespace Chimney;

/// <summary>Two handlers may be entered with a null list: a driver that does not expect it fails there (C089, C099).</summary>
internal static class NullListChecks
{
    private static readonly string? s_assembly = typeof(NullListChecks).Assembly.GetName().Name;

    /// <summary>Reports an exception that comes from using the null list.</summary>
    /// <returns>Whether it was one.</returns>
    internal static bool Report(HandlerFrame frame, Exception exception)
    {
        BoundDriver driver = frame.Driver;
        if (!IsOfList(exception) || driver.Stack.Verifier.IsOff)
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

    /// <summary>Whether an exception may come from a list that is null: what the driver throws by itself has nothing to do with it.</summary>
    private static bool IsOfList(Exception exception)
        => exception is NullReferenceException || (exception is InvalidOperationException && exception.Source == s_assembly);
}
