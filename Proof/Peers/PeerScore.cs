using Chimney.Analyzers;
using Microsoft.CodeAnalysis;

namespace Chimney.Proof;

/// <summary>One handler, and its translation to Dispose, under all tools.</summary>
/// <param name="Id">Names the handler.</param>
/// <param name="Operator">What was done to it; null where it stands as it was written.</param>
/// <param name="Faults">What runs of the translation show.</param>
/// <param name="IsKept">Whether it is kept for later somewhere: in a field, a queue, a work item.</param>
/// <param name="IsUnproven">Whether ours say that they cannot tell.</param>
/// <param name="Reported">Whether each tool reports something: ours first, then the peers.</param>
public sealed record PeerRow(string Id, string? Operator, DisposeFaults Faults, bool IsKept, bool IsUnproven, IReadOnlyList<bool> Reported);

/// <summary>The handlers of a seed under all tools.</summary>
public sealed class PeerScore
{
    private const int BatchSize = 250;

    private static readonly string[] s_keepers = ["Parked", "_slot", "Shelf", ".Later("];

    private readonly List<PeerRow> _rows = [];
    private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal);
    private readonly TimeSpan[] _times = new TimeSpan[1 + Peer.All.Length];
    private int _timed;

    /// <summary>The handlers that are compared.</summary>
    public IReadOnlyList<PeerRow> Rows => _rows;

    /// <summary>How many others there are, by why they are not.</summary>
    public IReadOnlyDictionary<string, int> Left => _left;

    /// <summary>The processor's milliseconds per handler of each tool: ours first, then the peers.</summary>
    public IReadOnlyList<double> Milliseconds => [.. _times.Select(time => time.TotalMilliseconds / Math.Max(1, _timed))];

    /// <summary>Compares right handlers and mutants.</summary>
    public static PeerScore Of(int seed, int clean, int faulty)
    {
        var score = new PeerScore();
        var operators = new Dictionary<string, string>();
        var subjects = Enumerable.Range(0, clean).Select(number => Generator.Right(seed, number).Subject).Concat(Enumerable.Range(0, faulty).Select(number =>
        {
            (FaultOperator fault, Subject? subject) = Mutants.One(seed, number);
            if (subject is not null)
                operators[subject.Id] = fault.Name;
            return subject;
        }).OfType<Subject>());
        foreach (Subject[] some in subjects.Chunk(BatchSize))
            score.Add(some, operators);
        return score;
    }

    private void Add(Subject[] subjects, Dictionary<string, string> operators)
    {
        using var original = new Batch(subjects);
        Compilation compilation = original.Analysed();
        var trees = compilation.SyntaxTrees.ToDictionary(tree => tree.FilePath);
        var pairs = new List<(int Index, Subject Translated)>();
        for (int i = 0; i < subjects.Length; i++)
        {
            (Subject? subject, string? why) = trees.TryGetValue(Batch.FileOf(i), out SyntaxTree? tree)
                ? DisposeTranslation.Translate(subjects[i], compilation, tree) : (null, "the compiler refuses it");
            if (subject is null)
                Leave(why!);
            else
                pairs.Add((i, subject));
        }
        using var translated = new Batch([.. pairs.Select(pair => pair.Translated)]);

        var reports = original.Analyze(new ChimneyAnalyzer());
        var peers = Peer.All.Select(peer => peer.ReportedFiles(translated.Analysed())).ToList();
        Measure(original, translated);
        for (int at = 0; at < pairs.Count; at++)
        {
            (int index, Subject subject) = pairs[at];
            if (translated.ErrorsOf(at) is [var error, ..])
                throw new InvalidOperationException($"{error}\n{subject.Text}");
            Outcome outcome = Oracle.Judge(original, index, mostRuns: 600);
            (DisposeFaults faults, bool isBounded) = DisposeRuns.Judge(translated, at);
            var mistakes = outcome.Owned.Where(finding => finding.Ids.Any(Comparison.IsSeenOnRuns)).ToList();
            if (outcome.NotRun is not null || ((outcome.IsBounded || isBounded) && faults == DisposeFaults.None))
                Leave("the bound was hit, or it was not run");
            else if (mistakes.Any(finding => !finding.Ids.Any(IsAboutDispose)))
                Leave("its mistake has no counterpart: a wrong function or list");
            else if (mistakes.Count > 0 != (faults != DisposeFaults.None))
                Leave("its translation is not labelled as it is");
            else
                _rows.Add(new PeerRow(subject.Id, operators.GetValueOrDefault(subject.Id), faults, Array.Exists(s_keepers, subject.Text.Contains), reports[index].Any(report => report.Id == Comparison.Unproven),
                    [reports[index].Any(report => Comparison.IsSeenOnRuns(report.Id)), .. peers.Select(files => files.Contains(Batch.FileOf(at)))]));
        }
    }

    private static bool IsAboutDispose(string id) => id is "CHIM1001" or "CHIM1002" or "CHIM1005" or "CHIM1006" or "CHIM1007";

    private void Leave(string why) => _left[why] = _left.GetValueOrDefault(why) + 1;

    /// <summary>Each tool once more on the same handlers, all of them compiled anew; binding is part of it.</summary>
    private void Measure(Batch original, Batch translated)
    {
        int ours = original.Analysed().SyntaxTrees.Count() - 1;
        _times[0] += TimeOf(() => original.Analyze(new ChimneyAnalyzer())) * translated.Subjects.Count / ours;
        for (int i = 0; i < Peer.All.Length; i++)
        {
            Compilation compilation = translated.Analysed();
            _times[i + 1] += TimeOf(() => Peer.All[i].ReportedFiles(compilation));
        }
        _timed += translated.Subjects.Count;
    }

    private static TimeSpan TimeOf(Action action)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - before;
    }
}
