using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Arguments of calls: values that NDIS accepts, what an intermediate driver carries on unchanged, and the answer that it gives back. Only what
/// is known to be another value is a finding.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>What the root body's handler got in the parameter of a type.</summary>
    private IParameterSymbol? Received(ITypeSymbol type)
        => _root?.Method?.Parameters.FirstOrDefault(p => p.RefKind == RefKind.None && SymbolEqualityComparer.Default.Equals(p.Type, type));

    /// <summary>Whether the call carries the root handler's own operation on, for a driver that has to leave it as it came.</summary>
    private bool CarriesOn(Duty? function) => function is not null && _handler is { Role: Role.Intermediate } handler && handler.Duty.Equals(function);

    /// <summary>Facts about what is to be carried on are kept, though the parameter may not be read again.</summary>
    private FlowState KeepReceived(HandlerRole? handler, FlowState state)
    {
        if (handler is null || !CarriesOn(handler.Duty) || symbols.FunctionFor(handler.Duty.Operation, handler.Duty.Phase) is not { } function)
            return state;
        foreach (var parameter in function.Parameters)
            if (symbols.ArgumentOf(function, parameter).IsUnchanged && Received(parameter.Type) is { } received)
                state = state.Set(_ids.Place(new DutyKey(0), received), new Sym(_ids.Symbol(new(received))));
        return state;
    }

    /// <summary>Looks at the arguments of a call that is about to be made.</summary>
    private FlowState CheckArguments(Frame frame, CallSite site, FlowState state)
    {
        var method = site.Method!;
        var function = symbols.ContractOf(method).Discharges;
        if (site.Operation is not IInvocationOperation || function is null && !IsRuntime(method))
            return state;
        Finding? altered = null;
        for (var i = 0; i < site.Arguments.Length; i++)
        {
            var (parameter, value) = (method.Parameters[i], Settled(state, site.Arguments[i], method.Parameters[i].Type));
            var contract = symbols.ArgumentOf(method, parameter);
            if (RefusedValue(site, i, contract, value) is { } use)
            {
                if (IsMadeHere(frame, site.Operations[i]))
                    frame.Findings.Add(new(FindingKind.ValueRefused, (site.Operations[i] ?? site.Operation).Syntax, NoDuty, state.Path) { Argument = (parameter.Name, ValueText(value, parameter.Type, contract), use), Accepted = contract.Accepted });
            }
            else if (CarriesOn(function) && contract.IsUnchanged && Received(parameter.Type) is { } received && IsAltered(state, received, contract, value))
                altered ??= Altered((site.Operations[i] ?? site.Operation).Syntax, state, $"alters '{parameter.Name}'", $"pass '{received.Name}' on as it came") with { Pass = received.Name };
            else if (contract.IsUnchanged && value is Num && IsMadeHere(frame, site.Operations[i]) && IsForgotten(site, function, parameter.Type))
                frame.Findings.Add(new(FindingKind.Altered, (site.Operations[i] ?? site.Operation).Syntax, NoDuty with { Contract = function }, state.Path) { Detail = $"alters '{parameter.Name}'", Remedy = "keep what its handler got beside the list, and pass that on" });
            else if (contract is { IsNeeded: true, NeededWith: null } && CarriesOn(function) && value is Sym { Id: var read } && _ids.SymbolKeyOf(read).Origin is PlaceKey { Root: "static" or ObjectKey { Id: Ids.This }, Member: ISymbol kept } && IsOneForAll(kept))
                altered ??= Altered((site.Operations[i] ?? site.Operation).Syntax, state, $"passes '{kept.Name}', which holds the handle of one object", "find the offload entry of this one, and pass its handle on");
        }
        if (altered is null && IsFirstOfSeveral(frame, site, function, state) is { } at)
            altered = Altered(at, state, "completes on its first miniport", "a driver with several finds the one that the request came in on in the call entry, or at the chain") with { IsUnconditional = true };
        if (_duties.Count == 0 || !_duties[0].IsOfCall)
        {
            if (altered is not null)
                frame.Findings.Add(altered);
        }
        else if (CarriesOn(function) && state.Duties.Get(0) is { } duty && (altered is null || (duty.Situation & Situation.Owed) != 0))
            state = state.Set(0, duty with { Altered = altered }); // a driver may have an event of its own to report besides
        return state;
    }

    private static readonly DutyInfo NoDuty = new(-1, DutyOrigin.Taken, "");

    private Finding Altered(SyntaxNode? at, FlowState state, string what, string remedy)
        => new(FindingKind.Altered, at, _duties.Count > 0 ? _duties[0] : NoDuty with { Contract = _handler?.Duty }, state.Path) { Detail = what, Remedy = remedy };

    /// <summary>A value comes from a caller only where a parameter brings it; all others are judged where they stand.</summary>
    private bool IsMadeHere(Frame frame, IOperation? argument)
    {
        while (argument is IConversionOperation conversion)
            argument = conversion.Operand;
        for (var body = frame.Body; body is not null; body = body.Parent)
            if (body == _root)
                return true;
        return argument is IParameterReferenceOperation;
    }

    /// <summary>What to use in the place of a value that is known, and not accepted; null where there is nothing to say.</summary>
    private string? RefusedValue(CallSite site, int index, ArgumentContract contract, Value value)
    {
        if ((value is Num { N: 0 } || IsDefault(value)) && Unconverted(site.Operations[index]) is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true })
            return null; // filled by a loop that is not seen to run, most likely
        if (contract.IsNeeded && Holds(site, contract.NeededWith) && (value is Num { N: 0 } || IsDefault(value)))
            return "the one that was stored for the object";
        if (contract.Accepted is not { } accepted || !Holds(site, accepted.With))
            return null;
        var isOther = value is Num known && !accepted.Contains(known.N) || accepted.With is not null && IsOfOtherEnum(site.Operations[index], accepted.Type);
        if (!isOther)
            return null;
        var names = accepted.Values.Select(v => v.Name).ToList();
        return names.Count > 4 ? $"a value of {accepted.Type.Name}" : names.Count == 1 ? names[0] : string.Join(", ", names.Take(names.Count - 1)) + " or " + names.Last();
    }

    /// <summary>Whether the value is the default of a list, or of a handle that is a struct.</summary>
    private static bool IsDefault(Value? value) => value is StrayToken { IsDefault: true } or Struct { Rest: < 0, Fields.Count: 0 };

    /// <summary>Whether another argument is known to have the value.</summary>
    private static bool Holds(CallSite site, TypedConstant? with)
        => with is not { } value || site.Method!.Parameters.Any(p => SymbolEqualityComparer.Default.Equals(p.Type, value.Type) && site.Arguments[p.Ordinal] is Num known && known.N == KnownSymbols.NumberOf(value.Value!));

    /// <summary>Whether the argument is a cast of a constant of an enum of the DDI that means something else. A driver's own enum may mirror one.</summary>
    private bool IsOfOtherEnum(IOperation? argument, ITypeSymbol expected)
        => argument is IConversionOperation { Operand: { ConstantValue.HasValue: true, Type: { TypeKind: TypeKind.Enum } type } } && IsRuntime(type) && !SymbolEqualityComparer.Default.Equals(type, expected);

    private static string ValueText(Value value, ITypeSymbol type, ArgumentContract contract)
        => contract.IsNeeded || value is not Num { N: var number } ? "nothing"
            : type.TypeKind == TypeKind.Enum ? NumberText(type, number) : number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether a request that was kept goes on with a constant, though its handler got a value that no code looks at: then it may have been another one (C070).
    /// </summary>
    private bool IsForgotten(CallSite site, Duty? function, ITypeSymbol type)
        => _role == Role.Intermediate && _type is not null && function is { Phase: Phase.Request } && site.Arguments.Any(a => a is Token { Duty: var id } && _duties[id].Origin == DutyOrigin.Taken)
            && symbols.HandlersOf(_type).Values.Any(h => h.Equals(function))
            && new MarkSearch(symbols, bodies).Near(_type, cancellation).All(o => !SymbolEqualityComparer.Default.Equals(o.Type, type) || o.ConstantValue.HasValue || IsMoved(o));

    /// <summary>Whether the value is put somewhere, or given to NDIS, and nothing else is done with it.</summary>
    private bool IsMoved(IOperation value) => value.Parent switch
    {
        ISimpleAssignmentOperation or IVariableInitializerOperation or ITupleOperation or IExpressionStatementOperation => true,
        IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } made } } => symbols.Compilation.Declares(made),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var method } } => symbols.ContractOf(method).Function is not null,
        _ => false,
    };

    /// <summary>
    /// Whether the driver has the field for one handle, which each object that is offloaded overwrites: it is not written here, not looked at, and no initiate is
    /// refused (C068, C095).
    /// </summary>
    private bool IsOneForAll(ISymbol field)
    {
        if (_type is null || !IsOwn(field) || IsPerThread(field) || _root is not { Method.MethodKind: MethodKind.Ordinary } || OwnTypes().SelectMany(symbols.HandlersOf)
            .Any(h => h.Value is { Phase: Phase.Request, GivenBack: not null } && h.Key is IMethodSymbol handler && symbols.TokenParameter(handler) is { Type: var list } && !symbols.IsChain(list) && symbols.Compilation.Declares(handler)))
            return false;
        bool Names(IOperation operation) => operation is IMemberReferenceOperation { Member: var member } && SymbolEqualityComparer.Default.Equals(member, field);
        var uses = new MarkSearch(symbols, bodies).Near(_type, cancellation).Where(Names).ToList();
        return uses.All(u => IsTarget(u) || u.Parent is IArgumentOperation && IsMoved(u)) && uses.Any(u => IsTarget(u) && !IsInConstructor(u))
            && !_ran.Append(_root).SelectMany(b => b.Graph.OriginalOperation.Descendants()).Any(o => o is ISimpleAssignmentOperation { Target: var written } && Names(written));
    }

    private static bool IsTarget(IOperation operation) => operation.Parent is ISimpleAssignmentOperation { Target: var target } && target == operation;

    private static bool IsInConstructor(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation is IConstructorBodyOperation;
    }

    /// <summary>Whether the value differs from what the handler got, in one execution at least.</summary>
    private bool IsAltered(FlowState state, IParameterSymbol received, ArgumentContract contract, Value value)
    {
        var symbol = _ids.Symbol(new(received));
        var range = state.RangeOf(symbol);
        var possible = contract.Accepted is { With: null } accepted ? accepted.Values.Where(v => range.Contains(v.Value)).Select(v => v.Value).ToList() : null;
        return value switch
        {
            Num n when possible is not null => possible.Any(p => p != n.N),
            Num n => !(range.IsSingle(out var only) && only == n.N),
            Sym s when _ids.SymbolKeyOf(s.Id) is { Origin: BinaryOperatorKind kind, Detail: long amount, Left: var left, Right: < 0 } && left == symbol
                => possible?.Any(p => Numbers.Fold(kind, p, amount, null) is { } result && result != p) ?? kind == BinaryOperatorKind.Add && amount != 0,
            _ => false,
        };
    }

    /// <summary>The argument of a completion that is always the first of the driver's several miniports.</summary>
    private SyntaxNode? IsFirstOfSeveral(Frame frame, CallSite site, Duty? function, FlowState state)
    {
        if (!CarriesOn(function) || function!.Phase != Phase.Completion)
            return null;
        for (var i = 0; i < site.Arguments.Length; i++)
            if (site.Arguments[i] is Sym handle && _ids.SymbolKeyOf(handle.Id).Origin is PlaceKey { Member: IPropertySymbol first } && symbols.CountOf(first) is { } count
                && NumberOfMembers(count) > 1 && !LooksForOther(_root!, first) && !LooksForOther(frame.Body, first) && !TellsRequestsApart(first))
                return (site.Operations[i] ?? site.Operation).Syntax;
        return null;
    }

    /// <summary>Whether a request handler of the type looks at such a handle: it may let no others pass than those of one.</summary>
    private bool TellsRequestsApart(IPropertySymbol first)
        => symbols.HandlersOf((self ?? _type)!).Any(h => h.Value.Phase == Phase.Request && h.Key is IMethodSymbol handler && bodies.Of(handler, cancellation) is { } body
            && body.Graph.OriginalOperation.Descendants().Any(o => SymbolEqualityComparer.Default.Equals(o.Type, first.Type)));

    /// <summary>The constant that the type's override of a property returns, or 1.</summary>
    private long NumberOfMembers(string property)
    {
        for (var type = self ?? _type; type is not null; type = type.BaseType)
            if (type.GetMembers(property).OfType<IPropertySymbol>().FirstOrDefault() is { GetMethod: { } getter })
                return bodies.Of(getter, cancellation) is { } body && body.Graph.Blocks.Select(b => b.BranchValue).Where(v => v is not null).ToList() is [{ ConstantValue: { HasValue: true, Value: int count } }] ? count : 1;
        return 1;
    }

    /// <summary>Whether the body gets such a handle from anywhere else.</summary>
    private static bool LooksForOther(Body body, IPropertySymbol first)
        => body.Graph.OriginalOperation.Descendants().Any(o => SymbolEqualityComparer.Default.Equals(o.Type, first.Type)
            && o is not (ILocalReferenceOperation or IConversionOperation or ISimpleAssignmentOperation) && !(o is IPropertyReferenceOperation { Property: var property } && SymbolEqualityComparer.Default.Equals(property, first)));

    /// <summary>Remembers what an indication was answered with: the driver below gets the same.</summary>
    private FlowState KeepAnswer(CallSite site, Duty function, FlowState state)
    {
        if (!CarriesOn(function) || function.Phase != Phase.Indication || site.Method is not { ReturnsVoid: false } method)
            return state;
        for (var i = -1; i < site.Arguments.Length; i++)
            if (i < 0 || method.Parameters[i].RefKind == RefKind.Out)
            {
                var place = AnswerPlace(i < 0 ? method.ReturnType : method.Parameters[i].Type);
                state = state.Set(place, state.Env.Get(place) is null ? new Sym(_ids.Symbol(new(site.Operation, i < 0 ? null : i))) : Value.Unknown);
            }
        return state;
    }

    private int AnswerPlace(ITypeSymbol type) => _ids.Place(new DutyKey(0), ("answer", type.Name));

    /// <summary>The handler returns: what was carried on went on as it came (C092), and so does the answer (C096), which agrees with itself (C097).</summary>
    private void CheckCarried(Frame frame, Exit exit)
    {
        if (_handler is not { Role: Role.Intermediate or Role.Host } handler || exit.Kind != ExitKind.Return)
            return;
        if (exit.State.Duties.Get(0) is { Situation: Situation.Done, Altered: { } altered })
            frame.Findings.Add(IsMadeIn(_root!, altered.At) ? altered : altered with { At = exit.At, Related = altered.Related.Add(altered.At!) });
        if (handler.Duty.Phase != Phase.Indication || symbols.ReturnedBy(handler.Duty) is not { } returned || frame.Body.Method is not { } method)
            return;
        var given = (handler.Role == Role.Intermediate ? exit.State.Env.Get(AnswerPlace(method.ReturnType)) : null) as Sym;
        var answers = returned.Values.Select(v => v.Value).Where(v => given is null || exit.State.RangeOf(given.Id).Contains(v)).ToList();
        if (given is not null && exit.Result is Num { N: var answer } && answers.Any(a => a != answer))
        {
            frame.Findings.Add(Altered(exit.At, exit.State, $"returns {NumberText(method.ReturnType, answer)} in the place of what the call returned", "return its result as it came"));
            return;
        }
        if (method.Parameters.FirstOrDefault(p => p.RefKind == RefKind.Out) is not { } counted || exit.ByReference is not [var count] || symbols.ArgumentOf(method, counted).ZeroOnlyWith is not { } none)
            return;
        if (given is not null && exit.State.Env.Get(AnswerPlace(counted.Type)) is Sym consumed && count is Num { N: var other }
            && !(exit.State.RangeOf(consumed.Id).IsSingle(out var only) && only == other) && !(other == 0 && answers is [var alone] && alone == none) && !DecidedByNumber(exit))
            frame.Findings.Add(Altered(exit.At, exit.State, $"sets '{counted.Name}' to {other} in the place of what the call gave", "pass it on as it came"));
        else if ((handler.Role == Role.Host || given is not null) && Settled(exit.State, exit.Result, method.ReturnType) is Num { N: var status } && returned.Contains(status) && count is Num { N: var bytes } && bytes == 0 != (status == none) && !DecidedByNumber(exit))
            frame.Findings.Add(Altered(exit.At, exit.State, $"returns {NumberText(method.ReturnType, status)} with {bytes} in '{counted.Name}'", $"nothing is consumed with {NumberText(method.ReturnType, none)}, and with no other status"));
    }

    /// <summary>Whether a number had a say in the way that was taken: it may be the length of the data.</summary>
    private static bool DecidedByNumber(Exit exit)
    {
        for (var node = exit.State.Path; node is not null; node = node.Parent)
            if (node.Condition.DescendantsAndSelf().Any(o => o.Type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 }))
                return true;
        return false;
    }

    private static bool IsMadeIn(Body body, SyntaxNode? at)
        => at is not null && body.Graph.OriginalOperation.Syntax is var whole && whole.SyntaxTree == at.SyntaxTree && whole.Span.Contains(at.Span);
}
