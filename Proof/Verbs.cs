using System.Diagnostics;
using Chimney.Analyzers.Tests.Corpus;

namespace Chimney.Proof;

/// <summary>The verbs of the command line.</summary>
internal static class Verbs
{
    internal static int Help()
    {
        Console.WriteLine("""
            check [id…]                          run the shapes of the corpus, or those whose ids start so, and compare with their verdicts
            compare [--seed n] [--count n]       compare analyzers and runs on generated handlers
            compare --exhaustive n               the same on all handlers that differ from the simplest of their kind in n choices at most
            judge file                           the shapes of a file: what their runs show and what is reported
            show --seed n --number n             one generated handler, what its runs show and what is reported
            mutant --seed n --number n           the same of one right handler with a seeded fault
            fix --seed n --number n              such a handler, the fixes that are offered for it, and what comes of them
            score [--seed n] [--clean n] [--faulty n] [--shard 1/1] [--out dir] [--fix]
                                                 precision and recall on right handlers and on mutants, with --fix the quick-fixes on the faulty ones
            score-merge dir                      one scorecard of the shards in a folder
            peers [--seed n] [--clean n] [--faulty n] [--out file]
                                                 ours and other analyzers on handlers whose duty is Dispose
            translation --seed n --number n      one generated handler whose duty is Dispose
            """);
        return 1;
    }

    /// <summary>What a command line that cannot be read ends with.</summary>
    internal const int Misused = 2;

    internal static int Run(string verb, string[] rest)
    {
        (CommandLine? line, string? error) = CommandLine.Read(verb, rest);
        if (line is null)
        {
            Console.Error.WriteLine(error);
            return Misused;
        }
        int seed = line.NumberOf("--seed", 1);
        int number = line.NumberOf("--number", 0);
        switch (verb)
        {
            case "check":
                return Check([.. line.Words]);
            case "compare" when line.Has("--exhaustive"):
                return Compare(HandlerKind.All.SelectMany(kind => Generator.Exhaustive(kind, line.NumberOf("--exhaustive", 1))));
            case "compare":
                return Compare(Generator.Random(seed, line.NumberOf("--count", 1000)));
            case "judge":
                return Compare([.. Shape.ReadAll("\n" + File.ReadAllText(line.Words[0])).Select(ShapeCheck.SubjectOf)], Console.WriteLine);
            case "show":
                return Compare([Generator.One(seed, number)], Console.WriteLine);
            case "mutant":
                return Compare(Mutants.One(seed, number).Subject is { } mutant ? [mutant] : [], Console.WriteLine);
            case "fix":
                return Mutants.One(seed, number).Subject is { } broken ? Fix(broken, Mutants.Right(seed, number)) : 0;
            case "score":
                return ScoreVerbs.Score(seed, line.NumberOf("--clean", 1000), line.NumberOf("--faulty", 1000), line.TextOf("--shard", "1/1"), line.TextOf("--out", "artifacts/score"), line.Has("--fix"));
            case "peers":
                return PeerVerbs.Compare(seed, line.NumberOf("--clean", 1000), line.NumberOf("--faulty", 1000), line.TextOf("--out", "artifacts/peers.md"));
            case "translation":
                return PeerVerbs.Show(Generator.One(seed, number));
            default:
                return ScoreVerbs.Merge(line.Words[0]);
        }
    }

    private static int Compare(IEnumerable<Subject> subjects, Action<string>? show = null)
    {
        var watch = Stopwatch.StartNew();
        var tally = new Tally();
        foreach (Comparison comparison in Comparer.Compare(subjects))
        {
            tally.Add(comparison);
            show?.Invoke($"{comparison.Subject.Text}\n{string.Join('\n', comparison.Outcome.Findings)}\n{string.Join('\n', comparison.Reports)}");
        }
        Console.WriteLine($"{tally}\n{watch.Elapsed.TotalSeconds:0.0} s");
        return tally.IsAgreed ? 0 : 1;
    }

    private static int Fix(Subject broken, Subject right)
    {
        FixRow row = FixRow.Of(broken, Oracle.Judge(broken.Text), right);
        Console.WriteLine(row.Words ?? $"{Fixer.Fix(broken).After.Text}\n// {string.Join("\n// ", row.Applied)}");
        return row.Passes ? 0 : 1;
    }

    private static int Check(string[] ids)
    {
        Shape[] shapes = [.. ShapeCheck.Shapes.Where(shape => ids.Length == 0 || Array.Exists(ids, id => shape.Id.StartsWith(id, StringComparison.Ordinal)))];
        using var batch = new Batch([.. shapes.Select(ShapeCheck.SubjectOf)]);
        int disagreed = 0;
        for (int i = 0; i < shapes.Length; i++)
        {
            Outcome outcome = Oracle.Judge(batch, i);
            bool agrees = outcome.NotRun is not null || ShapeCheck.Agrees(shapes[i], outcome);
            if (agrees && !ids.Contains(shapes[i].Id))
                continue;
            disagreed += agrees ? 0 : 1;
            string expected = string.Join(' ', shapes[i].Expected.Select(item => string.Join('/', item.Ids)));
            Console.WriteLine($"{shapes[i].Id} ({expected}){(outcome.IsBounded ? " bound hit" : "")} {outcome.NotRun}\n  {string.Join("\n  ", outcome.Findings)}");
        }
        Console.WriteLine($"{shapes.Length} shapes, {disagreed} disagreements");
        return disagreed == 0 ? 0 : 1;
    }
}
