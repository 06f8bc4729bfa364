using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Looks at the order in which a method, with its helpers, requests operations of an object: one that is refused while another is open (C247, C248,
/// C250, C251), the offload of a connection in a wrong state (C246), objects of the wrong layer (C254, C263). A completion may come whenever code
/// runs that is not a request: everything is forgotten then, and nothing is said.
/// </summary>
internal sealed partial class RequestSearch(KnownSymbols symbols, Bodies bodies)
{
    public IEnumerable<Finding> Check(IOperation code, CancellationToken cancellation)
    {
        if (!code.Descendants().OfType<IInvocationOperation>().Any(c => IsOfObjects(c.TargetMethod)))
            return [];
        var findings = new List<Finding>();
        foreach (var part in code.DescendantsAndSelf().Where(o => o == code || o is IAnonymousFunctionOperation or ILocalFunctionOperation))
            new Walk(symbols, bodies, findings, cancellation).Run(part);
        return findings;
    }

    private bool IsOfObjects(IMethodSymbol method)
        => symbols.NamesObject(method) || symbols.RequestOf(method) is not null || symbols.NeededKind(method) is not null || method.Parameters.Any(p => symbols.IsOfRuntime(p.Type) && p.Type.GetMembers().Any(symbols.NamesObject));

    /// <summary>One walk over a body, in the order of execution. Values are numbers of objects; null is any other.</summary>
    private sealed partial class Walk(KnownSymbols symbols, Bodies bodies, List<Finding> findings, CancellationToken cancellation)
    {
        private const int MaximumDepth = 4;

        /// <summary>The calls of helpers that the walk is in.</summary>
        private readonly List<IInvocationOperation> _calls = [];

        private RequestState _state = RequestState.Start;
        private int _objects;

        /// <summary>What holds wherever the loop, a turn of it, or the switch is left by a branch.</summary>
        private RequestState _left = RequestState.Nowhere;

        /// <summary>The variables and fields that change in other ways than by plain assignments of the code that is walked: what they hold is not known.</summary>
        private readonly HashSet<ISymbol> _restless = new(SymbolEqualityComparer.Default);

        public void Run(IOperation body)
        {
            foreach (var operation in body.Descendants())
                if (IsWrittenOtherwise(operation, body))
                    _restless.UnionWith(operation.DescendantsAndSelf().Select(VariableIn).OfType<ISymbol>());
            foreach (var child in body.ChildOperations)
                Evaluate(child);
        }

        private static ISymbol? VariableIn(IOperation operation) => operation switch
        {
            ILocalReferenceOperation { Local: var local } => local,
            IParameterReferenceOperation { Parameter: var parameter } => parameter,
            IFieldReferenceOperation { Field: var field } => field,
            _ => null,
        };

        private static bool IsWrittenOtherwise(IOperation operation, IOperation body) => operation.Parent switch
        {
            IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } => true,
            IDeconstructionAssignmentOperation deconstruction => deconstruction.Target == operation,
            ISimpleAssignmentOperation assignment => assignment.Target == operation && IsNested(assignment, body),
            _ => operation.Syntax.Parent is RefExpressionSyntax,
        };

        private static bool IsNested(IOperation operation, IOperation body)
        {
            for (var outer = operation; outer != body; outer = outer.Parent!)
                if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
                    return true;
            return false;
        }

        /// <summary>Walks over an expression, and says which object it stands for.</summary>
        private int? Evaluate(IOperation operation)
        {
            switch (operation)
            {
                case IConversionOperation or IArgumentOperation or IVariableInitializerOperation:
                    return EvaluateAll(operation);
                case ILocalReferenceOperation { Local: var local }:
                    return Held(local);
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return Held(parameter);
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field }:
                    return Held(field);
                case ISimpleAssignmentOperation assignment:
                    return Assign(assignment);
                case IPropertyReferenceOperation property:
                    return Property(property);
                case IInvocationOperation call:
                    return Call(call);
                default:
                    Execute(operation);
                    return null;
            }
        }

        /// <summary>Walks over what stands for no object that is known.</summary>
        private void Execute(IOperation operation)
        {
            switch (operation)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation:
                    break;
                case IVariableDeclaratorOperation { Symbol: var variable, Initializer: { } initializer }:
                    Hold(variable, Evaluate(initializer));
                    break;
                case IObjectCreationOperation creation:
                    EvaluateAll(creation);
                    if (!IsOfRuntime(creation.Constructor))
                        Forget();
                    break;
                case IConditionalOperation conditional:
                    Evaluate(conditional.Condition);
                    Either(conditional.WhenTrue, conditional.WhenFalse);
                    break;
                case ICoalesceOperation or IConditionalAccessOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }:
                    Evaluate(operation.ChildOperations.First());
                    Either(operation.ChildOperations.Last(), null);
                    break;
                case ILoopOperation loop when !MayWait(loop):
                    Loop(loop);
                    break;
                case ISwitchOperation choice when choice.Cases.SelectMany(c => c.Clauses).All(c => c is ISingleValueCaseClauseOperation or IDefaultCaseClauseOperation):
                    Switch(choice);
                    break;
                case ITryOperation guarded:
                    Try(guarded);
                    break;
                case ILockOperation locked:
                    Evaluate(locked.LockedValue);
                    Forget(); // others may have run while this one waited
                    Evaluate(locked.Body);
                    break;
                case IUsingOperation:
                case IBlockOperation block when block.Operations.Any(o => o is IUsingDeclarationOperation):
                    EvaluateAll(operation);
                    Forget(); // Dispose is code like any other
                    break;
                case ILoopOperation or ISwitchExpressionOperation or IAwaitOperation or ILabeledOperation:
                    Apart(operation);
                    break;
                case IBranchOperation:
                    _left = _left.Join(_state);
                    _state = RequestState.Nowhere;
                    break;
                case IReturnOperation or IThrowOperation:
                    EvaluateAll(operation);
                    _state = _state with { IsOver = true };
                    break;
                default:
                    EvaluateAll(operation);
                    break;
            }
        }

        private int? EvaluateAll(IOperation operation)
        {
            int? last = null;
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

        /// <summary>What is open before a loop is open in its first turn, and after it where it is open wherever a turn ends.</summary>
        private void Loop(ILoopOperation loop)
        {
            var (before, outer) = (_state, _left);
            _left = RequestState.Nowhere;
            EvaluateAll(loop);
            _state = before.Join(_state).Join(_left);
            _left = outer;
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
            var (before, outer) = (_state, _left);
            _left = RequestState.Nowhere;
            foreach (var section in choice.Cases)
            {
                _state = before;
                foreach (var statement in section.Body)
                    Evaluate(statement);
            }
            _state = choice.Cases.Any(c => c.Clauses.Any(clause => clause is IDefaultCaseClauseOperation)) ? _left : before.Join(_left);
            _left = outer.Join(_left); // it may be the loop around that was left
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
            _left = _left.Forget() with { Held = RequestState.Start.Held }; // what is left goes through the finally
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

        private void Forget() => _state = _state.Forget();

        private int Held(ISymbol variable) => _state.Held.TryGetValue(variable, out var held) ? held : Hold(variable, null);

        private int Hold(ISymbol variable, int? value)
        {
            var held = value ?? _objects++;
            if (!_restless.Contains(variable))
                _state = _state with { Held = _state.Held.SetItem(variable, held) };
            return held;
        }

        private int? Assign(ISimpleAssignmentOperation assignment)
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
                    Evaluate(assignment.Value);
                    if (Evaluate(written) is { } connection && assignment.Value.ConstantValue is { HasValue: true, Value: { } value } && !allowed.Any(a => Equals(a.Value, value)))
                        _state = _state with { NotOffloadable = _state.NotOffloadable.SetItem(connection, assignment.Value.Syntax.ToString()) };
                    return null;
                default:
                    EvaluateAll(assignment);
                    return null;
            }
        }
    }
}
