using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;

namespace Chimney.Proof;

/// <summary>Subjects that are compiled together, each in a namespace of its own, which its files do not know of.</summary>
public sealed class Batch : IDisposable
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest);

    // Unoptimised: nothing is inlined, and each place in the source can be found again on the stack of calls.
    private static readonly CSharpCompilationOptions s_options = new(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Debug);

    private static readonly SyntaxTree s_asking = CSharpSyntaxTree.ParseText(Resource("Prelude.cs"), s_parse, "Prelude.cs", System.Text.Encoding.UTF8);
    private static readonly SyntaxTree s_telling = CSharpSyntaxTree.ParseText(Analyzers.Tests.Corpus.ShapeCorpus.Prelude, s_parse, "Prelude.cs", System.Text.Encoding.UTF8);

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
           let name = Path.GetFileNameWithoutExtension(path)
           where name.StartsWith("System", StringComparison.Ordinal) || name is "mscorlib" or "netstandard" or "Microsoft.CSharp" or "Chimney.Runtime"
           select MetadataReference.CreateFromFile(path),
        MetadataReference.CreateFromFile(typeof(Batch).Assembly.Location),
    ];

    private readonly Dictionary<string, int> _indices = [];
    private readonly Dictionary<int, ImmutableArray<string>> _errors = [];
    private readonly Context _context = new();
    private readonly CSharpCompilation _compilation;

    // The trees that are run in place of those that are analysed.
    private readonly Dictionary<SyntaxTree, SyntaxTree> _instrumented = [];

    /// <summary>Compiles subjects, and loads those that the compiler takes.</summary>
    public Batch(IReadOnlyList<Subject> subjects)
    {
        Subjects = subjects;
        var trees = new List<SyntaxTree> { s_asking };
        for (int i = 0; i < subjects.Count; i++)
        {
            for (int file = 0; file < subjects[i].Files.Count; file++)
            {
                string name = $"{NameOf(i)}_{file}.cs";
                _indices.Add(name, i);
                SyntaxTree tree = CSharpSyntaxTree.ParseText($"namespace {NameOf(i)} {{\n#line 1 \"{name}\"\n{subjects[i].Files[file]}\n}}\n", s_parse, name, System.Text.Encoding.UTF8);
                trees.Add(tree);
                SyntaxNode root = new Instrument(subjects[i].Text.Contains(".SplitFirst(", StringComparison.Ordinal)).Visit(tree.GetRoot())!;
                if (root != tree.GetRoot())
                    _instrumented.Add(tree, CSharpSyntaxTree.Create((CSharpSyntaxNode)root, s_parse, name, System.Text.Encoding.UTF8));
            }
        }
        _compilation = CSharpCompilation.Create("Subjects", trees, s_references, s_options);
        Assembly = Load();
    }

    /// <summary>The subjects.</summary>
    public IReadOnlyList<Subject> Subjects { get; }

    /// <summary>What was loaded: all subjects without errors.</summary>
    internal Assembly Assembly { get; }

    /// <summary>The compiler's errors about a subject; those are not loaded.</summary>
    public IReadOnlyList<string> ErrorsOf(int subject) => _errors.TryGetValue(subject, out ImmutableArray<string> errors) ? errors : [];

    /// <summary>The types of a subject.</summary>
    internal IEnumerable<Type> TypesOf(int subject)
        => Assembly.GetTypes().Where(type => type.Namespace == NameOf(subject));

    /// <summary>Runs analyzers on all subjects that compile.</summary>
    /// <returns>What they report of each subject, in the order of the source.</returns>
    public ILookup<int, Report> Analyze(params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        ImmutableArray<Diagnostic> found = Analysis(analyzers).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        if (found.FirstOrDefault(diagnostic => diagnostic.Location == Location.None) is { } failure)
            throw new InvalidOperationException(failure.ToString());
        return (from diagnostic in found
                let span = diagnostic.Location.GetMappedLineSpan()
                where _indices.ContainsKey(span.Path)
                orderby span.Path, span.StartLinePosition
                select (Index: _indices[span.Path], Report: new Report(diagnostic.Id, span.StartLinePosition.Line + 1, diagnostic.GetMessage(null), Decision.PathOf(diagnostic))))
            .ToLookup(row => row.Index, row => row.Report);
    }

    /// <summary>The processor's time for one subject that compiles, when an analyzer is asked for that subject alone; binding is part of it.</summary>
    public TimeSpan TimeOf(int subject, CompilationWithAnalyzers analysis)
    {
        SyntaxTree tree = analysis.Compilation.SyntaxTrees.First(tree => tree.FilePath == FileOf(subject));
        SemanticModel model = analysis.Compilation.GetSemanticModel(tree);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        analysis.GetAnalyzerSemanticDiagnosticsAsync(model, null, default).GetAwaiter().GetResult();
        return Environment.CpuUsage.TotalTime - before;
    }

    /// <summary>An analysis of all subjects that compile, to be asked for one after the other.</summary>
    public CompilationWithAnalyzers Analysis(params ImmutableArray<DiagnosticAnalyzer> analyzers) => Analysed().WithAnalyzers(analyzers);

    /// <summary>All subjects that compile, as analyzers see them; nothing of it is bound yet.</summary>
    internal CSharpCompilation Analysed() => WithoutErrors().ReplaceSyntaxTree(s_asking, s_telling);

    /// <summary>The name of a subject's first file.</summary>
    internal static string FileOf(int subject) => $"{NameOf(subject)}_0.cs";

    /// <summary>A subject as its author has it: by itself, and nothing added.</summary>
    internal static CSharpCompilation Alone(Subject subject)
        => CSharpCompilation.Create("Subject", [s_telling, .. subject.Files.Select((text, file) => CSharpSyntaxTree.ParseText(text, s_parse, $"Subject_{file}.cs"))], s_references, s_options);

    /// <summary>Unloads what was loaded.</summary>
    public void Dispose() => _context.Unload();

    private static string NameOf(int subject) => $"Subject{subject}";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Batch).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private Assembly Load()
    {
        while (true)
        {
            CSharpCompilation compilation = WithoutErrors();
            foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(_instrumented.ContainsKey))
                compilation = compilation.ReplaceSyntaxTree(tree, _instrumented[tree]);
            using var image = new MemoryStream();
            using var symbols = new MemoryStream();
            EmitResult result = compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
            if (result.Success)
            {
                image.Position = symbols.Position = 0;
                return _context.LoadFromStream(image, symbols);
            }
            int known = _errors.Count;
            foreach (var errors in result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).GroupBy(error => _indices[error.Location.SourceTree!.FilePath]))
                _errors.Add(errors.Key, [.. errors.Select(error => error.ToString())]);
            if (_errors.Count == known)
                throw new InvalidOperationException($"The subjects cannot be compiled: {result.Diagnostics[0]}");
        }
    }

    /// <summary>What errors there are comes from the compiler in two steps, so that this is asked more than once.</summary>
    private CSharpCompilation WithoutErrors()
        => _compilation.RemoveSyntaxTrees(_compilation.SyntaxTrees.Where(tree => _indices.TryGetValue(tree.FilePath, out int index) && _errors.ContainsKey(index)));

    private sealed class Context() : AssemblyLoadContext("Subjects", isCollectible: true);
}

/// <summary>What an analyzer says.</summary>
/// <param name="Id">Its rule.</param>
/// <param name="Line">The line of the subject.</param>
/// <param name="Message">Its words.</param>
/// <param name="Path">The decisions that lead there, as far as they make a difference.</param>
public sealed record Report(string Id, int Line, string Message, IReadOnlyList<Decision> Path)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id} at line {Line}: {Message}";
}
