using System.Globalization;
using System.Text.RegularExpressions;

namespace Chimney.Proof;

/// <summary>
/// The answers that make a difference to a source: what it compares with, one beside it, and one that it does not know. An answer that the source
/// cannot tell from another one need not be tried.
/// </summary>
public sealed partial class Domains
{
    private const int Most = 6;

    private static readonly Type[] s_exceptions =
        [.. typeof(object).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Exception)) && type.GetConstructor([typeof(string)]) is not null)];

    /// <summary>Reads the domains from a source.</summary>
    public Domains(string source)
    {
        // What is looked at and dropped, or said, makes no difference, nor does what is written where nothing has come from below.
        string code = Told().Replace(Dropped().Replace(Comments().Replace(source, ""), ""), "");
        if (!code.Contains(nameof(ProtocolOffloadBlockList), StringComparison.Ordinal))
            code = Written().Replace(code, "=");
        Text = code;
        IEnumerable<int> numbers = Numbers().Matches(code).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).Where(value => value > 1).Distinct().Take(3);
        Integers = [0, 1, 2, -1, .. code.Contains("enum ", StringComparison.Ordinal) ? [3] : Array.Empty<int>(), .. numbers.SelectMany(value => new[] { value, value + 1 }).Distinct()];
        Strings = [null, .. Literals().Matches(code).Select(match => match.Groups[1].Value).Append("").Append("text").Distinct().Take(Most)];
        Exceptions = [null, .. ExceptionNames().Matches(code).Select(match => match.Value).Distinct()
            .Select(name => Array.Find(s_exceptions, type => type.Name == name)).OfType<Type>().Take(3)];
        NdisStatus[] named = [.. StatusNames().Matches(code).Select(match => Enum.TryParse(match.Groups[1].Value, out NdisStatus status) ? status : NdisStatus.Pending)
            .Where(status => status is not (NdisStatus.Success or NdisStatus.Failure or NdisStatus.Pending)).Distinct().Take(2)];
        bool isCopied = Copied().IsMatch(code);
        bool tellsFailures = isCopied || named.Length > 0 || Mentions("NdisStatus.Failure", "NdisStatus.Pending") || code.Contains("NdisStatus.Success or", StringComparison.Ordinal);
        Statuses = !tellsFailures ? [NdisStatus.Success, NdisStatus.Failure]
            : [NdisStatus.Success, NdisStatus.Failure, .. named, Array.Find([NdisStatus.OffloadPartialSuccess, NdisStatus.Resources, NdisStatus.NotSupported], status => Array.IndexOf(named, status) < 0)];
    }

    /// <summary>The source without its comments and what makes no difference.</summary>
    public string Text { get; }

    /// <summary>What a number may be.</summary>
    public IReadOnlyList<int> Integers { get; }

    /// <summary>What a text may be.</summary>
    public IReadOnlyList<string?> Strings { get; }

    /// <summary>What a call may throw; null for an exception that the source does not name.</summary>
    public IReadOnlyList<Type?> Exceptions { get; }

    /// <summary>What an operation may end with.</summary>
    public IReadOnlyList<NdisStatus> Statuses { get; }

    /// <summary>Whether the source speaks of one of these words.</summary>
    public bool Mentions(params ReadOnlySpan<string> words)
    {
        foreach (string word in words)
        {
            if (Text.Contains(word, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    [GeneratedRegex("//[^\n]*")]
    private static partial Regex Comments();

    [GeneratedRegex(@"(?<!\w)_ = \w+(\.\w+)+;")]
    private static partial Regex Dropped();

    [GeneratedRegex(@"\.Status\s*=\s*NdisStatus\.\w+(?=;)|return NdisStatus\.\w+(?=;)")]
    private static partial Regex Written();

    [GeneratedRegex("Adapter\\.Note\\(\"[^\"]*\"\\)")]
    private static partial Regex Told();

    [GeneratedRegex(@"\.Status\s*=(?!=)")]
    private static partial Regex Copied();

    [GeneratedRegex(@"(?<![\w.])\d{1,4}(?![\w.])")]
    private static partial Regex Numbers();

    [GeneratedRegex("\"([^\"\n{}]{0,20})\"")]
    private static partial Regex Literals();

    [GeneratedRegex(@"\b\w+Exception\b")]
    private static partial Regex ExceptionNames();

    [GeneratedRegex(@"NdisStatus\.(\w+)")]
    private static partial Regex StatusNames();
}
