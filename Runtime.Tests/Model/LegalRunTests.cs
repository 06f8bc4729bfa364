using Xunit.Abstractions;

namespace Chimney.Runtime.Tests.Model;

/// <summary>The stack does what the model says, whatever legal drivers do in whatever order.</summary>
public class LegalRunTests(ITestOutputHelper output)
{
    [Fact]
    public void Stack_and_model_agree_and_the_verifier_is_silent()
        => ModelCheck.Runs(output, Scenarios.Sound, 400, scenario =>
        {
            using var run = new ModelRun(scenario, RunMode.Legal);
            run.Play();
        });
}
