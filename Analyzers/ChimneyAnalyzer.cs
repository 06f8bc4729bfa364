using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers;

/// <summary>The analyzer of all flow rules: one flow analysis per handler body, whose findings the rules translate.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ChimneyAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        // generated handlers break drivers as well as written ones
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownSymbols.Create(start.Compilation, start.Options.AdditionalFiles, start.CancellationToken) is not { } symbols)
                return;
            start.RegisterAdditionalFileAction(file => CHIM1098.Report(symbols.Foreign, file.AdditionalFile, file.ReportDiagnostic));
            var options = new CHIM1097(start.Compilation, start.Options.AnalyzerConfigOptionsProvider);
            start.RegisterSyntaxTreeAction(tree => options.Report(tree.Tree, tree.ReportDiagnostic));
            var shared = new Shared(symbols, new Bodies(symbols));
            start.RegisterSymbolStartAction(type =>
            {
                if (shared.IsRelevant((INamedTypeSymbol)type.Symbol, type.CancellationToken))
                {
                    var analysis = new TypeAnalysis(shared, (INamedTypeSymbol)type.Symbol);
                    type.RegisterOperationBlockAction(analysis.Analyze);
                    type.RegisterSymbolEndAction(analysis.End);
                }
            }, SymbolKind.NamedType);
        });
    }

    /// <summary>What all types of a compilation share.</summary>
    private sealed class Shared(KnownSymbols symbols, Bodies bodies)
    {
        private readonly ConcurrentDictionary<SyntaxTree, bool> _mentions = new();

        public KnownSymbols Symbols { get; } = symbols;

        public Bodies Bodies { get; } = bodies;

        public ActiveRules Rules { get; } = new(symbols.Compilation);

        public HandleHolder Holder { get; } = new(symbols, bodies);

        public BlockingSearch Blocking { get; } = new(symbols, bodies);

        public ListContextSearch ListContexts { get; } = new(symbols, bodies);

        public RequestSearch Requests { get; } = new(symbols, bodies);

        public ResultSearch Results { get; } = new(symbols);

        public RegistrationSearch Registration { get; } = new(symbols);

        public LockSearch Locks { get; } = new(symbols, bodies);

        /// <summary>Methods that a slot made handlers, so that each is analysed once.</summary>
        public ConcurrentDictionary<(ISymbol Method, int Operation, Phase Phase), bool> Slotted { get; } = new();

        /// <summary>Whether the type can hold a handler or a duty at all; bodies of other types are never bound for us.</summary>
        public bool IsRelevant(INamedTypeSymbol type, CancellationToken cancellation)
            => type.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Interface
                && (!Symbols.HandlersOf(type).IsEmpty
                    || type.GetMembers().OfType<IMethodSymbol>().Any(m => Symbols.TokenParameter(m) is not null || m.GetAttributes().Length > 0 && Symbols.ContractOf(m).Handler is not null)
                    || type.DeclaringSyntaxReferences.Any(r => _mentions.GetOrAdd(r.SyntaxTree, t => Mentions(t, cancellation))));

        /// <summary>Whether the attributes of the method promise what it does with a list.</summary>
        public bool IsAnnotated(IMethodSymbol? method)
            => method?.Parameters.Any(p => Symbols.CanOwe(p.Type) && Symbols.PassingOf(p) != Passing.Unstated) == true;

        /// <summary>Whether the code makes an object that a contract file says must be settled, or holds one.</summary>
        public bool HasDeclared(IMethodSymbol? method, IOperation block)
            => !Symbols.Foreign.Duties.IsEmpty && (method?.Parameters.Any(p => Symbols.Foreign.DutyOf(p.Type) is not null) == true
                || block.Descendants().Any(o => o is IObjectCreationOperation or ILocalReferenceOperation or IParameterReferenceOperation && Symbols.Foreign.DutyOf(o.Type) is not null));

        /// <summary>Whether the code calls something that restricts its arguments.</summary>
        public bool RestrictsValues(IOperation code) => Rules.Any(Descriptors.CHIM3005ValueRefused) && code.Descendants().Any(o => o is IInvocationOperation { TargetMethod: var method } && Symbols.RestrictsValues(method));

        /// <summary>What shows in the code of a driver without following its paths.</summary>
        public IEnumerable<Finding> Search(IOperation code, INamedTypeSymbol type, CancellationToken cancellation)
        {
            if (Rules.Any(Descriptors.CHIM4003Incomplete, Descriptors.CHIM4004WrongSlot))
                foreach (var finding in Registration.Check(code, type, cancellation))
                    yield return finding;
            if (Rules.Any(Descriptors.CHIM2011Originated, Descriptors.CHIM3004Untested))
                foreach (var finding in Results.Check(code, type))
                    yield return finding;
            if (Rules.Any(Descriptors.CHIM5001WrongState, Descriptors.CHIM5002WrongLayer))
                foreach (var finding in Requests.Check(code, cancellation))
                    yield return finding;
        }

        /// <summary>What shows in a handler and in what it calls, without following its paths.</summary>
        public IEnumerable<Finding> Search(Body body, HandlerRole handler, CancellationToken cancellation)
            => (Rules.Any(Descriptors.CHIM4001Blocks) ? Blocking.Check(body, handler, cancellation) : [])
                .Concat(Rules.Any(Descriptors.CHIM2005EntryMisused) ? ListContexts.Check(body, handler, cancellation) : []);

        private bool Mentions(SyntaxTree tree, CancellationToken cancellation)
        {
            var text = tree.GetText(cancellation).ToString();
            return Symbols.TriggerNames.Any(n => text.IndexOf(n, StringComparison.Ordinal) >= 0);
        }
    }

    /// <summary>The analysis of one type's bodies, and of what the type as a whole owes.</summary>
    private sealed class TypeAnalysis(Shared shared, INamedTypeSymbol type)
    {
        private readonly ConcurrentBag<(StoredHandle Handle, HandlerReport Report)> _stored = [];
        private readonly TableSearch _tables = new(shared.Symbols, type);

        public void Analyze(OperationBlockAnalysisContext context)
        {
            foreach (var block in context.OperationBlocks)
            {
                if (shared.Rules.Any(Descriptors.CHIM4006TableNotObtained))
                    _tables.Add(block, b => new(shared.Symbols, new Body(context.GetControlFlowGraph(b), b is IBlockOperation ? context.OwningSymbol as IMethodSymbol : null, null), null, null));
                if (block.Kind is OperationKind.None or OperationKind.Invalid || block is IAttributeOperation || Bodies.HasErrors(block))
                    continue; // the compiler's own errors come first
                var method = block is IBlockOperation ? context.OwningSymbol as IMethodSymbol : null;
                var handler = method is null ? null : HandlerFinder.Find(shared.Symbols, method) ?? InSlot(method, context.CancellationToken);
                var inner = Inner(block);
                var isDriver = shared.Symbols.RoleOf(type) != Role.None;
                var locks = isDriver && shared.Rules.Any(Descriptors.CHIM4002CalledUnderLock) && LockSearch.Applies(block);
                var hasDuties = handler is not null || inner.Count > 0 || shared.IsAnnotated(method) || shared.HasDeclared(method, block) || method?.MethodKind == MethodKind.Destructor || block.Descendants().Any(Takes);
                var isRoot = hasDuties || isDriver && shared.RestrictsValues(block);
                var found = isDriver ? shared.Search(block, type, context.CancellationToken).ToList() : [];
                if (!isRoot && !locks && found.Count == 0)
                    continue;
                var graph = context.GetControlFlowGraph(block);
                if (handler is not null && HandlerFinder.IsPlaceHolder(shared.Symbols, method!, graph, m => shared.Bodies.Of(m, context.CancellationToken)?.Graph) && (HandlerFinder.IsEmptyBase(method!, graph) || shared.Bodies.HasConcrete(type)))
                    continue;
                var body = method is null ? new Body(graph, null, null) : shared.Bodies.Add(method, graph);
                var options = Options.Read(context.Options.AnalyzerConfigOptionsProvider.GetOptions(block.Syntax.SyntaxTree));
                var run = new Run(shared, options, context.ReportDiagnostic, _stored, context.CancellationToken);
                run.Report(body, found);
                if (locks)
                    run.Locks(body);
                if (!isRoot)
                    continue;
                run.Root(body, handler, valuesOnly: !hasDuties, slots: inner);
                foreach (var (syntax, role, target) in inner)
                    run.Slot(body, syntax, role, target, type);
            }
        }

        public void End(SymbolAnalysisContext context)
        {
            foreach (var (method, duty) in HandlerFinder.Inherited(shared.Symbols, type))
            {
                var role = shared.Symbols.RoleOf(type);
                if (shared.Bodies.Of(method, context.CancellationToken) is { } body && (shared.Symbols.ContractOf(method).Handler is null || HandlerFinder.IsPlaceHolder(shared.Symbols, method, body.Graph, m => shared.Bodies.Of(m, context.CancellationToken)?.Graph)))
                {
                    var options = Options.Read(context.Options.AnalyzerConfigOptionsProvider.GetOptions(type.DeclaringSyntaxReferences[0].SyntaxTree));
                    new Run(shared, options, context.ReportDiagnostic, _stored, context.CancellationToken).Root(body, HandlerFinder.In(shared.Symbols, duty, role), type);
                }
            }
            foreach (var (finding, report) in _tables.Unfilled())
                context.ReportDiagnostic(FlowRule.For(finding.Kind).Create(finding, report));
            foreach (var (handle, report) in _stored.GroupBy(s => s.Handle.Pend).Select(g => g.First()))
                foreach (var finding in shared.Holder.Check(handle, context.CancellationToken))
                    context.ReportDiagnostic(FlowRule.For(finding.Kind).Create(finding, report));
        }

        /// <summary>The handler that this type makes of its own method by putting it into a slot. Judged where the method stands, so that editors show it there.</summary>
        private HandlerRole? InSlot(IMethodSymbol method, CancellationToken cancellation)
            => !shared.Symbols.MayBeSlotted(method) ? null
                : shared.Bodies.DelegatesOf(method, type, cancellation).Select(d => HandlerFinder.Find(shared.Symbols, d, method)).FirstOrDefault(r => r is not null);

        /// <summary>Whether the operation takes a pended handle, or the duty in it, over, or declares a function that promises what it does with a list.</summary>
        private bool Takes(IOperation operation)
            => operation is ILocalFunctionOperation { Symbol: var local } && shared.IsAnnotated(local) || operation is IAnonymousFunctionOperation { Symbol: var lambda } && shared.IsAnnotated(lambda)
                || operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Type: { } written } } && shared.Symbols.IsPended(written)
                || operation is IInvocationOperation { TargetMethod: var method }
                && (shared.Symbols.ContractOf(method) is { Resumes: true } || shared.Symbols.IsPended(method.ReturnType) && !shared.Symbols.ContractOf(method).Pends || shared.Symbols.MustTestResult(method, shared.Symbols.RoleOf(type)) || method.Parameters.Any(p => p.RefKind == RefKind.Out && shared.Symbols.IsPended(p.Type)));

        /// <summary>Lambdas, local functions and methods that become handlers inside the block, with the syntax that stands for each.</summary>
        private List<(SyntaxNode Syntax, HandlerRole Role, IMethodSymbol? Target)> Inner(IOperation block)
        {
            var result = new List<(SyntaxNode, HandlerRole, IMethodSymbol?)>();
            foreach (var operation in block.DescendantsAndSelf())
                switch (operation)
                {
                    case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } creation when HandlerFinder.Find(shared.Symbols, creation, lambda.Symbol) is { } role:
                        result.Add((lambda.Syntax, role, null));
                        break;
                    case IAnonymousFunctionOperation attributed when HandlerFinder.Find(shared.Symbols, attributed.Symbol) is { } role && !result.Any(r => r.Item1 == attributed.Syntax):
                        result.Add((attributed.Syntax, role, null));
                        break;
                    case IDelegateCreationOperation { Target: IMethodReferenceOperation reference } creation when HandlerFinder.Find(shared.Symbols, creation, reference.Method) is { } role:
                        result.Add((reference.Syntax, role, reference.Method));
                        break;
                    case ILocalFunctionOperation local when HandlerFinder.Find(shared.Symbols, local.Symbol) is { } role:
                        result.Add((local.Syntax, role, local.Symbol));
                        break;
                }
            return result;
        }
    }

    /// <summary>Runs root analyses and reports their findings.</summary>
    private sealed class Run(Shared shared, Options options, Action<Diagnostic> report, ConcurrentBag<(StoredHandle, HandlerReport)> stored, CancellationToken cancellation)
    {
        /// <param name="body">The body.</param>
        /// <param name="handler">The handler that it is, if any.</param>
        /// <param name="reportOn">The type to report on, where the body stands in a base of it.</param>
        /// <param name="valuesOnly">Whether the body has no duty, and only makes calls that restrict their arguments.</param>
        /// <param name="slots">The handlers inside, which are roots of their own.</param>
        public void Root(Body body, HandlerRole? handler, INamedTypeSymbol? reportOn = null, bool valuesOnly = false, List<(SyntaxNode Syntax, HandlerRole, IMethodSymbol? Target)>? slots = null)
        {
            var interpreters = new List<Interpreter>();
            Run(body, handler, reportOn, valuesOnly);
            foreach (var nested in body.NestedBodies())
                if (shared.IsAnnotated(nested.Method) || !HasRun(nested) && (shared.HasDeclared(nested.Method, nested.Graph.OriginalOperation)
                    || nested.Graph.OriginalOperation.Descendants().Any(o => o is IInvocationOperation { TargetMethod: var m } && shared.Symbols.ContractOf(m).Resumes)))
                    Run(nested, null, null, false);
                else if (!HasRun(nested) && shared.RestrictsValues(nested.Graph.OriginalOperation)
                    && slots?.Any(s => s.Syntax.Span.Contains(nested.Graph.OriginalOperation.Syntax.Span) || SymbolEqualityComparer.Default.Equals(s.Target, nested.Method)) != true)
                    Run(nested, null, null, true);

            bool HasRun(Body nested) => interpreters.Any(i => i.HasRun(nested));

            void Run(Body root, HandlerRole? role, INamedTypeSymbol? type, bool values)
            {
                interpreters.Add(new Interpreter(shared.Symbols, shared.Bodies, options, type, cancellation));
                var result = interpreters[interpreters.Count - 1].Analyze(root, role);
                Report(root, role, values ? new(result.Findings.RemoveAll(f => f.Kind != FindingKind.ValueRefused), ImmutableArray<StoredHandle>.Empty) : result, type);
            }
        }

        public void Slot(Body home, SyntaxNode syntax, HandlerRole role, IMethodSymbol? target, INamedTypeSymbol type)
        {
            var body = target is null ? home.NestedBodies().FirstOrDefault(b => b.Graph.OriginalOperation.Syntax.Span == syntax.Span || syntax.Span.Contains(b.Graph.OriginalOperation.Syntax.Span) && b.Method?.MethodKind == MethodKind.AnonymousFunction)
                : target.MethodKind == MethodKind.LocalFunction ? home.LocalFunction(target) ?? home.NestedBodies().FirstOrDefault(b => SymbolEqualityComparer.Default.Equals(b.Method, target))
                : shared.Bodies.Of(target, cancellation);
            if (body is null)
                return;
            if (target is not null)
            {
                var declared = HandlerFinder.Find(shared.Symbols, target);
                if (target.MethodKind != MethodKind.LocalFunction && (declared is not null && declared.Duty == role.Duty || SymbolEqualityComparer.Default.Equals(target.ContainingType, type)))
                    return; // analysed where it stands
                if (!shared.Slotted.TryAdd((target.OriginalDefinition, role.Duty.Operation, role.Duty.Phase), true))
                    return;
            }
            var result = new Interpreter(shared.Symbols, shared.Bodies, options, null, cancellation).Analyze(body, role);
            // what a handler that owes nothing does with lists is its body's business, which is analysed where it stands
            Report(body, role, role.Owes ? result : new(result.Findings.RemoveAll(f => f.Kind is not (FindingKind.WrongAnswer or FindingKind.Untested or FindingKind.Altered or FindingKind.ValueRefused)), ImmutableArray<StoredHandle>.Empty), null);
        }

        /// <summary>Calls under a lock, in the body and in the lambdas and local functions inside.</summary>
        public void Locks(Body body)
        {
            foreach (var each in body.NestedBodies().Prepend(body))
                Report(each, shared.Locks.Check(each, cancellation));
        }

        /// <summary>Reports what was found in a body, whether it is a handler or not.</summary>
        public void Report(Body body, IEnumerable<Finding> findings)
        {
            foreach (var finding in findings)
                report(FlowRule.For(finding.Kind).Create(finding, new HandlerReport(shared.Symbols, body, null, null)));
        }

        private void Report(Body body, HandlerRole? handler, RootResult result, INamedTypeSymbol? reportOn)
        {
            var context = new HandlerReport(shared.Symbols, body, handler, reportOn);
            var findings = handler is null ? result.Findings : result.Findings.Concat(shared.Search(body, handler, cancellation));
            foreach (var finding in findings)
                report(FlowRule.For(finding.Kind).Create(finding, context));
            foreach (var handle in result.Stored)
                stored.Add((handle, context));
        }
    }
}
