using System.Globalization;
using Chimney.Analyzers;

namespace Chimney.Benchmarks.Builds;

/// <summary>What analyzers add to the compiler's own time, over the same project compiled without them, round by round.</summary>
internal static class BuildShares
{
    private const int WarmUps = 10;

    /// <summary>An analyzer that does nothing; $ACTION says when.</summary>
    private const string IdleAnalyzer = """
        using System.Collections.Immutable;
        using Microsoft.CodeAnalysis;
        using Microsoft.CodeAnalysis.Diagnostics;

        [DiagnosticAnalyzer(LanguageNames.CSharp)]
        public sealed class IdleAnalyzer : DiagnosticAnalyzer
        {
            private static readonly DiagnosticDescriptor s_never = new("IDLE1", "Never", "Never", "Idle", DiagnosticSeverity.Warning, true);

            public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(s_never);

            public override void Initialize(AnalysisContext context)
            {
                context.EnableConcurrentExecution();
                context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze);
                context.$ACTION(_ => { });
            }
        }
        """;

    private const string OnlyCa2000 = """
        is_global = true
        dotnet_analyzer_diagnostic.severity = none
        dotnet_diagnostic.CA2000.severity = warning
        """;

    /// <summary>A thousand handlers: ours against none, and peers on the same handlers whose duty is Dispose.</summary>
    public static void RunHandlers(int rounds)
    {
        using var project = new Workplace();
        string ours = project.Add("handlers", HandlerProject.Write(Dialect.Offload, 1_000));
        string twin = project.Add("leases", HandlerProject.Write(Dialect.Lease, 1_000));
        var mixed = new Dictionary<string, string>(HandlerProject.Write(Dialect.Offload, 1_000).Concat(PlainProject.Write(40_000)));
        string among = project.Add("handlers among other code", mixed);
        string sdk = SdkDefault();
        project.Measure(rounds, ours,
            new("no analyzer", "", 0), new("an empty analyzer", project.Empty(), 0), new("one that has every body bound and does nothing", project.Binding(), 0), new("ours", Ours(), 0),
            new("the SDK's default analyzers", sdk, 0), new("the SDK's default analyzers and ours", sdk + Ours(), 4));
        project.Measure(rounds, among, new("no analyzer", "", 0), new("an empty analyzer", project.Empty(), 0), new("ours", Ours(), 0));
        project.Measure(rounds, twin,
            new("no analyzer", "", 0), new("one that has every body bound and does nothing", project.Binding(), 0), new("CA2000", project.Ca2000(), 0),
            new("IDisposableAnalyzers 4.0.8", Peer("IDisposableAnalyzers", "*.dll"), 0));
    }

    /// <summary>Forty thousand lines without a handler.</summary>
    public static void RunPlain(int rounds)
    {
        using var project = new Workplace();
        string plain = project.Add("plain", PlainProject.Write(40_000));
        project.Measure(rounds, plain, new("no analyzer", "", 0), new("an empty analyzer", project.Empty(), 0), new("ours", Ours(), 0), new("ours, over an empty analyzer", Ours(), 1));
    }

    /// <summary>The analyzers that `dotnet build` gives every project, with their default configuration.</summary>
    private static string SdkDefault()
    {
        string config = Path.Combine(Machine.Folder("NetAnalyzers"), "build", "config", "analysislevel_10_default.globalconfig");
        return NetAnalyzers() + $"/analyzerconfig:\"{config}\"\n";
    }

    private static string Ours() => Reference(typeof(ChimneyAnalyzer).Assembly.Location);

