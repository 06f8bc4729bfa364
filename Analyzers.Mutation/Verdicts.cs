using System.Globalization;

namespace Chimney.Analyzers.Mutation;

internal enum Verdict
{
    /// <summary>No case comes to the place.</summary>
    Unreached,
    Lived,
    Killed,
    /// <summary>Killed by running out of time.</summary>
    Endless,
    /// <summary>Has ended the process twice, which says nothing of the tests.</summary>
    Overflowed,
}

/// <summary>A line for each mutant that was begun, with its verdict; kept in a file.</summary>
internal sealed class Verdicts
{
    private readonly string _path;
    private readonly Dictionary<int, (Verdict? Verdict, string Remark)> _all = [];

    public Verdicts(string path)
    {
        _path = path;
        foreach (string line in File.Exists(path) ? File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            int id = int.Parse(words[0], CultureInfo.InvariantCulture);
            _all[id] = words is [_, var verdict, ..] ? (Enum.Parse<Verdict>(verdict), words[^1]) : _all.ContainsKey(id) ? (Verdict.Overflowed, "") : default;
        }
    }

    /// <summary>Whether the mutant is still to be tested; then it is noted as begun.</summary>
    public bool Begin(int id)
    {
        if (_all.TryGetValue(id, out var known) && known.Verdict is not null)
            return false;
        File.AppendAllText(_path, $"\n{id} ");
        _all[id] = default;
        return true;
    }

    public void End(int id, Verdict verdict, string remark)
    {
        File.AppendAllText(_path, $"{verdict} {remark}");
        _all[id] = (verdict, remark);
    }

    /// <summary>The score with its 95 % interval (Wilson), by file, and what lived.</summary>
    public string Report(IReadOnlyCollection<Mutant> drawn)
    {
        var judged = drawn.Where(mutant => _all[mutant.Id].Verdict is not Verdict.Overflowed).ToLookup(mutant => _all[mutant.Id].Verdict is Verdict.Killed or Verdict.Endless);
        double dead = judged[true].Count(), all = dead + judged[false].Count(), share = dead / all;
        const double z = 1.96;
        double middle = share + z * z / 2 / all, width = z * Math.Sqrt(share * (1 - share) / all + z * z / 4 / all / all), scale = 1 + z * z / all;
        var files = judged[true].Concat(judged[false]).GroupBy(mutant => mutant.File).OrderBy(file => file.Key, StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"""
            {dead} of {all} killed: {share:P1}, 95 % interval {(middle - width) / scale:P1} to {(middle + width) / scale:P1}
            {drawn.Count(mutant => _all[mutant.Id].Verdict is Verdict.Endless)} of them did not end; {drawn.Count(mutant => _all[mutant.Id].Verdict is Verdict.Overflowed)} more overflowed the stack and do not count; {drawn.Count(mutant => _all[mutant.Id].Verdict is Verdict.Unreached)} are reached by no case

            | File | Drawn | Killed |
            |---|---|---|
            {string.Join('\n', files.Select(file => $"| {file.Key} | {file.Count()} | {file.Intersect(judged[true]).Count()} |"))}

            {string.Join('\n', judged[false].OrderBy(mutant => (mutant.File, mutant.Line)).Select(mutant => $"{mutant.File}:{mutant.Line} ({mutant.Id}, {_all[mutant.Id].Verdict}): {mutant.Original} => {mutant.Replacement}"))}
            """);
    }
}
