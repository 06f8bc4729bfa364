using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>A property to be written through its accessor, with the key of an indexer.</summary>
internal sealed record PropertyTarget(IPropertySymbol Property, Value Receiver, Value Key) : Value;

/// <content>Places: variables, fields, properties and elements; reading and writing them.</content>
internal sealed partial class Interpreter
{
    private void Variable(Frame frame, IOperation operation, ISymbol symbol, bool isRef, bool asPlace, FlowState state, Action<FlowState, Value> push)
    {
        var place = _ids.Place(symbol);
        var value = frame.Body.IsAddressed(symbol) ? null : state.Env.Get(place);
        state = asPlace ? AskAgain(symbol, state) : UseKept(frame, operation, symbol, state);
        if (isRef && value is Ref target && !(operation.Parent is ISimpleAssignmentOperation { IsRef: true } binding && binding.Target == operation))
        {
            if (asPlace)
                push(state, target);
            else
                Load(frame, operation, state, target, push);
            return;
        }
        if (isRef && value is View view && !(operation.Parent is ISimpleAssignmentOperation { IsRef: true } rebinding && rebinding.Target == operation))
        {
            Use(frame, ref state, view, operation); // a kept ref to a member outlives the stamp of its view
            if (asPlace || operation.Parent is IFieldReferenceOperation)
                push(state, view);
            else
                PushFresh(state, operation, push);
            return;
        }
        if (asPlace)
        {
            // a ref parameter that refers into a list, bound to another ref
            push(state, value is View && operation.Parent is ISimpleAssignmentOperation { IsRef: true } ? value : new Ref(place, -1));
            return;
        }
        if (value is null || ReferenceEquals(value, Value.Unknown))
        {
            // give it a name, so that a second look sees the same
            var (named, fresh) = frame.Body.IsAddressed(symbol) ? Fresh(state, operation) : Fresh(state, symbol, operation);
            push(named.Set(place, fresh), fresh);
        }
        else
            push(state, value);
    }

    private void PushFresh(FlowState state, object origin, Action<FlowState, Value> push)
    {
        var (after, fresh) = Fresh(state, origin);
        push(after, fresh);
    }

    private void Field(Frame frame, IFieldReferenceOperation reference, Value? receiver, bool asPlace, FlowState state, Action<FlowState, Value> push)
    {
        var field = reference.Field;
        if (receiver is not null)
            Use(frame, ref state, receiver, reference);
        if (receiver is View { Member: IMethodSymbol } structure)
        {
            StateField(frame, reference, structure, asPlace, state, push);
            return;
        }
        if (field.RefKind != RefKind.None && !(reference.Parent is ISimpleAssignmentOperation { IsRef: true }))
        {
            Member(frame, reference, field, receiver is Ref holder ? state.Env.Get(holder.Place) : receiver, false, false, false, state, (s, target) =>
            {
                if (target is View)
                    Use(frame, ref s, target, reference); // a kept ref to a member outlives the stamp of its view
                if (asPlace)
                    push(s, target);
                else if (target is Ref)
                    Load(frame, reference, s, target, push);
                else
                    PushFresh(s, reference, push);
            });
            return;
        }
        Member(frame, reference, field, receiver, field.IsReadOnly, field.IsVolatile, asPlace, state, push);
    }

    /// <summary>Reads or names a field or automatic property, of an object, of a struct by value, or of an unknown receiver.</summary>
    private void Member(Frame frame, IOperation operation, ISymbol member, Value? receiver, bool isReadOnly, bool isVolatile, bool asPlace, FlowState state, Action<FlowState, Value> push)
    {
        var key = _ids.Object(member is IFieldSymbol { CorrespondingTupleField: { } element } ? element.Name : member);
        switch (receiver)
        {
            case Struct structure:
                push(state, Read(structure, key, operation.Type));
                return;
            case Ref { Member: -1 } holder when asPlace:
                push(state, new Ref(holder.Place, key));
                return;
            case Ref { Member: -1 } holder when state.Env.Get(holder.Place) is Struct inner:
                push(state, Read(inner, key, operation.Type));
                return;
        }
        var root = receiver switch
        {
            null => "static",
            Obj o => new ObjectKey(o.Id),
            Sym s => (object)("of", s.Id),
            Ref { Member: -1 } holder when state.Env.Get(holder.Place) is Sym whole => ("of", whole.Id),
            Entry e => ("entry", e.Duty),
            _ => null,
        };
        if (root is null)
        {
            if (asPlace)
                push(state, Value.Unknown);
            else
                PushFresh(state, operation, push);
            return;
        }
        var place = _ids.Place(root, member);
        if (asPlace)
            push(state, new Ref(place, -1));
        else if (state.Env.Get(place) is { } known)
            push(state, known);
        else if (receiver is Obj { Id: not Ids.This } made)
        {
            if (HasInitializer(member) || IsBlurred(state, made))
                PushFresh(state, operation, (s, value) => push(s.Set(place, value), value));
            else
                push(state, Default(operation.Type));
        }
        else if (member is IFieldSymbol { IsReadOnly: true } table && bodies.DelegatesIn(table, cancellation) is { IsEmpty: false } delegates)
            push(state, delegates.Length == 1 ? delegates[0] : new AnyOf(delegates));
        else if (isVolatile)
            PushFresh(state, operation, push);
        else
            push(state, new Sym(_ids.Symbol(new(_ids.PlaceKeyOf(place), isReadOnly ? null : state.Env.Get(_ids.Place(Body.Heap))))));
    }

