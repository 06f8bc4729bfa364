using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Chimney.CodeFixes;

/// <summary>An ownership attribute where it is written.</summary>
internal readonly record struct OwnershipAttribute(AttributeSyntax Code, bool IsVisibleOutside);

/// <summary>A parameter whose attribute says what becomes of a list, and all that is declared with it.</summary>
internal sealed class PromisedParameter
{
    private readonly CheckedDocument _document;
    private readonly SyntaxNode _code;
    private readonly IMethodSymbol _method;
    private readonly int _ordinal;

    private PromisedParameter(CheckedDocument document, SyntaxNode code, IParameterSymbol parameter)
        => (_document, _code, _method, _ordinal) = (document, code, (IMethodSymbol)parameter.ContainingSymbol, parameter.Ordinal);

    /// <summary>The parameter that a report is about: of the function around it that has one of the name.</summary>
    public static PromisedParameter? Find(CheckedDocument document, Diagnostic report)
    {
        if (!report.Properties.TryGetValue(PropertyNames.List, out var name) || report.Location.SourceTree != document.Root.SyntaxTree)
            return null;
        for (var code = document.Root.FindToken(report.Location.SourceSpan.Start).Parent; code is not null; code = code.Parent)
            if (ChimneyCodeFix.FunctionOf(code) == code && MethodOf(document, code)?.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter)
                return new(document, code, parameter);
        return null;
    }

    /// <summary>
    /// Where the attribute is written: in each part of the method, and on what it overrides or implements, with all others that do so. Empty where that is no source
    /// of this compilation, or where one of them says nothing, and would not be checked.
    /// </summary>
    public ImmutableArray<OwnershipAttribute> Declarations(KnownSymbols symbols, CancellationToken cancellation)
    {
        var stated = PassingOf(_method);
        var roots = RootsOf(_method).Where(r => PassingOf(r) == stated).ToList();
        var family = new List<IMethodSymbol> { _method };
        if (_method is { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation })
            family.AddRange(_document.Model.Compilation.GetSymbolsWithName(n => n == Plain(_method.Name) || n.EndsWith("." + Plain(_method.Name), StringComparison.Ordinal), SymbolFilter.Member, cancellation)
                .OfType<IMethodSymbol>().Where(m => !IsSame(m, _method) && RootsOf(m).Prepend(m).Any(r => roots.Any(known => IsSame(r, known)) || IsSame(r, _method))));
        if (roots.Any(r => !SymbolEqualityComparer.Default.Equals(r.ContainingAssembly, _method.ContainingAssembly)) || family.Any(m => PassingOf(m) != stated))
            return ImmutableArray<OwnershipAttribute>.Empty;
        var found = from method in family
                    from parameter in new[] { method, method.PartialDefinitionPart, method.PartialImplementationPart }.OfType<IMethodSymbol>().Select(m => m.Parameters[_ordinal])
                    from attribute in parameter.GetAttributes()
                    where attribute.AttributeClass is { Name: "DischargesAttribute" or "BorrowsAttribute" } type && symbols.Assemblies.Contains(type.ContainingAssembly, SymbolEqualityComparer.Default)
                    select (Code: attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax, Method: method);
        var all = found.ToList();
        return all.Any(a => a.Code is null) ? ImmutableArray<OwnershipAttribute>.Empty : all.Select(a => new OwnershipAttribute(a.Code!, IsVisible(a.Method))).Distinct().ToImmutableArray();

        Passing PassingOf(IMethodSymbol method) => symbols.PassingOf(method.Parameters[_ordinal]);
    }

