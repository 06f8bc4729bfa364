using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>How far code goes in a tree: to what the one link leads to, or no further than the root where that is null.</summary>
internal sealed record Reach(IPropertySymbol? Link)
{
    /// <summary>The blocks that it does not get to, in words.</summary>
    public string Others => Link is null ? "blocks other than the root" : $"blocks other than those that {Link.Name} leads to";
}

/// <summary>
/// Finds whether code near a type may know which blocks a tree has, or what is in them: from links, a count, a test, or code that is not seen. Where none
/// does, all blocks are the same to it, and what it does to the root alone, or not at all, is missing on the others.
/// </summary>
internal sealed class TreeSearch(KnownSymbols symbols, MarkSearch marks)
{
    /// <summary>
    /// How far all code goes that sets the mark near the type, where no code there knows of blocks any further, and all that it sets the mark of are blocks that it
    /// got to itself; else null.
    /// </summary>
    public Reach? ReachOf(INamedTypeSymbol? type, int mark, CancellationToken cancellation)
    {
        if (type is null)
            return null;
        IPropertySymbol? only = null;
        var asksForLayer = false;
        var layers = new HashSet<string>(symbols.MembersWithMark(symbols.TestMark).Select(m => m.Name));
        foreach (var operation in marks.Near(type, cancellation))
            if (operation is IPropertyReferenceOperation { Property: var link } reference && IsView(link.Type) && IsLink(reference))
            {
                if (only is not null && only.Name != link.Name)
                    return null;
                only = link;
            }
            else if (IsKnowledge(operation, -1) || MarkSearch.Sets(symbols, operation, mark) && !IsOfOwn(operation))
                return null;
            else
                asksForLayer |= operation is IPropertyReferenceOperation { Property: var read } && layers.Contains(read.Name);
        return only is not null && asksForLayer ? null : new(only); // blocks of the last layer have no dependents
    }

    /// <summary>Whether no block is known near the type, not even the root.</summary>
    public bool IsBlind(INamedTypeSymbol? type, int mark, CancellationToken cancellation) => type is not null
        && marks.Near(type, cancellation).All(o => !IsKnowledge(o, mark) && !(o is IPropertyReferenceOperation link && IsView(link.Type) && IsLink(link)) && (!IsRead(o) || o is IPropertyReferenceOperation && IsInPublishingLoop(o, mark)));

    private static bool IsLink(IPropertyReferenceOperation reference) => SymbolEqualityComparer.Default.Equals(reference.Property.Type, reference.Property.ContainingType);

    /// <summary>Whether the block that the mark is set of, or whose record, is the root of a list, or one that private code got to.</summary>
    private bool IsOfOwn(IOperation write) => write switch
    {
        IPropertyReferenceOperation { Instance: { } block } => IsOwn(block),
        IInvocationOperation { Instance: IInvocationOperation { Instance: null, Arguments: [{ Value: var named }] } } => IsOfOwn(Named(named)),
        _ => false,
    };

