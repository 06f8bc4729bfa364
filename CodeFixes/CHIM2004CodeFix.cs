using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>
/// Publishes the offload entry of every block that was offloaded, before the list is converted by hand. What a target publishes is its own object: the fix makes
/// one for each block, which the driver gives its meaning.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2004CodeFix))]
public sealed class CHIM2004CodeFix : ChimneyCodeFix
{
    private const long FirstFailure = 0x80000000;

    private const string Context = "MiniportOffloadContext";

    private static readonly string[] Names = ["block", "eachBlock"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2004");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (!report.Properties.TryGetValue(PropertyNames.Missing, out var mark) || mark is null || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } body
            || symbols.MembersWithMark(int.Parse(mark)).OfType<IMethodSymbol>().FirstOrDefault() is not { } publish)
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        foreach (var candidate in OfTarget(document, symbols, report, style, cancellation))
            yield return candidate;
        foreach (var overlay in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (overlay.Expression is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax list } || overlay.FirstAncestorOrSelf<StatementSyntax>() is not { } statement
                || document.Model.GetSymbolInfo(overlay, cancellation).Symbol is not IMethodSymbol method || symbols.ContractOf(method) is not { Converts: true, Restores: false }
                || Successes(document, symbols, report, cancellation) is not { Length: > 0 } successes)
                continue;
            var indent = "\n" + style.Unit;
            foreach (var name in Names)
                yield return new("Publish the offload entries", new Insertion(style).Before(statement,
                    $"foreach (var {name} in {list}.Blocks){indent}if ({name}.OffloadHandle is {{ }} handle && {name}.Status is {successes}){indent}{style.Unit}{publish.ContainingType.Name}.From(handle).{publish.Name}();"));
        }
    }

    /// <summary>Before the completion of a target: an object of its own for each block that was taken over.</summary>
    private static IEnumerable<Candidate> OfTarget(CheckedDocument document, KnownSymbols symbols, Diagnostic report, SourceStyle style, CancellationToken cancellation)
    {
        if (document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } call
            || symbols.RoleOf(document.Model.GetEnclosingSymbol(call.SpanStart, cancellation)?.ContainingType) != Role.Target
            || call.ArgumentList.Arguments.Select(a => a.Expression).OfType<IdentifierNameSyntax>().FirstOrDefault(a => symbols.IsToken(document.Model.GetTypeInfo(a, cancellation).Type)) is not { } list
            || document.Model.GetTypeInfo(list, cancellation).Type!.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(p => p.Name == "Root")?.Type.GetMembers(Context).OfType<IPropertySymbol>().FirstOrDefault() is not { Type: var word }
            || Successes(document, symbols, report, cancellation) is not { Length: > 0 } successes)
            yield break;
        var indent = "\n" + style.Unit;
        foreach (var name in Names)
            yield return new("Publish an object for each block", new Insertion(style).Before(statement,
                $"foreach (var {name} in {list}.Blocks){indent}if (!{name}.IsPlaceholder && {name}.{Context}.IsNull && {name}.Status is {successes}){indent}{style.Unit}{name}.{Context} = {word.ToMinimalDisplayString(document.Model, call.SpanStart)}.From(new object());"));
    }

    /// <summary>The statuses of the completed operation that are successes, as a pattern.</summary>
    private static string Successes(CheckedDocument document, KnownSymbols symbols, Diagnostic report, CancellationToken cancellation)
    {
        if (document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || document.Model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol completion || symbols.ContractOf(completion).Function?.Statuses is not [var statuses, ..])
            return "";
        return string.Join(" or ", statuses.Values.Where(v => System.Convert.ToInt64(v.Value) < FirstFailure)
            .Select(v => $"{v.Type!.Name}.{v.Type.GetMembers().OfType<IFieldSymbol>().First(f => f.HasConstantValue && Equals(f.ConstantValue, v.Value)).Name}"));
    }
}