    private static string NetAnalyzers() => Peer("NetAnalyzers", "Microsoft.CodeAnalysis.NetAnalyzers.dll") + Peer("NetAnalyzers", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll");

    private static string Peer(string key, string pattern) => string.Concat(Directory.GetFiles(Machine.Folder(key), pattern).Select(Reference));

    private static string Reference(string assembly) => $"/analyzer:\"{assembly}\"\n";

    /// <summary>A set of analyzers to compile with.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Options">Its part of the response file.</param>
    /// <param name="Over">The variant that it is compared with, by position.</param>
    private sealed record Variant(string Name, string Options, int Over);

    /// <summary>A folder of generated projects.</summary>
    private sealed class Workplace : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("chimney-benchmarks-").FullName;
        private readonly CompilerServer _compiler = new();

        public string Add(string name, IReadOnlyDictionary<string, string> files)
        {
            string folder = Directory.CreateDirectory(Path.Combine(_folder, name.Replace(' ', '-'))).FullName;
            foreach (var (file, text) in files)
                File.WriteAllText(Path.Combine(folder, file), text);
            var options = new List<string> { "/target:library", "/nullable:enable", "/deterministic", "/debug:embedded", "/nologo", "/reportanalyzer", $"/out:\"{folder}.dll\"" };
            options.AddRange(Machine.References().Select(r => $"/reference:\"{r}\""));
            options.Add($"\"{folder}/*.cs\"");
            File.WriteAllLines(folder + ".rsp", options);
            Console.WriteLine($"{name}: {files.Count} files, {files.Values.Sum(t => t.Count(c => c == '\n')).ToString("N0", CultureInfo.InvariantCulture)} lines");
            return folder + ".rsp";
        }

        public string Empty() => Idle("Empty", "RegisterCompilationStartAction");

        public string Binding() => Idle("Binding", "RegisterOperationBlockAction");

        private string Idle(string name, string action)
        {
            string source = Path.Combine(_folder, name + "Analyzer.cs");
            string assembly = Path.ChangeExtension(source, ".dll");
            if (!File.Exists(assembly))
            {
                File.WriteAllText(source, IdleAnalyzer.Replace("$ACTION", action, StringComparison.Ordinal));
                string roslyn = Path.Combine(Machine.Folder("Compiler"), "Microsoft.CodeAnalysis.dll");
                string options = Path.ChangeExtension(source, ".rsp");
                File.WriteAllLines(options, ["/target:library", "/nologo", $"/out:\"{assembly}\"", $"\"{source}\"", .. Machine.References().Append(roslyn).Select(r => $"/reference:\"{r}\"")]);
                _compiler.Compile(options);
            }
            return Reference(assembly);
        }

        public string Ca2000()
        {
            string config = Path.Combine(_folder, "ca2000.globalconfig");
            File.WriteAllText(config, OnlyCa2000);
            return NetAnalyzers() + $"/analyzerconfig:\"{config}\"\n";
        }

        public void Measure(int rounds, string project, params Variant[] variants)
        {
            string[] files = [.. variants.Select((v, i) => WriteOptions(project, i, v.Options))];
            var costs = variants.Select(_ => new List<Cost>()).ToArray();
            for (int round = -WarmUps; round < rounds; round++)
                for (int i = 0; i < variants.Length; i++)
                {
                    Cost cost = _compiler.Compile(files[i]);
                    if (round >= 0)
                        costs[i].Add(cost);
                }
            for (int i = 0; i < variants.Length; i++)
            {
                double[] shares = [.. costs[i].Zip(costs[variants[i].Over], (with, without) => 100 * (with.Cpu / without.Cpu - 1))];
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {variants[i].Name}: {Machine.Median(costs[i].Select(c => c.Cpu)):0} ms of processor, {Machine.Median(costs[i].Select(c => c.Wall)):0} ms on the clock; "
                    + $"over '{variants[variants[i].Over].Name}' {Machine.Median(shares):+0.0;-0.0} % (quartiles {Machine.Percentile(shares, 25):+0.0;-0.0} and {Machine.Percentile(shares, 75):+0.0;-0.0}); "
                    + $"inside analyzers {Machine.Median(costs[i].Select(c => c.Analyzers)):0} ms; {costs[i][0].Output.Split('\n').Count(l => l.Contains(": warning ", StringComparison.Ordinal))} warnings"));
            }
        }

        public void Dispose()
        {
            _compiler.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        private static string WriteOptions(string project, int index, string options)
        {
            string file = Path.ChangeExtension(project, $"{index}.rsp");
            File.WriteAllText(file, File.ReadAllText(project) + options);
            return file;
        }
    }
}
