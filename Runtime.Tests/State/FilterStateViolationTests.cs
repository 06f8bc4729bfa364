namespace Chimney.Runtime.Tests.State;

/// <summary>Every mistake that an intermediate driver or a host can make with state, statuses and buffer lists, thrown and recorded.</summary>
public class FilterStateViolationTests
{
    private sealed record Mistake(string Rule, OffloadOperation Operation, string Words)
    {
        internal RequestScript? Request { get; init; }
        internal CompletionScript? Completion { get; init; }

        /// <summary>The outcome of the first connection, which has send data.</summary>
        internal NdisStatus Outcome { get; init; } = NdisStatus.Success;
    }

    private static MiniportOffloadBlock Tcp(MiniportOffloadBlockList list) => list.Root.DependentBlockList.DependentBlockList;

    private static ProtocolOffloadBlock Tcp(ProtocolOffloadBlockList list) => list.Root.DependentBlockList.DependentBlockList;

    /// <summary>Does something wrong, then passes the list on.</summary>
    private static RequestScript Down(RequestScript wrong) => (self, op, list) =>
    {
        wrong(self, op, list);
        self.PassDown(op, list);
    };

    private static CompletionScript Up(CompletionScript wrong) => (self, op, list) =>
    {
        wrong(self, op, list);
        self.PassUp(op, list);
    };

    /// <summary>Does something wrong with the list that was converted, then completes it.</summary>
    private static CompletionScript Converted(TargetAction wrong) => (self, op, list) =>
    {
        MiniportOffloadBlockList rebuilt = list.ToMiniport();
        wrong(rebuilt);
        Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
    };

    private delegate void TargetAction(MiniportOffloadBlockList list);

