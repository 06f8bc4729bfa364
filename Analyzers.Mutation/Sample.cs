using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Chimney.Analyzers.Tests.Flow;
using Xunit;

namespace Chimney.Analyzers.Mutation;

/// <summary>
/// The score of mutants drawn at random, for a run over all of them takes a night (sample.sh). Stryker makes the mutants; here each meets the cases that
/// reach it, one by one, until one of them fails.
/// </summary>
/// <remarks>
/// All is noted in files, so that the run goes on where a mutant has overflowed the stack: a mutant that has been begun twice and has no verdict is one of those.
/// </remarks>
public class Sample
{
    private const string Assembly = "Chimney.Analyzers.dll";

    /// <summary>Folder, and, where mutants are to be tested, seed, number and, where not all files are asked about, an expression for their names.</summary>
    private static readonly string[]? s_asked = Environment.GetEnvironmentVariable("MUTATION_SAMPLE")?.Split(' ');

    internal static bool IsAsked => s_asked is not null;

    [Fact]
    public void Assembly_of_all_mutants_is_kept()
    {
        if (s_asked is not [var folder])
            return;
        File.Copy(Path.Combine(AppContext.BaseDirectory, Assembly), Path.Combine(folder, Assembly), overwrite: true);
        new RangeTests().Ends_of_the_number_line_do_not_overflow(0, 1); // coverage that Stryker sees: it then runs no other mutants
    }

    [Fact]
    public async Task Mutants_drawn_at_random_are_tested()
    {
        if (s_asked is not [var folder, var seed, var count, .. var files])
            return;
        var drawn = Mutants.Of(folder).Draw(int.Parse(seed, CultureInfo.InvariantCulture)).Where(mutant => files.All(expression => Regex.IsMatch(mutant.File, $"^({expression})$"))).Take(int.Parse(count, CultureInfo.InvariantCulture)).ToList();
        var verdicts = new Verdicts(Path.Combine(folder, $"seed-{seed}.txt"));
        var cases = new LinkedList<(Case Case, HashSet<int> Reached)>(await ReachAsync(Path.Combine(folder, "reach.txt")));
        foreach (var mutant in drawn.Where(mutant => verdicts.Begin(mutant.Id)))
        {
            var (watch, verdict, asked) = (Stopwatch.StartNew(), Verdict.Unreached, 0);
            MutantSwitch.Active = mutant.Id;
            for (var node = cases.First; node is not null; node = node.Next)
                if (node.Value.Reached.Contains(mutant.Id))
                {
                    verdict = await AskAsync(node.Value.Case);
                    asked++;
                    if (verdict is not Verdict.Lived)
                    {
                        cases.Remove(node);
                        cases.AddFirst(node);
                        break;
                    }
                }
            MutantSwitch.Active = MutantSwitch.None;
            verdicts.End(mutant.Id, verdict, $"{asked} cases {watch.Elapsed.TotalSeconds:0.0} s {(verdict is Verdict.Killed ? cases.First!.Value.Case.Group : "")}");
        }
        File.WriteAllText(Path.Combine(folder, $"seed-{seed}.md"), verdicts.Report(drawn));
    }

    private static async Task<Verdict> AskAsync(Case one)
    {
        var verdict = await AskAsync(1);
        return verdict is Verdict.Endless ? await AskAsync(3) : verdict; // a busy machine kills no mutants

        async Task<Verdict> AskAsync(int patience)
        {
            try
            {
                await one.VerifyInTimeAsync(patience);
                return Verdict.Lived;
            }
            catch (Exception exception)
            {
                return exception is TimeoutException or OperationCanceledException ? Verdict.Endless : Verdict.Killed;
            }
        }
    }

    /// <summary>The cases, each with the mutants that it reaches, from the file where it has been the same before. Those that fail without a mutant say nothing and reach none.</summary>
    private static async Task<IEnumerable<(Case Case, HashSet<int> Reached)>> ReachAsync(string path)
    {
        var known = new Dictionary<string, HashSet<int>>();
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
            known[line.Split(' ')[0]] = [.. line.Split(' ').Skip(1).Select(int.Parse)];
        var cases = await Case.AllAsync();
        foreach (var one in cases.Where(one => !known.ContainsKey(Key(one))))
        {
            known[Key(one)] = [.. await MutantSwitch.ReachedAsync(() => one.VerifyInTimeAsync())];
            File.AppendAllText(path, string.Join(' ', known[Key(one)].Cast<object>().Prepend(Key(one))) + "\n");
        }
        return cases.Select(one => (one, known[Key(one)]));
    }

    private static string Key(Case one) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{one.Group} {one.Text}")));
}
