using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// What runs when the current finally (or filter) ends: the rest of a branch's finallys and its destination, or the search for a handler.
/// Compared by value, so that a finally is walked once per way of leaving it.
/// </summary>
/// <param name="Branch">The branch under way, or null for an exception.</param>
/// <param name="Index">The finally of the branch that runs now.</param>
/// <param name="Exception">The exception under way.</param>
/// <param name="Region">Where the search for its handler goes on: the region left, or the handler whose filter runs.</param>
/// <param name="Outer">The continuation of the code around.</param>
internal sealed record Continuation(ControlFlowBranch? Branch, int Index, Raised? Exception, ControlFlowRegion? Region, Continuation? Outer)
{
    /// <summary>The filter region, where this is the continuation of an exception filter.</summary>
    public ControlFlowRegion? Filter { get; init; }
}

/// <summary>The exception that a catch region handles.</summary>
internal sealed record Caught(Raised Exception) : Value;

/// <content>Exceptions, which have no edges in the graph: throw statements, calls that may throw, filters, finallys.</content>
internal sealed partial class Interpreter
{
    private static readonly string[] CatchAll = ["Exception", "Object"];

    private void Throw(Frame frame, BasicBlock block, FlowState state)
    {
        var thrown = block.BranchValue;
        var value = thrown;
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        var isExplicit = thrown is not null && !(thrown.IsImplicit && value is IObjectCreationOperation { IsImplicit: true });
        var at = thrown?.Syntax.FirstAncestorOrSelf<SyntaxNode>(n => n is Microsoft.CodeAnalysis.CSharp.Syntax.ThrowStatementSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.ThrowExpressionSyntax) ?? thrown?.Syntax;
        Raise(frame, new(value?.Type, value is IObjectCreationOperation, isExplicit, at), state, block.EnclosingRegion, frame.Continuation);
    }

    private void Rethrow(Frame frame, ControlFlowBranch branch, FlowState state)
    {
        var caught = CaughtIn(state, branch.Source);
        Raise(frame, new(caught?.Exception.Type, caught?.Exception.IsExact == true, true, ReturnFinder.Find(frame.Body.Graph, branch)), state, branch.Source.EnclosingRegion, frame.Continuation);
    }

    /// <summary>The exception that the catch around a block, or around the filter that it stands in, handles.</summary>
    private Caught? CaughtIn(FlowState state, BasicBlock block)
    {
        var region = block.EnclosingRegion;
        while (region.Kind is not (ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter) && region.EnclosingRegion is not null)
            region = region.EnclosingRegion;
        return state.Env.Get(_ids.Place(region.Kind == ControlFlowRegionKind.Filter ? region.EnclosingRegion!.NestedRegions[1] : region)) as Caught;
    }

    /// <summary>Whether an exception that was caught is of a class, where the code shows of which one it was made.</summary>
    private Value? ThrownIs(Value value, ITypeSymbol type)
        => type.TypeKind == TypeKind.Class && value.Symbol >= 0 && _ids.SymbolKeyOf(value.Symbol) is { Origin: ICaughtExceptionOperation, Detail: ITypeSymbol thrown } ? Bool(IsOrDerives(thrown, type)) : null;

    /// <summary>A call that may throw, before it had any effect. Goes to the catches and finallys of this body; leaves it only where somebody cares.</summary>
    private void MayThrow(Frame frame, IOperation call, FlowState state)
    {
        if (frame.WantsThrows || IsProtected(frame.Block))
            Raise(frame, new(null, false, false, options.Exceptions == Contract.ExceptionOption.Calls ? call.Syntax : null), state, frame.Block.EnclosingRegion, frame.Continuation);
    }

