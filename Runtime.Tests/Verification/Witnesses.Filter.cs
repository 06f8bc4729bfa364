namespace Chimney.Runtime.Tests.Verification;

// Mistakes of an intermediate driver with a tree of blocks.
internal static partial class Witnesses
{
    private static Dictionary<string, Witness> Filter => new()
    {
        ["C001"] = Drops(OffloadOperation.Initiate, OffloadPhase.Completion),
        ["C002"] = Drops(OffloadOperation.Terminate, OffloadPhase.Completion),
        ["C003"] = Drops(OffloadOperation.Update, OffloadPhase.Completion),
        ["C004"] = Drops(OffloadOperation.Invalidate, OffloadPhase.Completion),
        ["C005"] = Drops(OffloadOperation.Query, OffloadPhase.Completion),
        ["C006"] = OnCompletion((self, _, list) => Ndis.NdisMUpdateOffloadComplete(self.NdisMiniportHandle, list.ToMiniport())),
        ["C007"] = OnCompletion((self, op, list) =>
        {
            self.PassUp(op, list);
            self.PassUp(op, list);
        }),
        ["C009"] = OnCompletion((self, op, _) => Ops.CompleteUp(op, self.NdisMiniportHandle, default)),
        ["C010"] = verifier =>
        {
            PendedProtocolOffload? kept = null;
            var filter = new ScriptedFilter { OnCompletion = KeepQueryAndCompleteItAsUpdate };
            using var rig = new Rig(verifier, filter);
            rig.Do(OffloadOperation.Initiate);
            rig.Do(OffloadOperation.Query);
            rig.Do(OffloadOperation.Update, OffloadTree.Build(rig.Neighbor));

            void KeepQueryAndCompleteItAsUpdate(ScriptedFilter self, OffloadOperation op, ProtocolOffloadBlockList list)
            {
                if (op == OffloadOperation.Query)
                    kept = list.Pend();
                else
                    self.PassUp(op, op == OffloadOperation.Update ? kept!.Resume() : list);
            }
        },
        ["C011"] = OnCompletion((self, op, list) =>
        {
            list.Root.ImReserved[0] = null;
            self.PassUp(op, list);
        }),
        ["C012"] = OnCompletion((self, op, list) => RestoreByHand(self, op, list, reserved: false)),
        ["C013"] = OnCompletion((self, op, list) => RestoreByHand(self, op, list, source: false)),
        ["C014"] = OnCompletion((self, op, list) => RestoreByHand(self, op, list, release: false)),
        ["C015"] = OnCompletion((self, op, list) =>
        {
            ImCallEntry.From(list).Release();
            self.PassUp(op, list);
        }),
        ["C018"] = OnCompletion((self, op, list) => RestoreByHand(self, op, list), OffloadOperation.Initiate),
        ["C019"] = verifier =>
        {
            using var rig = new Rig(verifier, new ScriptedFilter
            {
                OnCompletion = (self, op, list) =>
                {
                    ImOffloadEntry.From(list.Root.OffloadHandle!).Publish();
                    RestoreByHand(self, op, list);
                },
            });
            rig.Target.ChooseStatus = (_, _) => NdisStatus.Failure;
            rig.Do(OffloadOperation.Initiate);
        },
        ["C021"] = OnCompletion((self, op, list) => RestoreByHand(self, op, list), OffloadOperation.Terminate),
        ["C028"] = OnCompletion((_, op, list) => Ops.CompleteUp(op, null!, list.ToMiniport())),
        ["C029"] = verifier =>
        {
            var culprit = new ScriptedFilter();
            NdisMiniportHandle old;
            using (new Rig(culprit))
                old = culprit.NdisMiniportHandle;
            culprit.OnCompletion = (_, op, list) => Ops.CompleteUp(op, old, list.ToMiniport());
            using var rig = new Rig(verifier, culprit);
            rig.Do(OffloadOperation.Initiate);
        },
        ["C030"] = OnCompletion((self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            _ = rebuilt.Root.Status;
        }),
        ["C032"] = Drops(OffloadOperation.Initiate, OffloadPhase.Request),
        ["C033"] = Drops(OffloadOperation.Terminate, OffloadPhase.Request),
        ["C034"] = Drops(OffloadOperation.Update, OffloadPhase.Request),
        ["C035"] = Drops(OffloadOperation.Invalidate, OffloadPhase.Request),
        ["C036"] = Drops(OffloadOperation.Query, OffloadPhase.Request),
        ["C037"] = OnRequest((self, op, list) =>
        {
            self.PassDown(op, list);
            self.PassDown(op, list);
        }),
        ["C038"] = OnRequest((self, op, _) => Ops.SendDown(op, self.NdisBindingHandle, default)),
        ["C039"] = OnRequest((_, op, list) => Ops.SendDown(op, null!, list.ToProtocol(new ImCallEntry()))),
        ["C040"] = OnRequest((self, op, list) => Ops.SendDown(op, self.NdisBindingHandle, list.OverlayAsProtocol())),
        ["C041"] = OnRequest((self, op, list) => SaveByHand(self, op, list, source: false)),
        ["C042"] = OnRequest((self, op, list) => SaveByHand(self, op, list, second: false)),
        ["C043"] = OnRequest((self, op, list) => SaveByHand(self, op, list, leave: "something else")),
        ["C044"] = verifier =>
        {
            var shared = new ImCallEntry();
            using var rig = new Rig(verifier, new ScriptedFilter
            {
                OnRequest = (self, op, list) => Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(shared)),
            });
            rig.Do(OffloadOperation.Initiate);
            rig.Send(OffloadOperation.Query, rig.Tree);
            rig.Do(OffloadOperation.Query, OffloadTree.Build(rig.Neighbor));
        },
        ["C045"] = OnRequest((self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            converted.Root.SourceHandle = null;
            Ops.SendDown(op, self.NdisBindingHandle, converted);
        }),
        ["C054"] = OnRequest((self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            converted.Root.DependentBlockList.ProtocolReserved[1] = "mine";
            Ops.SendDown(op, self.NdisBindingHandle, converted);
        }),
        ["C056"] = OnRequest((self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            Ops.SendDown(op, self.NdisBindingHandle, converted);
            _ = converted.Root.Status;
        }),
        ["C062"] = OnRequest((self, op, list) =>
        {
            OffloadTree own = OffloadTree.Build(OffloadObject.Neighbor("own"));
            Ndis.NdisInitiateOffload(self.NdisBindingHandle, own.GetBlockList(OffloadOperation.Initiate));
            self.PassDown(op, list);
        }),
        ["C274"] = OnRequest((_, _, _) => throw new InvalidDataException()),
        ["C276"] = OnRequest((_, _, list) => list.Pend()),
    };

    private static Witness Drops(OffloadOperation operation, OffloadPhase phase)
        => phase == OffloadPhase.Request ? OnRequest((_, _, _) => { }, operation) : OnCompletion((_, _, _) => { }, operation);

    private static Witness OnRequest(RequestScript script, OffloadOperation operation = OffloadOperation.Query)
        => verifier => Reach(verifier, new ScriptedFilter { Only = operation, OnRequest = script }, operation);

    private static Witness OnCompletion(CompletionScript script, OffloadOperation operation = OffloadOperation.Query)
        => verifier => Reach(verifier, new ScriptedFilter { Only = operation, OnCompletion = script }, operation);

    private static void Reach(ContractVerifier verifier, ScriptedFilter filter, OffloadOperation operation)
    {
        using var rig = new Rig(verifier, filter);
        rig.Reach(operation);
        rig.Stack.Halt();
    }

    private static void SaveByHand(
        ScriptedFilter self, OffloadOperation op, MiniportOffloadBlockList list, bool source = true, bool second = true, object? leave = null)
    {
        var entry = new ImCallEntry();
        entry.SavedImReserved[0] = list.Root.ImReserved[0];
        if (second)
            entry.SavedImReserved[1] = list.Root.ImReserved[1];
        if (source)
            entry.SavedSourceHandle = list.Root.SourceHandle;
        list.Root.ImReserved[0] = leave ?? entry;
        Ops.SendDown(op, self.NdisBindingHandle, list.OverlayAsProtocol());
    }

    private static void RestoreByHand(
        ScriptedFilter self, OffloadOperation op, ProtocolOffloadBlockList list, bool reserved = true, bool source = true, bool release = true)
    {
        ImCallEntry entry = ImCallEntry.From(list);
        MiniportOffloadBlockList rebuilt = list.OverlayAsMiniport();
        if (reserved)
            entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
        if (source)
            rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
        if (release)
            entry.Release();
        Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
    }
}
