using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Harness;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>Control flow times arguments: every shape of groups A to D that is right, once with each fault in what its calls pass.</summary>
public class ArgumentFaultTests(ITestOutputHelper output)
{
    /// <summary>Measured: so many shapes with a fault.</summary>
    private const int Least = 700;

    /// <summary>Right shapes with calls of which nothing is told, and why.</summary>
    private static readonly Dictionary<string, string> s_untold = new()
    {
        ["B19.b"] = "one call is never reached",
        ["D17"] = "one call is never reached",
        ["D17.a"] = "one call is never reached",
        ["D17.try"] = "one call is never reached",
        ["X61"] = "one call is never reached",
        ["X61.a"] = "one call is never reached",
        ["X73.b"] = "one call is never reached",
        ["G63"] = "the call stands in another assembly",
        ["K32"] = "a helper promises to discharge: told of as CHIM1009",
        ["L32"] = "a helper promises to discharge: told of as CHIM1009",
        ["M10"] = "a helper promises to discharge: told of as CHIM1009",
        ["M12"] = "a helper promises to discharge: told of as CHIM1009",
        ["M12.b"] = "a helper promises to discharge: told of as CHIM1009",
        ["X58.b"] = "a helper promises to discharge: told of as CHIM1009",
        ["X58.c"] = "a helper promises to discharge: told of as CHIM1009",
        ["A20.a"] = "of which operation the list is that was taken out is not known",
        ["I16.a"] = "of which operation the list is that was taken out is not known",
        ["I47.a"] = "of which operation the list is that was taken out is not known",
        ["I47.b"] = "of which operation the list is that was taken out is not known",
        ["I48.a"] = "of which operation the list is that was taken out is not known",
        ["I48.b"] = "of which operation the list is that was taken out is not known",
        ["X52.h"] = "a decision on the way is in doubt: told of as CHIM1099",
        ["X54.f2"] = "a decision on the way is in doubt: told of as CHIM1099",
        ["X54.k2"] = "a decision on the way is in doubt: told of as CHIM1099",
        ["X54.l"] = "a decision on the way is in doubt: told of as CHIM1099",
        ["X54.l2"] = "a decision on the way is in doubt: told of as CHIM1099",
        ["X57.029"] = "a decision on the way is in doubt: told of as CHIM1099",
    };

    public static TheoryData<string> Right => [.. Shapes.Select(shape => shape.Id)];

    /// <summary>The right shapes of all groups, with each of the faults that show in the call itself.</summary>
    internal static ImmutableDictionary<(string Id, string Fault), (ArgumentFault Fault, Shape Shape)> FaultyShapes { get; } =
        (from shape in ShapeCorpus.Shapes.Values
         where shape is { Verdicts: ["ok"], Expected: [] } && RoslynHost.Supports(shape.CSharp) && !s_untold.ContainsKey(shape.Id)
         from fault in ArgumentFault.All.Take(2)
         let faulty = fault.Into(shape)
         where faulty is not null
         select (fault, faulty)).ToImmutableDictionary(pair => (pair.faulty.Id, pair.fault.Name), pair => (pair.fault, pair.faulty));

    public static TheoryData<string, string> Faulty
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (id, fault) in FaultyShapes.Keys.Order())
                data.Add(id, fault);
            return data;
        }
    }

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

    /// <summary>What a call passes is looked at wherever it stands: no path ends on the way there.</summary>
    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task A_fault_is_told_of_wherever_its_call_stands(string id, string fault)
    {
        var (one, shape) = FaultyShapes[(id, fault)];
        var reports = await ShapeCompilation.AnalyzeAsync(ShapeCompilation.Create(shape), [new ChimneyAnalyzer()]);
        Assert.True(one.IsToldOf(reports, shape), $"{string.Join('\n', reports)}\n{shape.Sources[0].Text}");
    }

    /// <summary>A shape that resumes another list loses it where a default one is passed in its place.</summary>
    private static bool IsLost(ArgumentFault fault, Shape shape, string id)
        => id == "CHIM1006" && fault.Id == "CHIM1004" && shape.Sources.Any(source => source.Text.Contains(".Resume()", StringComparison.Ordinal));
}
