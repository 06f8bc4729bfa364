namespace Chimney.Runtime.Tests.Verification;

/// <summary>Members of a block that belong to somebody: the host stack (C054), whoever holds the block (C112).</summary>
public class ReservedMemberTests
{
    private static readonly object s_hosts = new();
    private static readonly object s_filters = new();

    /// <summary>Sends a query whose blocks have something of the host's in ProtocolReserved.</summary>
    /// <returns>What the host finds there when the query has come back.</returns>
    private static object? Query(Rig rig)
    {
        rig.Do(OffloadOperation.Initiate);
        ProtocolOffloadBlockList list = rig.Tree.GetBlockList(OffloadOperation.Query);
        foreach (ProtocolOffloadBlock block in list.Blocks)
            block.ProtocolReserved[0] = s_hosts;
        Ndis.NdisQueryOffloadState(rig.Host.NdisBindingHandle, list);
        rig.Stack.Run();
        return rig.Tree.GetBlockList(OffloadOperation.Query).Root.DependentBlockList.ProtocolReserved[0];
    }

    [Theory]
    [InlineData(OffloadPhase.Request)]
    [InlineData(OffloadPhase.Completion)]
    public void C054_What_a_filter_writes_into_ProtocolReserved_is_reported_and_taken_out_again(OffloadPhase phase)
    {
        var filter = new ScriptedFilter { Only = OffloadOperation.Query };
        if (phase == OffloadPhase.Request)
        {
            filter.OnRequest = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
                converted.Root.DependentBlockList.ProtocolReserved[0] = s_filters;
                Ops.SendDown(op, self.NdisBindingHandle, converted);
            };
        }
        else
        {
            filter.OnCompletion = (self, op, list) =>
            {
                list.Root.DependentBlockList.ProtocolReserved[0] = s_filters;
                self.PassUp(op, list);
            };
        }
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter { Name = "above" }, filter);

        Assert.Same(s_hosts, Query(rig));
        Assert.Equal(("C054", "ScriptedFilter"), Assert.Single(rig.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
    }

    [Fact]
    public void C054_A_filter_that_puts_back_what_it_found_is_not_reported()
    {
        using var rig = new Rig(new ScriptedFilter
        {
            OnRequest = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
                object? kept = converted.Root.ProtocolReserved[0];
                converted.Root.ProtocolReserved[0] = s_filters;
                converted.Root.ProtocolReserved[0] = kept;
                Ops.SendDown(op, self.NdisBindingHandle, converted);
            },
        });

        Assert.Same(s_hosts, Query(rig));
    }

    [Theory]
    [InlineData(VerifierMode.Record, true)]
    [InlineData(VerifierMode.Off, false)]
    public void C112_Nothing_that_is_kept_in_Scratch_or_MiniportReserved_is_found_again_while_the_verifier_is_on(VerifierMode mode, bool isCleared)
    {
        object? scratch = null, reserved = null;
        using var rig = new Rig(mode, new ScriptedFilter
        {
            OnRequest = (self, op, list) =>
            {
                list.Root.Scratch[0] = s_filters;
                list.Root.MiniportReserved[1] = s_filters;
                self.PassDown(op, list);
            },
            OnCompletion = (self, op, list) =>
            {
                scratch = list.Root.Scratch[0];
                reserved = list.Root.MiniportReserved[1];
                self.PassUp(op, list);
            },
        });

        Query(rig);

        Assert.Equal(isCleared ? (null, null) : (s_filters, s_filters), (scratch, reserved));
        Assert.Empty(rig.Verifier.Violations);
    }
}
