using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Mutation;

/// <summary>Sources with a verdict, compiled when first asked for, and then analysed as often as wanted.</summary>
internal sealed class Case(string group, Func<Task<(ImmutableArray<(Compilation Compilation, AnalyzerOptions Options)> Projects, Action<IEnumerable<Diagnostic>> Verify)>> prepare)
{
    private static readonly AnalyzerOptions s_noOptions = new([]);

    private readonly List<Recording> _recordings = [];
    private Action<IEnumerable<Diagnostic>>? _verify;

    /// <summary>The class of the test, or the first letters of the shape's id.</summary>
    public string Group => group;

    /// <summary>All shapes of the corpus, and all tests of rules and of contract files that go through the harness.</summary>
    public static async Task<List<Case>> AllAsync()
    {
        var shapes = ShapeCorpus.Shapes.Values.Where(shape => !shape.ExpectsCompilerError && !ShapeCorpus.Deviations.ContainsKey(shape.Id)).Select(OfShape);
        var tests = await Rehearsal.RunAsync(Rehearsal.Classes.Where(IsOfTheEngine).Concat(typeof(Rehearsal).Assembly.GetTypes().Where(IsOfContractFiles)).Distinct());
        return [.. shapes, .. tests.SelectMany(test => test.Verifications.Select(verification => verification.Test).OfType<AnalyzerTest<DefaultVerifier>>().Select(one => new Case(test.Class.Name, () => one.PrepareAsync())))];
    }

    /// <summary>Fails where the verdict is another one.</summary>
    public async Task VerifyAsync(CancellationToken cancellation)
    {
        if (_verify is null)
        {
            var (projects, verify) = await prepare();
            foreach (var (compilation, options) in projects)
                _recordings.Add(await Recording.OfAsync(compilation, options));
            _verify = verify;
        }
        _verify(_recordings.SelectMany(recording => recording.Replay(new ChimneyAnalyzer(), cancellation)));
    }

    private static Case OfShape(Shape shape) => new(shape.Id[..2], () => Task.FromResult<(ImmutableArray<(Compilation, AnalyzerOptions)>, Action<IEnumerable<Diagnostic>>)>((
        [(ShapeCompilation.Create(shape), s_noOptions)],
        reports =>
        {
            if (!ShapeTests.IsMet(shape, [.. reports]))
                throw new InvalidOperationException($"{shape.Id} got {string.Join(' ', reports)}");
        })));

    /// <summary>Not what the compiler refuses, nor mistakes in contract files and options.</summary>
    private static bool IsOfTheEngine(Type type) => !(type.Name.StartsWith("CS", StringComparison.Ordinal) || type.Name.Contains("RefusedByTypes", StringComparison.Ordinal) || type.Name is "CHIM1097Tests" or "CHIM1098Tests");

    private static bool IsOfContractFiles(Type type) => type is { IsAbstract: false, IsPublic: true, Namespace: "Chimney.Analyzers.Tests.Foreign" };
}
