using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>What a handler does to meet its duty: a call, or, for a request of an offload target, a completion from a work item.</summary>
/// <param name="Title">What the user reads.</param>
/// <param name="At">The statements at a position, with each list and handle that may be meant; the likeliest first.</param>
/// <param name="Call">The call that it comes down to.</param>
internal sealed record Remedy(string Title, Func<int, IEnumerable<string>> At, DischargeCall? Call)
{
    /// <summary>The remedy for a report; null where the report names no function.</summary>
    public static Remedy? For(CheckedDocument document, Diagnostic report)
    {
        report.Properties.TryGetValue(PropertyNames.Phase, out var phase);
        if (DischargeCall.For(document, report) is { } call)
            return Of(call, phase);
        if (!report.Properties.TryGetValue(PropertyNames.Role, out var role) || role != nameof(Role.Target) || phase != nameof(Phase.Request)
            || !report.Properties.TryGetValue(PropertyNames.Function, out var name) || name is null || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Model.Compilation.GetTypeByMetadataName("Chimney.Ndis")?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault() is not { } function
            || symbols.ContractOf(function).Function is not { } request)
            return null;
        return OfTarget(document, symbols, request.Operation);
    }

    /// <summary>The remedy for a report, and those for the handles that a member takes out of its fields.</summary>
    public static IEnumerable<Remedy> AllFor(CheckedDocument document, KnownSymbols symbols, Diagnostic report, SyntaxNode member, CancellationToken cancellation)
        => (For(document, report) is { } own ? [own] : Enumerable.Empty<Remedy>()).Concat(OfFields(document, symbols, member, cancellation));

    /// <summary>The completion of an operation by a target; null where it has none.</summary>
    public static Remedy? OfTarget(CheckedDocument document, KnownSymbols symbols, int operation)
        => symbols.FunctionFor(operation, Phase.Completion) is { } completion && new TargetCompletion(document, symbols, completion) is var answer
            ? new(answer.Title, answer.At, DischargeCall.For(document, symbols, operation, Phase.Completion)) : null;

    /// <summary>A call in a phase.</summary>
    public static Remedy Of(DischargeCall call, string? phase) => new(phase switch
    {
        nameof(Phase.Request) => $"Forward the operation with {call.FunctionName}",
        nameof(Phase.Completion) => $"Complete the operation with {call.FunctionName}",
        _ => $"Carry the indication up with {call.FunctionName}",
    }, call.StatementsAt, call);

    /// <summary>
    /// What settles the operation of the handles that a member takes out of a field: known where one handler alone names the field. A request may go on or be
    /// given back.
    /// </summary>
    private static IEnumerable<Remedy> OfFields(CheckedDocument document, KnownSymbols symbols, SyntaxNode member, CancellationToken cancellation)
    {
        if (member is not MethodDeclarationSyntax method || document.Model.GetDeclaredSymbol(method, cancellation) is not { ContainingType: { DeclaringSyntaxReferences.Length: 1 } type } declared)
            yield break;
        // a helper gets what its callers take out
        var callers = declared.DeclaredAccessibility != Accessibility.Private ? [] : type.GetMembers().OfType<IMethodSymbol>().SelectMany(m => m.DeclaringSyntaxReferences).Select(r => r.GetSyntax(cancellation))
            .Where(m => m != method && m.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(c, cancellation).Symbol, declared)));
        var fields = callers.Prepend(method).SelectMany(m => m.DescendantNodes()).OfType<IdentifierNameSyntax>().Select(n => document.Model.GetSymbolInfo(n, cancellation).Symbol).OfType<IFieldSymbol>()
            .Where(f => f.DeclaredAccessibility == Accessibility.Private && SymbolEqualityComparer.Default.Equals(f.ContainingType, type)).Distinct<IFieldSymbol>(SymbolEqualityComparer.Default);
        foreach (var field in fields)
        {
            var duties = type.GetMembers().OfType<IMethodSymbol>().Where(m => m.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation).DescendantTokens().Any(t => t.ValueText == field.Name)))
                .Select(m => symbols.HandlersOf(type).TryGetValue(m, out var duty) ? duty : symbols.DutyOf(m)).OfType<Duty>().Distinct().ToList();
            if (duties is not [{ Phase: not Phase.Indication } only])
                continue;
            if (symbols.RoleOf(type) == Role.Target)
            {
                if (OfTarget(document, symbols, only.Operation) is { } answer)
                    yield return answer;
                continue;
            }
            if (DischargeCall.For(document, symbols, only.Operation, only.Phase) is { } same)
                yield return Of(same, only.Phase.ToString());
            if (only.Phase == Phase.Request && DischargeCall.For(document, symbols, only.Operation, Phase.Completion) is { } back)
                yield return Of(back, nameof(Phase.Completion));
        }
    }
}