    private static bool IsProtected(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion!)
            if (region.Kind == ControlFlowRegionKind.Try)
                return true;
        return false;
    }

    /// <summary>
    /// Looks for the handlers of an exception, from a region outward, as the runtime does. It ends at the body's own root: that of a local function or
    /// lambda stands in the region of the body around, which is not where it is called.
    /// </summary>
    private void Raise(Frame frame, Raised raised, FlowState state, ControlFlowRegion? from, Continuation? continuation)
    {
        for (var region = from; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            var parent = region.EnclosingRegion;
            switch (region.Kind)
            {
                case ControlFlowRegionKind.Try when parent!.Kind == ControlFlowRegionKind.TryAndCatch:
                    if (!raised.IsDisposal && Offer(frame, raised, state, parent, 1, continuation))
                        return;
                    region = parent;
                    break;
                case ControlFlowRegionKind.Try when parent!.Kind == ControlFlowRegionKind.TryAndFinally:
                    EnterFinally(frame, new(null, 0, raised, parent, continuation), parent.NestedRegions[1], state);
                    return;
                case ControlFlowRegionKind.Finally:
                    continuation = continuation?.Outer; // the exception replaces what was to follow
                    break;
                case ControlFlowRegionKind.Filter:
                    if (continuation is { Filter: not null } filtered)
                        Refuse(frame, filtered, state); // an exception inside a filter counts as false
                    return;
            }
        }
        if (raised.IsDisposal)
            AddExit(frame, ExitKind.Return, state, null, null);
        else
            AddExit(frame, raised.IsExplicit ? ExitKind.Throw : ExitKind.MayThrow, state, raised, raised.At);
    }

    /// <summary>Offers the exception to the handlers of a try, from the given one on; true where one takes it for sure.</summary>
    private bool Offer(Frame frame, Raised raised, FlowState state, ControlFlowRegion attempt, int first, Continuation? continuation)
    {
        for (var i = first; i < attempt.NestedRegions.Length; i++)
        {
            var handler = attempt.NestedRegions[i];
            var type = handler.ExceptionType ?? handler.NestedRegions.FirstOrDefault()?.ExceptionType;
            var match = Match(raised, type);
            if (match == null)
                continue;
            var taken = new Caught(match == false ? raised with { Type = type } : raised);
            if (handler.Kind == ControlFlowRegionKind.FilterAndHandler)
            {
                var filter = handler.NestedRegions[0];
                var caught = state.Set(_ids.Place(handler.NestedRegions[1]), taken);
                Arrive(frame, FirstBlock(frame, filter), new(null, i, raised, attempt, continuation) { Filter = filter }, caught);
                if (match == false)
                    continue; // may not be of the type at all
                return true; // the filter's end goes on with the search
            }
            Arrive(frame, FirstBlock(frame, handler), continuation, state.Set(_ids.Place(handler), taken));
            if (match == true)
                return true;
        }
        return false;
    }

    /// <summary>Whether a handler's type takes the exception: true, false for perhaps, null for no.</summary>
    private static bool? Match(Raised raised, ITypeSymbol? handled)
    {
        if (handled is null || CatchAll.Contains(handled.Name) && handled.ContainingNamespace?.Name == "System")
            return true;
        if (raised.Type is null)
            return false;
        if (IsOrDerives(raised.Type, handled))
            return true;
        return !raised.IsExact && IsOrDerives(handled, raised.Type) ? false : null;
    }

    private static bool IsOrDerives(ITypeSymbol type, ITypeSymbol ancestor)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
            if (SymbolEqualityComparer.Default.Equals(t, ancestor))
                return true;
        return false;
    }

    private void EnterFinally(Frame frame, Continuation continuation, ControlFlowRegion region, FlowState state)
        => Arrive(frame, FirstBlock(frame, region), continuation, state);

    /// <summary>The end of a finally or of a filter that said no: on with what was under way.</summary>
    private void EndOfHandler(Frame frame, FlowState state)
    {
        switch (frame.Continuation)
        {
            case { Filter: not null } filtered:
                Refuse(frame, filtered, state);
                break;
            case { Branch: { } branch } continuation when continuation.Index + 1 < branch.FinallyRegions.Length:
                EnterFinally(frame, continuation with { Index = continuation.Index + 1 }, branch.FinallyRegions[continuation.Index + 1], state);
                break;
            case { Branch: { Destination: { } destination } branch } continuation:
                Arrive(frame, destination, continuation.Outer, state, branch);
                break;
            case { Exception: { } raised } continuation:
                Raise(frame, raised, state, continuation.Region!.EnclosingRegion, continuation.Outer);
                break;
        }
    }

    private void Refuse(Frame frame, Continuation filtered, FlowState state)
    {
        var attempt = filtered.Region!;
        if (!Offer(frame, filtered.Exception!, state, attempt, filtered.Index + 1, filtered.Outer))
            Raise(frame, filtered.Exception!, state, attempt.EnclosingRegion, filtered.Outer);
    }

    private static BasicBlock FirstBlock(Frame frame, ControlFlowRegion region) => frame.Body.Graph.Blocks[region.FirstBlockOrdinal];

    private static bool Contains(ControlFlowRegion region, BasicBlock block) => block.Ordinal >= region.FirstBlockOrdinal && block.Ordinal <= region.LastBlockOrdinal;
}
