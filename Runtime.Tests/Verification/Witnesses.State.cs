namespace Chimney.Runtime.Tests.Verification;

// Mistakes with the state behind blocks.
internal static partial class Witnesses
{
    private static Dictionary<string, Witness> State => new()
    {
        ["C024"] = OnCompletion((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateDelegated>().NicReachabilityDelta = 1;
            self.PassUp(op, list);
        }),
        ["C058"] = OnRequest((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateCached>().HostReachabilityDelta = 1;
            self.PassDown(op, list);
        }, OffloadOperation.Initiate),
        ["C109"] = OnWork((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateDelegated>().NicReachabilityDelta = 1;
            Complete(self, op, list);
        }, OffloadOperation.Initiate),
        ["C114"] = verifier =>
        {
            var filter = new ScriptedFilter { OnRequest = LookAtRoot };
            using var rig = new Rig(verifier, filter);
            rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
            filter.Armed = true;
            rig.Do(OffloadOperation.Initiate);
        },
        ["C115"] = OnRequest(LookAtRoot, OffloadOperation.Update, armed: true),
        ["C161"] = OnWork((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateCached>().HostReachabilityDelta = 1;
            Complete(self, op, list);
        }, OffloadOperation.Initiate),
        ["C162"] = OnWork((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateConst>().VlanId = 1;
            Complete(self, op, list);
        }, OffloadOperation.Initiate),
        ["C168"] = OnRequest(LookAtRoot, OffloadOperation.Invalidate, armed: true),
    };

    private static Witness OnRequest(RequestScript script, OffloadOperation operation, bool armed)
        => verifier => Reach(verifier, new ScriptedFilter { Only = operation, OnRequest = script, Armed = armed }, operation);

    private static void LookAtRoot(ScriptedFilter self, OffloadOperation operation, MiniportOffloadBlockList list)
    {
        if (self.Armed)
            _ = list.Root.State.Read<NeighborOffloadStateDelegated>().NicReachabilityDelta;
        self.PassDown(operation, list);
    }
}
