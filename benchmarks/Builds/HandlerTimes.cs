using System.Collections.Immutable;
using Chimney.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Benchmarks.Builds;

/// <summary>Time per handler: what the analyzer's callback for the handler's body takes, warm, one at a time, the median over rounds.</summary>
internal static class HandlerTimes
{
    private const int WarmUps = 6;
    private const int Rounds = 11;

    public static async Task<bool> Run()
    {
        CSharpCompilation compilation = Compile(HandlerProject.Write(Dialect.Offload, 1_000));
        int lines = compilation.SyntaxTrees.Sum(t => t.GetText().Lines.Count);
        var times = new Dictionary<string, List<double>>();
        var others = new List<double>();
        int reports = 0;
        for (int round = -WarmUps; round < Rounds; round++)
        {
            (TimingAnalyzer timing, int found) = await Analyze(compilation);
            if (round < 0)
                continue;
            reports += found;
            others.Add(timing.Others);
            foreach (var (method, time) in timing.Blocks)
                if (method is IMethodSymbol { IsOverride: true, Parameters.Length: 2 })
                    TimesOf(times, method.ToDisplayString()).Add(time);
        }
        double[] medians = [.. times.Values.Select(Machine.Median)];
        Console.WriteLine($"{medians.Length} handlers in {lines} lines; {reports} reports (all handlers keep the contract)");
        Console.WriteLine($"time per handler: p50 {Machine.Milliseconds(Machine.Percentile(medians, 50))}, p95 {Machine.Milliseconds(Machine.Percentile(medians, 95))}, "
            + $"p99 {Machine.Milliseconds(Machine.Percentile(medians, 99))}, max {Machine.Milliseconds(medians.Max())}; sum {Machine.Milliseconds(medians.Sum())}, other callbacks {Machine.Milliseconds(Machine.Median(others))}");
        return medians.Length == 1_000 && reports == 0;
    }

    /// <summary>Thirty independent flags, and one handler of ten thousand lines: cold and warm.</summary>
    public static async Task<bool> RunLimits()
    {
        bool isFine = true;
        foreach (var (name, source) in new[] { ("thirty ifs on independent flags", HandlerProject.WriteFlags(30)), ("one handler of 10,000 lines", HandlerProject.WriteLong(1_000)) })
        {
            CSharpCompilation compilation = Compile(new Dictionary<string, string> { ["Support.cs"] = Dialect.Offload.Support, ["Limit.cs"] = source });
            var times = new List<double>();
            int reports = 0;
            for (int round = 0; round < Rounds; round++)
            {
                (TimingAnalyzer timing, int found) = await Analyze(compilation);
                times.Add(timing.Others + timing.Blocks.Values.Sum());
                reports += found;
            }
            Console.WriteLine($"{name} ({source.Count(c => c == '\n')} lines): first {Machine.Milliseconds(times[0])}, then {Machine.Milliseconds(Machine.Median(times.Skip(1)))}; {reports} reports");
            isFine &= times.Max() < 1_000 && reports == 0;
        }
        return isFine;
    }

    private static CSharpCompilation Compile(IReadOnlyDictionary<string, string> files)
    {
        var compilation = CSharpCompilation.Create(
            "Generated",
            files.Select(f => CSharpSyntaxTree.ParseText(f.Value, path: f.Key)),
            Machine.References().Select(r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count == 0 ? compilation : throw new InvalidOperationException("The generated project does not compile: " + errors[0]);
    }

    private static async Task<(TimingAnalyzer Timing, int Reports)> Analyze(CSharpCompilation compilation)
    {
        var timing = new TimingAnalyzer(new ChimneyAnalyzer());
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(ImmutableArray<AdditionalText>.Empty),
            (exception, _, _) => throw new InvalidOperationException("An analyzer failed.", exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        // a clone has symbols of its own, so that nothing is remembered from one round to the next
        var diagnostics = await compilation.Clone().WithAnalyzers([timing], options).GetAnalyzerDiagnosticsAsync();
        return (timing, diagnostics.Length);
    }

    private static List<double> TimesOf(Dictionary<string, List<double>> times, string key)
    {
        if (!times.TryGetValue(key, out var list))
            times.Add(key, list = []);
        return list;
    }
}
