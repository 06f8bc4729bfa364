using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Turns the markup of a state's files into expectations and named locations.</summary>
internal sealed class MarkupReader(
    MarkupOptions options,
    ImmutableArray<DiagnosticDescriptor> defaultAnalyzerDescriptors,
    ImmutableArray<DiagnosticDescriptor> descriptors,
    ImmutableArray<string> fixableDiagnostics)
{
    private readonly Dictionary<int, FileLinePositionSpan> _named = [];

    public List<DiagnosticResult> Expectations { get; } = [];

    public SourceText Read(string path, SourceText source, MarkupMode? mode)
    {
        TestFileMarkupParser.GetPositionsAndSpans(
            source.ToString(),
            (options & MarkupOptions.TreatPositionIndicatorsAsCode) != 0,
            out var output,
            out var positions,
            out var spansByName);
        var text = SourceText.From(output, source.Encoding, source.ChecksumAlgorithm);

        foreach (var position in positions)
            Expect("", Locate(new TextSpan(position, 0)), DiagnosticLocationOptions.IgnoreLength);
        foreach (var (name, spans) in spansByName)
        {
            foreach (var span in spans)
            {
                if (!name.StartsWith('#'))
                    Expect(name, Locate(span), DiagnosticLocationOptions.None);
                else if (!_named.TryAdd(int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture), Locate(span)))
                    throw new InvalidOperationException($"The markup name '{name}' is used more than once.");
            }
        }

        return text;

        FileLinePositionSpan Locate(TextSpan span) => new(path, text.Lines.GetLinePositionSpan(span));

        void Expect(string id, FileLinePositionSpan span, DiagnosticLocationOptions locationOptions)
        {
            if (mode == MarkupMode.Ignore)
                return;
            var expected = ForMarkup(id);
            if (mode != MarkupMode.IgnoreFixable || !fixableDiagnostics.Contains(expected.Id))
                Expectations.Add(expected.WithSpan(span, locationOptions));
        }
    }

    public FileLinePositionSpan Find(int key) => _named.TryGetValue(key, out var span)
        ? span
        : throw new InvalidOperationException($"No markup '{{|#{key}:…|}}' in the sources.");

    /// <summary>Markup says what and where; message, severity and additional locations take a <see cref="DiagnosticResult"/>.</summary>
    private DiagnosticResult ForMarkup(string id)
    {
        var candidates = id.Length == 0 ? defaultAnalyzerDescriptors : descriptors.Where(descriptor => descriptor.Id == id).ToImmutableArray();
        if (candidates.IsEmpty && id.Length > 0)
            return Anything(DiagnosticResult.CompilerError(id));
        if (candidates.IsEmpty || (candidates.Length > 1 && (options & MarkupOptions.UseFirstDescriptor) == 0))
        {
            throw new InvalidOperationException(
                $"The markup '{(id.Length == 0 ? "[|…|]" : "{|" + id + ":…|}")}' stands for {candidates.Length} descriptors"
                + $" ({string.Join(", ", candidates.Select(candidate => candidate.Id))}); name the id, or set MarkupOptions.UseFirstDescriptor.");
        }

        return Anything(new DiagnosticResult(candidates[0]));

        static DiagnosticResult Anything(DiagnosticResult result) =>
            result.WithMessage(null).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations | DiagnosticOptions.IgnoreSeverity);
    }
}
