namespace Chimney;

/// <summary>One broken rule of the DDI's contract, as it happened on a run.</summary>
/// <param name="Rule">Number of the rule, such as "C007".</param>
/// <param name="Operation">The operation it happened in; null where there is none.</param>
/// <param name="Driver">Name of the driver that broke the rule.</param>
/// <param name="Object">Name of the object that the operation's root block stands for; null where no list is known.</param>
/// <param name="Message">What happened, and what to do instead.</param>
/// <param name="Cause">The exception that left a handler (C274); null for every other rule.</param>
public sealed record ContractViolation(
    string Rule, OffloadOperation? Operation, string Driver, string? Object, string Message, Exception? Cause = null)
{
    /// <summary>Rule, driver, operation, object and message in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
        => $"{Rule} {Driver}{(Operation is null ? "" : $", {Operation}")}{(Object is null ? "" : $" of {Object}")}: {Message}";
}