    /// <summary>Whether each result of the method is a constant, or a variable that is only ever set to constants: what it tells can be read from it.</summary>
    public bool TellsByResult(CancellationToken cancellation)
    {
        if (_method.ReturnType.SpecialType != SpecialType.System_Boolean)
            return false;
        var own = _code.DescendantNodes(n => n == _code || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).ToList();
        return own.OfType<ReturnStatementSyntax>().Select(r => r.Expression).Concat(own.OfType<ArrowExpressionClauseSyntax>().Where(a => a.Parent == _code).Select(a => a.Expression))
            .OfType<ExpressionSyntax>().All(e => IsConstant(e) || _document.Model.GetSymbolInfo(e, cancellation).Symbol is ILocalSymbol local && Values(local).All(IsConstant));

        bool IsConstant(ExpressionSyntax e) => _document.Model.GetConstantValue(e, cancellation).HasValue;
        IEnumerable<ExpressionSyntax> Values(ILocalSymbol local)
            => _code.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(a => SymbolEqualityComparer.Default.Equals(_document.Model.GetSymbolInfo(a.Left, cancellation).Symbol, local))
                .Select(a => a.IsKind(SyntaxKind.SimpleAssignmentExpression) ? a.Right : a)
                .Concat(_code.DescendantNodes().OfType<ArgumentSyntax>().Where(a => !a.RefKindKeyword.IsKind(SyntaxKind.None) && SymbolEqualityComparer.Default.Equals(_document.Model.GetSymbolInfo(a.Expression, cancellation).Symbol, local)).Select(a => a.Expression))
                .Concat(local.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<VariableDeclaratorSyntax>().Select(v => v.Initializer?.Value).OfType<ExpressionSyntax>());
    }

    /// <summary>Whether the changed document says nothing more of the promise.</summary>
    public bool IsKeptIn(CheckedDocument after, Diagnostic report)
        => after.Moved(report.Location.SourceSpan) is { } span && Find(after, Diagnostic.Create(report.Descriptor, Location.Create(after.Root.SyntaxTree, span), report.Properties)) is { } same
            && !after.Reports.Any(r => r.Id == report.Id && Find(after, r) is { } other && other._code == same._code && other._ordinal == same._ordinal);

    /// <summary>Whether methods of other projects override or implement what the method does: they say so too.</summary>
    public async Task<bool> IsStatedElsewhereAsync(Solution solution, CancellationToken cancellation)
    {
        foreach (var root in RootsOf(_method).Append(_method))
            if (root.ContainingType is { } type && (root.IsAbstract || root.IsVirtual || root.IsOverride))
                foreach (var member in type.TypeKind == TypeKind.Interface ? await SymbolFinder.FindImplementationsAsync(root, solution, cancellationToken: cancellation).ConfigureAwait(false)
                    : await SymbolFinder.FindOverridesAsync(root, solution, cancellationToken: cancellation).ConfigureAwait(false))
                    if (!SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, _method.ContainingAssembly))
                        return true;
        return false;
    }

    /// <summary>Whether any code names the method.</summary>
    public async Task<bool> IsCalledAsync(Solution solution, CancellationToken cancellation)
        => (await SymbolFinder.FindReferencesAsync(_method, solution, cancellation).ConfigureAwait(false)).Any(r => r.Locations.Any());

    /// <summary>What the method overrides or implements, farthest first; nothing where it stands for itself.</summary>
    private static IEnumerable<IMethodSymbol> RootsOf(IMethodSymbol method)
    {
        for (var m = method; m is not null; m = m.OverriddenMethod)
        {
            if (m.OverriddenMethod is { } overridden)
                yield return overridden.OriginalDefinition;
            if (m.ContainingType is { TypeKind: not TypeKind.Interface } type)
                foreach (var member in type.AllInterfaces.SelectMany(i => i.GetMembers()).OfType<IMethodSymbol>())
                    if (IsSame(type.FindImplementationForInterfaceMember(member), m))
                        yield return member.OriginalDefinition;
        }
    }

    private static bool IsSame(ISymbol? one, ISymbol? other) => SymbolEqualityComparer.Default.Equals(one?.OriginalDefinition, other?.OriginalDefinition);

    private static string Plain(string name) => name.Substring(name.LastIndexOf('.') + 1);

    private static bool IsVisible(IMethodSymbol method)
    {
        for (ISymbol? symbol = method; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                return false;
        return true;
    }

    private static IMethodSymbol? MethodOf(CheckedDocument document, SyntaxNode code)
        => (code is AnonymousFunctionExpressionSyntax ? document.Model.GetSymbolInfo(code).Symbol : document.Model.GetDeclaredSymbol(code)) as IMethodSymbol;
}
