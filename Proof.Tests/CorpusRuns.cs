using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;

namespace Chimney.Proof.Tests;

/// <summary>The corpus, compiled once and run once for all tests.</summary>
public sealed class CorpusRuns : IDisposable
{
    public CorpusRuns()
    {
        Batch = new Batch([.. ShapeCheck.Shapes.Select(ShapeCheck.SubjectOf)]);
        Outcomes = [.. Enumerable.Range(0, ShapeCheck.Shapes.Length).Select(i => Oracle.Judge(Batch, i))];
    }

    public Batch Batch { get; }

    public ImmutableArray<Outcome> Outcomes { get; }

    public IEnumerable<(int Index, Shape Shape, Outcome Outcome)> Run
        => ShapeCheck.Shapes.Select((shape, i) => (i, shape, Outcomes[i])).Where(row => row.Item3.NotRun is null);

    public void Dispose() => Batch.Dispose();
}
