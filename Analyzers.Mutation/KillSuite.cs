using System.Collections.Immutable;
using System.Diagnostics;
using Xunit;

namespace Chimney.Analyzers.Mutation;

/// <summary>
/// The tests of the flow engine without what makes them slow: all in one process that outlives a mutant, sources bound once, no cuts at line ends, no
/// second run. The first failure ends the run of a mutant, and what failed is asked for first in the next one: neighbours die of the same cause.
/// </summary>
/// <remarks>Cases are in groups so that the tool sees which of them a mutant can make a difference to.</remarks>
public class KillSuite(ITestOutputHelper output)
{
    private static readonly Lazy<ImmutableSortedDictionary<string, LinkedList<Case>>> s_groups = new(() =>
        Case.AllAsync().Result.GroupBy(one => one.Group).ToImmutableSortedDictionary(group => group.Key, group => new LinkedList<Case>(group), StringComparer.Ordinal));

    private static int? s_dead;

    public static TheoryData<string> Groups => Sample.IsAsked ? [] : [.. s_groups.Value.Keys];

    /// <summary>The mutant that is active, from the file through which the tool tells it; null where no tool runs.</summary>
    private static int? Mutant
    {
        get
        {
            if (Environment.GetEnvironmentVariable("STRYKER_MUTANT_FILE") is not { Length: > 0 } path)
                return null;
            using var file = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return file.ReadInt32() is >= 0 and var mutant ? mutant : null;
        }
    }

    /// <summary>Does nothing where a group before has failed with the same mutant.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Groups))]
    public async Task Verdicts_are_those_of_the_tests(string group)
    {
        int? mutant = Mutant;
        if (mutant is not null && mutant == s_dead)
            return;
        var watch = Stopwatch.StartNew();
        var cases = s_groups.Value[group];
        for (var node = cases.First; node is not null; node = node.Next)
        {
            try
            {
                await node.Value.VerifyInTimeAsync();
            }
            catch (Exception)
            {
                s_dead = mutant;
                cases.Remove(node);
                cases.AddFirst(node);
                throw;
            }
        }
        output.WriteLine($"{cases.Count} verdicts, {watch.Elapsed.TotalSeconds:0.0} s");
    }
}
