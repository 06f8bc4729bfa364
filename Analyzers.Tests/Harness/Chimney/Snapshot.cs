using System.Runtime.CompilerServices;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>
/// Compares a text with <c>Class.Method.verified.txt</c> beside the test's source file (the file name is the class). On a mismatch the text is
/// written to <c>Class.Method.received.txt</c>; with the environment variable UPDATE_SNAPSHOTS=1 it replaces the verified one.
/// </summary>
public static class Snapshot
{
    /// <summary>The newest host writes plain names; copies of the tests on other hosts run at the same time and add theirs.</summary>
#if ROSLYN5_12
    private const string ReceivedSuffix = ".received.txt";
#elif ROSLYN4_14
    private const string ReceivedSuffix = ".Roslyn4_14.received.txt";
#else
    private const string ReceivedSuffix = ".Roslyn4_5.received.txt";
#endif

    public static void Verify(string text, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "") =>
        Verify(text, sourceFile, method, Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1");

    internal static void Verify(string text, string sourceFile, string method, bool update)
    {
        var name = Path.Combine(Path.GetDirectoryName(sourceFile)!, Path.GetFileNameWithoutExtension(sourceFile) + "." + method);
        var verified = name + ".verified.txt";
        var received = name + ReceivedSuffix;
        var actual = Normalize(text);
        var expected = File.Exists(verified) ? Normalize(File.ReadAllText(verified)) : null;
        if (update && expected != actual)
            File.WriteAllText(verified, expected = actual);

        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        throw new InvalidOperationException($"""
            Snapshot {Path.GetFileName(verified)} {(expected is null ? "does not exist" : "differs")}. Compare it with {Path.GetFileName(received)}, or set UPDATE_SNAPSHOTS=1 to accept.
            Expected:
            {expected}
            Received:
            {actual}
            """);
    }

    /// <summary>Line ends depend on the machine, a last empty line on the editor.</summary>
    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}
