namespace Chimney.Proof;

/// <summary>The words behind a verb: options with values, flags, and what the verb is about. Whatever it does not know is refused, and never left out silently.</summary>
internal sealed class CommandLine
{
    private const string Flag = "flag";
    private const string Number = "number";
    private const string Text = "text";
    private const string Shards = "shard";

    private static readonly Dictionary<string, string> s_one = new() { ["--seed"] = Number, ["--number"] = Number };

    /// <summary>The options of each verb, and how many other words it takes.</summary>
    private static readonly Dictionary<string, (Dictionary<string, string> Options, int Least, int Most)> s_verbs = new()
    {
        ["check"] = ([], 0, int.MaxValue),
        ["compare"] = (new() { ["--seed"] = Number, ["--count"] = Number, ["--exhaustive"] = Number }, 0, 0),
        ["judge"] = ([], 1, 1),
        ["show"] = (s_one, 0, 0),
        ["mutant"] = (s_one, 0, 0),
        ["fix"] = (s_one, 0, 0),
        ["translation"] = (s_one, 0, 0),
        ["score"] = (new() { ["--seed"] = Number, ["--clean"] = Number, ["--faulty"] = Number, ["--shard"] = Shards, ["--out"] = Text, ["--fix"] = Flag }, 0, 0),
        ["score-merge"] = ([], 1, 1),
        ["peers"] = (new() { ["--seed"] = Number, ["--clean"] = Number, ["--faulty"] = Number, ["--out"] = Text }, 0, 0),
    };

    private readonly Dictionary<string, string> _values = [];

    private CommandLine(IReadOnlyList<string> words) => Words = words;

    /// <summary>The words that are no options.</summary>
    internal IReadOnlyList<string> Words { get; }

    /// <summary>Reads the words behind a verb.</summary>
    /// <returns>The command line, or what is wrong with it and what to do instead.</returns>
    internal static (CommandLine? Line, string? Error) Read(string verb, string[] rest)
    {
        if (!s_verbs.TryGetValue(verb, out var known))
            return (null, $"There is no verb '{verb}'. Call without words for the list of verbs.");
        var words = new List<string>();
        var line = new CommandLine(words);
        for (int i = 0; i < rest.Length; i++)
        {
            if (!rest[i].StartsWith("--", StringComparison.Ordinal))
                words.Add(rest[i]);
            else if (!known.Options.TryGetValue(rest[i], out string? kind))
                return (null, $"'{verb}' has no option '{rest[i]}'. {(known.Options.Count == 0 ? "It has none" : "It has " + string.Join(", ", known.Options.Keys))}.");
            else if (kind == Flag)
                line._values[rest[i]] = "";
            else if (i + 1 == rest.Length || !Fits(kind, rest[i + 1]))
                return (null, $"'{rest[i]}' needs {Expected(kind)}{(i + 1 == rest.Length ? "" : $" in place of '{rest[i + 1]}'")}.");
            else
                line._values[rest[i]] = rest[++i];
        }
        if (words.Count < known.Least || words.Count > known.Most)
            return (null, known.Most == 0 ? $"'{verb}' takes options only: what is '{words[0]}'?" : $"'{verb}' needs one {(verb == "judge" ? "file" : "folder")} behind it, and got {words.Count}.");
        if (known.Most == 1 && !(verb == "judge" ? File.Exists(words[0]) : Directory.Exists(words[0])))
            return (null, $"There is no '{words[0]}' here. Give '{verb}' the path of a {(verb == "judge" ? "file of shapes" : "folder of shards")}.");
        return (line, null);
    }

    internal bool Has(string option) => _values.ContainsKey(option);

    internal int NumberOf(string option, int otherwise) => _values.TryGetValue(option, out string? value) ? int.Parse(value, null) : otherwise;

    internal string TextOf(string option, string otherwise) => _values.GetValueOrDefault(option, otherwise);

    private static bool Fits(string kind, string value) => kind switch
    {
        Number => int.TryParse(value, out int number) && number >= 0,
        Shards => value.Split('/') is [var first, var second] && int.TryParse(first, out int number) && int.TryParse(second, out int of) && number >= 1 && number <= of,
        _ => !value.StartsWith("--", StringComparison.Ordinal),
    };

    private static string Expected(string kind) => kind switch
    {
        Number => "a whole number, such as 1",
        Shards => "a share, such as 1/4 for the first of four",
        _ => "a path",
    };
}
