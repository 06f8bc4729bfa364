using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Writes the call that discharges a handler's duty, with what is in scope where it is needed.</summary>
internal sealed class DischargeCall
{
    private readonly SemanticModel _model;
    private readonly SourceStyle _style;
    private readonly KnownSymbols _symbols;
    private readonly IMethodSymbol _function;
    private readonly Phase _phase;

    /// <summary>The parameter that brought the list; null where the handler gets none.</summary>
    private readonly string? _received;

    private DischargeCall(CheckedDocument document, KnownSymbols symbols, IMethodSymbol function, Phase phase, string? received)
        => (_model, _style, _symbols, _function, _phase, _received) = (document.Model, new(document.Text, document.Root), symbols, function, phase, received);

    public string FunctionName => _function.Name;

    /// <summary>Whether what the function returns is what the handler has to return: the answer to an indication (C096).</summary>
    public bool GivesAnswer => _phase == Phase.Indication && !_function.ReturnsVoid;

    /// <summary>Whether the call tells an event: it is owed with or without a list.</summary>
    public bool IsOfEvent => _symbols.ContractOf(_function).Function?.IsOfCall == true;

    /// <summary>The call for a report; null where the report names no function, or an offload target's request, which must not be answered inside the handler.</summary>
    public static DischargeCall? For(CheckedDocument document, Diagnostic report)
    {
        var compilation = document.Model.Compilation;
        report.Properties.TryGetValue(PropertyNames.Role, out var role);
        report.Properties.TryGetValue(PropertyNames.List, out var list);
        if (!report.Properties.TryGetValue(PropertyNames.Function, out var name) || name is null
            || !Enum.TryParse<Phase>(report.Properties[PropertyNames.Phase], out var phase)
            || role == nameof(Role.Target) && phase == Phase.Request
            || KnownSymbols.Create(compilation) is not { } symbols
            || compilation.GetTypeByMetadataName("Chimney.Ndis")?.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault() is not { } function
            || list is null && symbols.TokenParameter(function) is not null)
            return null;
        return new(document, symbols, function, phase, list);
    }

    /// <summary>The call for lists of an operation and phase, where no report says which list; null where no such call is made.</summary>
    public static DischargeCall? For(CheckedDocument document, KnownSymbols symbols, int operation, Phase phase)
        => symbols.FunctionFor(operation, phase) is { } function ? new(document, symbols, function, phase, null) : null;

    /// <summary>The statement at a position, with each list and handle that may be meant; the likeliest first. What is left of a chain may be null.</summary>
    public IEnumerable<string> StatementsAt(int position)
        => from call in Calls(position)
           select call.List is { } list && IsRest(list) ? $"if (!{Escape(list.Name)}.IsNull)\n{_style.Unit}{call.Text};" : call.Text + ";";

    /// <summary>The call at a position, with each list and handle that may be meant; the likeliest first.</summary>
    public IEnumerable<string> At(int position) => Calls(position).Select(call => call.Text);

    private IEnumerable<(string Text, ISymbol? List)> Calls(int position)
    {
        var name = $"{_function.ContainingType.ToMinimalDisplayString(_model, position)}.{_function.Name}";
        IEnumerable<(string Text, ISymbol? Received)> lists = _symbols.TokenParameter(_function) is null ? [("", null)] : Lists(position).Select(l => (l.Text, (ISymbol?)l.Received));
        foreach (var (list, received) in lists)
        {
            IEnumerable<string> calls = [""];
            foreach (var parameter in _function.Parameters)
                calls = calls.SelectMany(c => (_symbols.IsToken(parameter.Type) ? [list] : Arguments(position, parameter, received)).Select(a => c.Length == 0 ? a : $"{c}, {a}"));
            foreach (var arguments in calls)
                yield return ($"{name}({arguments})", received);
        }
    }

    /// <summary>Whether the list is what is left of a chain after a part was taken off: what a call has given back.</summary>
    private bool IsRest(ISymbol list)
        => _symbols.IsChain(TypeOf(list)) && list.DeclaringSyntaxReferences[0].GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
            && member.DescendantNodes().OfType<ArgumentSyntax>().Any(a => a.RefKindKeyword.IsKind(SyntaxKind.OutKeyword) && SymbolEqualityComparer.Default.Equals(ChimneyCodeFix.Named(_model, a.Expression), list));

