using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>What calls and properties do to objects.</content>
internal sealed partial class RequestSearch
{
    private sealed partial class Walk
    {
        private int? Property(IPropertyReferenceOperation property)
        {
            var receiver = property.Instance is null ? null : Evaluate(property.Instance);
            foreach (var argument in property.Arguments)
                Evaluate(argument);
            if (symbols.NamesObject(property.Property))
                return receiver;
            if (!IsOfRuntime(property.Property) || !IsOfRuntime(property.Type) || property.Type!.TypeKind == TypeKind.Enum)
                Forget(); // the code may ask how things stand
            return null;
        }

        private int? Call(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            var receiver = call.Instance is null ? null : Evaluate(call.Instance);
            var values = call.Arguments.ToDictionary(a => a.Parameter!.Ordinal, Evaluate);
            int? Value(IParameterSymbol parameter) => values[parameter.Ordinal];

            Need(call, call.Instance, receiver, symbols.NeededKind(method));
            foreach (var argument in call.Arguments)
                Need(call, argument.Value, Value(argument.Parameter!), symbols.NeededKind(argument.Parameter!));
            foreach (var argument in call.Arguments)
                if (symbols.RequestedOf(argument.Parameter!) is { } requested)
                    Request(call, argument.Value, Value(argument.Parameter!), symbols.RequestOf(requested));
            if (symbols.RequestOf(method) is { } request && call.Arguments.FirstOrDefault(a => Value(a.Parameter!) is not null && symbols.IsToken(a.Parameter!.Type)) is { } list)
                Request(call, Subject(list.Value), Value(list.Parameter!), request);
            else if (symbols.RequestOf(method) is { } ofData && call.Arguments.FirstOrDefault(a => Value(a.Parameter!) is not null) is { } handle)
                Request(call, Subject(handle.Value), Value(handle.Parameter!), ofData);
            if (symbols.NamesObject(method))
                return receiver;
            if (symbols.MadeKind(method) is { } made)
                return Make(made, receiver);
            if (symbols.BuildsTree(method))
                return Build(call, Value(method.Parameters[0]));
            if (symbols.NeededKind(method) is not null && receiver is { } moved)
                _state = _state with { Parents = _state.Parents.Remove(moved) };
            if (symbols.RequestOf(method) is null && !method.Parameters.Any(p => symbols.RequestedOf(p) is not null) && !(IsOfRuntime(method) && (method.ReturnsByRef || method.ReturnType.IsRefLikeType || symbols.NeededKind(method) is not null)))
                Enter(call, Value);
            else if (method.ReturnsByRef && receiver is { } written)
                _state = _state with { NotOffloadable = _state.NotOffloadable.Remove(written) };
            return null;
        }

        /// <summary>A helper of this compilation is followed; all other code may run completions, but for what the framework does by itself.</summary>
        private void Enter(IInvocationOperation call, Func<IParameterSymbol, int?> value)
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
            if (body.Graph.OriginalOperation.Descendants().Any(IsLeftEarly))
                Forget();
            _state = _state with { IsOver = false };
        }

        /// <summary>Whether the method may end here, before its last statement.</summary>
        private static bool IsLeftEarly(IOperation exit)
            => exit is IThrowOperation or IReturnOperation { IsImplicit: false } && !(exit.Parent is IBlockOperation { Parent: IMethodBodyOperation } block && block.Operations.Last() == exit);

        /// <summary>
        /// Whether the framework runs none of this compilation's code in the call, nor lets others run: it is given numbers and text alone, and neither waits nor schedules.
        /// </summary>
        private bool IsOfFramework(IInvocationOperation call)
            => !symbols.Compilation.Declares(call.TargetMethod) && call.TargetMethod is { ContainingType: { Name: not "GC" } type }
                && type.ContainingNamespace?.ToString() is "System" or "System.Text" or "System.Collections.Generic"
                && call.ChildOperations.All(IsPlain) && BlockingMembers.Find(call) is null;

        private static bool IsPlain(IOperation value) => value is IConversionOperation or IArgumentOperation
            ? value.ChildOperations.All(IsPlain) : value.Type is { } type && (type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String || type.TypeKind == TypeKind.Enum);

        private int Make(TypedConstant kind, int? parent)
        {
            var made = _objects++;
            _state = _state with { Kinds = _state.Kinds.SetItem(made, kind), Parents = parent is { } known ? _state.Parents.SetItem(made, known) : _state.Parents };
            return made;
        }

        /// <summary>A tree over an object and what depends on it, unless the call chooses what becomes of each.</summary>
        private int Build(IInvocationOperation call, int? root)
        {
            var tree = _objects++;
            if (root is { } known && call.Arguments.All(a => a.Parameter!.Ordinal == 0 || a.Parameter.Type.TypeKind != TypeKind.Delegate || a.ArgumentKind == ArgumentKind.DefaultValue))
                _state = _state with { Blocks = _state.Blocks.SetItem(tree, _state.WithDependents(known)) };
            return tree;
        }

        private void Need(IOperation call, IOperation? subject, int? value, TypedConstant? kind)
        {
            if (kind is { } needed && value is { } one && _state.Kinds.TryGetValue(one, out var known) && !Equals(known.Value, needed.Value))
                Report(FindingKind.WrongLayer, call, $"'{subject!.Syntax}' is a {KnownSymbols.WordsOf(known)} where a {KnownSymbols.WordsOf(needed)} is needed");
        }

        private void Request(IOperation call, IOperation subject, int? value, Duty request)
        {
            if (value is not { } requested || _state.IsOver)
                return;
            var name = request.OperationName.ToLowerInvariant();
            foreach (var part in BlocksOf(requested).OrderBy(p => p))
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
            foreach (var part in BlocksOf(requested))
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
            var places = new[] { at == call ? null : call, related }.OfType<IOperation>().Select(o => o.Syntax).ToImmutableArray();
            findings.Add(new(kind, at.Syntax, new DutyInfo(0, DutyOrigin.Taken, ""), null) { Detail = detail, Related = places });
        }

        private bool IsOfRuntime(ISymbol? symbol) => symbol?.ContainingAssembly is { } assembly && symbols.Assemblies.Contains(assembly, SymbolEqualityComparer.Default);
    }
}
