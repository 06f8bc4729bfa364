using System.Globalization;
using System.Text;

namespace Chimney.Benchmarks.Builds;

/// <summary>A project of drivers with ten handlers each, the same for every run. All handlers keep the contract.</summary>
internal static class HandlerProject
{
    /// <summary>Text by file name.</summary>
    public static IReadOnlyDictionary<string, string> Write(Dialect dialect, int handlers)
    {
        var files = new Dictionary<string, string> { ["Support.cs"] = dialect.Support };
        var random = new Random(20060);
        for (int i = 0; i < handlers / (2 * Operation.All.Length); i++)
            files[$"Filter{i:000}.cs"] = WriteDriver(dialect, $"Filter{i:000}", random);
        return files;
    }

    /// <summary>A driver with one handler that goes through the given number of decisions, each of about nine lines.</summary>
    public static string WriteLong(int decisions)
        => Driver(Dialect.Offload, "LongFilter", Render(Dialect.Offload, HandlerBodies.Long[0].Text, Operation.All[0], false, decisions, new Random(1)));

    /// <summary>A driver with one handler that tests independent flags one after the other.</summary>
    public static string WriteFlags(int flags)
    {
        string tests = string.Concat(Enumerable.Range(0, flags).Select(i => $"if (Flag{i})\n_completed += {i};\n"));
        string fields = string.Concat(Enumerable.Range(0, flags).Select(i => $"public bool Flag{i} {{ get; set; }}\n"));
        string body = "$HEADER\n{\n" + tests + "$DONE\n}\n";
        return Driver(Dialect.Offload, "FlagFilter", fields + Dialect.Offload.Write(body, Operation.All[0], false));
    }

    private static string WriteDriver(Dialect dialect, string name, Random random)
    {
        var members = new StringBuilder();
        foreach (Operation operation in Operation.All)
        {
            members.Append(WriteHandler(dialect, operation, true, random)).Append('\n');
            members.Append(WriteHandler(dialect, operation, false, random)).Append('\n');
        }
        return Driver(dialect, name, members.ToString());
    }

    private static string WriteHandler(Dialect dialect, Operation operation, bool isRequest, Random random)
    {
        // the members that a body brings along are named by operation only, so requests have none
        var bodies = HandlerBodies.Plain.Concat(isRequest ? [] : HandlerBodies.WithHelper).Concat(HandlerBodies.Long).ToArray();
        int choice = random.Next(bodies.Sum(b => b.Weight));
        string body = bodies.SkipWhile(b => (choice -= b.Weight) >= 0).First().Text;
        return Render(dialect, body, operation, isRequest, 2 + random.Next(14), random);
    }

    private static string Render(Dialect dialect, string body, Operation operation, bool isRequest, int decisions, Random random)
    {
        string chain = body.Contains("$DECISIONS", StringComparison.Ordinal)
            ? string.Concat(Enumerable.Range(0, decisions).Select(i => HandlerBodies.Decision.Replace("$I", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)))
            : "";
        string number = random.Next(10_000, 99_999).ToString(CultureInfo.InvariantCulture);
        return dialect.Write((body + "\n").Replace("$DECISIONS", chain, StringComparison.Ordinal).Replace("#", number, StringComparison.Ordinal), operation, isRequest);
    }

    private static string Driver(Dialect dialect, string name, string members) => Indent($$"""
        using System;
        using System.Collections.Generic;
        using Chimney;

        namespace Generated;

        public sealed class {{name}} : {{dialect.BaseType}}
        {
        private readonly Dictionary<string, int> _weights = new();
        private readonly List<string> _log = new();
        private int _completed;
        private int _failed;
        private int _retries;
        private int _total;
        private bool _isQuiet;
        private bool _isPaused;

        public int Completed => _completed;

        public void Configure(bool isQuiet, bool isPaused) => (_isQuiet, _isPaused) = (isQuiet, isPaused);

        {{members}}
        public override string ToString() => $"{Name}: {_completed} completed, {_failed} failed, {_retries} tried again, {_total} in all, {_log.Count} lines";

        private int Weigh(string key) => _weights.TryGetValue(key, out int weight) ? weight : throw new InvalidOperationException($"{key} is not known to {Name}");

        private void Log(string text, NdisStatus status)
        {
        if (_isQuiet && status == NdisStatus.Success)
        return;
        _log.Add($"{Name}: {text} ({status})");
        }
        }
        """);

    /// <summary>Sources look like written ones: four spaces per open brace.</summary>
    private static string Indent(string text)
    {
        var result = new StringBuilder();
        int depth = 0;
        foreach (string line in text.Split('\n').Select(l => l.Trim()))
        {
            if (line == "}")
                depth--;
            result.Append(' ', line.Length == 0 ? 0 : 4 * depth).Append(line).Append('\n');
            if (line == "{")
                depth++;
        }
        return result.ToString();
    }
}
