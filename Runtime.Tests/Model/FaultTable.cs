namespace Chimney.Runtime.Tests.Model;

/// <summary>The handlers and work items that mistakes are made in.</summary>
internal enum FaultPlace
{
    FilterRequest,
    FilterCompletion,
    FilterDataRequest,
    FilterDataCompletion,
    FilterEvent,
    FilterIndication,
    FilterReturn,
    TargetRequest,
    TargetWork,
    TargetData,
    TargetEvent,
}

internal delegate void FilterRequestFault(ModelFilter self, OffloadOperation operation, MiniportOffloadBlockList list);
internal delegate void FilterCompletionFault(ModelFilter self, OffloadOperation operation, ProtocolOffloadBlockList list);
internal delegate NdisStatus FilterDataRequestFault(ModelFilter self, OffloadOperation operation, OffloadHandle handle, NetBufferListChain chain, TcpDisconnectFlags flags);
internal delegate void FilterDataCompletionFault(ModelFilter self, OffloadOperation operation, NetBufferListChain chain);
internal delegate void FilterEventFault(ModelFilter self, OffloadHandle handle, TcpOffloadEventType type, uint information);
internal delegate NdisStatus FilterIndicationFault(ModelFilter self, OffloadHandle handle, NetBufferListChain chain, NdisStatus status, out uint consumed);
internal delegate NdisStatus FilterReturnFault(ModelFilter self, NetBufferListChain chain);
internal delegate void TargetTreeFault(ModelTarget self, OffloadOperation operation, MiniportOffloadBlockList list);
internal delegate void TargetDataFault(ModelTarget self, OffloadOperation operation, NetBufferListChain chain);
internal delegate void TargetEventFault(ModelTarget self, NdisOffloadHandle handle, TcpOffloadEventType type, uint information);

/// <summary>A mistake, with the rules of the contract that speak of it.</summary>
/// <param name="Place">Where it is made.</param>
/// <param name="Rules">The rules, of which one must be reported; the first number counts up with the operations in the contract's order where there is a range.</param>
internal sealed record FaultRow(FaultPlace Place, params string[] Rules)
{
    internal FilterRequestFault? FilterRequest { get; init; }
    internal FilterCompletionFault? FilterCompletion { get; init; }
    internal FilterDataRequestFault? FilterDataRequest { get; init; }
    internal FilterDataCompletionFault? FilterDataCompletion { get; init; }
    internal FilterEventFault? FilterEvent { get; init; }
    internal FilterIndicationFault? FilterIndication { get; init; }
    internal FilterReturnFault? FilterReturn { get; init; }
    internal TargetTreeFault? TargetRequest { get; init; }
    internal TargetTreeFault? TargetWork { get; init; }
    internal TargetDataFault? TargetData { get; init; }
    internal TargetEventFault? TargetEvent { get; init; }

    /// <summary>The operations that the mistake can be made in; all where null.</summary>
    internal OffloadOperation[]? Only { get; init; }

    /// <summary>What the tree must be like.</summary>
    internal Func<ModelTree, bool>? Needs { get; init; }

    internal bool IsTargets => Place >= FaultPlace.TargetRequest;

    internal bool Fits(OffloadOperation operation, ModelTree? tree)
        => (Only is null || Only.Contains(operation)) && (Needs is null || tree is null || Needs(tree));
}

/// <summary>The mistakes that drivers make, by name.</summary>
internal static partial class FaultTable
{
    // Properties, for the order of fields in two files is nobody's.
    private static OffloadOperation[] InitiateOnly => [OffloadOperation.Initiate];
    private static OffloadOperation[] WithoutContexts => [OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate];
    private static string[] DropsRequest => ["C032", "C033", "C034", "C035", "C036"];
    private static string[] DropsCompletion => ["C001", "C002", "C003", "C004", "C005"];
    private static string[] DropsData => ["C063", "C064", "C065", "C066"];
    private static string[] DropsDataCompletion => ["C080", "C081", "C082", "C083"];

