using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>Making objects and structs: initializers of members, constructors with and without a body, copies of records.</content>
internal sealed partial class Interpreter
{
    private void Create(Frame frame, IObjectCreationOperation creation, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        if (creation.Type is { IsValueType: true })
        {
            var place = _ids.Place(creation, "new");
            Construct(frame, creation, site.Method!, new Ref(place, -1), site.Arguments, state.Set(place, new Struct(Map<Value>.Empty)), s => push(s, s.Env.Get(place) ?? Value.Unknown));
            return;
        }
        var (emptied, made) = NewObject(creation, state);
        Construct(frame, creation, site.Method!, made, site.Arguments, emptied, s => push(s, made));
    }

    /// <summary>Runs a constructor on a new object: what its members are initialized with, then its body.</summary>
    private void Construct(Frame frame, IOperation call, IMethodSymbol constructor, Value self, ImmutableArray<Value> arguments, FlowState state, Action<FlowState> push)
    {
        var type = constructor.ContainingType;
        if (IsPrimary(constructor))
            foreach (var argument in arguments)
                state = LetGo(state, argument);
        var body = bodies.Of(constructor, cancellation);
        if (!symbols.Compilation.Declares(type) || body is null && !constructor.IsImplicitlyDeclared && !IsPrimary(constructor))
        {
            push(state);
            return;
        }
        if (IsPrimary(constructor))
            foreach (var parameter in constructor.Parameters)
            {
                state = SetMember(state, self, parameter, arguments[parameter.Ordinal]);
                if (type.IsRecord && type.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault() is { } property)
                    state = SetMember(state, self, property, arguments[parameter.Ordinal]);
            }
        var initializers = body is not null && DelegatesToThis(constructor) ? ImmutableArray<Body>.Empty : bodies.Initializers(type, cancellation);
        var states = new List<FlowState> { state };
        foreach (var initializer in initializers)
            states = Each(states, (s, add) => Invoke(frame, call, initializer, self, ImmutableArray<Value>.Empty, s, (t, _) => add(t)));
        if (body is null && type.BaseType is { IsReferenceType: true } ancestor && ancestor.InstanceConstructors.FirstOrDefault(c => c.Parameters.IsEmpty) is { } inherited)
            states = Each(states, (s, add) => Construct(frame, call, inherited, self, ImmutableArray<Value>.Empty, s, add));
        if (body is not null)
            states = Each(states, (s, add) => Invoke(frame, call, body, self, arguments, s, (t, _) => add(t)));
        foreach (var s in states)
            push(s);
    }

    private static List<FlowState> Each(List<FlowState> states, Action<FlowState, Action<FlowState>> run)
    {
        var after = new List<FlowState>();
        foreach (var state in states)
            run(state, after.Add);
        return after;
    }

    private static bool IsPrimary(IMethodSymbol constructor) => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is TypeDeclarationSyntax;

    private static bool DelegatesToThis(IMethodSymbol constructor)
        => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.RawKind: (int)SyntaxKind.ThisKeyword };

    private FlowState SetMember(FlowState state, Value self, ISymbol member, Value value) => self switch
    {
        Obj made => state.Set(_ids.Place(new ObjectKey(made.Id), member), value),
        Ref { Member: -1 } holder => state.Set(holder.Place, (state.Env.Get(holder.Place) as Struct ?? new Struct(Map<Value>.Empty)).With(_ids.Object(member), value)),
        _ => state,
    };

    /// <summary>The parameter of a primary constructor that members use: it lives on as a member.</summary>
    private static bool IsKeptParameter(Frame frame, IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
            return false;
        for (var body = frame.Body; body is not null; body = body.Parent)
            if (SymbolEqualityComparer.Default.Equals(body.Method, constructor))
                return false;
        return true;
    }

    /// <summary>Whether any member of the type may change the parameter, as far as the text tells.</summary>
    private static bool IsWritten(IParameterSymbol parameter)
        => parameter.ContainingType.DeclaringSyntaxReferences.SelectMany(r => r.GetSyntax().DescendantNodes()).Any(n => n is IdentifierNameSyntax { Identifier.ValueText: var name } && name == parameter.Name && n.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == n,
            PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => n.Parent.RawKind is (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression or (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax,
            RefExpressionSyntax => true,
            _ => false,
        });

    private void CreateOpaque(Frame frame, IObjectCreationOperation creation, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        if (creation.Type is not { IsReferenceType: true })
        {
            Opaque(frame, site, state, (s, v) => push(s, creation.Arguments.IsEmpty ? Default(creation.Type) : v));
            return;
        }
        if (site.Method?.IsImplicitlyDeclared == false && !IsException(creation.Type) && !IsRuntime(site.Method))
            MayThrow(frame, creation, state);
        var (emptied, made) = NewObject(creation, state);
        if (site.Method is { IsImplicitlyDeclared: false } or { Parameters.Length: > 0 } && !IsZeroed(creation))
            emptied = emptied.Set(_ids.Place(new ObjectKey(made.Id), "opaque"), Value.True);
        for (var i = 0; i < site.Arguments.Length; i++)
        {
            emptied = Unknown(frame, site, i, emptied);
            if (site.Arguments[i] is Func or Lazy || HandlesIn(emptied, site.Arguments[i]).Any())
                emptied = emptied.Set(_ids.Place(new ObjectKey(made.Id), (long)i), site.Arguments[i]); // Box<T>, Tuple, Lazy<T>: holds what it is given
        }
        push(emptied, made);
    }

    /// <summary>What an object made here holds is not known any more: code that is not seen got it, or an unknown one of its elements was written.</summary>
    private FlowState Blur(FlowState state, Obj made)
        => state.With(env: state.Env.Where((place, value) => value.IsTracked || !(_ids.PlaceKeyOf(place) is { Root: ObjectKey key, Member: long or Keyed or Size or IFieldSymbol { IsReadOnly: false } or IPropertySymbol } && key.Id == made.Id)))
            .Set(_ids.Place(new ObjectKey(made.Id), "opaque"), Value.True);

    private bool IsBlurred(FlowState state, Obj made) => state.Env.Get(_ids.Place(new ObjectKey(made.Id), "opaque")) is not null;

    private static bool IsException(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            if (type is { Name: "Exception", ContainingNamespace.Name: "System" })
                return true;
        return false;
    }

    private (FlowState State, Obj Made) NewObject(IOperation creation, FlowState state)
    {
        var made = new Obj(_ids.Object(creation));
        return (state.With(env: state.Env.Where((place, _) => !(_ids.PlaceKeyOf(place).Root is ObjectKey key && key.Id == made.Id))), made);
    }

    /// <summary>The copy that a <c>with</c> expression makes of a record.</summary>
    private (FlowState State, Value Copy) Clone(IOperation operation, FlowState state, Obj original)
    {
        var (after, copy) = NewObject(operation, state);
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ObjectKey key, Member: var member } && key.Id == original.Id)
                after = after.Set(_ids.Place(new ObjectKey(copy.Id), member), state.Env.ValueAt(i));
        return (after, copy);
    }
}
