using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Chimney.CodeFixes;

/// <summary>Writes the call that discharges a handler's duty, with what is in scope where it is needed.</summary>
internal sealed class DischargeCall
{
    private readonly SemanticModel _model;
    private readonly KnownSymbols _symbols;
    private readonly IMethodSymbol _function;
    private readonly string _parameter;

    private DischargeCall(SemanticModel model, KnownSymbols symbols, IMethodSymbol function, string parameter)
        => (_model, _symbols, _function, _parameter) = (model, symbols, function, parameter);

    public string FunctionName => _function.Name;

    /// <summary>The call for a report; null where the report names no function, or an offload target's request, which must not be answered inside the handler.</summary>
    public static DischargeCall? For(CheckedDocument document, Diagnostic report)
    {
        var compilation = document.Model.Compilation;
        report.Properties.TryGetValue(PropertyNames.Role, out var role);
        if (!report.Properties.TryGetValue(PropertyNames.Function, out var name) || name is null
            || !report.Properties.TryGetValue(PropertyNames.List, out var list) || list is null
            || role == nameof(Role.Target) && report.Properties[PropertyNames.Phase] == nameof(Phase.Request)
            || KnownSymbols.Create(compilation) is not { } symbols
            || compilation.GetTypeByMetadataName("Chimney.Ndis")?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault() is not { Parameters.Length: 2 } function)
            return null;
        return new(document.Model, symbols, function, list);
    }

    /// <summary>The call at a position, with each list and handle that may be meant; the likeliest first.</summary>
    public IEnumerable<string> At(int position)
        => from list in Lists(position)
           from handle in Handles(position, list.Received)
           select $"{_function.ContainingType.ToMinimalDisplayString(_model, position)}.{_function.Name}({handle}, {list.Text})";

    /// <summary>The list to pass at a position: the parameter rebuilt, or another list in scope.</summary>
    public IEnumerable<(string Text, ISymbol Received)> Lists(int position)
        => from symbol in Variables(position).OrderByDescending(s => s.Name == _parameter)
           let type = TypeOf(symbol)
           where _symbols.IsToken(type)
           let text = SymbolEqualityComparer.Default.Equals(type, _function.Parameters[1].Type) ? Escape(symbol.Name) : Rebuild(_model, _symbols, Escape(symbol.Name), type, position)
           where text is not null
           select (text, symbol);

    /// <summary>The list, rebuilt in the other view.</summary>
    public static string? Rebuild(SemanticModel model, KnownSymbols symbols, string list, ITypeSymbol type, int position)
        => symbols.ConverterOf(type) is { } converter
            ? $"{list}.{converter.Name}({string.Join(", ", converter.Parameters.Select(p => $"new {p.Type.ToMinimalDisplayString(model, position)}()"))})"
            : null;

    /// <summary>A variable that holds the handle, else a member of the driver, else the handle that the call entry remembers.</summary>
    private IEnumerable<string> Handles(int position, ISymbol received)
    {
        var inScope = HandlesInScope(position).ToList();
        return inScope.Count > 0 ? inScope : HandlesOfCallEntry(position, received);
    }

    private IEnumerable<string> HandlesInScope(int position)
    {
        var handle = _function.Parameters[0].Type;
        foreach (var variable in Variables(position).Where(v => Gives(v, handle)))
            yield return Escape(variable.Name);
        var members = _model.LookupSymbols(position).Where(s => s is IFieldSymbol or IPropertySymbol { IsIndexer: false, GetMethod: not null } && Gives(s, handle));
        foreach (var member in members.OrderByDescending(s => s.Name == handle.Name))
            if (SymbolEqualityComparer.Default.Equals(_model.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(Escape(member.Name)), SpeculativeBindingOption.BindAsExpression).Symbol, member))
                yield return Escape(member.Name);
    }

    private IEnumerable<string> HandlesOfCallEntry(int position, ISymbol received)
    {
        var handle = _function.Parameters[0].Type;
        foreach (var entry in _symbols.Assemblies.SelectMany(a => a.GlobalNamespace.GetNamespaceMembers()).SelectMany(n => n.GetTypeMembers()).Where(_symbols.IsCallEntry))
            foreach (var find in entry.GetMembers().OfType<IMethodSymbol>().Where(m => m is { IsStatic: true, IsGenericMethod: false, Parameters.Length: 1 } && _symbols.IsCallEntry(m.ReturnType)))
                if (SymbolEqualityComparer.Default.Equals(find.Parameters[0].Type, TypeOf(received)) && entry.GetMembers().FirstOrDefault(m => m is IPropertySymbol && Gives(m, handle)) is { } property)
                    yield return $"{entry.ToMinimalDisplayString(_model, position)}.{find.Name}({Escape(received.Name)}).{property.Name}";
    }

    /// <summary>Locals and parameters that are declared before the position.</summary>
    private IEnumerable<ISymbol> Variables(int position)
        => _model.LookupSymbols(position).Where(s => s is ILocalSymbol or IParameterSymbol && s.Locations[0].SourceSpan.Start < position);

    private static bool Gives(ISymbol symbol, ITypeSymbol type)
        => TypeOf(symbol) is { NullableAnnotation: not NullableAnnotation.Annotated } given && SymbolEqualityComparer.Default.Equals(given, type);

    private static ITypeSymbol TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        _ => ((IPropertySymbol)symbol).Type,
    };

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
