using System.Collections.Immutable;
using System.Text.Json;

namespace Chimney.Analyzers.Mutation;

/// <summary>One change of one place, as Stryker's report has it.</summary>
internal sealed record Mutant(int Id, string File, int Line, int Column, string Original, string Replacement);

/// <summary>The mutants that compile, in the order of file and place.</summary>
internal sealed record Mutants(ImmutableArray<Mutant> All)
{
    public static Mutants Of(string folder)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "reports", "mutation-report.json")));
        var all =
            from file in report.RootElement.GetProperty("files").EnumerateObject()
            let lines = file.Value.GetProperty("source").GetString()!.Split('\n')
            from mutant in file.Value.GetProperty("mutants").EnumerateArray()
            where mutant.GetProperty("status").GetString() is not ("Ignored" or "CompileError")
            let start = mutant.GetProperty("location").GetProperty("start")
            let line = start.GetProperty("line").GetInt32()
            select new Mutant(
                int.Parse(mutant.GetProperty("id").GetString()!, null), Path.GetFileNameWithoutExtension(file.Name), line, start.GetProperty("column").GetInt32(),
                lines[line - 1].Trim(), string.Join(' ', mutant.GetProperty("replacement").GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return new([.. all.OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => (mutant.Line, mutant.Column)).ThenBy(mutant => mutant.Replacement, StringComparer.Ordinal)]);
    }

    /// <summary>All, in an order that depends on the seed alone.</summary>
    public Mutant[] Draw(int seed)
    {
        var drawn = All.ToArray();
        new Random(seed).Shuffle(drawn);
        return drawn;
    }
}
