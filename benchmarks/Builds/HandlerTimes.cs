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

    /// <param name="handlers">How many to generate; the README's figures are of 1,000.</param>
    public static async Task<bool> Run(int handlers)
    {
        CSharpCompilation compilation = Compile(HandlerProject.Write(Dialect.Offload, handlers));
        int lines = compilation.SyntaxTrees.Sum(t => t.GetText().Lines.Count);
        var (all, alone) = (new HandlerRounds(compilation), new HandlerRounds(WithOnly(compilation, "CHIM1001")));
        for (int round = -WarmUps; round < Rounds; round++)
        {
            // one after the other, so that what else the machine does hits both
            await all.Run(isMeasured: round >= 0);
            await alone.Run(isMeasured: round >= 0);
        }
        Console.WriteLine($"{all.Medians.Length} handlers in {lines} lines; {all.Reports} reports (all handlers keep the contract)");
        Console.WriteLine($"all rules: {all.Summary}");
        Console.WriteLine($"CHIM1001 alone: {alone.Summary}");
        double[] ratios = [.. all.Totals.Zip(alone.Totals, (a, b) => a / b)];
        Console.WriteLine($"all rules over CHIM1001 alone: {Machine.Ratio(Machine.Median(all.Totals) / Machine.Median(alone.Totals))} "
            + $"(rounds {Machine.Ratio(ratios.Min())} to {Machine.Ratio(ratios.Max())})");
        return all.Medians.Length == handlers && all.Reports == 0;
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
        Exception? failure = null;
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(ImmutableArray<AdditionalText>.Empty),
            (exception, _, _) => failure ??= exception,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        // a clone has symbols of its own, so that nothing is remembered from one round to the next
        var diagnostics = await compilation.Clone().WithAnalyzers([timing], options).GetAnalyzerDiagnosticsAsync();
        // the driver swallows what is thrown out of the callback above
        if (failure is not null)
            throw new InvalidOperationException("The analyzer failed; if it registers a kind of action that TimingAnalyzer does not know, add it there.", failure);
        return (timing, diagnostics.Length);
    }

    /// <summary>The compilation with all rules but one switched off.</summary>
    private static CSharpCompilation WithOnly(CSharpCompilation compilation, string rule)
        => compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(
            new ChimneyAnalyzer().SupportedDiagnostics.Where(d => d.Id != rule).Select(d => KeyValuePair.Create(d.Id, ReportDiagnostic.Suppress))));

    /// <summary>Rounds over one compilation.</summary>
    private sealed class HandlerRounds(CSharpCompilation compilation)
    {
        private readonly Dictionary<string, List<double>> _times = [];
        private readonly List<double> _others = [];

        public int Reports { get; private set; }

        /// <summary>Milliseconds in all callbacks, by round.</summary>
        public List<double> Totals { get; } = [];

        /// <summary>By handler, the median over rounds.</summary>
        public double[] Medians => [.. _times.Values.Select(Machine.Median)];

        public string Summary => $"p50 {Machine.Milliseconds(Machine.Percentile(Medians, 50))}, p95 {Machine.Milliseconds(Machine.Percentile(Medians, 95))}, "
            + $"p99 {Machine.Milliseconds(Machine.Percentile(Medians, 99))}, max {Machine.Milliseconds(Medians.Max())}; sum {Machine.Milliseconds(Medians.Sum())}, other callbacks {Machine.Milliseconds(Machine.Median(_others))}";

        public async Task Run(bool isMeasured)
        {
            (TimingAnalyzer timing, int found) = await Analyze(compilation);
            if (!isMeasured)
                return;
            Reports += found;
            _others.Add(timing.Others);
            Totals.Add(timing.Others + timing.Blocks.Values.Sum());
            foreach (var (method, time) in timing.Blocks)
                if (method is IMethodSymbol { IsOverride: true, Parameters.Length: 2 })
                    TimesOf(_times, method.ToDisplayString()).Add(time);
        }
    }

    private static List<double> TimesOf(Dictionary<string, List<double>> times, string key)
    {
        if (!times.TryGetValue(key, out var list))
            times.Add(key, list = []);
        return list;
    }
}
