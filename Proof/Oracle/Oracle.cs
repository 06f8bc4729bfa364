using System.Reflection;

namespace Chimney.Proof;

/// <summary>Says of a subject what it breaks: runs it under every sequence of choices, up to a bound.</summary>
public static class Oracle
{
    /// <summary>How many runs a subject gets unless told otherwise.</summary>
    public const int MostRuns = 2000;

    /// <summary>Runs the program that a text holds: a driver, or handlers in slots.</summary>
    public static Outcome Judge(string source, int mostRuns = MostRuns)
    {
        using var batch = new Batch([new Subject("source", [source])]);
        return Judge(batch, 0, mostRuns);
    }

    /// <summary>Runs one subject of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="subject">Which of its subjects.</param>
    /// <param name="mostRuns">How many runs it gets at most.</param>
    /// <param name="ignored">Rules of the contract that are not checked.</param>
    /// <param name="witnesses">Told of what each run shows.</param>
    public static Outcome Judge(Batch batch, int subject, int mostRuns = MostRuns, IReadOnlyCollection<string>? ignored = null, Witnesses? witnesses = null)
    {
        if (batch.ErrorsOf(subject) is [var error, ..])
            return new Outcome([], 0, false, "the compiler refuses it: " + error);
        if (NotRun.Why(batch.Subjects[subject].Text) is { } reason)
            return new Outcome([], 0, false, reason);
        (DriverType? type, string? why) = DriverType.Find(batch.TypesOf(subject));
        if (type is null)
            return new Outcome([], 0, false, why);
        Exceptions.Watch();
        var domains = new Domains(batch.Subjects[subject].Text);
        var sites = new CallSites(batch.Assembly);
        var tree = new ChoiceTree();
        var found = new Findings(witnesses);
        bool isBounded = false;
        int runs = 0;
        do
        {
            if (runs >= mostRuns)
            {
                isBounded = true;
                break;
            }
            runs++;
            Run run = Make(type, batch.Assembly, domains, sites, tree, found, ignored);
            isBounded |= run.IsAbandoned;
            if (run.Anew is { } anew)
            {
                runs++;
                isBounded |= MakeAnew(type, batch.Assembly, domains, sites, anew, found, ignored).IsAbandoned;
            }
        }
        while (tree.Next());
        return new Outcome(found.All, runs, isBounded);
    }

    /// <summary>Makes one run again.</summary>
    /// <returns>What it finds.</returns>
    public static IReadOnlyList<Finding> Replay(Batch batch, int subject, IEnumerable<Choice> choices, Witnesses? witnesses = null)
    {
        DriverType type = DriverType.Find(batch.TypesOf(subject)).Driver ?? throw new ArgumentException("The subject has no driver.", nameof(subject));
        var found = new Findings(witnesses);
        MakeAnew(type, batch.Assembly, new Domains(batch.Subjects[subject].Text), new CallSites(batch.Assembly), [.. choices], found, null);
        return found.All;
    }

    private static Run MakeAnew(DriverType type, Assembly subject, Domains domains, CallSites sites, IReadOnlyList<Choice> choices, Findings found, IReadOnlyCollection<string>? ignored)
    {
        Choice? once = choices.Where(choice => choice.What == Run.Once).Cast<Choice?>().FirstOrDefault();
        return Make(type, subject, domains, sites, new ChoiceTree(choices.Where(choice => choice.What != Run.Once)), found, ignored, once);
    }

    private static Run Make(
        DriverType type, Assembly subject, Domains domains, CallSites sites, ChoiceTree tree, Findings found, IReadOnlyCollection<string>? ignored, Choice? once = null)
    {
        var run = new Run(tree, domains, sites, once is { } choice ? (OffloadOperation)choice.Chosen : null);
        var verifier = new ContractVerifier(VerifierMode.Record);
        verifier.Ignored.UnionWith(ignored ?? []);
        run.Make(() =>
        {
            var scenario = new Scenario(type, run, verifier);
            var watch = new Watch(subject, Scenario.NameOf(type, scenario.Driver), tree);
            verifier.Noticed = violation => watch.Note(violation, run, scenario.HasSecondRequest);
            scenario.Play();
            found.Add(watch.Noted.Select(row => once is { } marked ? row with { Finding = row.Finding with { Choices = [.. row.Finding.Choices, marked] } } : row), run.Trail);
        });
        return run;
    }
}
