namespace Chimney.Runtime.Tests.State;

/// <summary>Every mistake that a target can make with state, statuses of a tree and buffer lists, thrown and recorded.</summary>
public class TargetStateViolationTests
{
    private sealed record Mistake(string Rule, OffloadOperation Operation, string Words, TargetScript Work)
    {
        /// <summary>What the tree of the operation is made of; the objects unless given.</summary>
        internal Func<OffloadObject, BlockUse>? Use { get; init; }

        /// <summary>Whether the connection is offloaded with outstanding send data.</summary>
        internal bool Sends { get; init; }
    }

    private static MiniportOffloadBlock Path(MiniportOffloadBlockList list) => list.Root.DependentBlockList;

    private static MiniportOffloadBlock Tcp(MiniportOffloadBlockList list) => list.Root.DependentBlockList.DependentBlockList;

    /// <summary>Does everything right, then something wrong.</summary>
    private static TargetScript But(TargetScript wrong) => (self, op, list) =>
    {
        ScriptedTarget.Succeed(op, list);
        wrong(self, op, list);
        Ops.CompleteUp(op, self.NdisMiniportHandle, list);
    };

    private static TargetScript Statuses(params NdisStatus[] statuses) => (self, op, list) =>
    {
        int index = 0;
        foreach (MiniportOffloadBlock block in list.Blocks)
        {
            block.Status = statuses[index++];
            if (block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess && !block.IsPlaceholder && block.MiniportOffloadContext.IsNull)
                block.MiniportOffloadContext = OffloadContext.From(new object());
        }
        Ops.CompleteUp(op, self.NdisMiniportHandle, list);
    };

    private static void Delegated(MiniportOffloadBlockList list, Func<TcpOffloadStateDelegated, TcpOffloadStateDelegated> change)
    {
        ref TcpOffloadStateDelegated state = ref Tcp(list).State.Write<TcpOffloadStateDelegated>();
        state = change(state);
    }