    /// <summary>The list to pass at a position: the parameter rebuilt, another list in scope, or one that a handle in scope gives back.</summary>
    public IEnumerable<(string Text, ISymbol Received)> Lists(int position)
        => from symbol in Variables(position).OrderByDescending(s => s.Name == _received).ThenByDescending(s => _symbols.IsToken(TypeOf(s)))
           let resume = _symbols.ResumeOf(TypeOf(symbol))
           let type = resume?.ReturnType ?? TypeOf(symbol)
           where _symbols.IsToken(type)
           let list = Escape(symbol.Name) + (resume is null ? "" : $".{resume.Name}()")
           let text = SymbolEqualityComparer.Default.Equals(type, _symbols.TokenParameter(_function)?.Type) ? list : Rebuild(_model, _symbols, list, type, _phase, position)
           where text is not null
           select (text, symbol);

    /// <summary>The list, rebuilt in the other view.</summary>
    public static string? Rebuild(SemanticModel model, KnownSymbols symbols, string list, ITypeSymbol type, Phase phase, int position)
        => symbols.ConverterOf(type, phase) is { } converter
            ? $"{list}.{converter.Name}({string.Join(", ", converter.Parameters.Select(p => $"new {p.Type.ToMinimalDisplayString(model, position)}()"))})"
            : null;

    /// <summary>What to pass for a parameter that is no list: a handle, or what the handler itself received for it.</summary>
    private IEnumerable<string> Arguments(int position, IParameterSymbol parameter, ISymbol? received)
        => parameter.RefKind == RefKind.None && parameter.Type is { TypeKind: not TypeKind.Enum, SpecialType: SpecialType.None } ? Handles(position, parameter.Type, received) : Received(position, parameter);

    /// <summary>The handler's own parameter: handlers name what they pass on as the function does (a convention of the Runtime); else the only one of its type.</summary>
    private IEnumerable<string> Received(int position, IParameterSymbol parameter)
    {
        var same = Variables(position).OfType<IParameterSymbol>().Where(p => p.RefKind == parameter.RefKind && SymbolEqualityComparer.Default.Equals(p.Type, parameter.Type)).ToList();
        var chosen = same.FirstOrDefault(p => p.Name == parameter.Name) ?? (same.Count == 1 ? same[0] : null);
        return chosen is null ? [] : [(parameter.RefKind == RefKind.Out ? "out " : "") + Escape(chosen.Name)];
    }

    /// <summary>
    /// A variable that holds the handle, else that of the entry which a context in scope refers to, else a member of the driver, else the handle
    /// that the call entry of the list remembers.
    /// </summary>
    private IEnumerable<string> Handles(int position, ITypeSymbol handle, ISymbol? received)
    {
        var inScope = Variables(position).Where(v => Gives(v, handle)).Select(v => Escape(v.Name))
            .Concat(Variables(position).Where(v => !_symbols.IsToken(TypeOf(v))).SelectMany(v => HandlesOfEntry(position, handle, v)))
            .Concat(HandlesOfDriver(position, handle)).ToList();
        return inScope.Count > 0 || received is null ? inScope : HandlesOfEntry(position, handle, received);
    }

    private IEnumerable<string> HandlesOfDriver(int position, ITypeSymbol handle)
    {
        var members = _model.LookupSymbols(position).Where(s => s is IFieldSymbol or IPropertySymbol { IsIndexer: false, GetMethod: not null } && Gives(s, handle));
        foreach (var member in members.OrderByDescending(s => s.Name == handle.Name))
            if (SymbolEqualityComparer.Default.Equals(_model.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseExpression(Escape(member.Name)), SpeculativeBindingOption.BindAsExpression).Symbol, member))
                yield return Escape(member.Name);
    }

    /// <summary>The Runtime's entries are found from what refers to them with a static member that takes this alone and gives the entry (a convention).</summary>
    private IEnumerable<string> HandlesOfEntry(int position, ITypeSymbol handle, ISymbol reference)
    {
        foreach (var entry in _symbols.Assemblies.SelectMany(a => a.GlobalNamespace.GetNamespaceMembers()).SelectMany(n => n.GetTypeMembers()).Where(t => t.TypeKind == TypeKind.Class))
            foreach (var find in entry.GetMembers().OfType<IMethodSymbol>().Where(m => m is { IsStatic: true, IsGenericMethod: false, Parameters.Length: 1, DeclaredAccessibility: Accessibility.Public }))
                if (SymbolEqualityComparer.Default.Equals(find.ReturnType, entry) && SymbolEqualityComparer.Default.Equals(find.Parameters[0].Type, TypeOf(reference))
                    && entry.GetMembers().FirstOrDefault(m => m is IPropertySymbol && Gives(m, handle)) is { } property)
                    yield return $"{entry.ToMinimalDisplayString(_model, position)}.{find.Name}({Escape(reference.Name)}).{property.Name}";
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
