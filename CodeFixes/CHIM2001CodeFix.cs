using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Chimney.CodeFixes;

/// <summary>Saves what the completion needs before a request goes down that was converted by hand.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2001CodeFix))]
public sealed class CHIM2001CodeFix : OverlayCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2001");
}