    private bool IsOwn(IOperation block) => block switch
    {
        IPropertyReferenceOperation { Property.ContainingType: var list } => symbols.IsToken(list),
        ILocalReferenceOperation { Local: var local } => !IsOfLoop(local),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { DeclaredAccessibility: Accessibility.Private or Accessibility.NotApplicable } } => true,
        _ => false,
    };

    /// <summary>Whether the local goes over something, all blocks for instance.</summary>
    public static bool IsOfLoop(ILocalSymbol local) => local.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is ForEachStatementSyntax);

    /// <summary>The value that a pattern has given the name.</summary>
    private static IOperation Named(IOperation value)
    {
        if (value is ILocalReferenceOperation { Local: var local })
            for (var outer = value; outer is not null; outer = outer.Parent)
                if (outer.Descendants().FirstOrDefault(o => o is IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: var declared } } && SymbolEqualityComparer.Default.Equals(declared, local)) is IIsPatternOperation test)
                    return test.Value;
        return value;
    }

    /// <summary>Whether the type is a list or a view of one.</summary>
    private bool IsView(ITypeSymbol? type) => type is { IsRefLikeType: true } && symbols.Assemblies.Contains(type.ContainingAssembly, SymbolEqualityComparer.Default);

    private bool IsKnowledge(IOperation operation, int mark) => operation switch
    {
        IPropertyReferenceOperation { Instance: { } list } blocks when symbols.IsToken(list.Type) && IsView(blocks.Type) && KnownSymbols.LinksOf((INamedTypeSymbol)blocks.Type!).Count == 0
            => !(LoopOver(blocks) is { } loop && Statements(loop.Body).All(s => IsSameForAll(loop, s) || IsPublishing(s, mark))),
        IArgumentOperation { Value.Type: var given } argument when IsView(given) => !IsSeen(argument.Parent),
        IConversionOperation { OperatorMethod: not null, Operand.Type: var converted } => IsView(converted),
        _ => false,
    };

    /// <summary>Whether a list or block goes into code that is looked at as well, or is handed over.</summary>
    private bool IsSeen(IOperation? call) => call switch
    {
        IObjectCreationOperation { Constructor: { } made } => symbols.Compilation.Declares(made),
        IInvocationOperation { TargetMethod: var method } => symbols.ContractOf(method).Function is not null || symbols.IsCallEntry(method.ContainingType) || !method.IsAbstract && method.MethodKind != MethodKind.DelegateInvoke && symbols.Compilation.Declares(method),
        _ => false,
    };

    private static IForEachLoopOperation? LoopOver(IOperation blocks)
    {
        var collection = blocks;
        while (collection.Parent is IConversionOperation conversion)
            collection = conversion;
        return collection.Parent is IForEachLoopOperation loop && loop.Collection == collection ? loop : null;
    }

    private static IEnumerable<IOperation> Statements(IOperation body) => body is IBlockOperation ? body.ChildOperations : Enumerable.Repeat(body, 1);

    /// <summary>Whether the statement writes a member of each block, whatever the block.</summary>
    private static bool IsSameForAll(IForEachLoopOperation loop, IOperation statement)
        => statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false, Target: IPropertyReferenceOperation { Instance: var of } member, Value: var value } }
            && (IsBlock(loop, of) || member.Property.IsIndexer && of is IPropertyReferenceOperation { Instance: var block } && IsBlock(loop, block))
            && value.DescendantsAndSelf().All(o => !IsBlock(loop, o) && o is not (IAssignmentOperation or IIncrementOrDecrementOperation));

    private static bool IsBlock(IForEachLoopOperation loop, IOperation? operation)
        => operation is ILocalReferenceOperation { Local: var local } && loop.Locals.Contains(local, SymbolEqualityComparer.Default);

    /// <summary>Whether the statement sets the mark of those blocks that need it, and does no more.</summary>
    private bool IsPublishing(IOperation statement, int mark)
        => statement is IConditionalOperation { WhenFalse: null, Condition: var condition, WhenTrue: var then }
            && Statements(then).ToList() is [IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: var target } }] && MarkSearch.Sets(symbols, target, mark)
            && condition.DescendantsAndSelf().All(o => o is not (IAssignmentOperation or IIncrementOrDecrementOperation or IInvocationOperation or IDeclarationPatternOperation));

    private bool IsInPublishingLoop(IOperation read, int mark)
    {
        var statement = read;
        while (statement.Parent is not (null or IForEachLoopOperation or IBlockOperation { Parent: IForEachLoopOperation }))
            statement = statement.Parent;
        return IsPublishing(statement, mark);
    }

    /// <summary>Whether a member of a block is read, not written as a whole.</summary>
    private bool IsRead(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Instance: { } of } member => IsView(of.Type) && !symbols.IsToken(of.Type) && !(member.Parent is ISimpleAssignmentOperation { IsRef: false } written && written.Target == member)
            && !(member.Parent is IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation element } indexed && element.Target == indexed),
        IInvocationOperation { Instance: { } of } => IsView(of.Type) && !symbols.IsToken(of.Type),
        _ => false,
    };
}
