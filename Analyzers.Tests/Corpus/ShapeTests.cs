using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>
/// Every shape of the corpus gets the verdict that stands in its first line, and no other report. The exceptions stand in deviations.md; a shape
/// that stands there and gets its verdict is a failure too, so that the list only shrinks.
/// </summary>
public class ShapeTests(ITestOutputHelper output)
{
    private const double MostUnproven = 0.03;
    private const string Unproven = "CHIM1099";

    internal static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. from type in Assembly.Load("Chimney.Analyzers").GetTypes()
           where type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract
           select (DiagnosticAnalyzer)Activator.CreateInstance(type)!,
    ];

    private static readonly ImmutableHashSet<string> s_ids =
        [.. Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id)];

    public static TheoryData<string> All => [.. Supported.Select(shape => shape.Id)];

    public static TheoryData<string> Compiling => [.. Supported.Where(shape => !shape.ExpectsCompilerError).Select(shape => shape.Id)];

    private static readonly ConcurrentDictionary<string, Lazy<Task<ImmutableArray<Diagnostic>>>> s_reports = new();

    private static IEnumerable<Shape> Supported => ShapeCorpus.Shapes.Values.Where(shape => RoslynHost.Supports(shape.CSharp));

    [CSharpFact(14)]
    public void This_host_knows_the_language_of_every_shape() => Assert.Equal(ShapeCorpus.Shapes.Values, Supported);

    [Theory]
    [MemberData(nameof(All))]
    public void Compiles_or_is_refused_as_expected(string id)
    {
        var shape = ShapeCorpus.Shapes[id];
        var errors = ShapeCompilation.Errors(ShapeCompilation.Create(shape));
        if (shape.ExpectsCompilerError)
            Assert.True(Expectation.Met(shape.Expected, errors.Select(error => error.Id), _ => true), string.Join('\n', errors));
        else
            Assert.True(errors.IsEmpty, string.Join('\n', errors));
    }

    [Theory]
    [MemberData(nameof(Compiling))]
    public async Task Gets_its_verdict(string id)
    {
        var shape = ShapeCorpus.Shapes[id];
        var actual = await ReportsOf(shape);
        var reports = actual.Select(diagnostic => $"{diagnostic.Id} at {Place(diagnostic)}: {diagnostic.GetMessage(null)}");
        bool isMet = IsMet(shape, actual);

        Assert.True(
            isMet != ShapeCorpus.Deviations.ContainsKey(id),
            $"{id} ({string.Join(' ', shape.Verdicts)}: {shape.Title}) {(isMet ? "stands in deviations.md, but" : "")} got\n{string.Join('\n', reports)}");
    }

    /// <summary>What could not be proved, among the shapes that do not allow it.</summary>
    [Fact]
    public async Task Little_is_left_unproven()
    {
        var shapes = Supported.Where(shape => !shape.ExpectsCompilerError && !shape.Expected.Any(item => item.OrUnproven || item.Ids.Contains(Unproven))).ToList();
        int unproven = 0;
        foreach (var shape in shapes)
            unproven += (await ReportsOf(shape)).Any(report => report.Id == Unproven) ? 1 : 0;
        double share = (double)unproven / shapes.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{unproven} of {shapes.Count} shapes unproven: {share:P2}"));
        Assert.InRange(share, 0, MostUnproven);
    }

    [Fact]
    public void Deviations_are_about_shapes_and_have_reasons()
        => Assert.All(ShapeCorpus.Deviations, row => Assert.True(ShapeCorpus.Shapes.ContainsKey(row.Key) && row.Value != "", $"{row.Key} is unknown or has no reason"));

    [Fact]
    public void Every_row_of_the_table_has_a_source_or_a_test()
    {
        var sources = ShapeCorpus.Shapes.Values.Select(shape => shape.TableId).ToHashSet();
        var tests = typeof(ShapeTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FactAttribute))).Select(method => $"{method.DeclaringType!.Name}.{method.Name}").ToHashSet();
        Assert.All(ShapeCorpus.Table.Keys, id => Assert.Single(new[] { sources.Contains(id), ShapeCorpus.Tests.ContainsKey(id) }, has => has));
        Assert.All(ShapeCorpus.Tests, row => Assert.True(ShapeCorpus.Table.ContainsKey(row.Key) && tests.Contains(row.Value), $"{row.Key} is unknown or has no test {row.Value}"));
        Assert.All(sources.Where(id => id[0] != 'X'), id => Assert.Contains(id, ShapeCorpus.Table.Keys));
    }

    [Fact]
    public void Every_table_row_with_a_source_has_one_with_the_row_s_verdict()
        => Assert.All(
            ShapeCorpus.Table.Keys.Except(ShapeCorpus.Tests.Keys),
            id => Assert.Subset(ShapeCorpus.Table[id].ToHashSet(), ShapeCorpus.Shapes[id].Verdicts.ToHashSet()));

    /// <summary>Guards the corpus against slips of the pen: the two columns of a shape's first line say the same thing twice.</summary>
    [Fact]
    public void Verdict_words_agree_with_the_ids() => Assert.All(ShapeCorpus.Shapes.Values, shape =>
    {
        var ids = shape.Expected.SelectMany(item => item.Ids).ToHashSet();
        Assert.All(shape.Verdicts.Where(word => word != "ok"), word => Assert.NotEmpty(IdsOf(word, ids).Intersect(ids)));
        Assert.Subset(
            shape.Verdicts.SelectMany(word => IdsOf(word, ids)).ToHashSet(),
            shape.Expected.Where(item => !item.Optional).SelectMany(item => item.Ids).ToHashSet());
        Assert.Subset(ids, shape.Marks.Select(mark => mark.Id).ToHashSet());
        if (shape.Id == shape.TableId && shape.Expected.Any(item => item.OrUnproven))
            Assert.Contains("unproven", ShapeCorpus.Table[shape.Id]);
    });

    private static string[] IdsOf(string word, IEnumerable<string> ids) => word switch
    {
        "ok" => ["CHIM1009", "CHIM4002"],
        "missing" => ["CHIM1001", "CHIM1006", "CHIM1007", "CHIM4005"], // a finalizer may never run
        "double" => ["CHIM1002"],
        "wrong-fn" => ["CHIM1003"],
        "wrong-list" => ["CHIM1004", "CHIM2005"], // the call entry of another operation leads to another list
        "use-after" => ["CHIM1005", "CHIM2005"],
        "not-restored" => ["CHIM2002"],
        "not-preserved" => ["CHIM2003", "CHIM2004"],
        "entry-leak" or "double-free" => ["CHIM2005"],
        "bad-order" => ["CHIM2002", "CHIM2005"],
        "wrong-status" => ["CHIM3001", "CHIM3002", "CHIM3003"],
        "bad-transfer" => ["CHIM1001", "CHIM1002", "CHIM1006"],
        "unproven" => ["CHIM1099"],
        "compiler error" => [.. ids.Where(id => Regex.IsMatch(id, @"^CS\d{4}$"))],
        _ => throw new FormatException($"{word} is no verdict."),
    };

    private static Task<ImmutableArray<Diagnostic>> ReportsOf(Shape shape)
        => s_reports.GetOrAdd(shape.Id, _ => new(() => ShapeCompilation.AnalyzeAsync(ShapeCompilation.Create(shape), Analyzers))).Value;

    internal static bool IsMet(Shape shape, ImmutableArray<Diagnostic> actual) => HasExpectedIds(shape, actual) && HasExpectedLines(shape, actual);

    private static bool HasExpectedIds(Shape shape, ImmutableArray<Diagnostic> actual)
        => Expectation.Met(shape.Expected, actual.Select(diagnostic => diagnostic.Id), s_ids.Contains);

    /// <summary>A mark counts only if its id was reported at all: another id may be accepted in its place.</summary>
    private static bool HasExpectedLines(Shape shape, ImmutableArray<Diagnostic> actual)
        => shape.Marks.GroupBy(mark => mark.Id).All(marks =>
        {
            var places = actual.Where(diagnostic => diagnostic.Id == marks.Key).Select(Place).ToList();
            return places.Count == 0 || marks.All(mark => places.Remove((mark.File, mark.Line)));
        });

    private static (string File, int Line) Place(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        return (span.Path, span.StartLinePosition.Line + 1);
    }
}