    internal static readonly Dictionary<string, FaultRow> Rows = new()
    {
        ["request dropped"] = Down(DropsRequest, (_, _, _) => { }),
        ["request converted and dropped"] = Down(DropsRequest, (_, _, list) => list.ToProtocol(new ImCallEntry())),
        ["request sent down twice"] = Down(["C037"], (self, op, list) =>
        {
            self.PassDown(op, list);
            Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }),
        ["request sent down and completed"] = Down(["C037"], (self, op, list) =>
        {
            self.PassDown(op, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["request sent down by another function"] = Down(["C006"], (self, op, list) => Ops.SendDown(Ops.Other(op), self.NdisBindingHandle, list.ToProtocol(new ImCallEntry()))),
        ["null request sent down"] = Down(["C038"], (self, op, _) => Ops.SendDown(op, self.NdisBindingHandle, default)),
        ["request sent down by no handle"] = Down(["C039"], (_, op, list) => Ops.SendDown(op, null!, list.ToProtocol(new ImCallEntry()))),
        ["request without call entry"] = Down(["C040"], (self, op, list) => Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(null!))),
        ["request with nothing saved"] = Down(["C041"], (self, op, list) =>
        {
            list.Root.ImReserved[0] = new ImCallEntry();
            Ops.SendDown(op, self.NdisBindingHandle, list.OverlayAsProtocol());
        }),
        ["second ImReserved not saved"] = Down(["C042"], (self, op, list) =>
        {
            var entry = new ImCallEntry { SavedSourceHandle = list.Root.SourceHandle };
            entry.SavedImReserved[0] = list.Root.ImReserved[0];
            list.Root.ImReserved[0] = entry;
            Ops.SendDown(op, self.NdisBindingHandle, list.OverlayAsProtocol());
        }),
        ["SourceHandle written"] = Down(["C045"], (self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            converted.Root.SourceHandle = self;
            Ops.SendDown(op, self.NdisBindingHandle, converted);
        }),
        ["request used after"] = Down(["C056"], (self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            Ops.SendDown(op, self.NdisBindingHandle, converted);
            converted.Root.Status = NdisStatus.Failure;
        }),
        ["request answered with success"] = Down(["C037"], (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Needs = tree => tree.Blocks.Exists(block => block.Object is not null) },
        ["exception in a request"] = Down(["C274"], (_, _, _) => throw new InvalidDataException()),

        ["completion dropped"] = Up(DropsCompletion, (_, _, _) => { }),
        ["completion converted and dropped"] = Up(DropsCompletion, (_, _, list) => list.ToMiniport()),
        ["completion made twice"] = Up(["C007"], (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }),
        ["completion made and pended"] = Up(["C007"], (self, op, list) =>
        {
            Ops.CompleteUp(op, self.NdisMiniportHandle, list.ToMiniport());
            list.Pend();
        }),
        ["completion resumed twice"] = Up(["C007"], (self, op, list) =>
        {
            PendedProtocolOffload pended = list.Pend();
            self.Later(() => Ops.CompleteUp(op, self.NdisMiniportHandle, pended.Resume().ToMiniport()));
            self.Later(() => pended.Resume());
        }),
        ["completion by another function"] = Up(["C006"], (self, op, list) => Ops.CompleteUp(Ops.Other(op), self.NdisMiniportHandle, list.ToMiniport())),
        ["completion sent down"] = Up(["C006"], (self, op, list) => Ops.SendDown(op, self.NdisBindingHandle, list)),
        ["null completion"] = Up(["C009"], (self, op, _) => Ops.CompleteUp(op, self.NdisMiniportHandle, default)),
        ["call entry lost"] = Up(["C011"], (self, op, list) =>
        {
            list.Root.ImReserved[0] = null;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list.ToMiniport());
        }),
        ["ImReserved not restored"] = Up(["C012"], (self, op, list) => Restore(self, op, list, reserved: false)) with { Only = WithoutContexts },
        ["SourceHandle not restored"] = Up(["C013"], (self, op, list) => Restore(self, op, list, source: false)) with { Only = WithoutContexts },
        ["call entry not released"] = Up(["C014"], (self, op, list) => Restore(self, op, list, release: false)) with { Only = WithoutContexts },
        ["status changed"] = Up(["C023"], (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            rebuilt.Root.Status = rebuilt.Root.Status == NdisStatus.Success ? NdisStatus.Failure : NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }),
        ["completion by no handle"] = Up(["C028"], (_, op, list) => Ops.CompleteUp(op, null!, list.ToMiniport())),
        ["completion used after"] = Up(["C030"], (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            _ = rebuilt.Root.Status;
        }),
        ["nothing published"] = Up(["C018"], (self, op, list) => Restore(self, op, list)) with { Only = InitiateOnly, Needs = tree => tree.Blocks[0] is { IsNew: true, Succeeded: true } && tree.Blocks.TrueForAll(block => block.SendData.Count == 0) },
        ["published what was refused"] = Up(["C019"], (self, op, list) =>
        {
            foreach (ProtocolOffloadBlock block in list.Blocks)
            {
                if (block is { OffloadHandle: { } handle, Status: not (NdisStatus.Success or NdisStatus.OffloadPartialSuccess) })
                    ImOffloadEntry.From(handle).Publish();
            }
            Ops.CompleteUp(op, self.NdisMiniportHandle, list.ToMiniport());
        }) with { Only = InitiateOnly, Needs = tree => tree.Blocks.Exists(block => block is { IsNew: true, Succeeded: false }) },
        ["entry of a live object released"] = Up(["C022"], (self, op, list) =>
        {
            ImOffloadEntry.From(list.Root.OffloadHandle!).Release();
            Ops.CompleteUp(op, self.NdisMiniportHandle, list.ToMiniport());
        }) with { Only = WithoutContexts, Needs = tree => tree.Blocks[0].Object is not null },
        ["query completion dropped"] = Up(["C005"], (_, _, _) => { }) with { Only = [OffloadOperation.Query] },
        ["exception in a completion"] = Up(["C274"], (_, _, _) => throw new InvalidDataException()),
    };

    static FaultTable()
    {
        foreach ((string name, FaultRow row) in s_dataRows.Concat(s_targetRows))
            Rows.Add(name, row);
    }

    /// <summary>The rules of a row in an operation: one of a range by its order in the contract, or all.</summary>
    internal static string[] RulesOf(FaultRow row, OffloadOperation operation)
    {
        int index = row.Rules.Length switch
        {
            5 => Array.IndexOf([OffloadOperation.Initiate, OffloadOperation.Terminate, OffloadOperation.Update, OffloadOperation.Invalidate, OffloadOperation.Query], operation),
            4 => Array.IndexOf([OffloadOperation.Send, OffloadOperation.Receive, OffloadOperation.Disconnect, OffloadOperation.Forward], operation),
            _ => -1,
        };
        return index < 0 ? row.Rules : [row.Rules[index]];
    }

    private static void Restore(ModelFilter self, OffloadOperation op, ProtocolOffloadBlockList list, bool reserved = true, bool source = true, bool release = true)
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

    private static FaultRow Down(string[] rules, FilterRequestFault fault) => new(FaultPlace.FilterRequest, rules) { FilterRequest = fault };

    private static FaultRow Up(string[] rules, FilterCompletionFault fault) => new(FaultPlace.FilterCompletion, rules) { FilterCompletion = fault };
}
