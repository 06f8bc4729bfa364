using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>What stands under a key of a collection, or whether there is anything, as a member of the collection.</summary>
internal sealed record Keyed(Value Key, bool IsElement);

/// <content>What collections contain, and whether they are empty: the same question about a collection that nothing changed has the same answer.</content>
internal sealed partial class Interpreter
{
    private const string Size = "size";

    private static readonly string[] Questions = ["Contains", "ContainsKey"];

    /// <summary>How the names of members begin that change nothing.</summary>
    private static readonly string[] Readers = ["TryGet", "TryPeek", "Peek", "Get", "get_", "To", "CopyTo", "Contains", "IndexOf", "LastIndexOf", "Find", "Exists", "Is", "BinarySearch", "TrueForAll", "ForEach", "MoveNext"];

    private static readonly string[] Adders = ["Add", "AddLast", "AddFirst", "Push", "Enqueue", "Insert"];

    private static readonly string[] TakingOut = ["TryDequeue", "TryPop", "TryTake"];

    /// <summary>What the members of a collection are kept under, or null where the collection is not known.</summary>
    private static object? RootOfCollection(Value collection) => collection switch
    {
        Obj { Id: not Ids.This } made => new ObjectKey(made.Id),
        Sym s => ("of", s.Id),
        _ => null,
    };

    /// <summary>The place for the answer, or −1 where the collection or the key is not known.</summary>
    private int MembershipOf(Value collection, Value key)
        => key is Num or Sym or Pended && RootOfCollection(collection) is { } root ? _ids.Place(root, new Keyed(key, false)) : -1;

    /// <summary>The place for how many elements there are, or −1.</summary>
    private int SizePlace(Value collection) => RootOfCollection(collection) is { } root ? _ids.Place(root, Size) : -1;

    /// <summary>Remembers that a collection made here may hold more than what is known of it.</summary>
    private int Changed(Obj made) => _ids.Place(new ObjectKey(made.Id), "changed");

    /// <summary>Answers a question about a collection; true where the call was one.</summary>
    private bool Ask(CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var (method, collection) = (site.Method!, site.Subject);
        if (method is { Name: "Any", ContainingType.Name: "Enumerable", Parameters.Length: 1 } && IsCollection(Unconverted(site.Operations[0])?.Type))
            return AskSize(site, collection, state, (s, size) => push(s, InSet(s, size, Range.NonZero)));
        if (method.IsStatic || !IsCollection(method.ContainingType))
            return false;
        if (method.Name is "get_Count" or "get_Length")
            return AskSize(site, collection, state, push);
        if (method.Name == "get_IsEmpty")
            return AskSize(site, collection, state, (s, size) => push(s, InSet(s, size, Range.Zero)));
        if (TakingOut.Contains(method.Name) && method.Parameters is [{ RefKind: RefKind.Out, Type: { SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Enum } }])
            return AskSize(site, collection, state, (s, size) => TakeScalar(site, collection, size, s, push));
        if (site.Arguments.IsEmpty)
            return false;
        if (method is { Name: "TryGetValue", Parameters: [_, { RefKind: RefKind.Out } found] } && !HoldsDuty(found.Type) && MembershipOf(collection, site.Arguments[0]) >= 0)
        {
            AskFor(site, collection, state, (s, isThere) =>
            {
                if (Assume(s, isThere, false) is { } without)
                    push(SetOut(site, 1, Default(found.Type), without), Value.False);
                if (Assume(s, isThere, true) is { } with && !ReadElement(site.Operation, collection, site.Arguments[0], found.Type, with, (t, value) => push(SetOut(site, 1, value, t), Value.True)))
                    push(SetOut(method, site, 1, with), Value.True);
            });
            return true;
        }
        if (!Questions.Contains(method.Name) || MembershipOf(collection, site.Arguments[0]) < 0)
            return false;
        AskFor(site, collection, state, push);
        return true;
    }

    private bool HoldsDuty(ITypeSymbol type) => symbols.CanOwe(type) || symbols.IsPended(type) || type is INamedTypeSymbol { IsTupleType: true, TupleElements: var parts } && parts.Any(p => HoldsDuty(p.Type));

    private static IOperation? Unconverted(IOperation? operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        return operation;
    }

    private void AskFor(CallSite site, Value collection, FlowState state, Action<FlowState, Value> push)
    {
        var place = MembershipOf(collection, site.Arguments[0]);
        var isKnown = collection is Obj made && _ids.ObjectOf(made.Id) is IObjectCreationOperation { Arguments.IsEmpty: true } && state.Env.Get(Changed(made)) is null; // all that was added is known
        var answer = state.Env.Get(place) ?? (isKnown ? Value.False : new Sym(_ids.Symbol(new(_ids.PlaceKeyOf(place), site.Operation))));
        push(state.Set(place, answer), answer);
    }

