using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>An expected diagnostic. Lines and columns count from 1; a result without a location expects a diagnostic without one.</summary>
public readonly struct DiagnosticResult
{
    public static readonly DiagnosticResult[] EmptyDiagnosticResults = [];

    private readonly ImmutableArray<DiagnosticLocation> _spans;
    private readonly string? _message;
    private readonly bool _suppressMessage;

    public DiagnosticResult(string id, DiagnosticSeverity severity)
    {
        Id = id;
        Severity = severity;
        _spans = [];
    }

    public DiagnosticResult(DiagnosticDescriptor descriptor)
        : this(descriptor.Id, descriptor.DefaultSeverity) => MessageFormat = descriptor.MessageFormat;

    private DiagnosticResult(DiagnosticResult from, ImmutableArray<DiagnosticLocation>? spans = null, (string? Text, bool Suppressed)? message = null)
    {
        this = from;
        _spans = spans ?? from.Spans;
        (_message, _suppressMessage) = message ?? (from._message, from._suppressMessage);
    }

    public string Id { get; }

    public DiagnosticSeverity Severity { get; private init; }

    public DiagnosticOptions Options { get; private init; }

    public LocalizableString? MessageFormat { get; private init; }

    public object?[]? MessageArguments { get; private init; }

    /// <summary>The expected locations, the primary one first.</summary>
    public ImmutableArray<DiagnosticLocation> Spans => _spans.IsDefault ? [] : _spans;

    public bool HasLocation => !Spans.IsEmpty;

    /// <summary>The expected text; null if the text is not checked.</summary>
    public string? Message => _suppressMessage ? null : _message ?? Format();

    public static DiagnosticResult CompilerError(string identifier) => new(identifier, DiagnosticSeverity.Error);

    public static DiagnosticResult CompilerWarning(string identifier) => new(identifier, DiagnosticSeverity.Warning);

    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) => new(this) { Severity = severity };

    public DiagnosticResult WithArguments(params object?[] arguments) => new(this) { MessageArguments = arguments };

    /// <summary>Expects exactly this text, or any text if <paramref name="message"/> is null.</summary>
    public DiagnosticResult WithMessage(string? message) => new(this, message: (message, message is null));

    public DiagnosticResult WithMessageFormat(LocalizableString messageFormat) => new(this) { MessageFormat = messageFormat };

    public DiagnosticResult WithOptions(DiagnosticOptions options) => new(this) { Options = options };

    public DiagnosticResult WithNoLocation() => new(this, spans: []);

    /// <summary>Expects a location that starts here.</summary>
    public DiagnosticResult WithLocation(int line, int column) => WithLocation("", line, column);

    public DiagnosticResult WithLocation(LinePosition location) => WithLocation("", location);

    public DiagnosticResult WithLocation(string path, int line, int column) => WithLocation(path, new LinePosition(line - 1, column - 1));

    public DiagnosticResult WithLocation(string path, LinePosition location) =>
        Append(new FileLinePositionSpan(path, location, location), DiagnosticLocationOptions.IgnoreLength);

    /// <summary>Expects the span that the markup <c>{|#key:…|}</c> marks.</summary>
    public DiagnosticResult WithLocation(int markupKey) => WithLocation(markupKey, DiagnosticLocationOptions.None);

    public DiagnosticResult WithLocation(int markupKey, DiagnosticLocationOptions options) =>
        Append(
            new FileLinePositionSpan("", new LinePosition(markupKey, 0), new LinePosition(markupKey, 0)),
            options | DiagnosticLocationOptions.InterpretAsMarkupKey);

    /// <summary>Expects exactly this span.</summary>
    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan("", startLine, startColumn, endLine, endColumn);

    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan(new FileLinePositionSpan(path, new LinePosition(startLine - 1, startColumn - 1), new LinePosition(endLine - 1, endColumn - 1)));

    public DiagnosticResult WithSpan(FileLinePositionSpan span) => WithSpan(span, DiagnosticLocationOptions.None);

    public DiagnosticResult WithSpan(FileLinePositionSpan span, DiagnosticLocationOptions options) => Append(span, options);

    /// <summary>Gives locations without a path this one.</summary>
    public DiagnosticResult WithDefaultPath(string path) =>
        MapSpans(location => location.Span.Path.Length > 0 ? location.Span : new FileLinePositionSpan(path, location.Span.Span));

    public DiagnosticResult WithLineOffset(int offset) =>
        MapSpans(location => new FileLinePositionSpan(
            location.Span.Path,
            new LinePosition(location.Span.StartLinePosition.Line + offset, location.Span.StartLinePosition.Character),
            new LinePosition(location.Span.EndLinePosition.Line + offset, location.Span.EndLinePosition.Character)));

    public override string ToString() => DiagnosticFormatter.Describe(this);

    internal DiagnosticResult WithMarkupKeysResolved(Func<int, FileLinePositionSpan> find) =>
        new(this, spans: Spans
            .Select(location => (location.Options & DiagnosticLocationOptions.InterpretAsMarkupKey) == 0
                ? location
                : new DiagnosticLocation(
                    find(location.Span.StartLinePosition.Line),
                    location.Options & ~DiagnosticLocationOptions.InterpretAsMarkupKey))
            .ToImmutableArray());

    private DiagnosticResult Append(FileLinePositionSpan span, DiagnosticLocationOptions options) =>
        new(this, spans: Spans.Add(new DiagnosticLocation(span, options)));

    private DiagnosticResult MapSpans(Func<DiagnosticLocation, FileLinePositionSpan> map) =>
        new(this, spans: Spans.Select(location => location with { Span = map(location) }).ToImmutableArray());

    private string? Format()
    {
        if (MessageFormat is null)
            return null;
        var format = MessageFormat.ToString(CultureInfo.InvariantCulture);
        try
        {
            return string.Format(CultureInfo.InvariantCulture, format, MessageArguments ?? []);
        }
        catch (FormatException)
        {
            // Too few arguments: the raw format never equals a real message, so the test fails and shows what is missing.
            return format;
        }
    }
}
