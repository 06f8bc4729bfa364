using Xunit.Abstractions;

namespace Chimney.Runtime.Tests.Stress;

/// <summary>
/// Four layers on several threads, all operations, failures on the way. CHIMNEY_STRESS sets the number of operations; the full run has a
/// million.
/// </summary>
public class StressTests(ITestOutputHelper output)
{
    private static readonly long s_operations = long.TryParse(Environment.GetEnvironmentVariable("CHIMNEY_STRESS"), out long operations) ? operations : 50_000;

    private (StressHost Host, StressFilter Faulty, StressTarget Target, ContractVerifier Verifier) Run(int threads, int faultEvery)
    {
        var host = new StressHost(components: 16, s_operations);
        var faulty = new StressFilter { Name = "culprit", FaultEvery = faultEvery };
        var target = new StressTarget();
        var verifier = new ContractVerifier(VerifierMode.Record);
        using var stack = new NdisStack(host, [new StressFilter { Name = "innocent" }, faulty], target, verifier);
        stack.Trace.IsEnabled = false;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        host.Start();
        int steps = stack.RunThreaded(threads);
        output.WriteLine($"{host.Issued:N0} operations, {steps:N0} steps on {threads} threads in {watch.Elapsed.TotalSeconds:F1} s; "
            + $"{host.HandedBack:N0} lists handed back, {host.Aborted:N0} uploading, {host.Uploads:N0} upload requests, {host.PartlyIn:N0} partial offloads, "
            + $"{target.Indicated:N0} indications, {faulty.OutOfMemory:N0} times out of memory, {verifier.Violations.Count} violations");
        stack.Halt();
        return (host, faulty, target, verifier);
    }

    private static void CheckLedger(StressHost host, StressTarget target)
    {
        Assert.True(host.IsSettled);
        Assert.Equal(0, host.Doubled);
        Assert.InRange(host.Issued, s_operations, s_operations + 100);
        Assert.Equal(target.Indicated, host.Accepted + host.Refused);
        Assert.Equal(host.Accepted, target.Returned);
        Assert.Equal(host.Refused, target.Refused);
        // Everything that can happen did.
        Assert.All([host.HandedBack, host.Aborted, host.Uploads, host.PartlyIn, host.Accepted, host.Refused], count => Assert.NotEqual(0, count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_request_is_accounted_for_once_and_nobody_is_blamed(int threads)
    {
        var run = Run(threads, faultEvery: 0);
        Assert.Empty(run.Verifier.Violations.Select(violation => violation.ToString()).Take(5));
        CheckLedger(run.Host, run.Target);
        Assert.NotEqual(0, run.Faulty.OutOfMemory);
    }

    [Fact]
    public void One_drop_or_double_among_many_is_found_and_no_other()
    {
        var run = Run(threads: 4, faultEvery: (int)Math.Min(10_000, s_operations / 50));
        CheckLedger(run.Host, run.Target);
        StressFilter culprit = run.Faulty;
        Assert.All(run.Verifier.Violations, violation => Assert.Equal("culprit", violation.Driver));
        Assert.Equal(
            [("C005", culprit.Dropped), ("C007", culprit.Doubled), ("C080", culprit.DroppedSends), ("C085", culprit.DoubledSends)],
            new[] { "C005", "C007", "C080", "C085" }.Select(rule => (rule, (long)run.Verifier.Violations.Count(violation => violation.Rule == rule))));
        Assert.Equal(culprit.Dropped + culprit.Doubled + culprit.DroppedSends + culprit.DoubledSends, run.Verifier.Violations.Count);
        Assert.InRange(run.Verifier.Violations.Count, 2, 10_000);
    }
}
