using System.Diagnostics;
using System.Text;

namespace Chimney.Demo.Tools;

/// <summary>A dotnet command that has ended.</summary>
/// <param name="Text">The command as typed.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All that it printed.</param>
internal sealed record Command(string Text, int ExitCode, string Output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a dotnet command as somebody at a prompt would: without what the surrounding dotnet told its children.</summary>
    public static Command DotNet(string folder, string arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsInherited).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // a build server would keep the output open, and the folder in use
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";

        var output = new StringBuilder();
        void Append(object sender, DataReceivedEventArgs line)
        {
            lock (output)
                output.Append(line.Data).Append(line.Data is null ? "" : "\n");
        }

        using var process = Process.Start(start)!;
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'dotnet {arguments}' did not end within {s_limit.TotalMinutes} minutes:\n{output}");
        }
        process.WaitForExit(); // until the streams are read to their ends
        return new Command($"dotnet {arguments}", process.ExitCode, output.ToString());
    }

    private static bool IsInherited(string variable)
        => variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || variable is "NUGET_PACKAGES" or "CI";
}
