namespace Chimney.Runtime.Tests.Verification;

/// <summary>Handlers that are entered with a null list, and do not expect it (C089, C099).</summary>
public class NullListTests
{
    private const IndicateOffloadEvent Code = (IndicateOffloadEvent)7;

    /// <summary>A host stack that looks at every list without a test.</summary>
    private sealed class Careless : ProtocolDriver
    {
        public Careless() => Name = "host";

        public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
            => netBufferList.First!.Status = NdisStatus.Success;

        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
            => offloadBlockList.Root.Status = NdisStatus.Success;
    }

    private sealed class Failing : IntermediateDriver
    {
        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
            => throw new InvalidOperationException(offloadBlockList.Root.Status.ToString());
    }

    [Theory]
    [InlineData("C089")]
    [InlineData("C099")]
    public void C089_C099_A_host_stack_that_does_not_test_is_reported_and_the_run_goes_on(string rule)
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        var target = new RecordingTarget();
        using var stack = new NdisStack(new Careless(), [], target, verifier);
        stack.QueueWorkItem(target, () => Indicate(target, rule));
        stack.QueueWorkItem(target, () => Indicate(target, rule));

        stack.Run();

        Assert.Equal([(rule, "host"), (rule, "host")], verifier.Violations.Select(v => (v.Rule, v.Driver)));
        Assert.All(verifier.Violations, v => Assert.NotNull(v.Cause));
    }

    [Theory]
    [InlineData("C089")]
    [InlineData("C099")]
    public void C089_C099_Without_a_verifier_the_exception_is_the_drivers_own(string rule)
    {
        var target = new RecordingTarget();
        using var stack = new NdisStack(new Careless(), [], target, new ContractVerifier(VerifierMode.Off));
        stack.QueueWorkItem(target, () => Indicate(target, rule));

        Exception? thrown = Record.Exception(() => stack.Run());

        Assert.True(thrown is NullReferenceException or InvalidOperationException, $"{thrown}");
    }

    [Fact]
    public void C099_The_indication_of_a_filter_that_fails_on_it_still_reaches_the_host()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        using var rig = new ChainRig(verifier, new Failing());

        rig.FromTarget(() => Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, default, Code));

        Assert.Equal(1, rig.Host.GenericIndications);
        Assert.Equal(["C099"], verifier.Violations.Select(v => v.Rule));
    }

    [Fact]
    public void Exceptions_after_the_indication_was_carried_up_are_nobodys_business()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        var filter = new ComposedFilter();
        filter.Client!.IndicateOffloadEventHandler = (_, list, code) =>
        {
            Ndis.NdisMOffloadEventIndicate(filter.Driver.NdisMiniportHandle, list.OverlayAsMiniport(), code);
            throw new InvalidDataException();
        };
        using var rig = new ChainRig(verifier, filter.Driver);

        Assert.Throws<InvalidDataException>(() => rig.FromTarget(() => Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, default, Code)));
        Assert.Empty(verifier.Violations);
    }

    private static void Indicate(RecordingTarget target, string rule)
    {
        if (rule == "C089")
            Ndis.NdisTcpOffloadDisconnectComplete(target.NdisMiniportHandle, default);
        else
            Ndis.NdisMOffloadEventIndicate(target.NdisMiniportHandle, default, Code);
    }
}
