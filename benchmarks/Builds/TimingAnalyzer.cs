using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Benchmarks.Builds;

/// <summary>
/// Runs an analyzer as the compiler does, and notes the processor time of every callback: by method for operation blocks, in sum for the others. Knows
/// the kinds of actions that our analyzer registers; another kind is refused by the base class.
/// </summary>
#pragma warning disable RS1001, RS1012, RS1022, RS1025, RS1026, CS0618 // a measurement, not for use in a compiler; there is no other way to time single callbacks
internal sealed class TimingAnalyzer(DiagnosticAnalyzer inner) : DiagnosticAnalyzer
{
    /// <summary>Milliseconds in operation-block callbacks, by method.</summary>
    public Dictionary<ISymbol, double> Blocks { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Milliseconds in all other callbacks.</summary>
    public double Others { get; private set; }

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => inner.SupportedDiagnostics;

    public override void Initialize(AnalysisContext context) => inner.Initialize(new Initialization(context, this));

    private void Measure(Action action, ISymbol? method)
    {
        double start = Machine.ThreadMilliseconds();
        action();
        double elapsed = Machine.ThreadMilliseconds() - start;
        if (method is null)
            Others += elapsed;
        else
            Blocks[method] = Blocks.GetValueOrDefault(method) + elapsed;
    }

    private sealed class Initialization(AnalysisContext context, TimingAnalyzer timing) : AnalysisContext
    {
        public override void EnableConcurrentExecution()
        {
            // one callback at a time, or they would share the processor
        }

        public override void ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags analysisMode) => context.ConfigureGeneratedCodeAnalysis(analysisMode);

        public override void RegisterCompilationStartAction(Action<CompilationStartAnalysisContext> action)
            => context.RegisterCompilationStartAction(start => timing.Measure(() => action(new CompilationStart(start, timing)), null));

        public override void RegisterCompilationAction(Action<CompilationAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) => throw new NotSupportedException();

        public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds) => throw new NotSupportedException();
    }

    private sealed class CompilationStart(CompilationStartAnalysisContext context, TimingAnalyzer timing)
        : CompilationStartAnalysisContext(context.Compilation, context.Options, context.CancellationToken)
    {
        public override void RegisterSymbolStartAction(Action<SymbolStartAnalysisContext> action, SymbolKind symbolKind)
            => context.RegisterSymbolStartAction(start => timing.Measure(() => action(new SymbolStart(start, timing)), null), symbolKind);

        public override void RegisterCompilationEndAction(Action<CompilationAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds)
            => context.RegisterSymbolAction(symbol => timing.Measure(() => action(symbol), null), symbolKinds);

        public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action)
            => context.RegisterSyntaxTreeAction(tree => timing.Measure(() => action(tree), null));

        public override void RegisterAdditionalFileAction(Action<AdditionalFileAnalysisContext> action)
            => context.RegisterAdditionalFileAction(file => timing.Measure(() => action(file), null));

        public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds) => throw new NotSupportedException();
    }

    private sealed class SymbolStart(SymbolStartAnalysisContext context, TimingAnalyzer timing)
        : SymbolStartAnalysisContext(context.Symbol, context.Compilation, context.Options, context.CancellationToken)
    {
        public override void RegisterOperationBlockAction(Action<OperationBlockAnalysisContext> action)
            => context.RegisterOperationBlockAction(block => timing.Measure(() => action(block), block.OwningSymbol));

        public override void RegisterSymbolEndAction(Action<SymbolAnalysisContext> action)
            => context.RegisterSymbolEndAction(end => timing.Measure(() => action(end), null));

        public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TLanguageKindEnum> syntaxKinds) => throw new NotSupportedException();

        public override void RegisterOperationBlockStartAction(Action<OperationBlockStartAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterOperationAction(Action<OperationAnalysisContext> action, ImmutableArray<OperationKind> operationKinds)
            => context.RegisterOperationAction(operation => timing.Measure(() => action(operation), null), operationKinds);
    }
}
