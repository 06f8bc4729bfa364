using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Analyzers.Mutation;

/// <summary>
/// What the compiler shows an analyzer of a compilation, kept to be shown again: binding, nearly all of the time of an analysis, is done once.
/// </summary>
internal sealed class Recording : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_none = new("MUT0000", "None", "None", "None", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

    private readonly List<(INamedTypeSymbol Type, List<(ImmutableArray<IOperation> Blocks, ISymbol Owner)> Code)> _types = [];
    private Compilation? _compilation;
    private AnalyzerOptions? _options;

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_none];

    public static async Task<Recording> OfAsync(Compilation compilation, AnalyzerOptions options)
    {
        var recording = new Recording();
        await compilation.WithAnalyzers([recording], options).GetAnalyzerDiagnosticsAsync();
        return recording;
    }

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
        context.RegisterCompilationStartAction(start =>
        {
            (_compilation, _options) = (start.Compilation, start.Options);
            start.RegisterSymbolStartAction(type =>
            {
                var code = new List<(ImmutableArray<IOperation>, ISymbol)>();
                _types.Add(((INamedTypeSymbol)type.Symbol, code));
                type.RegisterOperationBlockAction(block => code.Add((block.OperationBlocks, block.OwningSymbol)));
            }, SymbolKind.NamedType);
        });
    }

    /// <summary>What an analyzer reports when all is shown to it again.</summary>
    public ImmutableArray<Diagnostic> Replay(DiagnosticAnalyzer analyzer, CancellationToken cancellation)
    {
        var reported = new List<Diagnostic>();
        var starts = new Starts();
        analyzer.Initialize(starts);
        foreach (var begin in starts.All)
        {
            var start = new Start(_compilation!, _options!, cancellation);
            begin(start);
            foreach (var look in start.Trees)
                foreach (var tree in _compilation!.SyntaxTrees)
                    look(new SyntaxTreeAnalysisContext(tree, _options!, reported.Add, _ => true, cancellation));
            foreach (var (type, code) in _types)
            {
                var actions = new TypeStart(type, _compilation!, _options!, cancellation);
                start.Types.ForEach(action => action(actions));
                foreach (var (blocks, owner) in code)
                    actions.Blocks.ForEach(action => action(new OperationBlockAnalysisContext(blocks, owner, _compilation!, _options!, reported.Add, _ => true, cancellation)));
                actions.Ends.ForEach(action => action(new SymbolAnalysisContext(type, _compilation!, _options!, reported.Add, _ => true, cancellation)));
            }
        }
        return [.. CompilationWithAnalyzers.GetEffectiveDiagnostics(reported, _compilation!).Where(diagnostic => !diagnostic.IsSuppressed)];
    }

    private sealed class Starts : AnalysisContext
    {
        public List<Action<CompilationStartAnalysisContext>> All { get; } = [];

        public override void EnableConcurrentExecution()
        {
        }

        public override void ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags analysisMode)
        {
        }

        public override void RegisterCompilationStartAction(Action<CompilationStartAnalysisContext> action) => All.Add(action);

        public override void RegisterCompilationAction(Action<CompilationAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) => throw new NotSupportedException();

        public override void RegisterCodeBlockStartAction<TKind>(Action<CodeBlockStartAnalysisContext<TKind>> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TKind>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TKind> syntaxKinds) => throw new NotSupportedException();
    }

    private sealed class Start(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation) : CompilationStartAnalysisContext(compilation, options, cancellation)
    {
        public List<Action<SymbolStartAnalysisContext>> Types { get; } = [];

        public List<Action<SyntaxTreeAnalysisContext>> Trees { get; } = [];

        public override void RegisterSymbolStartAction(Action<SymbolStartAnalysisContext> action, SymbolKind symbolKind) => Types.Add(action);

        public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) => Trees.Add(action);

        /// <summary>What is read of other files is not the engine's.</summary>
        public override void RegisterAdditionalFileAction(Action<AdditionalFileAnalysisContext> action)
        {
        }

        public override void RegisterCompilationEndAction(Action<CompilationAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) => throw new NotSupportedException();

        public override void RegisterCodeBlockStartAction<TKind>(Action<CodeBlockStartAnalysisContext<TKind>> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TKind>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TKind> syntaxKinds) => throw new NotSupportedException();
    }

    private sealed class TypeStart(INamedTypeSymbol type, Compilation compilation, AnalyzerOptions options, CancellationToken cancellation) : SymbolStartAnalysisContext(type, compilation, options, cancellation)
    {
        public List<Action<OperationBlockAnalysisContext>> Blocks { get; } = [];

        public List<Action<SymbolAnalysisContext>> Ends { get; } = [];

        public override void RegisterOperationBlockAction(Action<OperationBlockAnalysisContext> action) => Blocks.Add(action);

        public override void RegisterSymbolEndAction(Action<SymbolAnalysisContext> action) => Ends.Add(action);

        public override void RegisterOperationBlockStartAction(Action<OperationBlockStartAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterOperationAction(Action<OperationAnalysisContext> action, ImmutableArray<OperationKind> operationKinds) => throw new NotSupportedException();

        public override void RegisterCodeBlockStartAction<TKind>(Action<CodeBlockStartAnalysisContext<TKind>> action) => throw new NotSupportedException();

        public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) => throw new NotSupportedException();

        public override void RegisterSyntaxNodeAction<TKind>(Action<SyntaxNodeAnalysisContext> action, ImmutableArray<TKind> syntaxKinds) => throw new NotSupportedException();
    }
}
