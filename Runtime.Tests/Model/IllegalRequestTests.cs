using Xunit.Abstractions;

namespace Chimney.Runtime.Tests.Model;

/// <summary>A host that asks for what it likes is told the rule that the model names, and the stack goes on as if it had not asked.</summary>
public class IllegalRequestTests(ITestOutputHelper output)
{
    [Fact]
    public void The_verifier_reports_what_the_model_predicts_and_nothing_else()
    {
        HashSet<string> reported = [];
        ModelCheck.Runs(output, Scenarios.Sound, 1_500, scenario =>
        {
            using var run = new ModelRun(scenario, RunMode.HostMayErr);
            run.Play();
            reported.UnionWith(run.ReportedRules);
        });
        // The runs are worth something only where they get there.
        Assert.Equal(["C068", "C128", "C204", "C246", "C247", "C248", "C250", "C251", "C253", "C266"], reported.Order());
    }
}
