using Chimney.Analyzers;

namespace Chimney.Proof;

/// <summary>Compares subjects, batch by batch.</summary>
public static class Comparer
{
    private const int BatchSize = 250;

    /// <summary>How many runs a generated subject gets.</summary>
    private const int MostRuns = 20_000;

    /// <summary>Compares each subject. One that the compiler refuses has an outcome that says so.</summary>
    public static IEnumerable<Comparison> Compare(IEnumerable<Subject> subjects) => CompareInBatches(subjects).Select(row => row.Comparison);

    /// <summary>Compares each subject, and says where it can be run again.</summary>
    internal static IEnumerable<(Comparison Comparison, Batch Batch, int Index)> CompareInBatches(IEnumerable<Subject> subjects)
    {
        foreach (Subject[] some in subjects.Chunk(BatchSize))
        {
            using var batch = new Batch(some);
            ILookup<int, Report> reports = batch.Analyze(new ChimneyAnalyzer());
            for (int i = 0; i < some.Length; i++)
            {
                Report[] own = [.. reports[i]];
                var witnesses = new Witnesses(own);
                yield return (new Comparison(some[i], Oracle.Judge(batch, i, MostRuns, witnesses: witnesses), own, witnesses), batch, i);
            }
        }
    }
}
