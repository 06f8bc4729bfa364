using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>
/// Checks a law on random operands. <c>CHIMNEY_LAWS_SEED</c> repeats the operands of a seed, <c>CHIMNEY_LAWS_RUNS</c> sets how many times as many as
/// usual are made, with a new seed each time.
/// </summary>
/// <remarks>Usual operands have one seed for good: what was green stays green until something changes.</remarks>
internal static class LawCheck
{
    private const ulong UsualSeed = 20_010_717;
    private const int Count = 2_000;

    internal static void Holds<T>(ITestOutputHelper output, Gen<T> operands, Action<T> law) => Holds(output, operands, Count, law);

    internal static void Holds<T>(ITestOutputHelper output, Gen<T> operands, int count, Action<T> law)
    {
        int times = int.TryParse(Environment.GetEnvironmentVariable("CHIMNEY_LAWS_RUNS"), out int asked) ? asked : 1;
        ulong seed = ulong.TryParse(Environment.GetEnvironmentVariable("CHIMNEY_LAWS_SEED"), out ulong given) ? given
            : times == 1 ? UsualSeed : (ulong)Random.Shared.NextInt64();
        output.WriteLine($"{count * times} runs, CHIMNEY_LAWS_SEED={seed}");
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count * times).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 1), FSharpOption<int>.None))),
            Prop.ForAll(operands.ToArbitrary(), law));
    }
}
