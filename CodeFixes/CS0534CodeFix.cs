using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Writes the handlers that a driver has to override (CS0534) or to implement (CS0535), and does not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CS0534CodeFix))]
public sealed class CS0534CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CS0534", "CS0535");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation) => [];

    private protected override async Task<(string Title, CheckedDocument After)?> FixAsync(CheckedDocument before, Diagnostic report, CancellationToken cancellation)
    {
        if (before.Root.FindToken(report.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || KnownSymbols.Create(before.Model.Compilation) is not { } symbols
            || before.Model.GetDeclaredSymbol(type, cancellation) is not INamedTypeSymbol declared)
            return null;
        var isOverride = report.Id == "CS0534";
        // all at once: the errors stand at the same place, and the last one of them would keep them all
        var missing = (isOverride ? Abstract(declared) : Unimplemented(declared)).Where(m => symbols.DutyOf(m) is not null).Select(m => new MissingHandler(m.Name, m, symbols.DutyOf(m)!)).ToList();
        return missing.Count > 0 && await new HandlerStubs(before, type, isOverride ? "public override" : "public").WriteAsync(missing, cancellation).ConfigureAwait(false) is { } stubs
            && await before.TryAsync(new(Title, ImmutableArray.Create(stubs)), report, cancellation).ConfigureAwait(false) is { IsSettled: true } attempt ? (Title, attempt.After) : null;
    }

    private const string Title = "Write the missing handlers";

    /// <summary>The inherited members that nothing overrides.</summary>
    private static IEnumerable<IMethodSymbol> Abstract(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
            foreach (var member in t.GetMembers().OfType<IMethodSymbol>().Where(m => m.IsAbstract && SymbolEqualityComparer.Default.Equals(KnownSymbols.LastOverride(type, m), m)))
                yield return member;
    }

    private static IEnumerable<IMethodSymbol> Unimplemented(INamedTypeSymbol type)
        => type.AllInterfaces.SelectMany(i => i.GetMembers()).OfType<IMethodSymbol>().Where(m => m.IsAbstract && type.FindImplementationForInterfaceMember(m) is null);
}
