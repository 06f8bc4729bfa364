using System.Reflection;
using System.Text.Json;
using Chimney.Analyzers;

namespace Chimney.Proof;

/// <summary>The rows of one shard as they are written to a file, with all that is needed to make them again.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Clean">How many right handlers all shards have together.</param>
/// <param name="Faulty">How many mutants all shards have together.</param>
/// <param name="Shard">Which shard, from 1.</param>
/// <param name="Of">How many shards there are.</param>
/// <param name="Commit">What the analyzers were built from.</param>
/// <param name="Rows">The rows.</param>
public sealed record ScoreShard(int Seed, int Clean, int Faulty, int Shard, int Of, string Commit, IReadOnlyList<ScoreRow> Rows)
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What the analyzers at hand were built from.</summary>
    public static string CommitAtHand
        => typeof(ChimneyAnalyzer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, { Length: > 12 } hash] ? hash[..12] : "unknown";

    /// <summary>The file's name.</summary>
    public string FileName => $"score-{Seed}-{Shard}-of-{Of}.json";

    /// <summary>Writes the file into a folder.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, s_options));
    }

    /// <summary>Reads all shards in a folder.</summary>
    public static IReadOnlyList<ScoreShard> Load(string folder)
        => [.. Directory.GetFiles(folder, "score-*-of-*.json").Order(StringComparer.Ordinal).Select(file => JsonSerializer.Deserialize<ScoreShard>(File.ReadAllText(file), s_options)!)];

    /// <summary>Puts the shards of one score together.</summary>
    /// <exception cref="InvalidOperationException">They are not shards of one score, or some are missing.</exception>
    public static ScoreShard Merge(IReadOnlyList<ScoreShard> shards)
    {
        if (shards is not [var first, ..])
            throw new InvalidOperationException("There is no shard.");
        if (shards.Any(shard => (shard.Seed, shard.Clean, shard.Faulty, shard.Of, shard.Commit) != (first.Seed, first.Clean, first.Faulty, first.Of, first.Commit)))
            throw new InvalidOperationException("These are shards of several scores.");
        if (shards.Select(shard => shard.Shard).Distinct().Count() != first.Of || shards.Count != first.Of)
            throw new InvalidOperationException($"There are {shards.Count} shards of {first.Of}.");
        return first with { Shard = 1, Of = 1, Rows = [.. shards.SelectMany(shard => shard.Rows)] };
    }
}
