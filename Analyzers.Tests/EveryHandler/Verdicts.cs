using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Analyzers.Tests.EveryHandler;

/// <summary>Puts one body into many handlers of one class, and compares what is reported of each with what is expected.</summary>
internal static class Verdicts
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new ChimneyAnalyzer()];

    /// <summary>Every handler gets these ids, each once and in any order, and nothing else does; reports of the other rules named are left aside.</summary>
    public static async Task VerifyAsync(string baseType, IEnumerable<HandlerRow> handlers, string body, Func<HandlerRow, string> expected, params string[] besides)
    {
        var rows = handlers.ToList();
        var tokens = rows.Select(h => h.Token).Distinct().ToList();
        bool usesSurroundings = tokens is [{ Length: > 0 }] && baseType != "ProtocolDriver";
        string members = string.Concat(rows.Select(h => h.With(body))) + (usesSurroundings ? HandlerRow.Surroundings(tokens[0]) : "");
        var shape = Shape.ReadAll($"\n//# Z01 | ok | ok | every handler\npublic abstract class Shape : {baseType}\n{{\n{members}\n}}\n").Single();
        if (Rehearsal.Notes(shape.Sources[0].Text, rows.SelectMany(h => expected(h).Split(' ', StringSplitOptions.RemoveEmptyEntries))))
            return;
        var compilation = ShapeCompilation.Create(shape);
        var errors = ShapeCompilation.Errors(compilation);
        Assert.True(errors.IsEmpty, string.Join('\n', errors) + "\n" + members);

        var reports = (await ShapeCompilation.AnalyzeAsync(compilation, s_analyzers)).RemoveAll(d => besides.Contains(d.Id));
        var actual = reports.ToLookup(HandlerOf, d => d.Id);
        string Line(string name, IEnumerable<string> ids) => $"{name}: {string.Join(' ', ids.Order())}";
        Assert.Equal(
            rows.Select(h => Line(h.Name, expected(h).Split(' ', StringSplitOptions.RemoveEmptyEntries))).Order(),
            rows.Select(h => Line(h.Name, actual[h.Name])).Order());
        Assert.All(reports, report => Assert.Contains(HandlerOf(report), rows.Select(h => h.Name)));
    }

    /// <summary>The handler that the report stands in; a helper's faults count for the handler that it helps.</summary>
    private static string HandlerOf(Diagnostic report)
    {
        string name = report.Location.SourceTree!.GetRoot().FindNode(report.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>()!.Identifier.ValueText;
        return name.StartsWith("Help", StringComparison.Ordinal) ? name["Help".Length..] : name;
    }
}
