using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Chimney.Benchmarks.Builds;

/// <summary>What one compilation cost.</summary>
/// <param name="Cpu">Processor time of the compiler, in milliseconds.</param>
/// <param name="Wall">Time on the clock, in milliseconds.</param>
/// <param name="Analyzers">Time inside analyzers as the compiler reports it, summed over its threads, in milliseconds.</param>
/// <param name="Output">What it printed.</param>
internal sealed record Cost(double Cpu, double Wall, double Analyzers, string Output);

/// <summary>
/// The compiler of the SDK, kept running as `dotnet build` keeps it (VBCSCompiler), so that it is warm, and alone in its process, so that its
/// processor time can be read.
/// </summary>
internal sealed partial class CompilerServer : IDisposable
{
    private readonly string _folder = Machine.Folder("Compiler");
    private readonly string _pipe = $"chimney-benchmarks-{Environment.ProcessId}";
    private readonly Process _server;

    public CompilerServer()
    {
        _server = Start("VBCSCompiler.dll", $"-pipename:{_pipe}");
        Thread.Sleep(1_000); // until it listens
    }

    /// <summary>Compiles by a response file. Throws where the compiler failed.</summary>
    public Cost Compile(string responseFile)
    {
        _server.Refresh();
        TimeSpan before = _server.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        using Process client = Start("csc.dll", "/noconfig", $"/shared:{_pipe}", "@" + responseFile);
        string output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        double wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _server.Refresh();
        double cpu = (_server.TotalProcessorTime - before).TotalMilliseconds;
        if (client.ExitCode != 0)
            throw new InvalidOperationException($"The compiler failed on {responseFile}:\n{output}");
        if (cpu < 1)
            throw new InvalidOperationException("The compilation did not run on the server.");
        var total = AnalyzerTime().Match(output);
        return new Cost(cpu, wall, total.Success ? double.Parse(total.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) * 1_000 : 0, output);
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private Process Start(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredPGO"] = "0"; // with profiles, the server is warm only after dozens of compilations
        start.ArgumentList.Add(Path.Combine(_folder, assembly));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"Total analyzer execution time: ([0-9.]+) seconds")]
    private static partial Regex AnalyzerTime();
}
