using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers;

/// <summary>Which code is at hand, and which the compiler writes.</summary>
internal static class Source
{
    /// <summary>
    /// Whether the symbol is declared in the code of this compilation. An editor also knows the code of the projects that it refers to, a build does not, and
    /// both are to give the same verdict.
    /// </summary>
    public static bool Declares(this Compilation compilation, ISymbol? symbol)
        => symbol?.DeclaringSyntaxReferences is [var first, ..] && compilation.ContainsSyntaxTree(first.SyntaxTree);

    /// <summary>Whether the compiler writes the accessors, and keeps the value in a field.</summary>
    public static bool IsAutomatic(this IPropertySymbol property)
        => property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));
}
