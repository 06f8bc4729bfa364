namespace Chimney.Runtime.Tests.Model;

/// <summary>A bug that is there is found, and told by the shortest run that shows it.</summary>
public class ShrinkingTests
{
    /// <summary>A filter that forgets its second query completion, whatever else the run does.</summary>
    private static void PlayWithForgetfulFilter(Scenario scenario)
    {
        using var run = new ModelRun(scenario with { Fault = new Fault("query completion dropped", Filter: 0, Skip: 1) }, RunMode.Legal);
        run.Play();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_filter_that_drops_its_second_query_completion_is_shown_by_two_queries(ulong seed)
    {
        Falsified? found = ModelCheck.Falsify(Scenarios.Sound, 2_000, seed, PlayWithForgetfulFilter);

        Assert.NotNull(found);
        // A tree of a placeholder does, so that nothing has to be offloaded before.
        Assert.Equal([OffloadOperation.Query, OffloadOperation.Query], found.Scenario.Moves.Select(move => Assert.IsType<Ask>(move).Operation));
        Assert.Equal([FilterKind.Passing], found.Scenario.World.Filters);
        Assert.Single(found.Scenario.World.Neighbors);
        Assert.Empty(found.Scenario.Schedule);
        // The message holds the run and what the stack did.
        Assert.Contains("C005 filter1, Query of a placeholder", found.Why);
        Assert.Contains("2. host: Query from", found.Why);
        Assert.Contains("enters ProtocolQueryOffloadComplete", found.Why);
    }
}
