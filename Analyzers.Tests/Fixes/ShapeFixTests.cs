using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Harness;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Fixes;

/// <summary>The fixes on every broken shape of the corpus: whatever is offered keeps the promises of <see cref="FixRun"/>.</summary>
public class ShapeFixTests(ITestOutputHelper output)
{
    /// <summary>Measured: of the shapes whose faults can be fixed at all, how many are at least partly fixed, and how many are clean after.</summary>
    private const int LeastFixed = 430;
    private const int LeastClean = 425;

    public static TheoryData<string> Broken => [.. Shapes.Select(shape => shape.Id)];

    internal static IEnumerable<Shape> Shapes => ShapeCorpus.Shapes.Values.Where(shape => RoslynHost.Supports(shape.CSharp) && !shape.ExpectsCompilerError
        && shape.Expected.Any(item => item.Ids.Any(FixSession.FixableIds.Contains)));

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Every_offered_fix_keeps_its_promise(string id)
    {
        var outcome = await OutcomeOf(ShapeCorpus.Shapes[id]);
        output.WriteLine(outcome.Log);
    }

    [Fact]
    public async Task Most_broken_shapes_get_a_fix()
    {
        var outcomes = new List<(string Id, FixOutcome Outcome)>();
        foreach (var shape in Shapes)
            outcomes.Add((shape.Id, await OutcomeOf(shape)));
        var isFixed = outcomes.Count(item => item.Outcome.Fixes > 0);
        var isClean = outcomes.Count(item => item.Outcome is { Fixes: > 0, Left: 0 });
        output.WriteLine($"{isFixed} of {outcomes.Count} broken shapes got a fix, {isClean} have no report after; without one: "
            + string.Join(' ', outcomes.Where(item => item.Outcome is { Fixes: 0, Reported: > 0 }).Select(item => item.Id)));
        Assert.InRange(isFixed, LeastFixed, outcomes.Count);
        Assert.InRange(isClean, LeastClean, outcomes.Count);
    }

    private static Task<FixOutcome> OutcomeOf(Shape shape) => FixRun.RunAsync(ShapeCompilation.Create(shape));
}