    private bool AskSize(CallSite site, Value collection, FlowState state, Action<FlowState, Value> push)
    {
        if (SizePlace(collection) is var place && place < 0 || site.Method!.ContainingType.TypeArguments.Concat(site.Method.TypeArguments).Any(HoldsDuty) || collection is Obj made && Content(state, made) is not null) // handles come and go by rules of their own
            return false;
        if (state.Env.Get(place) is { } known)
            push(state, known);
        else if (collection is Obj { Id: var id } && _ids.ObjectOf(id) is IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } && state.Env.Get(Changed(new(id))) is null)
            push(state, Value.False);
        else
            PushSize(site.Operation, collection, Range.Between(0, long.MaxValue), state, push);
        return true;
    }

    private void PushSize(IOperation operation, Value collection, Range range, FlowState state, Action<FlowState, Value> push)
    {
        var (after, size) = Fresh(state, _ids.PlaceKeyOf(SizePlace(collection)), operation);
        push((after.Confine(size.Symbol, range) ?? after).Set(SizePlace(collection), size), size);
    }

    /// <summary>A scalar is taken out of a collection, where there is one.</summary>
    private void TakeScalar(CallSite site, Value collection, Value size, FlowState state, Action<FlowState, Value> push)
    {
        if (Assume(state, InSet(state, size, Range.NonZero), true) is { } with)
            PushSize(site.Operation, collection, Range.Between(0, long.MaxValue), SetOut(site.Method!, site, 0, with), (s, _) => push(s, Value.True));
        if (Assume(state, InSet(state, size, Range.NonZero), false) is { } without)
            push(SetOut(site, 0, Value.False, without).Set(SizePlace(collection), Value.False), Value.False);
    }

    /// <summary>What is known of a collection after a call of one of its members: an addition or removal tells of its key, any other change of nothing.</summary>
    private FlowState AfterCall(CallSite site, FlowState state)
    {
        if (IsThreading(site.Method?.ContainingType) && site.Method!.ContainingType.Name is not ("Interlocked" or "Volatile")) // others get their turn
            state = state.With(env: state.Env.Where((place, value) => value.IsTracked || _ids.PlaceKeyOf(place) is not { Root: ValueTuple<string, int>, Member: Keyed or long or Size }));
        if (site.Method is not { IsStatic: false } method || !IsCollection(method.ContainingType) || RootOfCollection(site.Receiver) is not { } root || TakingOut.Contains(method.Name) || Readers.Any(r => method.Name.StartsWith(r, StringComparison.Ordinal)))
            return state;
        var entry = site.Arguments.IsEmpty || method.Name is not ("Add" or "TryAdd" or "Remove") ? -1 : MembershipOf(site.Receiver, site.Arguments[0]);
        var constant = entry >= 0 ? site.Arguments[0] as Num : null;
        var isAppended = method is { Name: "Add", Parameters.Length: 1 };
        var old = state.Env.Get(SizePlace(site.Receiver)) ?? (site.Receiver is Obj { Id: var id } && _ids.ObjectOf(id) is IObjectCreationOperation { Arguments.IsEmpty: true } && state.Env.Get(Changed(new(id))) is null ? Value.False : null);
        state = state.With(env: state.Env.Where((place, value) => !(_ids.PlaceKeyOf(place) is var member && member.Root.Equals(root)) || value.IsTracked || member.Member switch
        {
            Keyed { IsElement: false, Key: var key } => constant is not null && key is Num,
            Keyed or long => isAppended || constant is not null && method.Name == "TryAdd",
            _ => !Equals(member.Member, Size),
        }));
        if (constant is null && site.Receiver is Obj changed)
            state = (method.Name != "Set" && IsZeroed(_ids.ObjectOf(changed.Id)) ? Blur(state, changed) : state).Set(Changed(changed), Value.True);
        if (method.Name == "Clear")
            state = state.Set(SizePlace(site.Receiver), Value.False);
        else if (isAppended && site.Operation.IsImplicit && old is Num { N: var count } && !HandlesIn(state, site.Arguments[0]).Any()) // in an initializer
            state = state.Set(SizePlace(site.Receiver), new Num(count + 1)).Set(_ids.Place(root, count), site.Arguments[0]);
        else
            PushSize(site.Operation, site.Receiver, Range.Between(Adders.Contains(method.Name) ? 1 : 0, long.MaxValue), state, (s, _) => state = s);
        if (method is { Name: "Add", Parameters.Length: 2 } && ElementPlace(state, site.Receiver, site.Arguments[0]) is >= 0 and var element)
            state = state.Set(element, site.Arguments[1]);
        return entry < 0 ? state : state.Set(entry, Bool(method.Name != "Remove"));
    }
}
