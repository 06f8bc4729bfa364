using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Chimney.CodeFixes;

/// <summary>Restores what the driver above had before a completion goes up that was converted by hand.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2002CodeFix))]
public sealed class CHIM2002CodeFix : OverlayCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2002");
}
