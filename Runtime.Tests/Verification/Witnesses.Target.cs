namespace Chimney.Runtime.Tests.Verification;

// Mistakes of a target with a tree of blocks, and of a host stack with its objects.
internal static partial class Witnesses
{
    private static Dictionary<string, Witness> Target => new()
    {
        ["C101"] = verifier => Reach(verifier, new ScriptedTarget { OnRequest = (_, _, _) => { } }, OffloadOperation.Initiate),
        ["C102"] = verifier => Reach(verifier, new ScriptedTarget { OnRequest = Complete }, OffloadOperation.Initiate),
        ["C103"] = OnWork((self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            Ndis.NdisMUpdateOffloadComplete(self.NdisMiniportHandle, list);
        }),
        ["C104"] = OnWork((self, op, list) =>
        {
            Complete(self, op, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["C105"] = OnWork((self, op, list) =>
        {
            list.Root.Status = NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["C106"] = CompletesWith(NdisStatus.OffloadPartialSuccess),
        ["C107"] = CompletesWith(NdisStatus.UploadInProgress, OffloadOperation.Initiate),
        ["C108"] = CompletesWith(NdisStatus.Pending),
        ["C110"] = OnWork((self, op, list) =>
        {
            list.Root.ImReserved[1] = "mine";
            Complete(self, op, list);
        }),
        ["C116"] = OnWork((self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }, OffloadOperation.Initiate),
        ["C117"] = OnWork((self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Failure;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }, OffloadOperation.Initiate),
        ["C120"] = OnWork((self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.DependentBlockList.MiniportOffloadContext = list.Root.MiniportOffloadContext;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }, OffloadOperation.Initiate),
        ["C124"] = OnWork((self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.DependentBlockList.DependentBlockList.Status = NdisStatus.OffloadPartialSuccess;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }, OffloadOperation.Initiate),
    };

    private static Dictionary<string, Witness> Host => new()
    {
        ["C128"] = OnHost(rig => rig.Send(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Placeholder : BlockUse.Object))),
        ["C247"] = OnHost(rig => rig.Send(OffloadOperation.Query, rig.Tree)),
        ["C248"] = OnHost(OffloadOperation.Update, OffloadOperation.Update),
        ["C250"] = OnHost(OffloadOperation.Query, OffloadOperation.Terminate),
        ["C251"] = OnHost(OffloadOperation.Terminate, OffloadOperation.Query),
        ["C253"] = OnHost(rig =>
        {
            rig.Do(OffloadOperation.Initiate);
            rig.Send(OffloadOperation.Terminate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
        }),
        ["C266"] = OnHost(rig =>
        {
            rig.Do(OffloadOperation.Initiate);
            rig.Send(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
        }),
    };

    private static void Complete(ScriptedTarget self, OffloadOperation operation, MiniportOffloadBlockList list)
    {
        ScriptedTarget.Succeed(operation, list);
        Ops.CompleteUp(operation, self.NdisMiniportHandle, list);
    }

    private static Witness CompletesWith(NdisStatus status, OffloadOperation operation = OffloadOperation.Query) => OnWork((self, op, list) =>
    {
        ScriptedTarget.Succeed(op, list);
        list.Root.Status = status;
        Ops.CompleteUp(op, self.NdisMiniportHandle, list);
    }, operation);

    private static Witness OnWork(TargetScript script, OffloadOperation operation = OffloadOperation.Query)
        => verifier => Reach(verifier, new ScriptedTarget { Only = operation, OnWork = script }, operation);

    private static void Reach(ContractVerifier verifier, ScriptedTarget target, OffloadOperation operation)
    {
        var host = new RecordingHost();
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        neighbor.AddPath("P1").AddConnection("T1");
        OffloadTree tree = OffloadTree.Build(neighbor);
        using var stack = new NdisStack(host, [], target, verifier);
        host.Initiate(tree);
        stack.Run();
        if (operation != OffloadOperation.Initiate)
            Ops.SendDown(operation, host.NdisBindingHandle, tree.GetBlockList(operation));
        stack.Halt();
    }

    private static Witness OnHost(Action<Rig> act) => verifier =>
    {
        using var rig = new Rig(verifier);
        act(rig);
        rig.Stack.Run();
    };

    /// <summary>Asks for an operation while another one runs.</summary>
    private static Witness OnHost(OffloadOperation running, OffloadOperation operation) => OnHost(rig =>
    {
        rig.Do(OffloadOperation.Initiate);
        rig.Send(running, rig.Tree);
        rig.Send(operation, OffloadTree.Build(rig.Neighbor));
    });
}
