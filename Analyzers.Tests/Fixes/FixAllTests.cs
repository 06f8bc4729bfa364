extern alias proof;

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Chimney.Analyzers.Tests.Corpus;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using proof::Chimney.Proof;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Fixes;

/// <summary>
/// Fix All over a solution of two projects full of faulty handlers. A few of them by default; <c>CHIMNEY_FIX_ALL=200</c> takes so many.
/// </summary>
public class FixAllTests(ITestOutputHelper output)
{
    private const int Seed = 29;

    private static readonly int s_count = int.TryParse(Environment.GetEnvironmentVariable("CHIMNEY_FIX_ALL"), CultureInfo.InvariantCulture, out int asked) ? asked : 16;

    /// <summary>What runs here: generated targets have a base in Proof, which is built for it.</summary>
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
           where Path.GetFileName(path).StartsWith("System", StringComparison.Ordinal)
           select MetadataReference.CreateFromFile(path),
        MetadataReference.CreateFromFile(typeof(OffloadHandlerAttribute).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Subject).Assembly.Location),
    ];

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task Nothing_is_left_that_could_be_fixed(FixAllScope scope)
    {
        using var session = new FixSession(Project("Lower", 0), Project("Upper", 1));
        var watch = Stopwatch.StartNew();
        var start = await session.ReportsAsync(session.Start);
        var once = watch.Elapsed;
        Assert.DoesNotContain(start, report => report.Id.StartsWith("CS", StringComparison.Ordinal));
        (Solution solution, var reports, int times) = (session.Start, start, 0);
        var spent = TimeSpan.Zero;
        for (; await FixSession.OfferAsync(solution, reports) is { } offer; times++)
        {
            Assert.True(times < (2 + (scope == FixAllScope.Document ? s_count : 0)) * FixSession.FixableIds.Count, "it never ends");
            watch.Restart();
            var after = await FixSession.ApplyAsync((await offer.FixAllAsync(scope, reports, default))!);
            spent += watch.Elapsed; // the checks below look at the whole solution again and again
            Assert.True(await DiffersAsync(solution, after), $"Fix All does nothing about {offer.Diagnostic}\n{offer.Diagnostic.Location.SourceTree}");
            var left = await session.ReportsAsync(after);
            await AssertNoneIsNewAsync(solution, reports, after, left);
            var same = left.Where(report => offer.Provider.FixableDiagnosticIds.Contains(report.Id) && IsIn(report, after)).ToImmutableArray();
            if (await FixSession.OfferAsync(after, same) is { } forgotten)
                Assert.Fail($"Fix All leaves what can be fixed: {forgotten.Diagnostic} ({forgotten.Action.Title})\n{forgotten.Diagnostic.Location.SourceTree}");
            var again = offer with { Document = after.GetDocument(offer.Document.Id)! };
            if (await again.FixAllAsync(scope, left, default) is { } second)
                Assert.False(await DiffersAsync(after, await FixSession.ApplyAsync(second)), "a second Fix All changes something");
            (solution, reports) = (after, left);

            bool IsIn(Diagnostic report, Solution current) => scope switch
            {
                FixAllScope.Document => current.GetDocument(report.Location.SourceTree)?.Id == offer.Document.Id,
                FixAllScope.Project => current.GetDocument(report.Location.SourceTree)?.Project.Id == offer.Document.Project.Id,
                _ => true,
            };
        }
        output.WriteLine($"{scope}: {start.Length} reports of {s_count} handlers, {reports.Length} left, {times} times Fix All, {spent.TotalSeconds:0.0} s, {spent / once:0} times as long as looking once");
        Assert.InRange(reports.Length, 0, start.Length - 1);
    }

    /// <summary>Half of the handlers, each in a document and a namespace of its own.</summary>
    private static CSharpCompilation Project(string name, int half)
    {
        var sources = new List<string> { ShapeCorpus.Prelude };
        for (int number = half; sources.Count <= s_count / 2; number += 2)
            if (Mutants.One(Seed, number).Subject is { IsSlots: false, Files: [var text] })
                sources.Add($"namespace {name}{number}\n{{\n{text}}}\n");
        return ShapeCompilation.Create(sources).WithAssemblyName(name).WithReferences(s_references);
    }

    /// <summary>No document has more reports of an id than before, and each still compiles.</summary>
    private static async Task AssertNoneIsNewAsync(Solution before, ImmutableArray<Diagnostic> reports, Solution after, ImmutableArray<Diagnostic> left)
    {
        var known = reports.Select(report => (report.Id, before.GetDocument(report.Location.SourceTree)?.Id)).ToList();
        foreach (var report in left)
        {
            var document = after.GetDocument(report.Location.SourceTree);
            Assert.True(known.Remove((report.Id, document?.Id)), $"{report} is new\n{(document is null ? "" : $"{await before.GetDocument(document.Id)!.GetTextAsync()}\nafter\n{await document.GetTextAsync()}")}");
        }
    }

    private static async Task<bool> DiffersAsync(Solution before, Solution after)
    {
        foreach (var document in after.Projects.SelectMany(project => project.Documents))
            if (!(await document.GetTextAsync()).ContentEquals(await before.GetDocument(document.Id)!.GetTextAsync()))
                return true;
        return false;
    }
}
