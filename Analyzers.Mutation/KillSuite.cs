using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Chimney.Analyzers.Tests.Flow;
using Chimney.Analyzers.Tests.Flow.Laws;
using Chimney.Analyzers.Tests.Harness;
using Xunit;

namespace Chimney.Analyzers.Mutation;

/// <summary>
/// The tests of the flow engine without what makes them slow: all in one process that outlives a mutant, sources bound once, no cuts at line ends, no
/// second run. The first failure ends the run of a mutant, and what failed is asked for first in the next one: neighbours die of the same cause.
/// </summary>
/// <remarks>Cases are in groups so that the tool sees which of them a mutant can make a difference to.</remarks>
public class KillSuite(ITestOutputHelper output)
{
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(30);

    private static readonly Lazy<ImmutableSortedDictionary<string, LinkedList<Case>>> s_groups = new(() =>
        Case.AllAsync().Result.GroupBy(one => one.Group).ToImmutableSortedDictionary(group => group.Key, group => new LinkedList<Case>(group), StringComparer.Ordinal));

    private static int? s_dead;

    public static TheoryData<string> Groups => [.. s_groups.Value.Keys];

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

    [Theory]
    [MemberData(nameof(Groups))]
    public Task Verdicts_are_those_of_the_tests(string group) => UnlessDead(async () =>
    {
        var cases = s_groups.Value[group];
        for (var node = cases.First; node is not null; node = node.Next)
        {
            try
            {
                await InTime(node.Value.VerifyAsync);
            }
            catch (Exception)
            {
                cases.Remove(node);
                cases.AddFirst(node);
                throw;
            }
        }
        output.WriteLine($"{cases.Count} verdicts");
    });

    [Fact]
    public Task Laws_hold() => UnlessDead(async () =>
    {
        foreach (var type in typeof(RangeTests).Assembly.GetTypes().Where(type => type.IsPublic && type != typeof(TransferLawTests) && type.Namespace!.StartsWith(typeof(RangeTests).Namespace!, StringComparison.Ordinal)))
            foreach (var method in type.GetMethods().Where(method => method.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "FactAttribute" or "TheoryAttribute")))
                foreach (var row in method.GetParameters().Length == 0 ? [[]] : Rehearsal.Rows(method))
                    await InTime(_ =>
                    {
                        object instance = Activator.CreateInstance(type, [.. type.GetConstructors()[0].GetParameters().Select(_ => new Silent())])!;
                        return method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, row, null) as Task ?? Task.CompletedTask;
                    });
    });

    /// <summary>Does nothing where a test before has failed with the same mutant.</summary>
    private async Task UnlessDead(Func<Task> test)
    {
        int? mutant = Mutant;
        if (mutant is not null && mutant == s_dead)
            return;
        var watch = Stopwatch.StartNew();
        try
        {
            await test();
        }
        catch (Exception)
        {
            s_dead = mutant;
            throw;
        }
        finally
        {
            output.WriteLine($"{watch.Elapsed.TotalSeconds:0.0} s");
        }
    }

    /// <summary>What never ends is a failure. It is left behind, and ends when its mutant is no longer the active one.</summary>
    private static async Task InTime(Func<CancellationToken, Task> check)
    {
        using var timeout = new CancellationTokenSource(s_mostTime);
        await Task.Run(() => check(timeout.Token)).WaitAsync(s_mostTime);
    }

    private sealed class Silent : Xunit.Abstractions.ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