    private static readonly Dictionary<string, Mistake> s_mistakes = new()
    {
        ["query not filled in"] = new("C157", OffloadOperation.Query, "NeighborOffloadStateConst was not filled in", (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["query filled in at the root only"] = new("C157", OffloadOperation.Query, "PathOffloadStateConst was not filled in", (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Success;
            list.Root.State.CopyFrom(OffloadState.For(OffloadObjectKind.Neighbor));
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["one member of a query forgotten"] = new("C157", OffloadOperation.Query, "TcpOffloadStateDelegated was not filled in: its member at 5Ch", (self, op, list) =>
        {
            TcpOffloadStateDelegated before = Tcp(list).State.Read<TcpOffloadStateDelegated>();
            ScriptedTarget.Succeed(op, list);
            Delegated(list, s => s with { Retransmit = before.Retransmit });
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["backlog of a query forgotten"] = new("C157", OffloadOperation.Query, "its member at 80h", (self, op, list) =>
        {
            TcpOffloadStateDelegated before = Tcp(list).State.Read<TcpOffloadStateDelegated>();
            ScriptedTarget.Succeed(op, list);
            Delegated(list, s => s with { SendBacklogSize = before.SendBacklogSize });
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["terminate not filled in"] = new("C173", OffloadOperation.Terminate, "NeighborOffloadStateDelegated was not filled in", (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = NdisStatus.Success;
                block.MiniportOffloadContext = default;
                block.NetBufferListChain = null;
            }
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["lists in a query"] = new("C159", OffloadOperation.Query, "reads SendBacklogSize and ReceiveBacklogSize in their place",
            But((_, _, list) => Delegated(list, s => s with { BufferedData = new NetBufferList() }))),
        ["backlog in a terminate"] = new("C159", OffloadOperation.Terminate, "only a query has them",
            But((_, _, list) => Delegated(list, s => s with { ReceiveBacklogSize = 4 }))),
        ["cached values of a target's own"] = new("C161", OffloadOperation.Query, "cached values of T1 are not those of the host's last initiate or update",
            But((_, _, list) => Tcp(list).State.Write<TcpOffloadStateCached>().TtlOrHopLimit = 9)),
        ["constant values that changed"] = new("C162", OffloadOperation.Query, "constant values of P1 are not those of its initiate",
            But((_, _, list) => Path(list).State.Write<PathOffloadStateConst>().SourceAddress = PathAddress.From(System.Net.IPAddress.Loopback))),
        ["cached values written in an update"] = new("C161", OffloadOperation.Update, "They are the host's",
            But((_, _, list) => Tcp(list).State.Write<TcpOffloadStateCached>().TtlOrHopLimit = 9)),
        ["constant values written in an initiate"] = new("C162", OffloadOperation.Initiate, "They never change",
            But((_, _, list) => Tcp(list).State.Write<TcpOffloadStateConst>().RemoteMss = 9)),
        ["delegated values written in an initiate"] = new("C109", OffloadOperation.Initiate, "Copy them to the offload context",
            But((_, _, list) => Tcp(list).State.Write<TcpOffloadStateDelegated>().RcvNxt = 9)),
        ["state read in an invalidate"] = new("C168", OffloadOperation.Invalidate, "An invalidate carries no state",
            But((_, _, list) => _ = Tcp(list).State.Read<TcpOffloadStateConst>().RemoteMss)),
        ["state of another class read"] = new("C115", OffloadOperation.Update, "Header.Type is TcpCached",
            But((_, _, list) => _ = Tcp(list).State.Read<TcpOffloadStateConst>().RemoteMss)),
        ["state of another layer read"] = new("C115", OffloadOperation.Query, "Header.Type is Ip4",
            But((_, _, list) => _ = Path(list).State.Read<TcpOffloadStateConst>().RemoteMss)),
        ["state filled in an invalidate"] = new("C168", OffloadOperation.Invalidate, "An invalidate carries no state",
            But((_, _, list) => Tcp(list).State.Write<TcpOffloadStateDelegated>().RcvNxt = 1)),
        ["chain of a terminate not written"] = new("C178", OffloadOperation.Terminate, "Write null where there is no send data", (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = NdisStatus.Success;
                block.MiniportOffloadContext = default;
                block.State.CopyFrom(OffloadState.For(block.State.Layer));
            }
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["lists handed back with a path"] = new("C178", OffloadOperation.Terminate, "P1, which is no connection",
            But((_, _, list) => Path(list).NetBufferListChain = new NetBufferList())),
        ["lists of nobody's handed back"] = new("C177", OffloadOperation.Terminate, "Hand back the original lists", But((_, _, list) =>
        {
            NetBufferList own = new();
            Tcp(list).NetBufferListChain = own;
            Delegated(list, s => s with { SendDataHead = own, SendDataTail = own });
        })),
        ["head and tail without a chain"] = new("C177", OffloadOperation.Terminate, "null where it is null", But((_, _, list) =>
        {
            NetBufferList own = new();
            Delegated(list, s => s with { SendDataHead = own, SendDataTail = own });
        })),
        ["chain without head and tail"] = new("C177", OffloadOperation.Terminate, "Write both with the chain",
            But((self, _, list) => Tcp(list).NetBufferListChain = self.Sends)) { Sends = true },
        ["tail before head"] = new("C177", OffloadOperation.Terminate, "Write both with the chain", But((self, _, list) =>
        {
            Tcp(list).NetBufferListChain = self.Sends;
            Delegated(list, s => s with { SendDataHead = self.Sends!.Next, SendDataTail = self.Sends });
        })) { Sends = true },
        ["sequence numbers out of order"] = new("C177", OffloadOperation.Terminate, "SndUna 20, SndNxt 10 and SndMax 30", But((self, _, list) =>
        {
            Tcp(list).NetBufferListChain = self.Sends;
            Delegated(list, s => s with { SendDataHead = self.Sends, SendDataTail = self.Sends!.Next, SndUna = 20, SndNxt = 10, SndMax = 30 });
        })) { Sends = true },
        ["keepalive timer off as 0"] = new("C181", OffloadOperation.Terminate, "TimeoutDelta of KeepAlive is 0",
            But((_, _, list) => Delegated(list, s => s with { KeepAlive = s.KeepAlive with { TimeoutDelta = 0 } }))),
        ["retransmit timer off as 0"] = new("C181", OffloadOperation.Terminate, "TimeoutDelta of Retransmit is 0",
            But((_, _, list) => Delegated(list, s => s with { State = TcpOffloadConnectionState.Established, Retransmit = s.Retransmit with { TimeoutDelta = 0 } }))),
        ["structure without a header"] = new("C268", OffloadOperation.Query, "make structures with new",
            But((_, _, list) => Path(list).State.Write<PathOffloadStateCached>() = default)),
        ["options written"] = new("C268", OffloadOperation.Terminate, "options are reserved",
            But((_, _, list) => System.Runtime.CompilerServices.Unsafe.AsRef(in list.Root.State.Write<NeighborOffloadStateDelegated>().Header).RecognizedOptions = 1)),
        ["reserved flags written"] = new("C268", OffloadOperation.Terminate, "Flags of a TcpOffloadStateDelegated",
            But((_, _, list) => Delegated(list, s => s with { Flags = 1 }))),
        ["success above a dependent that failed"] = new("C124", OffloadOperation.Initiate, "P1 was completed with Success",
            Statuses(NdisStatus.Success, NdisStatus.Success, NdisStatus.Resources)),
        ["partial success where all is in"] = new("C124", OffloadOperation.Initiate, "here it is Success",
            Statuses(NdisStatus.OffloadPartialSuccess, NdisStatus.Success, NdisStatus.Success)),
        ["placeholder failed"] = new("C125", OffloadOperation.Initiate, "a placeholder was completed with Failure",
            Statuses(NdisStatus.Failure, NdisStatus.Failure, NdisStatus.Failure)) { Use = o => o.Kind == OffloadObjectKind.Neighbor ? BlockUse.Placeholder : BlockUse.Object },
        ["linker failed with everything in"] = new("C126", OffloadOperation.Initiate, "linker N1 was completed with Failure",
            Statuses(NdisStatus.Failure, NdisStatus.Success, NdisStatus.Success)) { Use = _ => BlockUse.Object },
        ["linker succeeded with nothing in"] = new("C126", OffloadOperation.Initiate, "here it is Failure",
            Statuses(NdisStatus.Success, NdisStatus.Resources, NdisStatus.Failure)) { Use = _ => BlockUse.Object },
        ["tried below what failed"] = new("C127", OffloadOperation.Initiate, "T1 was completed with Resources",
            Statuses(NdisStatus.OffloadPartialSuccess, NdisStatus.OffloadPathEntries, NdisStatus.Resources)),
        ["in below what failed"] = new("C128", OffloadOperation.Initiate, "T1 was completed with Success",
            Statuses(NdisStatus.OffloadPartialSuccess, NdisStatus.OffloadPathEntries, NdisStatus.Success)),
        ["status of the host's lists written"] = new("C129", OffloadOperation.Initiate, "They are the host's", (self, op, list) =>
        {
            Tcp(list).NetBufferListChain!.Next!.Status = NdisStatus.RequestAborted;
            Statuses(NdisStatus.Success, NdisStatus.OffloadPartialSuccess, NdisStatus.Resources)(self, op, list);
        }) { Sends = true },
        ["the host's lists kept"] = new("C129", OffloadOperation.Initiate, "They are the host's", (self, op, list) =>
        {
            Tcp(list).NetBufferListChain = null;
            Statuses(NdisStatus.Success, NdisStatus.OffloadPartialSuccess, NdisStatus.Resources)(self, op, list);
        }) { Sends = true },
    };

    public static TheoryData<string> Cases => [.. s_mistakes.Keys];

    /// <summary>Makes a mistake, and goes on as far as the verifier lets it.</summary>
    /// <returns>The operation that reached the host last.</returns>
    internal static OffloadOperation Run(ContractVerifier verifier, string name)
    {
        Mistake mistake = s_mistakes[name];
        var host = new RecordingHost();
        var target = new ScriptedTarget { Name = "culprit" };
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        OffloadObject tcp = neighbor.AddPath("P1").AddConnection("T1");
        using var stack = new NdisStack(host, [new ScriptedFilter()], target, verifier);
        if (mistake.Sends)
            tcp.NetBufferListChain = target.Sends = new NetBufferList { Next = new NetBufferList() };
        bool isInitiate = mistake.Operation == OffloadOperation.Initiate;
        if (!isInitiate || mistake.Use is not null)
            Do(OffloadOperation.Initiate, o => isInitiate && o != neighbor ? BlockUse.Omit : BlockUse.Object);
        Assert.Empty(verifier.Violations);
        (target.Only, target.OnWork) = (mistake.Operation, mistake.Work);
        Do(mistake.Operation, mistake.Use);
        return host.Completed[^1].Operation;

        void Do(OffloadOperation operation, Func<OffloadObject, BlockUse>? use)
        {
            Ops.SendDown(operation, host.NdisBindingHandle, OffloadTree.Build(neighbor, use).GetBlockList(operation));
            stack.Run();
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_thrown(string name)
        => Check(s_mistakes[name], Assert.Throws<ContractViolationException>(() => Run(new ContractVerifier(), name)).Violation);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_recorded_once_and_the_run_goes_on(string name)
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        Assert.Equal(s_mistakes[name].Operation, Run(verifier, name));
        Check(s_mistakes[name], Assert.Single(verifier.Violations));
    }

    private static void Check(Mistake mistake, ContractViolation violation)
    {
        Assert.Equal((mistake.Rule, "culprit", mistake.Operation), (violation.Rule, violation.Driver, violation.Operation));
        Assert.Contains(mistake.Words, violation.Message);
    }
}
