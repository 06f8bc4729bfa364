using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Chimney.Runtime.Tests.Model;

/// <summary>
/// Checks a property of random runs. <c>CHIMNEY_MODEL_SEED</c> repeats the runs of a seed, <c>CHIMNEY_MODEL_RUNS</c> sets how many times as many
/// runs as usual are made, with a new seed each time.
/// </summary>
/// <remarks>Usual runs have one seed for good: what was green stays green until something changes.</remarks>
internal static class ModelCheck
{
    private const ulong UsualSeed = 20_010_717;

    internal static void Runs(ITestOutputHelper output, Arbitrary<Scenario> scenarios, int count, Action<Scenario> property)
    {
        int times = int.TryParse(Environment.GetEnvironmentVariable("CHIMNEY_MODEL_RUNS"), out int asked) ? asked : 1;
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("CHIMNEY_MODEL_SEED"), out ulong given) ? given
            : times == 1 ? UsualSeed : (ulong)Random.Shared.NextInt64();
        output.WriteLine($"{count * times} runs, CHIMNEY_MODEL_SEED={seed}");
        if (Falsify(scenarios, count * times, seed, property) is { } found)
            Assert.Fail($"CHIMNEY_MODEL_SEED={seed}, falsified after {found.Runs} runs and {found.Shrinks} shrinks.{Environment.NewLine}{found.Why}");
    }

    /// <summary>Looks for a run that breaks a property, and makes it as small as it gets.</summary>
    /// <returns>The smallest run; null where there is none.</returns>
    internal static Falsified? Falsify(Arbitrary<Scenario> scenarios, int count, ulong seed, Action<Scenario> property)
    {
        var runner = new Runner();
        Exception? why = null;
        Scenario? smallest = null;
        Check.One(
            Config.Quick.WithMaxTest(count).WithRunner(runner).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 1), FSharpOption<int>.None))),
            Prop.ForAll(scenarios, scenario =>
            {
                try
                {
                    property(scenario);
                    return true;
                }
                catch (Exception exception)
                {
                    // Shrinking goes from one run that fails to the next smaller one.
                    (smallest, why) = (scenario, exception);
                    return false;
                }
            }));
        return smallest is null ? null : new Falsified(smallest, why!.ToString(), runner.Runs, runner.Shrinks);
    }

    private sealed class Runner : IRunner
    {
        internal int Runs { get; private set; }
        internal int Shrinks { get; private set; }

        public void OnStartFixture(Type t)
        {
        }

        public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every) => Runs = ntest + 1;

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink) => Shrinks++;

        public void OnFinished(string name, TestResult testResult)
        {
        }
    }
}

/// <summary>The smallest run found that breaks a property.</summary>
internal sealed record Falsified(Scenario Scenario, string Why, int Runs, int Shrinks);
