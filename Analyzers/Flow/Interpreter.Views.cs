using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>What lists show of themselves: views of blocks, and the members of those.</content>
internal sealed partial class Interpreter
{
    /// <summary>A member of a list or view: a further view, a member of the root block, or a value.</summary>
    private void LookInto(Frame frame, IPropertyReferenceOperation reference, Value receiver, Value[] values, bool asPlace, FlowState state, Action<FlowState, Value> push)
    {
        Use(frame, ref state, receiver, reference);
        var (duty, epoch, isRoot) = receiver is Token token ? (token.Duty, token.Epoch, false) : receiver is View view ? (view.Duty, view.Epoch, view.IsRoot) : default;
        var property = reference.Property;
        state = AskBlock(frame, reference, duty, NeedFor(frame, reference, property, receiver, state));
        var member = property.IsIndexer ? (receiver as View)?.Member : property;
        var isRef = reference.Parent is ISimpleAssignmentOperation { IsRef: true } || reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref };
        if (asPlace && member is not null)
        {
            var element = values.Length > 1 ? (values[1] as Num)?.N : null;
            if (isRef)
                state = SetMark(state, member, duty, element ?? Part(state, member, duty)); // what is done through the reference is not followed
            else
                Wrote(frame, ref state, reference, member, duty, element);
        }
        else
            LookedAt(ref state, property, duty);
        var toRoot = receiver is Token && property.Name == "Root";
        if (property.Type.IsRefLikeType && !toRoot)
            state = Walk(frame, reference, duty, state);
        if (property.Type.IsRefLikeType)
            push(state, new View(duty, epoch, toRoot) { Member = property });
        else if (!asPlace && property.Type.TypeKind == TypeKind.Class && (receiver is View { IsElement: true } ? IsRuntime(property.Type) : symbols.IsChain(property.ContainingType)))
            push(state, new View(duty, epoch, receiver is Token) { IsElement = true });
        else if (isRef)
            push(state, new View(duty, epoch, false) { Member = member });
        else if (property.Name == "Length" && receiver is View { Member: { } span } && symbols.MemberOf(span).Mark >= 0)
            push(state, new Num(ElementsOfMember));
        else if (isRoot)
        {
            var place = _ids.Place(new DutyKey(duty), property);
            if (asPlace)
                push(state, new Ref(place, -1));
            else
                push(state, state.Env.Get(place) ?? new Sym(_ids.Symbol(new(_ids.PlaceKeyOf(place), epoch))));
        }
        else if (asPlace)
            push(state, new Slot(duty, member ?? property));
        else
        {
            var (after, fresh) = Fresh(state, reference, member);
            push(after, fresh);
        }
    }
}
