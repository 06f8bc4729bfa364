using System.Diagnostics;

namespace Chimney.Runtime.Tests.Native;

/// <summary>Runs the C compiler, and what it made, in a folder of its own.</summary>
internal sealed class Gcc : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chimney-native");

    internal string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>A file of the test project.</summary>
    internal static string Source(string file) => Path.Combine(AppContext.BaseDirectory, "Native", file);

    /// <summary>Compiles, with the rules of Microsoft's compilers for bit fields.</summary>
    internal void Compile(params string[] arguments) => Run("gcc", ["-std=c11", "-Wall", "-Werror", "-mms-bitfields", $"-I{Source("")}", .. arguments]);

    internal string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"{program} does not start. The tests of the native layout need gcc and the headers of libc: apt-get install gcc libc6-dev.");
        }
        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors.Result}");
            return output;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
