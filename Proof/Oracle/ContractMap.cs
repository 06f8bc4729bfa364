using System.Text.RegularExpressions;
using Chimney.Analyzers;
using Microsoft.CodeAnalysis;

namespace Chimney.Proof;

/// <summary>
/// Which rules of the analyzers speak about a violation. Words come first: some numbers of the contract stand for several mistakes, which are
/// several rules. Then the numbers that the rules name in their descriptions.
/// </summary>
public static partial class ContractMap
{
    /// <summary>Words of the verifier, and what they mean, first match first.</summary>
    private static readonly (string Words, string[] Ids)[] s_words =
    [
        // Which status a request is given back with is no analyzer's business.
        ("that was (not|never) sent down", []),
        // An event's arguments are a matter of values, and a second event may be one of the driver's own.
        ("another (event|indication) was|with another status than|the event was indicated twice", []),
        // The second miniport is the run's, not the subject's: see Instrument.
        ("on another virtual miniport", []),
        // A list is handed over converted by hand; the release of the entry is one of the things that are missing then.
        ("call entry of the operation was not released", ["CHIM2005", "CHIM2002"]),
        ("call entry was used (after its release|while)", ["CHIM2005", "CHIM1005"]),
        // A target may complete a disconnect without a list: one that is passed in place of the right list shows in that one.
        ("MiniportTcpOffloadDisconnect was never completed upward", ["CHIM1001", "CHIM1006", "CHIM1004"]),
        ("was never (completed upward|sent down|carried up)", ["CHIM1001", "CHIM1006"]),
        ("was pended and never resumed", ["CHIM1006"]),
        ("left .* (still to be|before the indication)", ["CHIM1007"]),
        ("had been (converted|split) since", ["CHIM1005", "CHIM1004"]),
        ("NdisTcpOffload.* for a list that had been .* already", ["CHIM1002", "CHIM1005"]),
        ("for a list that had been .* already", ["CHIM1002"]),
        ("pended after it had been given away|resumed twice", ["CHIM1002"]),
        ("pended after it had been converted", ["CHIM1005", "CHIM1004"]),
        ("was used after|is not in the driver's hands|used while the driver did not have it", ["CHIM1005"]),
        ("with a null list|with a list of the driver's own|a null list was pended|with the list of another", ["CHIM1004"]),
        ("was called for a (list of|completion)", ["CHIM1003"]),
        ("inside the request handler", ["CHIM1008"]),
    ];

    private static readonly ILookup<string, string> s_owners =
        (from descriptor in new ChimneyAnalyzer().SupportedDiagnostics
         from number in Numbers(descriptor.Description.ToString(null))
         select (Number: number, descriptor.Id)).ToLookup(row => row.Number, row => row.Id);

    /// <summary>Whether the verifier goes on with something else than the driver has passed.</summary>
    internal static bool IsReplacement(string message) => message.StartsWith("another indication was made", StringComparison.Ordinal);

    /// <summary>The rules that speak about a violation; empty where none does.</summary>
    /// <param name="violation">The violation.</param>
    /// <param name="isLeft">Whether an exception has left the driver before: what nobody completes after that may be reported where it leaves.</param>
    public static IReadOnlyList<string> IdsOf(ContractViolation violation, bool isLeft = false)
    {
        if (isLeft && violation.Message.Contains("was pended and never resumed", StringComparison.Ordinal))
            return ["CHIM1006", "CHIM1007"];
        foreach ((string words, string[] ids) in s_words)
        {
            if (Regex.IsMatch(violation.Message, words))
                return ids;
        }
        return [.. s_owners[violation.Rule]];
    }

    /// <summary>The numbers that a description ends with, ranges spelled out.</summary>
    private static IEnumerable<string> Numbers(string description)
    {
        string list = Regex.Match(description, @"\((C\d{3}[^)]*)\)\.$").Groups[1].Value;
        foreach (Match match in Range().Matches(list))
        {
            int first = int.Parse(match.Groups[1].Value, null);
            int last = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, null) : first;
            for (int number = first; number <= last; number++)
                yield return $"C{number:000}";
        }
    }

    [GeneratedRegex(@"C(\d{3})(?:[-–]C(\d{3}))?")]
    private static partial Regex Range();
}
