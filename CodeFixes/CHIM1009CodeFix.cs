using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Chimney.CodeFixes;

/// <summary>
/// Corrects an ownership attribute: to the one that the body keeps, or to none where callers do without. They rely on it, so their documents are checked as well; what
/// the method overrides or implements says the same afterwards.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1009CodeFix))]
public sealed class CHIM1009CodeFix : ChimneyCodeFix
{
    private const string Remove = "Remove the attribute, and leave it to the body";
    private static readonly (string Type, string Arguments)[] Attributes = [("Discharges", ""), ("Discharges", "(When = true)"), ("Discharges", "(When = false)"), ("Borrows", "")];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1009");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new OneByOne(FixAsync);

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (PromisedParameter.Find(document, report) is not { } promised || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || promised.Declarations(symbols, cancellation) is not { IsEmpty: false } declarations)
            yield break;
        var edit = new AttributeEdit(document);
        foreach (var (type, arguments) in Attributes)
            if ((arguments.Length == 0 || promised.TellsByResult(cancellation)) && edit.Replace(declarations, type, arguments) is { } replaced)
                yield return replaced with { Title = $"Say [{type}{arguments}], as the body does" };
        // others may rely on what can be seen from other assemblies
        if (!declarations.Any(d => d.IsVisibleOutside) && edit.Remove(declarations) is { } removed)
            yield return removed with { Title = Remove };
    }

    private protected override async Task<(string Title, CheckedDocument After)?> FixAsync(CheckedDocument before, Diagnostic report, CancellationToken cancellation)
    {
        if (PromisedParameter.Find(before, report) is not { } promised || await promised.IsStatedElsewhereAsync(before.Document.Project.Solution, cancellation).ConfigureAwait(false))
            return null;
        var surroundings = new Surroundings(before.Document);
        foreach (var candidate in Candidates(before, report, cancellation))
            if (await before.TryAsync(candidate, report, cancellation).ConfigureAwait(false) is { IsSettled: true, After: var after } && promised.IsKeptIn(after, report)
                // without callers nothing shows that the attribute is what is wrong
                && (candidate.Title != Remove || await promised.IsCalledAsync(before.Document.Project.Solution, cancellation).ConfigureAwait(false))
                && await surroundings.AreUnharmedAsync(after.Document, cancellation).ConfigureAwait(false))
                return (candidate.Title, after);
        return null;
    }
}
