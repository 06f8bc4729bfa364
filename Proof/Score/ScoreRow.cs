using System.Text.Json.Serialization;

namespace Chimney.Proof;

/// <summary>What a run of the oracle says of a handler as a whole.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Label>))]
public enum Label
{
    /// <summary>No run shows a mistake, and all were made.</summary>
    Clean,
    /// <summary>A run shows a mistake that a rule of the analyzers speaks about.</summary>
    Faulty,
    /// <summary>No run shows a mistake, but the bound was hit: nothing is known.</summary>
    Bounded,
    /// <summary>It was not run.</summary>
    NotRun,
}

/// <summary>How a report or a mistake fared.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>A report that a run shows, or a mistake that is reported.</summary>
    Found,
    /// <summary>A report that no run shows, though all were made.</summary>
    FalseAlarm,
    /// <summary>A mistake that nothing speaks about.</summary>
    Missed,
    /// <summary>A mistake of a handler of which the analyzers say that they cannot tell.</summary>
    Unproven,
    /// <summary>A report that no run shows, where the bound was hit.</summary>
    Unknown,
}

/// <summary>A rule of the analyzers on one handler.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Verdict">How it fared.</param>
/// <param name="Reports">How many reports it has.</param>
/// <param name="Replayed">For how many of them a run that follows the report's path was made again, and showed the rule.</param>
/// <param name="WrongLine">Whether it is reported, but not where the run shows it.</param>
public sealed record RuleRow(string Id, Verdict Verdict, int Reports = 0, int Replayed = 0, bool WrongLine = false)
{
    /// <summary>Whether some report of a mistake that runs show is on a path that no run follows.</summary>
    [JsonIgnore]
    public bool HasNoWitness => Verdict == Verdict.Found && Replayed < Reports;
}

/// <summary>What the scorecard knows of one handler. Rows of several shards are counted as those of one.</summary>
/// <param name="Id">Names the handler.</param>
/// <param name="Operator">What was done to it; null where it stands as it was written.</param>
/// <param name="Label">What the oracle says.</param>
/// <param name="Rules">Each rule that is reported or should be, once.</param>
/// <param name="Unproven">Why the analyzers cannot tell; null where they can.</param>
/// <param name="Runs">How many runs were made.</param>
/// <param name="Disagreement">The source and both sides' words, where they disagree or where it was not run.</param>
public sealed record ScoreRow(string Id, string? Operator, Label Label, IReadOnlyList<RuleRow> Rules, string? Unproven, int Runs, string? Disagreement)
{
    /// <summary>How long the analyzers took; null where that was not measured. The only figure that another run of the same seed does not repeat.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>What the fixes made of it; null where none was asked for.</summary>
    public FixRow? Fix { get; init; }

    /// <summary>Whether the runs show a mistake.</summary>
    [JsonIgnore]
    public bool IsFaulty => Label == Label.Faulty;

    /// <summary>Whether something is reported that no run shows.</summary>
    [JsonIgnore]
    public bool HasFalseAlarm => Rules.Any(rule => rule.Verdict == Verdict.FalseAlarm);

    /// <summary>The rule's row, if there is one.</summary>
    public RuleRow? Of(string id) => Rules.FirstOrDefault(rule => rule.Id == id);
}
