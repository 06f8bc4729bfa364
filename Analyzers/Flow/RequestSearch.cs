using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Looks at the order in which a method, with its helpers, requests operations of an object: one that is refused while another is open (C247, C248,
/// C250, C251), the offload of a connection in a wrong state (C246), objects of the wrong layer (C254, C263). A completion may come whenever code
/// runs that is not a request: everything is forgotten then, and nothing is said.
/// </summary>
internal sealed class RequestSearch(KnownSymbols symbols, Bodies bodies)
{
    public IEnumerable<Finding> Check(IOperation code, CancellationToken cancellation)
    {
        if (!code.Descendants().OfType<IInvocationOperation>().Any(c => IsOfObjects(c.TargetMethod)))
            return [];
        var findings = new List<Finding>();
        foreach (var part in code.Descendants().Where(o => o is IAnonymousFunctionOperation or ILocalFunctionOperation).Prepend(code))
            new Walk(symbols, bodies, findings, cancellation).Run(part);
        return findings;
    }

    private bool IsOfObjects(IMethodSymbol method)
        => symbols.NamesObject(method) || symbols.RequestOf(method) is not null || symbols.NeededKind(method) is not null || method.Parameters.Any(p => p.Type.TypeKind == TypeKind.Class && symbols.IsOfRuntime(p.Type) && p.Type.GetMembers().Any(symbols.NamesObject));

    /// <summary>One walk over a body, in the order of execution. Values are numbers of objects; −1 is any other.</summary>
    private sealed class Walk(KnownSymbols symbols, Bodies bodies, List<Finding> findings, CancellationToken cancellation)
    {
        private const int MaximumDepth = 4;

        /// <summary>The calls of helpers that the walk is in.</summary>
        private readonly List<IInvocationOperation> _calls = [];

        private RequestState _state = RequestState.Start;
        private int _objects;

        /// <summary>How often everything was forgotten.</summary>
        private int _forgotten;

        public void Run(IOperation body)
        {
            foreach (var child in body.ChildOperations)
                Evaluate(child);
        }

        private int Evaluate(IOperation operation)
        {
            switch (operation)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                    return -1;
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation or IVariableInitializerOperation:
                    return EvaluateAll(operation);
                case ILocalReferenceOperation { Local: var local }:
                    return Held(local);
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return Held(parameter);
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field }:
                    return Held(field);
                case IVariableDeclaratorOperation { Symbol: var variable, Initializer: { } initializer }:
                    return Hold(variable, Evaluate(initializer));
                case ISimpleAssignmentOperation assignment:
                    return Assign(assignment);
                case IPropertyReferenceOperation property:
                    return Property(property);
                case IInvocationOperation call:
                    return Call(call);
                case IObjectCreationOperation creation:
                    EvaluateAll(creation);
                    if (!IsOfRuntime(creation.Constructor))
                        Forget();
                    return -1;
                case IConditionalOperation conditional:
                    Evaluate(conditional.Condition);
                    Either(conditional.WhenTrue, conditional.WhenFalse);
                    return -1;
                case ICoalesceOperation or IConditionalAccessOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }:
                    Evaluate(operation.ChildOperations.First());
                    Either(operation.ChildOperations.Last(), null);
                    return -1;
                case ILoopOperation loop when !MayWait(loop):
                    Loop(loop);
                    return -1;
                case ISwitchOperation choice when choice.Cases.SelectMany(c => c.Clauses).All(c => c is ISingleValueCaseClauseOperation or IDefaultCaseClauseOperation):
                    Switch(choice);
                    return -1;
                case ITryOperation guarded:
                    Try(guarded);
                    return -1;
                case ILockOperation locked:
                    Evaluate(locked.LockedValue);
                    Forget(); // others may have run while this one waited
                    Evaluate(locked.Body);
                    return -1;
                case IUsingOperation used:
                    Evaluate(used.Resources);
                    Evaluate(used.Body);
                    Forget(); // Dispose is code like any other
                    return -1;
                case IBlockOperation block when block.Operations.Any(o => o is IUsingDeclarationOperation):
                    EvaluateAll(block);
                    Forget();
                    return -1;
                case ILoopOperation or ISwitchExpressionOperation or IAwaitOperation or ILabeledOperation:
                    Apart(operation);
                    return -1;
                case IReturnOperation or IThrowOperation or IBranchOperation:
                    EvaluateAll(operation);
                    _state = _state with { IsOver = true };
                    return -1;
                default:
                    EvaluateAll(operation);
                    return -1;
            }
        }

        private int EvaluateAll(IOperation operation)
        {
            var last = -1;
            foreach (var child in operation.ChildOperations)
                last = Evaluate(child);
            return last;
        }

        private void Either(IOperation whenTrue, IOperation? whenFalse)
        {
            var before = _state;
            Evaluate(whenTrue);
            var after = _state;
            _state = before;
            if (whenFalse is not null)
                Evaluate(whenFalse);
            _state = after.Join(_state);
        }

        /// <summary>What is open before a loop is open in its first turn, and after it where nothing in it may have run a completion.</summary>
        private void Loop(ILoopOperation loop)
        {
            var before = _state;
            var forgotten = _forgotten;
            EvaluateAll(loop);
            _state = (_forgotten == forgotten ? before.Join(_state with { IsOver = false }) : before.Join(_state with { IsOver = false }).Forget()) with { IsOver = before.IsOver };
        }

        /// <summary>Whether the loop may end because others did something meanwhile: its condition looks at more than variables.</summary>
        private static bool MayWait(ILoopOperation loop) => loop switch
        {
            IForEachLoopOperation each => each.IsAsynchronous,
            IForLoopOperation { Condition: { } condition } => LooksAround(condition),
            IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition } => LooksAround(condition),
            _ => true,
        };

        private static bool LooksAround(IOperation condition) => condition.DescendantsAndSelf().Any(o => o is IMemberReferenceOperation or IInvocationOperation or { ConstantValue: { HasValue: true, Value: true } });

        private void Switch(ISwitchOperation choice)
        {
            Evaluate(choice.Value);
            var before = _state;
            var after = before;
            foreach (var section in choice.Cases)
            {
                _state = before;
                var isLeft = section.Body.LastOrDefault() is IBranchOperation { BranchKind: BranchKind.Break };
                foreach (var statement in section.Body)
                    if (!(isLeft && statement == section.Body[section.Body.Length - 1]))
                        Evaluate(statement);
                after = after.Join(_state);
            }
            _state = after;
        }

        /// <summary>Nothing runs where a try begins, or where it goes on to its finally. Of a catch nothing is known: the body was left anywhere.</summary>
        private void Try(ITryOperation guarded)
        {
            Evaluate(guarded.Body);
            foreach (var handler in guarded.Catches)
            {
                var after = _state;
                _state = RequestState.Start with { Kinds = after.Kinds };
                Evaluate(handler);
                _state = after.Join(_state);
            }
            if (guarded.Finally is not { } last)
                return;
            var isOver = _state.IsOver;
            if (isOver)
                _state = _state.Forget() with { IsOver = false }; // which of the exits came is not known
            Evaluate(last);
            _state = _state with { IsOver = _state.IsOver || isOver };
        }

        /// <summary>Code that runs any number of times, waits, or is left in the middle: what it does is judged by itself.</summary>
        private void Apart(IOperation operation)
        {
            foreach (var child in operation.ChildOperations)
            {
                Forget();
                _state = _state with { IsOver = false };
                Evaluate(child);
            }
            Forget();
            _state = _state with { IsOver = false, Held = RequestState.Start.Held };
        }

        private void Forget()
        {
            _forgotten++;
            _state = _state.Forget();
        }

        private int Held(ISymbol variable) => _state.Held.TryGetValue(variable, out var held) ? held : Hold(variable, -1);

        private int Hold(ISymbol variable, int value)
        {
            value = value < 0 ? _objects++ : value;
            _state = _state with { Held = _state.Held.SetItem(variable, value) };
            return value;
        }

        private int Assign(ISimpleAssignmentOperation assignment)
        {
            switch (assignment.Target)
            {
                case ILocalReferenceOperation { Local: var local }:
                    return Hold(local, Evaluate(assignment.Value));
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return Hold(parameter, Evaluate(assignment.Value));
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field }:
                    return Hold(field, Evaluate(assignment.Value));
                case IFieldReferenceOperation { Field: var state, Instance: IInvocationOperation { Instance: { } written } } when symbols.OffloadableIn(state) is { IsEmpty: false } allowed:
                    EvaluateAll(assignment.Target);
                    var connection = Evaluate(written);
                    Evaluate(assignment.Value);
                    var value = assignment.Value.ConstantValue is { HasValue: true, Value: { } constant } ? constant : null;
                    if (connection >= 0 && value is not null && !allowed.Any(a => Equals(a.Value, value)))
                        _state = _state with { NotOffloadable = _state.NotOffloadable.SetItem(connection, assignment.Value.Syntax.ToString()) };
                    return -1;
                default:
                    EvaluateAll(assignment);
                    return -1;
            }
        }

        private int Property(IPropertyReferenceOperation property)
        {
            var receiver = property.Instance is null ? -1 : Evaluate(property.Instance);
            foreach (var argument in property.Arguments)
                Evaluate(argument);
            if (symbols.NamesObject(property.Property))
                return receiver;
            if (!IsOfRuntime(property.Property) || !IsOfRuntime(property.Type) || property.Type!.TypeKind == TypeKind.Enum)
                Forget(); // the code may ask how things stand
            return -1;
        }

        private int Call(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            var receiver = call.Instance is null ? -1 : Evaluate(call.Instance);
            var values = call.Arguments.ToDictionary(a => a.Parameter!.Ordinal, Evaluate);
            int Value(IParameterSymbol parameter) => values.TryGetValue(parameter.Ordinal, out var value) ? value : -1;

            Need(call, call.Instance, receiver, symbols.NeededKind(method));
            foreach (var argument in call.Arguments)
                Need(call, argument.Value, Value(argument.Parameter!), symbols.NeededKind(argument.Parameter!));
            foreach (var argument in call.Arguments)
                if (symbols.RequestedOf(argument.Parameter!) is { } requested)
                    Request(call, argument.Value, Value(argument.Parameter!), symbols.RequestOf(requested));
            if (symbols.RequestOf(method) is { } request && call.Arguments.FirstOrDefault(a => Value(a.Parameter!) >= 0 && symbols.IsToken(a.Parameter!.Type)) is { } list)
                Request(call, Subject(list.Value), Value(list.Parameter!), request);
            else if (symbols.RequestOf(method) is { } ofData && call.Arguments.FirstOrDefault(a => Value(a.Parameter!) >= 0) is { } handle)
                Request(call, Subject(handle.Value), Value(handle.Parameter!), ofData);
            if (symbols.NamesObject(method))
                return receiver;
            if (symbols.MadeKind(method) is { } made)
                return Make(made, receiver);
            if (symbols.BuildsTree(method))
                return Build(call, Value(method.Parameters[0]));
            if (symbols.NeededKind(method) is not null && receiver >= 0)
                _state = _state with { Parents = _state.Parents.Remove(receiver) };
            if (symbols.RequestOf(method) is null && !method.Parameters.Any(p => symbols.RequestedOf(p) is not null) && !(IsOfRuntime(method) && (method.ReturnsByRef || method.ReturnType.IsRefLikeType || symbols.NeededKind(method) is not null)))
                Enter(call, Value);
            else if (method.ReturnsByRef && receiver >= 0)
                _state = _state with { NotOffloadable = _state.NotOffloadable.Remove(receiver) };
            return -1;
        }

        /// <summary>A helper of this compilation is followed; all other code may run completions, but for what the framework does by itself.</summary>
        private void Enter(IInvocationOperation call, Func<IParameterSymbol, int> value)
        {
            var method = call.TargetMethod;
            if (IsOfFramework(call))
                return;
            if (call.IsVirtual && !method.IsSealed || call.Instance is not (null or IInstanceReferenceOperation) || method.MethodKind != MethodKind.Ordinary || method.IsAsync || _calls.Count >= MaximumDepth
                || _calls.Any(c => SymbolEqualityComparer.Default.Equals(c.TargetMethod, method)) || bodies.Of(method, cancellation) is not { IsIterator: false } body)
            {
                Forget();
                return;
            }
            foreach (var parameter in method.Parameters)
                Hold(parameter, value(parameter));
            _calls.Add(call);
            Run(body.Graph.OriginalOperation);
            _calls.RemoveAt(_calls.Count - 1);
            var isLeftEarly = body.Graph.OriginalOperation.Descendants().Any(o => o is IReturnOperation { IsImplicit: false, ReturnedValue: null } or IThrowOperation or IReturnOperation { Parent.Parent: IConditionalOperation or IBlockOperation { Parent: IConditionalOperation } });
            if (isLeftEarly)
                Forget();
            _state = _state with { IsOver = false };
        }

        /// <summary>
        /// Whether the framework runs none of this compilation's code in the call, nor lets others run: it is given numbers and text alone, and neither waits nor schedules.
        /// </summary>
        private bool IsOfFramework(IInvocationOperation call)
            => !symbols.Compilation.Declares(call.TargetMethod) && call.TargetMethod is { ContainingType: { TypeKind: not (TypeKind.Delegate or TypeKind.Interface) } type } method
                && type.ContainingNamespace?.ToString() is "System" or "System.Text" or "System.Collections.Generic" && type.Name is not ("GC" or "Lazy" or "Action" or "Func")
                && (method.IsStatic || IsPlain(call.Instance)) && call.Arguments.All(a => IsPlain(a.Value)) && BlockingMembers.Find(call) is null;

        private static bool IsPlain(IOperation? value) => value is IConversionOperation conversion ? IsPlain(conversion.Operand) : value?.Type is { } type && (type.SpecialType is not (SpecialType.None or SpecialType.System_Object) || type.TypeKind == TypeKind.Enum);

        private int Make(TypedConstant kind, int parent)
        {
            var made = _objects++;
            _state = _state with { Kinds = _state.Kinds.SetItem(made, kind), Parents = parent < 0 ? _state.Parents : _state.Parents.SetItem(made, parent) };
            return made;
        }

        /// <summary>A tree over an object and what depends on it, unless the call chooses what becomes of each.</summary>
        private int Build(IInvocationOperation call, int root)
        {
            var tree = _objects++;
            if (root >= 0 && call.Arguments.All(a => a.Parameter!.Ordinal == 0 || a.Parameter.Type.TypeKind != TypeKind.Delegate || a.ArgumentKind == ArgumentKind.DefaultValue))
                _state = _state with { Blocks = _state.Blocks.SetItem(tree, _state.WithDependents(root)) };
            return tree;
        }

        private void Need(IOperation call, IOperation? subject, int value, TypedConstant? kind)
        {
            if (kind is { } needed && value >= 0 && _state.Kinds.TryGetValue(value, out var known) && !Equals(known.Value, needed.Value))
                Report(FindingKind.WrongLayer, call, $"'{subject!.Syntax}' is a {KnownSymbols.WordsOf(known)} where a {KnownSymbols.WordsOf(needed)} is needed");
        }

        private void Request(IOperation call, IOperation subject, int value, Duty request)
        {
            if (value < 0 || _state.IsOver)
                return;
            var name = request.OperationName.ToLowerInvariant();
            foreach (var part in BlocksOf(value).OrderBy(p => p))
                if (_state.Open.GetValueOrDefault(part)?.Find(o => request.RefusedWhile.Contains(o.Operation)) is { } open)
                {
                    Report(FindingKind.WrongState, call, $"requests the {name} of '{subject.Syntax}' before the {open.Name} that it requested has completed; wait for the completion", open.At);
                    break;
                }
                else if (request.IsOffload && _state.NotOffloadable.TryGetValue(part, out var state))
                {
                    Report(FindingKind.WrongState, call, $"requests the {name} of '{subject.Syntax}' with a connection in {state}; a connection is offloaded from Established on, until it is closed");
                    break;
                }
            foreach (var part in BlocksOf(value))
                _state = _state with { Open = _state.Open.SetItem(part, (_state.Open.GetValueOrDefault(part) ?? ImmutableList<OpenRequest>.Empty).Add(new(request.Operation, name, call))) };
        }

        private ImmutableHashSet<int> BlocksOf(int value) => (_state.Blocks.GetValueOrDefault(value) ?? ImmutableHashSet<int>.Empty).Add(value);

        /// <summary>The tree or object that a list or handle stands for.</summary>
        private static IOperation Subject(IOperation argument) => argument switch
        {
            IConversionOperation conversion => Subject(conversion.Operand),
            IInvocationOperation { Instance: { } tree } => tree,
            IPropertyReferenceOperation { Instance: { } made } => made,
            _ => argument,
        };

        private void Report(FindingKind kind, IOperation call, string detail, IOperation? related = null)
        {
            var at = _calls.Count > 0 ? _calls[0] : call;
            var places = (_calls.Count > 0 ? [call, related] : new[] { related }).OfType<IOperation>().Select(o => o.Syntax).ToImmutableArray();
            findings.Add(new(kind, at.Syntax, new DutyInfo(0, DutyOrigin.Taken, ""), null) { Detail = detail, Related = places });
        }

        private bool IsOfRuntime(ISymbol? symbol) => symbol?.ContainingAssembly is { } assembly && symbols.Assemblies.Contains(assembly, SymbolEqualityComparer.Default);
    }
}
