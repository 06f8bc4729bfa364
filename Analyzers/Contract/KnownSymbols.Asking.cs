using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <content>What the attributes say about asking before using.</content>
internal sealed partial class KnownSymbols
{
    /// <summary>Whether the member, method or parameter needs a list that is not null.</summary>
    public bool NeedsList(ISymbol symbol) => IsOfRuntime(symbol) && Find(symbol.OriginalDefinition, "NeedsListAttribute") is not null;

    private ImmutableArray<string> AskedBefore(ISymbol member)
        => Find(member, "AskFirstAttribute") is { ConstructorArguments: [{ Kind: TypedConstantKind.Array } names] }
            ? names.Values.Select(n => n.Value).OfType<string>().ToImmutableArray() : ImmutableArray<string>.Empty;

    /// <summary>Whether values of the type come from a function of the DDI only, which has to be called first.</summary>
    public bool IsAskedFor(ITypeSymbol type)
    {
        for (var t = type; t is { TypeKind: TypeKind.Class }; t = t.BaseType!)
            if (Find(t, "AskedForAttribute") is not null)
                return true;
        return false;
    }

    /// <summary>What bears the name and the attributes of the function: a delegate's type, for the entry points of NDIS that a driver asks for are delegates.</summary>
    public static ISymbol FunctionOf(IMethodSymbol method) => method.MethodKind == MethodKind.DelegateInvoke ? method.ContainingType : method;

    /// <summary>Whether a driver in this role must look at what the method or delegate returns.</summary>
    public bool MustTestResult(IMethodSymbol method, Role role)
        => IsOfRuntime(method) && Find(FunctionOf(method), "MustTestResultAttribute") is { } attribute
            && RoleIn(attribute) is var only && (only == Role.None || only == role);
}
