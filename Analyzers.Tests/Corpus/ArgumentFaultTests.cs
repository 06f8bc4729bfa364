using Chimney.Analyzers.Tests.Harness;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>Control flow times arguments: every shape of groups A to D that is right, once with each fault in what its calls pass.</summary>
public class ArgumentFaultTests(ITestOutputHelper output)
{
    /// <summary>Measured: so many shapes with a fault.</summary>
    private const int Least = 700;

    public static TheoryData<string> Right => [.. Shapes.Select(shape => shape.Id)];

    private static IEnumerable<Shape> Shapes => ShapeCorpus.Shapes.Values
        .Where(shape => shape.Id[0] is >= 'A' and <= 'D' && !shape.Id.Contains('x') && shape is { Verdicts: ["ok"], Expected: [] } && RoslynHost.Supports(shape.CSharp));

    [Theory]
    [MemberData(nameof(Right))]
    public async Task A_fault_gets_its_report_and_no_other(string id)
    {
        foreach (var fault in ArgumentFault.All)
        {
            if (fault.Into(ShapeCorpus.Shapes[id]) is not { } shape)
                continue;
            var compilation = ShapeCompilation.Create(shape);
            string text = $"{fault.Name}\n{string.Join('\n', shape.Sources.Select(source => source.Text))}";
            Assert.True(ShapeCompilation.Errors(compilation).IsEmpty, string.Join('\n', ShapeCompilation.Errors(compilation)) + text);
            var reports = await ShapeCompilation.AnalyzeAsync(compilation, [new ChimneyAnalyzer()]);
            output.WriteLine($"{fault.Name}: {string.Join(' ', reports.Select(report => report.Id))}");
            Assert.True(
                reports.Any(report => report.Id == fault.Id) && reports.All(report => report.Id == fault.Id || fault.Also.Contains(report.Id) || IsLost(fault, shape, report.Id)),
                $"{string.Join('\n', reports)}\n{text}");
        }
    }

    [Fact]
    public void Most_right_shapes_can_have_most_faults()
    {
        int count = Shapes.Sum(shape => ArgumentFault.All.Count(fault => fault.Into(shape) is not null));
        output.WriteLine($"{count} shapes with a fault");
        Assert.InRange(count, Least, int.MaxValue);
    }

    /// <summary>A shape that resumes another list loses it where a default one is passed in its place.</summary>
    private static bool IsLost(ArgumentFault fault, Shape shape, string id)
        => id == "CHIM1006" && fault.Id == "CHIM1004" && shape.Sources.Any(source => source.Text.Contains(".Resume()", StringComparison.Ordinal));
}
