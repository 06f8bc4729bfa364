using System.Collections.Immutable;
using System.Globalization;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Compares the diagnostics of a run with the expected ones: the best assignment first, then the count, then each field.</summary>
internal sealed class DiagnosticMatcher(string defaultPath, Action<Diagnostic, DiagnosticResult, IVerifier>? furtherCheck)
{
    public void Verify(ImmutableArray<Diagnostic> actual, IReadOnlyList<DiagnosticResult> expected, IVerifier verify)
    {
        var assigned = Assign(actual, expected);
        verify.True(
            actual.Length == expected.Count,
            $"""
            Mismatch between number of diagnostics returned, expected "{expected.Count}" actual "{actual.Length}"

            Expected without a diagnostic:
            {DiagnosticFormatter.Describe(expected.Where((_, index) => assigned[index] < 0))}
            Diagnostics:
            {DiagnosticFormatter.Describe(actual, defaultPath)}
            """);

        for (var i = 0; i < expected.Count; i++)
        {
            var diagnostic = actual[assigned[i]];
            if (Mismatch(diagnostic, expected[i]) is { } mismatch)
            {
                verify.Fail($"""
                    {mismatch.Text}

                    Expected diagnostic:
                    {expected[i]}
                    Actual diagnostic:
                    {DiagnosticFormatter.Describe([diagnostic], defaultPath)}
                    """);
            }

            furtherCheck?.Invoke(diagnostic, expected[i], verify);
        }
    }

    /// <summary>For each expectation the index of its diagnostic, or -1: as many full matches as possible, the others by likeness.</summary>
    private static int[] Assign(ImmutableArray<Diagnostic> actual, IReadOnlyList<DiagnosticResult> expected)
    {
        var expectationOf = Enumerable.Repeat(-1, actual.Length).ToArray();
        for (var i = 0; i < expected.Count; i++)
            TryPlace(i, new bool[actual.Length]);

        var result = Enumerable.Repeat(-1, expected.Count).ToArray();
        for (var i = 0; i < actual.Length; i++)
        {
            if (expectationOf[i] >= 0)
                result[expectationOf[i]] = i;
        }

        var rest =
            from e in Enumerable.Range(0, expected.Count)
            where result[e] < 0
            from a in Enumerable.Range(0, actual.Length)
            where expectationOf[a] < 0
            orderby Mismatch(actual[a], expected[e])!.Value.Distance
            select (e, a);
        foreach (var (e, a) in rest.ToList())
        {
            if (result[e] < 0 && expectationOf[a] < 0)
                (result[e], expectationOf[a]) = (a, e);
        }

        return result;

        bool TryPlace(int expectation, bool[] tried)
        {
            for (var i = 0; i < actual.Length; i++)
            {
                if (tried[i] || Mismatch(actual[i], expected[expectation]) is not null)
                    continue;
                tried[i] = true;
                if (expectationOf[i] < 0 || TryPlace(expectationOf[i], tried))
                {
                    expectationOf[i] = expectation;
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The first field that differs; null if the diagnostic is as expected. A greater distance is a lesser likeness.</summary>
    private static (string Text, int Distance)? Mismatch(Diagnostic actual, DiagnosticResult expected)
    {
        if (actual.Id != expected.Id)
            return ($"Expected diagnostic id to be \"{expected.Id}\" was \"{actual.Id}\"", 5);

        if (!expected.HasLocation)
        {
            if (actual.Location != Location.None)
                return ("Expected: A project diagnostic with No location", 4);
        }
        else if (LocationMismatch(actual.Location, expected.Spans[0]) is { } primary)
        {
            return (primary, 4);
        }

        if ((expected.Options & DiagnosticOptions.IgnoreSeverity) == 0 && actual.Severity != expected.Severity)
            return ($"Expected diagnostic severity to be \"{expected.Severity}\" was \"{actual.Severity}\"", 2);

        var message = actual.GetMessage(CultureInfo.InvariantCulture);
        if (expected.Message is { } expectedMessage && message != expectedMessage)
            return ($"Expected diagnostic message to be \"{expectedMessage}\" was \"{message}\"", 3);

        if ((expected.Options & DiagnosticOptions.IgnoreAdditionalLocations) != 0 || !expected.HasLocation)
            return null;
        if (actual.AdditionalLocations.Count != expected.Spans.Length - 1)
            return ($"Expected {expected.Spans.Length - 1} additional locations but got {actual.AdditionalLocations.Count}", 1);
        for (var i = 0; i < actual.AdditionalLocations.Count; i++)
        {
            if (LocationMismatch(actual.AdditionalLocations[i], expected.Spans[i + 1]) is { } additional)
                return ($"Additional location {i + 1}: {additional}", 1);
        }

        return null;
    }

    private static string? LocationMismatch(Location actual, DiagnosticLocation expected)
    {
        var span = actual.GetLineSpan();
        if (span.Path != expected.Span.Path)
            return $"Expected diagnostic to be in file \"{expected.Span.Path}\" was actually in file \"{span.Path}\"";
        if (span.StartLinePosition != expected.Span.StartLinePosition)
            return $"Expected diagnostic to start at {Show(expected.Span.StartLinePosition)} was actually at {Show(span.StartLinePosition)}";
        if ((expected.Options & DiagnosticLocationOptions.IgnoreLength) == 0 && span.EndLinePosition != expected.Span.EndLinePosition)
            return $"Expected diagnostic to end at {Show(expected.Span.EndLinePosition)} was actually at {Show(span.EndLinePosition)}";
        return null;

        static string Show(Text.LinePosition position) => $"line \"{position.Line + 1}\", column \"{position.Character + 1}\"";
    }
}
