using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Analyzers.Contract;

/// <summary>How exceptions leave a handler (<c>chimney.exceptions</c>).</summary>
internal enum ExceptionOption
{
    /// <summary>Only throw statements leave a handler.</summary>
    Explicit,
    /// <summary>Calls that may throw do as well.</summary>
    Calls,
    /// <summary>No exception is reported (CHIM1007 is off).</summary>
    Ignore,
}

/// <summary>What an unknown callee does with a list that it is given (<c>chimney.unknown_callee</c>).</summary>
internal enum UnknownCalleeOption
{
    /// <summary>Not known; said as CHIM1099.</summary>
    Unproven,
    /// <summary>Takes the duty over.</summary>
    Trusted,
    /// <summary>Only looks.</summary>
    Untrusted,
}

/// <summary>The options of .editorconfig that the rules read.</summary>
internal sealed record Options(ExceptionOption Exceptions, UnknownCalleeOption UnknownCallee)
{
    public const string ExceptionsKey = "chimney.exceptions";
    public const string UnknownCalleeKey = "chimney.unknown_callee";

    public static Options Read(AnalyzerConfigOptions options)
        => new(Parse(options, ExceptionsKey, ExceptionOption.Explicit), Parse(options, UnknownCalleeKey, UnknownCalleeOption.Unproven));

    private static T Parse<T>(AnalyzerConfigOptions options, string key, T fallback)
        where T : struct
        => options.TryGetValue(key, out var text) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(typeof(T), value) ? value : fallback;
}