    private bool HasInitializer(ISymbol member) => symbols.Compilation.Declares(member) && member.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer: not null }
        or Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax { Initializer: not null });

    /// <summary>Other code may have run: what is known of changeable fields is gone.</summary>
    private FlowState Havoc(FlowState state, IOperation cause)
    {
        var env = state.Env.Where((place, value) => value.IsTracked || !IsOpenField(_ids.PlaceKeyOf(place)));
        var heap = new Num(_ids.Object(cause.Syntax));
        state = state.With(env: env.Set(_ids.Place(Body.Heap), heap));

        // in a loop the same call comes again: what was learned after it the last time is gone as well
        var learned = new HashSet<int>();
        for (var i = 0; i < state.Env.Count; i++)
            Collect(state.Env.ValueAt(i), learned);
        for (var i = 0; i < state.Facts.Count; i++)
            learned.Add(state.Facts.KeyAt(i));
        foreach (var symbol in learned)
            if (_ids.SymbolKeyOf(symbol) is { Origin: PlaceKey } key && heap.Equals(key.Detail))
                state = Kill(state, symbol);
        return state;
    }

    private static bool IsOpenField(PlaceKey place)
        => place.Member is IFieldSymbol { IsReadOnly: false } or IPropertySymbol or Keyed or long or Size && place.Root is "static" or ObjectKey { Id: Ids.This } or ValueTuple<string, int>;

    private void Property(Frame frame, IPropertyReferenceOperation reference, Value[] values, bool asPlace, FlowState state, Action<FlowState, Value> push)
    {
        var property = reference.Property;
        var receiver = reference.Instance is null ? null : values[0];
        if (receiver is not (Token or View) && symbols.MemberOf(property).Mark >= 0)
        {
            state = FromElsewhere(frame, reference.Instance ?? reference, receiver ?? Value.Unknown, state);
            if (property.Type.IsRefLikeType)
            {
                Use(frame, ref state, receiver ?? Value.Unknown, reference);
                push(state, new View(-1, -1, false) { Member = property });
                return;
            }
            if (asPlace)
                Wrote(frame, ref state, reference, property, -1, null);
        }
        switch (receiver)
        {
            case Token or View { IsRoot: true, IsElement: false } when property is { Name: "IsNull", Type.SpecialType: SpecialType.System_Boolean }: // a null list has a null root
                push(state, new Sym(NullSymbol(DutyOf(receiver))));
                return;
            case StrayToken or Struct when property.Name == "IsNull" && IsDefault(receiver) && IsRuntime(property):
                push(state, Value.True);
                return;
            case View when property.Name == "IsNull":
                PushFresh(state, reference, push);
                return;
            case Token or View:
                LookInto(frame, reference, receiver, values, asPlace, state, push);
                return;
            case Entry or Obj or Struct:
                Use(frame, ref state, receiver, reference);
                break;
        }
        if (symbols.IsPended(reference.Instance?.Type) && property.SetMethod is null)
        {
            var (after, stable) = Stable(state, property, receiver!);
            push(after, stable);
            return;
        }
        if (property.RefKind != RefKind.None && symbols.Compilation.Declares(property))
        {
            Call(frame, reference, state, values, push);
            return;
        }
        var isPlain = symbols.Compilation.Declares(property) ? property.IsAutomatic() : property.SetMethod is null && property.ContainingAssembly is { } assembly && symbols.Assemblies.Contains(assembly, SymbolEqualityComparer.Default);
        if (isPlain && reference.Arguments.IsEmpty)
            Member(frame, reference, property, receiver, property.SetMethod is null, false, asPlace, state, push);
        else if (IsElementwise(property) && receiver is not null && (!asPlace ? ReadElement(reference, receiver, values[1], property.Type, state, push) : IsSpan(property.ContainingType) && PlaceElement(reference, receiver, values[1], property.Type, state, push)))
            return;
        else if (asPlace)
            push(state, new PropertyTarget(property, receiver ?? Value.Unknown, values.Length > 1 ? values[1] : Value.Unknown));
        else if (receiver is Obj kept && Force(frame, reference, kept, state, push))
            return;
        else if (property.Name == "Length" && receiver is Obj { Id: var id } && _ids.ObjectOf(id) is IOperation creation && LengthOf(creation) is { } length)
            push(state, new Num(length));
        else if (receiver is Obj collection && !IsCursor(state, collection) && Content(state, collection) is { } content)
            push(state, content);
        else if (receiver is AnyOf or Func && property.Type.TypeKind == TypeKind.Delegate) // an element of a table of delegates
            push(state, receiver);
        else if (property is { Name: "Count" or "Length" or "LongLength" } && !symbols.Compilation.Declares(property))
            Call(frame, reference, state, values, (s, size) => push(size is Sym ? s.Confine(size.Symbol, Range.Between(0, long.MaxValue)) ?? s : s, size));
        else
            Call(frame, reference, state, values, push);
    }

    private void Element(IArrayElementReferenceOperation reference, Value[] values, bool asPlace, FlowState state, Action<FlowState, Value> push)
    {
        if (values[0] is Obj array)
        {
            if (values.Length == 2 && values[1] is Num index && reference.Type?.IsReferenceType == true)
            {
                var place = _ids.Place(new ObjectKey(array.Id), index.N);
                if (!asPlace && state.Env.Get(place) is null && IsBlurred(state, array))
                    PushFresh(state, reference, push);
                else
                    push(state, asPlace ? new Ref(place, -1) : state.Env.Get(place) ?? Default(reference.Type));
                return;
            }
            if (Content(state, array) is { } content)
            {
                push(state, content);
                return;
            }
        }
        var key = IndexOf(values.Skip(1).ToArray(), reference.Indices[0], state, values[0]);
        if (values[0] is AnyOf or Func)
            push(state, values[0]);
        else if (asPlace ? PlaceElement(reference, values[0], key, reference.Type, state, push) : ReadElement(reference, values[0], key, reference.Type, state, push))
            return;
        else if (asPlace)
            push(values[0] is Obj filled ? Blur(state, filled) : state, Value.Unknown);
        else
            PushFresh(state, reference, push);
    }

    /// <summary>Everything tracked that an object made here holds, as one value.</summary>
    private Value? Content(FlowState state, Obj holder)
    {
        var found = new List<Value>();
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ObjectKey key, Member: long } && key.Id == holder.Id && state.Env.ValueAt(i).IsTracked && !found.Contains(state.Env.ValueAt(i)))
                found.Add(state.Env.ValueAt(i));
        return found.Count switch { 0 => null, 1 => found[0], _ => new AnyOf(found.ToImmutableArray()) };
    }

    private void Array(IArrayCreationOperation array, FlowState state, Value[] values, Action<FlowState, Value> push)
    {
        if (array.Initializer is not null && values.LastOrDefault() is Struct elements)
            Elements(array, state, elements.Fields, push);
        else
        {
            var (emptied, made) = NewObject(array, state);
            push(emptied, made);
        }
    }

    private void Elements(IOperation creation, FlowState state, Map<Value> elements, Action<FlowState, Value> push)
    {
        var (after, made) = NewObject(creation, state);
        for (var i = 0; i < elements.Count; i++)
            after = LetGo(after, elements.ValueAt(i)).Set(_ids.Place(new ObjectKey(made.Id), (long)i), elements.ValueAt(i));
        push(after.Set(_ids.Place(new ObjectKey(made.Id), "length"), new Num(elements.Count)), made);
    }

    private void Assign(Frame frame, ISimpleAssignmentOperation assignment, FlowState state, Value target, Value value, Action<FlowState, Value> push)
    {
        if (assignment.IsRef)
        {
            push(target is Ref { Member: var member } variable ? state.Set(variable.Place, member < 0 ? value : StructAt(state, variable.Place).With(member, value)) : state, value);
            return;
        }
        Store(frame, assignment, state, target, value, push);
    }

    private void Load(Frame frame, IOperation operation, FlowState state, Value target, Action<FlowState, Value> push)
    {
        switch (target)
        {
            case Ref { Member: -1 } whole:
                if (state.Env.Get(whole.Place) is { } value)
                    push(state, value);
                else if (_ids.PlaceKeyOf(whole.Place) is { Root: ObjectKey { Id: not Ids.This and var made }, Member: ISymbol member } && !HasInitializer(member) && !IsBlurred(state, new Obj(made)))
                    push(state, Default(operation.Type));
                else if (_ids.PlaceKeyOf(whole.Place) is { Member: ISymbol } key)
                    push(state, new Sym(_ids.Symbol(new(key, key.Root is DutyKey ? null : state.Env.Get(_ids.Place(Body.Heap))))));
                else
                    PushFresh(state, operation, push);
                break;
            case Ref part when state.Env.Get(part.Place) is Struct structure:
                push(state, Read(structure, part.Member, operation.Type));
                break;
            case PropertyTarget indexer when IsElementwise(indexer.Property) && ReadElement(operation, indexer.Receiver, indexer.Key, indexer.Property.Type, state, push):
                break;
            case PropertyTarget property when property.Property.GetMethod is { } getter:
                Invoke(frame, operation, getter, property.Receiver, property.Property.IsIndexer ? ImmutableArray.Create(property.Key) : ImmutableArray<Value>.Empty, state, push);
                break;
            default:
                PushFresh(state, operation, push);
                break;
        }
    }

    private void StoreWhole(Frame frame, IOperation operation, FlowState state, int place, Value value, Action<FlowState, Value> push)
    {
        var mayOverwrite = operation is IAssignmentOperation && MayBeFull(state, place);
        state = Overwrite(frame, operation, state, place, value);
        if (_ids.PlaceKeyOf(place) is { Member: IFieldSymbol or IPropertySymbol, Root: not DutyKey } field && field.Root is not ObjectKey { Id: not Ids.This })
            Surrender(frame, operation, ref state, value, (ISymbol)field.Member!, mayOverwrite);
        if (_ids.PlaceKeyOf(place) is { Root: DutyKey list, Member: IPropertySymbol member })
            state = KeepWritten(frame, state, list.Id, member, true, operation, value);
        push(state.Set(place, value), value);
    }

    private void Store(Frame frame, IOperation operation, FlowState state, Value target, Value value, Action<FlowState, Value> push)
    {
        if (target is not Ref { Member: -1, Place: var local } || _ids.PlaceKeyOf(local).Member is not null)
            state = LetGo(state, value);
        switch (target)
        {
            case Ref { Member: -1 } whole:
                if (IsUnknownReference(target) || IsElementOfOther(whole.Place))
                    StoreElement(frame, operation, ref state, value);
                foreach (var before in TakeCopy(frame, operation, state, whole.Place, value))
                    StoreWhole(frame, operation, before, whole.Place, value, push);
                break;
            case Slot slot:
                if (slot.Member is IFieldSymbol && value is not Num { N: 0 }) // nothing written where nothing belongs
                    CheckOperation(frame, ref state, operation, slot.Member, slot.Duty);
                push(KeepWritten(frame, state, slot.Duty, slot.Member, false, operation, value), value);
                break;
            case Ref part:
                push(state.Set(part.Place, StructAt(state, part.Place).With(part.Member, value)), value);
                break;
            case PropertyTarget { Property.IsIndexer: true } entry when !symbols.Compilation.Declares(entry.Property) && (value is Pended or Obj { Id: not Ids.This } || entry.Key is Pended):
                push(StoreEntry(frame, operation, state, entry, value), value);
                break;
            case PropertyTarget entry when IsElementwise(entry.Property) && ElementPlace(state, entry.Receiver, entry.Key) is >= 0 and var element:
                MayThrow(frame, operation, state);
                push(WriteEntry(state, operation, entry.Receiver, entry.Key, element, value), value);
                break;
            case PropertyTarget { Property.SetMethod: { } setter } property:
                state = TakeBack(state, operation, property.Property, DutyOf(property.Receiver), value);
                Invoke(frame, operation, setter, property.Receiver, property.Property.IsIndexer ? ImmutableArray.Create(property.Key, value) : ImmutableArray.Create(value), state, (s, _) => push(s, value));
                break;
            case View view:
                Use(frame, ref state, view, operation);
                if (view.Member is { } shown and not IMethodSymbol) // what a method shows was written by calling it
                {
                    Wrote(frame, ref state, operation, shown, view.Duty, null);
                    state = KeepWritten(frame, state, view.Duty, shown, false, operation, value);
                }
                push(state, value);
                break;
            default:
                if (operation is not ISimpleAssignmentOperation { Target: IDiscardOperation } && !ReferenceEquals(target, Value.Nowhere))
                    StoreElement(frame, operation, ref state, value);
                push(state, value);
                break;
        }
    }
}
