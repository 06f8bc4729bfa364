using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Prints diagnostics as the code that would expect them.</summary>
internal static class DiagnosticFormatter
{
    public static string Describe(IEnumerable<Diagnostic> diagnostics, string defaultPath)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics)
        {
            text.Append("// ").AppendLine(diagnostic.ToString());
            text.Append(Creation(diagnostic));
            foreach (var location in diagnostic.AdditionalLocations.Prepend(diagnostic.Location).Where(location => location != Location.None))
                text.Append(Span(location.GetLineSpan(), defaultPath));
            text.Append(".WithMessage(").Append(Quote(diagnostic.GetMessage(CultureInfo.InvariantCulture))).AppendLine("),");
        }

        return text.Length == 0 ? "NONE." + Environment.NewLine : text.ToString();
    }

    public static string Describe(IEnumerable<DiagnosticResult> results) =>
        string.Concat(results.Select(result => Describe(result) + "," + Environment.NewLine)) is { Length: > 0 } text
            ? text
            : "NONE." + Environment.NewLine;

    public static string Describe(DiagnosticResult result) =>
        $"new DiagnosticResult({Quote(result.Id)}, DiagnosticSeverity.{result.Severity})"
        + string.Concat(result.Spans.Select(location => (location.Options & DiagnosticLocationOptions.IgnoreLength) == 0
            ? Span(location.Span, "")
            : $".WithLocation({Quote(location.Span.Path)}, {Position(location.Span.StartLinePosition)})"))
        + (result.Message is { } message ? $".WithMessage({Quote(message)})" : "");

    private static string Creation(Diagnostic diagnostic)
    {
        if (!diagnostic.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.Compiler))
            return $"Diagnostic({Quote(diagnostic.Id)})";
        return diagnostic.Severity switch
        {
            DiagnosticSeverity.Error => $"DiagnosticResult.CompilerError({Quote(diagnostic.Id)})",
            DiagnosticSeverity.Warning => $"DiagnosticResult.CompilerWarning({Quote(diagnostic.Id)})",
            _ => $"new DiagnosticResult({Quote(diagnostic.Id)}, DiagnosticSeverity.{diagnostic.Severity})",
        };
    }

    private static string Span(FileLinePositionSpan span, string defaultPath) =>
        $".WithSpan({(span.Path == defaultPath ? "" : Quote(span.Path) + ", ")}{Position(span.StartLinePosition)}, {Position(span.EndLinePosition)})";

    private static string Position(Text.LinePosition position) => $"{position.Line + 1}, {position.Character + 1}";

    private static string Quote(string text) => CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
