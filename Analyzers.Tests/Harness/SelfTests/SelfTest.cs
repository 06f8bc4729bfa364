namespace Chimney.Analyzers.Tests.Harness.SelfTests;

internal static class SelfTest
{
    /// <summary>The run must fail as a verifier fails, with all of these texts in its message.</summary>
    public static async Task FailsAsync(Func<Task> run, params string[] messages)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(run);
        foreach (var message in messages)
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