    private static readonly Dictionary<string, Mistake> s_mistakes = new()
    {
        ["status turned into a failure"] = new("C023", OffloadOperation.Update, "completed with Success below was carried up with Failure")
        {
            Completion = Up((_, _, list) => list.Root.Status = NdisStatus.Failure),
        },
        ["status turned into success"] = new("C023", OffloadOperation.Initiate, "completed with Resources below was carried up with Success")
        {
            Completion = Converted(list => Tcp(list).Status = NdisStatus.Success),
            Outcome = NdisStatus.Resources,
        },
        ["queried state written"] = new("C024", OffloadOperation.Query, "Carry it up unchanged")
        {
            Completion = Up((_, _, list) => Tcp(list).State.Write<TcpOffloadStateDelegated>().RcvNxt = 1),
        },
        ["queried state written after the conversion"] = new("C024", OffloadOperation.Query, "Carry it up unchanged")
        {
            Completion = Converted(list => list.Root.State.Write<NeighborOffloadStateDelegated>().NicReachabilityDelta = 1),
        },
        ["terminated state filled in"] = new("C024", OffloadOperation.Terminate, "Carry it up unchanged")
        {
            Completion = Up((_, _, list) => Tcp(list).State.CopyFrom(OffloadState.For(OffloadObjectKind.TcpConnection))),
        },
        ["VlanId set on the way up"] = new("C024", OffloadOperation.Initiate, "Carry it up unchanged")
        {
            Completion = Up((_, _, list) => list.Root.State.SetVlanId(4)),
        },
        ["state of a request written"] = new("C058", OffloadOperation.Initiate, "VlanId and UserPriority only")
        {
            Request = Down((_, _, list) => Tcp(list).State.Write<TcpOffloadStateCached>().TtlOrHopLimit = 3),
        },
        ["UserPriority set in an update"] = new("C058", OffloadOperation.Update, "on an initiate only")
        {
            Request = Down((_, _, list) => Tcp(list).State.SetUserPriority(3)),
        },
        ["state written after the conversion"] = new("C058", OffloadOperation.Initiate, "VlanId and UserPriority only")
        {
            Request = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
                Tcp(converted).State.Write<TcpOffloadStateDelegated>().SndUna = 3;
                Ops.SendDown(op, self.NdisBindingHandle, converted);
            },
        },
        ["send data taken away on the way down"] = new("C058", OffloadOperation.Initiate, "are not those that came")
        {
            Request = Down((_, _, list) => Tcp(list).NetBufferListChain = null),
        },
        ["lists hung on a path on the way down"] = new("C058", OffloadOperation.Initiate, "are not those that came")
        {
            Request = Down((_, _, list) => list.Root.DependentBlockList.NetBufferListChain = new NetBufferList()),
        },
        ["send data reordered on the way up"] = new("C025", OffloadOperation.Terminate, "in their order")
        {
            Completion = Up((_, _, list) =>
            {
                NetBufferList first = Tcp(list).NetBufferListChain!;
                NetBufferList second = first.Next!;
                first.Next = null;
                second.Next = first;
                Tcp(list).NetBufferListChain = second;
            }),
        },
        ["send data taken away on the way up"] = new("C025", OffloadOperation.Terminate, "in their order")
        {
            Completion = Converted(list => Tcp(list).NetBufferListChain = null),
        },
        ["lists added on the way up"] = new("C025", OffloadOperation.Terminate, "in their order")
        {
            Completion = Up((_, _, list) => Tcp(list).NetBufferListChain!.Next!.Next = new NetBufferList()),
        },
        ["status of a list written on the way up"] = new("C025", OffloadOperation.Terminate, "in their order")
        {
            Completion = Up((_, _, list) => Tcp(list).NetBufferListChain!.Status = NdisStatus.Failure),
        },
        ["SourceHandle of lists not restored"] = new("C025", OffloadOperation.Initiate, "SourceHandle of a list")
        {
            Completion = Converted(list => Tcp(list).NetBufferListChain!.SourceHandle = null),
            Outcome = NdisStatus.Resources,
        },
        ["delegated state read in an update"] = new("C115", OffloadOperation.Update, "Header.Type is TcpCached")
        {
            Completion = Up((_, _, list) => _ = Tcp(list).State.Read<TcpOffloadStateDelegated>().RcvNxt),
        },
        ["state read in an invalidate"] = new("C168", OffloadOperation.Invalidate, "carries no state")
        {
            Completion = Up((_, _, list) => _ = Tcp(list).State.Read<TcpOffloadStateDelegated>().RcvNxt),
        },
    };

    public static TheoryData<string> Cases => [.. s_mistakes.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_thrown(string name)
    {
        using Rig rig = Make(new ContractVerifier(), s_mistakes[name], out ScriptedFilter culprit);
        Check(s_mistakes[name], Assert.Throws<ContractViolationException>(() => Reach(rig, s_mistakes[name], culprit)).Violation);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_recorded_once_and_the_run_goes_on(string name)
    {
        Mistake mistake = s_mistakes[name];
        using Rig rig = Make(new ContractVerifier(VerifierMode.Record), mistake, out ScriptedFilter culprit);
        NetBufferList sends = rig.Tcp1.NetBufferListChain!;
        NetBufferList second = sends.Next!;

        Reach(rig, mistake, culprit);

        Check(mistake, Assert.Single(rig.Verifier.Violations));
        Assert.Equal(mistake.Operation, rig.Host.Completed[^1].Operation);
        Assert.Equal(mistake.Outcome, rig.LastStatuses[2]);
        // Whatever the driver did, the host has the values and lists of the target.
        culprit.Armed = false;
        if (rig.Tcp1.State == OffloadObjectState.Invalidated || rig.Tcp1.State == OffloadObjectState.Offloaded)
            rig.Do(OffloadOperation.Terminate);
        Assert.Same(sends, rig.Tcp1.NetBufferListChain);
        Assert.Same(second, sends.Next);
        Assert.Null(second.Next);
        Assert.All([sends, second], list => Assert.Same(rig.Host.NdisBindingHandle, list.SourceHandle));
        Assert.Equal(77u, rig.Tcp1.Read<TcpOffloadStateDelegated>().RcvNxt);
        Assert.Single(rig.Verifier.Violations);
    }

    /// <summary>Makes a mistake, and goes on as far as the verifier lets it.</summary>
    internal static void Run(ContractVerifier verifier, string name)
    {
        using Rig rig = Make(verifier, s_mistakes[name], out ScriptedFilter culprit);
        Reach(rig, s_mistakes[name], culprit);
    }

    private static Rig Make(ContractVerifier verifier, Mistake mistake, out ScriptedFilter culprit)
    {
        culprit = new ScriptedFilter
        {
            Name = "culprit",
            Only = mistake.Operation,
            OnRequest = (self, op, list) =>
            {
                if (self.Armed && mistake.Request is not null)
                    mistake.Request(self, op, list);
                else
                    self.PassDown(op, list);
            },
            OnCompletion = (self, op, list) =>
            {
                if (self.Armed && mistake.Completion is not null)
                    mistake.Completion(self, op, list);
                else
                    self.PassUp(op, list);
            },
        };
        var rig = new Rig(verifier, new ScriptedFilter { Name = "above" }, culprit, new ScriptedFilter { Name = "below" });
        rig.Tcp1.NetBufferListChain = new NetBufferList { Next = new NetBufferList() };
        rig.Tcp1.Write<TcpOffloadStateDelegated>().RcvNxt = 77;
        rig.Target.ChooseStatus = (op, index) => op == mistake.Operation && index == 2 ? mistake.Outcome : NdisStatus.Success;
        return rig;
    }

    private static void Reach(Rig rig, Mistake mistake, ScriptedFilter culprit)
    {
        if (mistake.Operation != OffloadOperation.Initiate)
            rig.Do(OffloadOperation.Initiate);
        Assert.Empty(rig.Verifier.Violations);
        culprit.Armed = true;
        rig.Do(mistake.Operation);
    }

    private static void Check(Mistake mistake, ContractViolation violation)
    {
        Assert.Equal((mistake.Rule, "culprit", mistake.Operation), (violation.Rule, violation.Driver, violation.Operation));
        Assert.Contains(mistake.Words, violation.Message);
    }

    [Theory]
    [InlineData(TcpOffloadConnectionState.Closed, false)]
    [InlineData(TcpOffloadConnectionState.Listen, false)]
    [InlineData(TcpOffloadConnectionState.SynSent, false)]
    [InlineData(TcpOffloadConnectionState.SynRcvd, false)]
    [InlineData(TcpOffloadConnectionState.Established, true)]
    [InlineData(TcpOffloadConnectionState.FinWait1, true)]
    [InlineData(TcpOffloadConnectionState.FinWait2, true)]
    [InlineData(TcpOffloadConnectionState.CloseWait, true)]
    [InlineData(TcpOffloadConnectionState.Closing, true)]
    [InlineData(TcpOffloadConnectionState.LastAck, true)]
    [InlineData(TcpOffloadConnectionState.TimeWait, false)]
    public void C246_A_connection_is_offloaded_between_handshake_and_end(TcpOffloadConnectionState state, bool allowed)
    {
        using var rig = new Rig(VerifierMode.Record);
        rig.Tcp1.Write<TcpOffloadStateDelegated>().State = state;

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal(allowed ? [] : ["C246 host"], rig.Verifier.Violations.Select(v => $"{v.Rule} {v.Driver}"));
        Assert.Equal(allowed, rig.Tcp1.State == OffloadObjectState.Offloaded);
    }

    [Fact]
    public void C268_A_host_sends_structures_with_their_header()
    {
        using var rig = new Rig();
        rig.Path1.Write<PathOffloadStateCached>() = default;

        var thrown = Assert.Throws<ContractViolationException>(() => rig.Host.Initiate(rig.Tree));

        Assert.Equal(("C268", "host"), (thrown.Violation.Rule, thrown.Violation.Driver));
        Assert.Contains("PathOffloadStateCached says length 0h", thrown.Violation.Message);
        Assert.Equal(OffloadObjectState.NotOffloaded, rig.Path1.State);
    }
}
