using System.Collections.Immutable;
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

    /// <summary>The keys with the values that each may have, the default first.</summary>
    public static readonly ImmutableArray<(string Key, ImmutableArray<string> Values)> Keys = ImmutableArray.Create(
        (ExceptionsKey, ValuesOf<ExceptionOption>()), (UnknownCalleeKey, ValuesOf<UnknownCalleeOption>()));

    public static Options Read(AnalyzerConfigOptions options)
        => new(Parse(options, ExceptionsKey, ExceptionOption.Explicit), Parse(options, UnknownCalleeKey, UnknownCalleeOption.Unproven));

    /// <summary>The keys whose values are none of those that they may have (CHIM1097); the default holds there.</summary>
    public static IEnumerable<(string Key, string Value, ImmutableArray<string> Allowed)> Unknown(AnalyzerConfigOptions options)
    {
        foreach (var (key, values) in Keys)
            if (options.TryGetValue(key, out var text) && !values.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase))
                yield return (key, text, values);
    }

    /// <summary>The value with this name, whatever its case; null where there is none.</summary>
    public static T? Known<T>(string text)
        where T : struct, Enum
        => ValuesOf<T>().Contains(text.Trim(), StringComparer.OrdinalIgnoreCase) && Enum.TryParse<T>(text, ignoreCase: true, out var value) ? value : null;

    private static T Parse<T>(AnalyzerConfigOptions options, string key, T fallback)
        where T : struct, Enum
        => options.TryGetValue(key, out var text) ? Known<T>(text) ?? fallback : fallback;

    private static ImmutableArray<string> ValuesOf<T>()
        where T : struct, Enum
        => Enum.GetNames(typeof(T)).Select(n => n.ToLowerInvariant()).ToImmutableArray();
}
