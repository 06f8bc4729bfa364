using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <summary>
/// Finds a method by what people write: its type's full name as metadata has it (<c>Vendor.Box`1</c>, <c>Vendor.Outer+Inner</c>), its own name, and
/// where that is not enough its number of type parameters (<c>From`1</c>) and the types of its parameters in parentheses. A delegate's method is <c>Invoke</c>, a constructor <c>.ctor</c>.
/// </summary>
internal sealed class MemberFinder(Compilation compilation)
{
    private static readonly SymbolDisplayFormat FullName = SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    public INamedTypeSymbol? FindType(string name) => compilation.GetTypesByMetadataName(name).FirstOrDefault();

    /// <summary>The name of the type in the name of a method; empty where there is none.</summary>
    public static string TypeOf(string text) => PathOf(text) is var path && DotIn(path) is > 0 and var dot ? path.Substring(0, dot) : "";

    private static string PathOf(string text) => (text.IndexOf('(') is >= 0 and var open ? text.Substring(0, open) : text).Trim();

    private static int DotIn(string path) => path.EndsWith("..ctor", StringComparison.Ordinal) ? path.Length - "..ctor".Length : path.LastIndexOf('.');

    /// <summary>The method, or null with the reason why it is not found. A parameter's name helps to choose among overloads.</summary>
    public IMethodSymbol? Find(string text, string? parameter, out string problem)
    {
        var open = text.IndexOf('(');
        var path = PathOf(text);
        var dot = DotIn(path);
        var (typeName, name) = dot < 0 ? ("", path) : (path.Substring(0, dot), path.Substring(dot + 1));
        problem = dot < 0 ? $"'{text}' must be the full name of a type, a dot, and the name of a method" : $"there is no type '{typeName}'";
        if (dot < 0 || FindType(typeName) is not { } type)
            return null;
        var arity = name.IndexOf('`') is >= 0 and var tick && int.TryParse(name.Substring(tick + 1), out var stated) ? stated : -1;
        name = arity < 0 ? name : name.Substring(0, name.IndexOf('`'));
        var overloads = type.GetMembers(name).OfType<IMethodSymbol>().Where(m => arity < 0 || m.Arity == arity).ToList();
        problem = $"'{typeName}' has no method '{name}'";
        if (overloads.Count == 0)
            return null;
        var fitting = open < 0 ? overloads : overloads.Where(m => Parameters(m).Replace(" ", "") == text.Substring(open).Replace(" ", "")).ToList();
        if (open < 0 && fitting.Count > 1 && parameter is not null && overloads.Where(m => m.Parameters.Any(p => p.Name == parameter)).ToList() is { Count: > 0 } named)
            fitting = named;
        if (fitting.Count > 1 && fitting.Where(m => m.Arity == 0).ToList() is [_] plain)
            fitting = plain; // a generic one is written with its arity
        var all = string.Join(", ", overloads.Select(m => $"'{name}{(m.Arity == 0 ? "" : $"`{m.Arity}")}{Parameters(m)}'"));
        problem = fitting.Count == 0 ? $"no overload of '{name}' has these parameters; there are {all}" : $"'{name}' has several overloads; write one of {all}";
        return fitting.Count == 1 ? fitting[0] : null;
    }

    private static string Parameters(IMethodSymbol method) => $"({string.Join(", ", method.Parameters.Select(p => p.Type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(FullName)))})";
}
