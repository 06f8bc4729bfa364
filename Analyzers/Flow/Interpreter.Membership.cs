using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>Whether a collection contains a key, as a member of the collection.</summary>
internal sealed record Membership(Value Key);

/// <content>What collections contain: the same question about a collection that nothing changed has the same answer.</content>
internal sealed partial class Interpreter
{
    private static readonly string[] Questions = ["Contains", "ContainsKey"];

    private static readonly string[] Readers = ["TryGetValue", "GetEnumerator", "ToArray", "CopyTo", "Peek", "TryPeek", "get_Count", "get_Item", "get_Keys", "get_Values"];

    /// <summary>The place for the answer, or −1 where the collection or the key is not known.</summary>
    private int MembershipOf(Value collection, Value key) => key is not (Num or Sym or Pended) ? -1 : collection switch
    {
        Obj { Id: not Ids.This } made => _ids.Place(new ObjectKey(made.Id), new Membership(key)),
        Sym s => _ids.Place(("of", s.Id), new Membership(key)),
        _ => -1,
    };

    /// <summary>Remembers that a collection made here may hold more than what is known of it.</summary>
    private int Changed(Obj made) => _ids.Place(new ObjectKey(made.Id), "changed");

    /// <summary>Answers a question about a collection; true where the call was one.</summary>
    private bool Ask(CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        if (!Questions.Contains(site.Method!.Name) || site.Method.IsStatic || site.Arguments.IsEmpty || MembershipOf(site.Receiver, site.Arguments[0]) is var place && place < 0)
            return false;
        var isKnown = site.Receiver is Obj made && _ids.ObjectOf(made.Id) is IObjectCreationOperation { Arguments.IsEmpty: true } && state.Env.Get(Changed(made)) is null; // all that was added is known
        var answer = state.Env.Get(place) ?? (isKnown ? Value.False : new Sym(_ids.Symbol(new(_ids.PlaceKeyOf(place), site.Operation))));
        push(state.Set(place, answer), answer);
        return true;
    }

    /// <summary>What is known of a collection after a call of one of its members: an addition or removal tells of its key, any other change of nothing.</summary>
    private FlowState AfterCall(CallSite site, FlowState state)
    {
        if (site.Method is not { IsStatic: false, ContainingType.ContainingNamespace: var space } method || space?.ToString()?.StartsWith("System.Collections", StringComparison.Ordinal) != true || site.Receiver is not (Obj { Id: not Ids.This } or Sym) || Questions.Contains(method.Name) || Readers.Contains(method.Name))
            return state;
        var root = site.Receiver is Obj made ? (object)new ObjectKey(made.Id) : ("of", site.Receiver.Symbol);
        var entry = site.Arguments.IsEmpty || method.Name is not ("Add" or "TryAdd" or "Remove") ? -1 : MembershipOf(site.Receiver, site.Arguments[0]);
        var constant = entry >= 0 ? site.Arguments[0] as Num : null;
        state = state.With(env: state.Env.Where((place, _) => !(_ids.PlaceKeyOf(place) is { Member: Membership { Key: var key } } member && member.Root.Equals(root)) || constant is not null && key is Num));
        if (constant is null && site.Receiver is Obj changed)
            state = state.Set(Changed(changed), Value.True);
        return entry < 0 ? state : state.Set(entry, method.Name == "Remove" ? Value.False : Value.True);
    }
}
