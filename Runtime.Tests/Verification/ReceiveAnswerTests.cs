namespace Chimney.Runtime.Tests.Verification;

/// <summary>The answer of a host stack to received data agrees with itself (C097), and decides whose the list is (C098, C221).</summary>
public class ReceiveAnswerTests
{
    [Theory]
    [InlineData(NdisStatus.Success, 10, NdisStatus.Success, 10)]
    [InlineData(NdisStatus.OffloadDataNotAccepted, 0, NdisStatus.OffloadDataNotAccepted, 0)]
    [InlineData(NdisStatus.OffloadDataPartiallyAccepted, 1, NdisStatus.OffloadDataPartiallyAccepted, 1)]
    [InlineData(NdisStatus.OffloadDataPartiallyAccepted, 9, NdisStatus.OffloadDataPartiallyAccepted, 9)]
    public void An_answer_that_agrees_is_passed_on(NdisStatus result, uint consumed, NdisStatus passedResult, uint passedBytes)
    {
        using Rig rig = Make(new ContractVerifier(), result, consumed);

        Assert.Equal((passedResult, passedBytes), (rig.Indicate(out uint bytes), bytes));
    }

    [Theory]
    [InlineData(NdisStatus.Success, 0, NdisStatus.Success, 10)]
    [InlineData(NdisStatus.Success, 11, NdisStatus.Success, 10)]
    [InlineData(NdisStatus.OffloadDataNotAccepted, 3, NdisStatus.OffloadDataNotAccepted, 0)]
    [InlineData(NdisStatus.OffloadDataPartiallyAccepted, 0, NdisStatus.OffloadDataNotAccepted, 0)]
    [InlineData(NdisStatus.OffloadDataPartiallyAccepted, 10, NdisStatus.OffloadDataPartiallyAccepted, 9)]
    [InlineData(NdisStatus.Pending, 10, NdisStatus.OffloadDataNotAccepted, 0)]
    public void C097_Any_other_is_told_of_the_host_and_put_right(NdisStatus result, uint consumed, NdisStatus passedResult, uint passedBytes)
    {
        using Rig rig = Make(new ContractVerifier(VerifierMode.Record), result, consumed);

        Assert.Equal((passedResult, passedBytes), (rig.Indicate(out uint bytes), bytes));
        Assert.Equal(("C097", "host"), Assert.Single(rig.Stack.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
    }

    [Fact]
    public void C098_A_list_that_is_returned_and_then_refused_is_told_of_the_host()
    {
        using Rig rig = Make(new ContractVerifier(VerifierMode.Record), NdisStatus.OffloadDataNotAccepted, 0);
        rig.Host.ReturnsAtOnce = true;

        Assert.Equal(NdisStatus.Success, rig.Indicate(out uint bytes));
        Assert.Equal(10u, bytes);
        Assert.Equal(("C098", "host"), Assert.Single(rig.Stack.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
        Assert.Single(rig.Target.Returned);
    }

    [Fact]
    public void C098_A_refused_list_that_the_host_keeps_is_gone()
    {
        using Rig rig = Make(new ContractVerifier(VerifierMode.Record), NdisStatus.OffloadDataNotAccepted, 0);
        rig.Host.Keeps = true;
        rig.Indicate(out _);

        Assert.True(rig.Host.Kept!.Resume().IsNull);
        Assert.Equal(("C098", "host"), Assert.Single(rig.Stack.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
    }

    internal static Rig Make(ContractVerifier verifier, NdisStatus result, uint consumed) => new(verifier, new AnsweringHost { Result = result, Consumed = consumed });

    internal sealed class Rig : IDisposable
    {
        internal Rig(ContractVerifier verifier, AnsweringHost host)
        {
            Host = host;
            Stack = new NdisStack(host, [new ScriptedLists()], Target, verifier);
            OffloadObject neighbor = OffloadObject.Neighbor("N");
            neighbor.AddPath("P").AddConnection("T");
            Ndis.NdisInitiateOffload(host.NdisBindingHandle, OffloadTree.Build(neighbor).GetBlockList(OffloadOperation.Initiate));
            Stack.Run();
        }

        internal AnsweringHost Host { get; }
        internal ChainTarget Target { get; } = new();
        internal NdisStack Stack { get; }

        internal NdisStatus Indicate(out uint bytes)
        {
            NdisStatus result = default;
            uint consumed = 0;
            Target.Later(() => result = Ndis.NdisTcpOffloadReceiveHandler(Target.Connection, NetBufferListChain.From(ListRig.Data()), NdisStatus.Success, out consumed));
            Stack.Run();
            bytes = consumed;
            return result;
        }

        public void Dispose() => Stack.Dispose();
    }

    internal sealed class AnsweringHost : ProtocolDriver
    {
        internal AnsweringHost() => Name = "host";

        internal NdisStatus Result { get; init; }
        internal uint Consumed { get; init; }
        internal bool ReturnsAtOnce { get; set; }
        internal bool Keeps { get; set; }
        internal PendedNetBufferListChain? Kept { get; private set; }

        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        {
            bytesConsumed = Consumed;
            if (Keeps)
                Kept = netBufferList.Pend();
            else if (ReturnsAtOnce)
                Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, netBufferList);
            return Result;
        }
    }
}
