using Xunit.Abstractions;

namespace Chimney.Runtime.Tests.Model;

/// <summary>A driver that makes one mistake, anywhere in a run, is named with the rule it broke; nobody else is, and everything still comes home.</summary>
public class FaultyDriverTests(ITestOutputHelper output)
{
    [Fact]
    public void The_culprit_is_blamed_and_every_operation_comes_home()
    {
        HashSet<string> made = [];
        ModelCheck.Runs(output, Scenarios.Faulty, 3_000, scenario =>
        {
            using var run = new ModelRun(scenario, RunMode.DriverErrs);
            run.Play();
            if (!run.FaultIsMade)
                return;
            made.Add(scenario.Fault!.Kind);
            run.ExpectBlame();
        });
        Assert.Equal(FaultTable.Rows.Keys.Order(), made.Order());
    }
}
