namespace Chimney.Proof;

/// <summary>What a run found a driver to break.</summary>
/// <param name="Rule">Number of the rule of the contract.</param>
/// <param name="Ids">The rules of the analyzers that speak about it; empty where none does. Any of them is right.</param>
/// <param name="Lines">
/// The lines of the subject that run when it is found, innermost first: any of them is a place to report it. None where what is missing is only seen later.
/// </param>
/// <param name="Message">The verifier's words.</param>
/// <param name="Choices">The choices that lead there.</param>
public sealed record Finding(string Rule, IReadOnlyList<string> Ids, IReadOnlyList<int> Lines, string Message, IReadOnlyList<Choice> Choices)
{
    /// <summary>The innermost line; 0 where there is none.</summary>
    public int Line => Lines.Count > 0 ? Lines[0] : 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Rule} ({string.Join('/', Ids)}){(Lines.Count > 0 ? $" at line {string.Join('/', Lines)}" : "")} [{string.Join(", ", Choices)}]: {Message}";
}

/// <summary>What all runs of a driver found, each mistake once.</summary>
/// <param name="Findings">The mistakes, in the order they were found.</param>
/// <param name="Runs">How many runs were made.</param>
/// <param name="IsBounded">Whether some runs were cut off or left out: what was found counts, what was not found is not known.</param>
/// <param name="NotRun">Why there was no run; null where there was.</param>
public sealed record Outcome(IReadOnlyList<Finding> Findings, int Runs, bool IsBounded, string? NotRun = null)
{
    /// <summary>The mistakes that an analyzer's rule speaks about.</summary>
    public IEnumerable<Finding> Owned => Findings.Where(finding => finding.Ids.Count > 0);

    /// <summary>Whether nothing is wrong with the driver, as far as analyzers can say.</summary>
    public bool IsClean => NotRun is null && !IsBounded && !Owned.Any();
}
