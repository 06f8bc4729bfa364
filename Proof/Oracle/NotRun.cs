using System.Text.RegularExpressions;

namespace Chimney.Proof;

/// <summary>What a run in one process, on one thread, cannot do.</summary>
internal static class NotRun
{
    private static readonly (string Words, string Reason)[] s_reasons =
    [
        (@"Environment\.(FailFast|Exit)", "it ends the process"),
        (@"\bParallel\.|Task\.Run|new Thread\b|Timer\b|ThreadPool|ContinueWith|ConfigureAwait\(false\)|\.Start\(", "it uses threads"),
        (@"\.(Wait|WaitOne|SignalAndWait)\(\)|Monitor\.Wait\(", "it waits for another thread"),
        (@"delegate\*", "a function pointer that is null ends the process"),
        (@"~\w+\(\)", "it waits for the garbage collector"),
    ];

    /// <summary>Why a text is not run; null where it can be.</summary>
    internal static string? Why(string text) => Array.Find(s_reasons, row => Regex.IsMatch(text, row.Words)).Reason;
}
