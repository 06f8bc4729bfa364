namespace Microsoft.CodeAnalysis.Testing;

/// <summary>One expected location. With <see cref="DiagnosticLocationOptions.InterpretAsMarkupKey"/> the start line holds the key.</summary>
public readonly record struct DiagnosticLocation(FileLinePositionSpan Span, DiagnosticLocationOptions Options);
