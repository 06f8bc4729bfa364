namespace Chimney.Runtime.Tests.Verification;

/// <summary>
/// Every mistake that an intermediate driver can make: in Throw mode it is thrown, in Record mode it is one record, and the run goes on.
/// </summary>
public class FilterViolationTests
{
    private sealed record Mistake(string Rule, RequestScript? Request = null, CompletionScript? Completion = null);

    private static string Number(OffloadOperation operation, int first) => $"C{first + operation switch
    {
        OffloadOperation.Initiate => 0,
        OffloadOperation.Terminate => 1,
        OffloadOperation.Update => 2,
        OffloadOperation.Invalidate => 3,
        _ => 4,
    }:000}";

    private static readonly Dictionary<string, Func<OffloadOperation, Mistake>> s_mistakes = new()
    {
        ["completion never carried up"] = op => new(Number(op, 1), Completion: (_, _, _) => { }),
        ["completion converted but not carried up"] = op => new(Number(op, 1), Completion: (_, _, list) => list.ToMiniport()),
        ["request never sent down"] = op => new(Number(op, 32), Request: (_, _, _) => { }),
        ["request converted but not sent down"] = op => new(Number(op, 32), Request: (_, _, list) => list.ToProtocol(new ImCallEntry())),
        ["resumed and dropped"] = op => new(Number(op, 1), Completion: (self, _, list) =>
        {
            PendedProtocolOffload pended = list.Pend();
            self.Later(() => pended.Resume());
        }),
        ["wrong completion"] = any => new("C006", Completion: (self, op, list) =>
            Ops.CompleteUp(Ops.Other(op), self.NdisMiniportHandle, list.ToMiniport())),
        ["wrong request"] = any => new("C006", Request: (self, op, list) =>
            Ops.SendDown(Ops.Other(op), self.NdisBindingHandle, list.ToProtocol(new ImCallEntry()))),
        ["completion sent down again"] = any => new("C006", Completion: (self, op, list) =>
            Ops.SendDown(op, self.NdisBindingHandle, list)),
        ["completed twice"] = any => new("C007", Completion: (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }),
        ["converted and completed twice"] = any => new("C007", Completion: (self, op, list) =>
        {
            self.PassUp(op, list);
            self.PassUp(op, list);
        }),
        ["completed and pended"] = any => new("C007", Completion: (self, op, list) =>
        {
            self.PassUp(op, list);
            list.Pend();
        }),
        ["pended and completed"] = any => new("C007", Completion: (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            PendedMiniportOffload pended = rebuilt.Pend();
            self.Later(() => Ops.CompleteUp(op, self.NdisMiniportHandle, pended.Resume()));
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }),
        ["resumed twice"] = any => new("C007", Completion: (self, op, list) =>
        {
            PendedProtocolOffload pended = list.Pend();
            self.Later(() => self.PassUp(op, pended.Resume()));
            self.Later(() => pended.Resume());
        }),
        ["sent down and completed"] = any => new("C037", Request: (self, op, list) =>
        {
            self.PassDown(op, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["sent down twice"] = any => new("C037", Request: (self, op, list) =>
        {
            self.PassDown(op, list);
            self.PassDown(op, list);
        }),
        ["null list completed"] = any => new("C009", Completion: (self, op, _) =>
            Ops.CompleteUp(op, self.NdisMiniportHandle, default)),
        ["list completed that was converted since"] = any => new("C009", Request: (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Failure;
            list.ToProtocol(new ImCallEntry());
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["null list sent down"] = any => new("C038", Request: (self, op, _) => Ops.SendDown(op, self.NdisBindingHandle, default)),
        ["null list pended"] = any => new("C038", Request: (self, op, list) =>
        {
            default(MiniportOffloadBlockList).Pend();
            self.PassDown(op, list);
        }),
        ["null miniport handle"] = any => new("C028", Completion: (self, op, list) => Ops.CompleteUp(op, null!, list.ToMiniport())),
        ["null binding handle"] = any => new("C039", Request: (self, op, list) => Ops.SendDown(op, null!, list.ToProtocol(new ImCallEntry()))),
        ["list used after it was completed"] = any => new("C030", Completion: (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            _ = rebuilt.Root.Status;
        }),
        ["block kept over the completion"] = any => new("C030", Completion: (self, op, list) =>
        {
            ProtocolOffloadBlock block = list.Root.DependentBlockList;
            self.PassUp(op, list);
            _ = block.Header;
        }),
        ["list used after it was sent down"] = any => new("C056", Request: (self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            Ops.SendDown(op, self.NdisBindingHandle, converted);
            foreach (ProtocolOffloadBlock block in converted.Blocks)
                block.Status = NdisStatus.Failure;
        }),
        ["old view used after the conversion"] = any => new("C056", Request: (self, op, list) =>
        {
            MiniportOffloadBlock root = list.Root;
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            _ = root.PortNumber;
            Ops.SendDown(op, self.NdisBindingHandle, converted);
        }),
        ["list used after it was pended"] = any => new("C030", Completion: (self, op, list) =>
        {
            PendedProtocolOffload pended = list.Pend();
            self.Later(() => self.PassUp(op, pended.Resume()));
            _ = list.Root.Status;
        }),
        ["call entry used after the list was sent down"] = any => new("C056", Request: (self, op, list) =>
        {
            var entry = new ImCallEntry();
            Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(entry));
            _ = entry.SavedSourceHandle;
        }),
        ["call entry used after its release"] = any => new("C015", Completion: (self, op, list) =>
        {
            ImCallEntry entry = ImCallEntry.From(list);
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, entry.NdisMiniportHandle, rebuilt);
        }),
        ["call entry released twice"] = any => new("C015", Completion: (self, op, list) =>
        {
            ImCallEntry entry = ImCallEntry.From(list);
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            entry.Release();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }),
        ["call entry released before the conversion"] = any => new("C015", Completion: (self, op, list) =>
        {
            ImCallEntry.From(list).Release();
            self.PassUp(op, list);
        }),
        ["call entry missing in ImReserved"] = any => new("C011", Completion: (self, op, list) =>
        {
            list.Root.ImReserved[0] = null;
            self.PassUp(op, list);
        }),
        ["no call entry given"] = any => new("C040", Request: (self, op, list) =>
            Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(null!))),
        ["overlay without call entry"] = any => new("C040", Request: (self, op, list) =>
            Ops.SendDown(op, self.NdisBindingHandle, list.OverlayAsProtocol())),
        ["SourceHandle not saved"] = any => new("C041", Request: (self, op, list) => SaveByHand(self, op, list, source: false)),
        ["first ImReserved not saved"] = any => new("C041", Request: (self, op, list) => SaveByHand(self, op, list, first: false)),
        ["second ImReserved not saved"] = any => new("C042", Request: (self, op, list) => SaveByHand(self, op, list, second: false)),
        ["call entry not left in ImReserved"] = any => new("C043", Request: (self, op, list) => SaveByHand(self, op, list, leave: "something else")),
        ["SourceHandle written on the way down"] = any => new("C045", Request: (self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            converted.Root.SourceHandle = null;
            Ops.SendDown(op, self.NdisBindingHandle, converted);
        }),
        ["ImReserved not restored"] = any => new("C012", Completion: (self, op, list) => RestoreByHand(self, op, list, reserved: false)),
        ["SourceHandle not restored"] = any => new("C013", Completion: (self, op, list) => RestoreByHand(self, op, list, source: false)),
        ["call entry not released"] = any => new("C014", Completion: (self, op, list) => RestoreByHand(self, op, list, release: false)),
        ["exception with the duty open"] = any => new("C274", Completion: (_, _, _) => throw new InvalidDataException("disk")),
        ["exception in a request"] = any => new("C274", Request: (_, _, _) => throw new InvalidDataException("disk")),
    };

    private static void SaveByHand(
        ScriptedFilter self, OffloadOperation op, MiniportOffloadBlockList list, bool source = true, bool first = true, bool second = true, object? leave = null)
    {
        var entry = new ImCallEntry();
        if (first)
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

    /// <summary>Every mistake in every operation; those by hand leave the contexts alone, so they are for operations that have none to settle.</summary>
    public static TheoryData<string, OffloadOperation> Cases
    {
        get
        {
            var cases = new TheoryData<string, OffloadOperation>();
            foreach (string name in s_mistakes.Keys)
            {
                foreach (OffloadOperation operation in Ops.All)
                {
                    bool byHand = name is "ImReserved not restored" or "SourceHandle not restored" or "call entry not released";
                    if (!byHand || operation is not (OffloadOperation.Initiate or OffloadOperation.Terminate))
                        cases.Add(name, operation);
                }
            }
            return cases;
        }
    }

    private static Rig RigFor(VerifierMode mode, Mistake mistake, OffloadOperation operation)
        => new(mode, new ScriptedFilter { Name = "above" },
            new ScriptedFilter { Name = "culprit", Only = operation, OnRequest = mistake.Request, OnCompletion = mistake.Completion },
            new ScriptedFilter { Name = "below" });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_thrown(string name, OffloadOperation operation)
    {
        Mistake mistake = s_mistakes[name](operation);
        using Rig rig = RigFor(VerifierMode.Throw, mistake, operation);

        var thrown = Assert.Throws<ContractViolationException>(() => rig.Reach(operation));

        AssertViolation(mistake.Rule, name, operation, thrown.Violation);
        Assert.Equal([thrown.Violation], rig.Verifier.Violations);
        Assert.Equal(mistake.Rule == "C274", thrown.InnerException is InvalidDataException);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_recorded_once_and_the_run_goes_on(string name, OffloadOperation operation)
    {
        Mistake mistake = s_mistakes[name](operation);
        using Rig rig = RigFor(VerifierMode.Record, mistake, operation);

        rig.Reach(operation);

        AssertViolation(mistake.Rule, name, operation, Assert.Single(rig.Verifier.Violations));
        Assert.Equal(operation, rig.Host.Completed[^1].Operation);
        Assert.Equal(operation == OffloadOperation.Initiate ? 1 : 2, rig.Host.Completed.Count);
        Assert.False(rig.Tree.IsInUse);
        rig.Stack.Halt();
        Assert.Single(rig.Verifier.Violations);
    }

    private static void AssertViolation(string rule, string name, OffloadOperation operation, ContractViolation violation)
    {
        Assert.Equal(rule, violation.Rule);
        Assert.Equal("culprit", violation.Driver);
        Assert.False(string.IsNullOrEmpty(violation.Message));
        // A null list belongs to no operation; what was called does.
        if (name != "null list pended")
        {
            bool namesWhatWasCalled = name is "wrong completion" or "wrong request";
            Assert.True(violation.Operation == operation || namesWhatWasCalled, $"operation {violation.Operation}");
            Assert.Equal("N1", violation.Object);
        }
    }
}
