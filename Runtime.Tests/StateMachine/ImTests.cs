using static Chimney.ImCallEvent;
using static Chimney.ImCallState;
using static Chimney.ImOffloadEntryEvent;
using static Chimney.ImOffloadEntryState;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>The rows of intermediate drivers: operations on their way through, and offload entries.</summary>
public class ImTests
{
    private static readonly ImCallSituation s_initiate = new(IsSameOperation: true, IsInitiate: true);
    private static readonly ImCallSituation s_query = new(IsSameOperation: true, IsInitiate: false);
    private static readonly ImCallSituation s_other = new(IsSameOperation: false, IsInitiate: false);

    private static void Allows(string row, ImCallState state, ImCallEvent happened, ImCallState next, ImCallSituation? situation = null)
        => ImTables.Call.Allows(row, state, happened, situation ?? s_query, next);

    private static void Refuses(string row, string rule, ImCallState state, ImCallEvent happened, ImCallSituation? situation = null)
        => ImTables.Call.Refuses(row, rule, state, happened, situation ?? s_query);

    /// <summary>Runs a query through a driver with one mistake in it.</summary>
    /// <returns>The rules that it broke.</returns>
    private static string[] Run(RequestScript? onRequest = null, CompletionScript? onCompletion = null, OffloadOperation operation = OffloadOperation.Query)
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter { Name = "culprit", Only = operation, OnRequest = onRequest, OnCompletion = onCompletion });
        rig.Reach(operation);
        rig.Stack.Halt();
        Assert.All(rig.Verifier.Violations, v => Assert.Equal("culprit", v.Driver));
        return [.. rig.Verifier.Violations.Select(v => v.Rule)];
    }

    [Fact]
    public void M01_A_request_is_received() => Allows("M01", ImCallState.Idle, RequestEntered, Received);

    [Fact]
    public void M02_M03_It_is_converted_and_sent_down()
    {
        Allows("M02", Received, ConvertedDown, Converted);
        Allows("M03", Converted, SentDown, Below);
        Refuses("M03", "C006", Converted, SentDown, s_other);
        Assert.Equal(["C006"], Run(onRequest: (self, op, list) => Ops.SendDown(Ops.Other(op), self.NdisBindingHandle, list.ToProtocol(new ImCallEntry()))));
    }

    [Fact]
    public void M04_An_initiate_that_cannot_be_sent_fails_upward()
    {
        Allows("M04", Received, Failed, Failing, s_initiate);
        Allows("M04 other", Received, Failed, Failing);
        Assert.Empty(Run(operation: OffloadOperation.Initiate, onRequest: (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Resources;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }));
    }

    [Fact]
    public void M05_M06_A_request_waits_and_goes_on()
    {
        Allows("M05", Received, ParkedForLater, Parked);
        Allows("M06", Parked, ResumedAgain, Received);
        Refuses("M05 again", "C037", Parked, SentDown);
        Assert.Empty(Run(onRequest: (self, op, list) =>
        {
            PendedMiniportOffload pended = list.Pend();
            self.Later(() => self.PassDown(op, pended.Resume()));
        }));
        Assert.Equal(["C037"], Run(onRequest: (self, op, list) =>
        {
            PendedMiniportOffload pended = list.Pend();
            self.PassDown(op, pended.Resume());
            list.Pend();
        }));
    }

    [Fact]
    public void M07_M08_M09_A_completion_is_converted_back_and_completed_upward()
    {
        Allows("M07", Below, CompletionEntered, Returning);
        Refuses("M07", "C006", Below, CompletionEntered, s_other);
        Allows("M08", Returning, ConvertedUp, Restored);
        Allows("M09", Restored, CompletedUp, ImCallState.Idle);
        Allows("M09", Failing, CompletedUp, ImCallState.Idle);
        Allows("M07 again", Returning, ParkedForLater, Returning);
        Assert.Equal(["C006"], Run(onCompletion: (self, op, list) => Ops.CompleteUp(Ops.Other(op), self.NdisMiniportHandle, list.ToMiniport())));
    }

    [Fact]
    public void M10_Nothing_is_touched_while_it_is_below()
    {
        Refuses("M10", "C056", Below, Touched);
        Refuses("M10 again", "C037", Below, SentDown);
        Refuses("M10 again", "C037", Below, CompletedUp);
        Assert.Equal(["C056"], Run(onRequest: (self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            Ops.SendDown(op, self.NdisBindingHandle, converted);
            _ = converted.Root.Status;
        }));
        Assert.Equal(["C037"], Run(onRequest: (self, op, list) =>
        {
            ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
            Ops.SendDown(op, self.NdisBindingHandle, converted);
            Ops.SendDown(op, self.NdisBindingHandle, converted);
        }));
    }

    [Fact]
    public void M11_No_handler_leaves_it_where_it_is()
    {
        Refuses("M11", "C008", Returning, HandlerLeft);
        Refuses("M11", "C008", Restored, HandlerLeft);
        Refuses("M11 request", "C037", Received, HandlerLeft);
        Allows("M11 done", Below, HandlerLeft, Below);
        Assert.Equal(["C005"], Run(onCompletion: (_, _, _) => { }));
        Assert.Equal(["C036"], Run(onRequest: (_, _, _) => { }));
    }

    [Fact]
    public void M12_It_is_completed_once()
    {
        Refuses("M12", "C007", ImCallState.Idle, CompletedUp);
        Refuses("M12 touched", "C030", ImCallState.Idle, Touched);
        Refuses("M12 request", "C037", ImCallState.Idle, SentDown);
        Assert.Equal(["C007"], Run(onCompletion: (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }));
        Assert.Equal(["C030"], Run(onCompletion: (self, op, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            _ = rebuilt.Root.Status;
        }));
    }

    /// <summary>Whatever a driver without mistakes does with a list is a row of the table: the moves of real runs, one by one.</summary>
    [Theory]
    [InlineData(OffloadOperation.Initiate)]
    [InlineData(OffloadOperation.Terminate)]
    [InlineData(OffloadOperation.Update)]
    [InlineData(OffloadOperation.Query)]
    [InlineData(OffloadOperation.Invalidate)]
    public void Every_move_of_a_run_is_a_row(OffloadOperation operation)
    {
        var rows = new List<string>();
        ImCallState state = ImCallState.Idle;
        void Happened(ImCallEvent happened)
        {
            StateOutcome outcome = ImTables.Call.Apply(ref state, happened, new ImCallSituation(true, operation == OffloadOperation.Initiate));
            Assert.Null(outcome.Rule);
            rows.Add(outcome.Row!);
        }
        var filter = new ScriptedFilter
        {
            Only = operation,
            OnRequest = (self, op, list) =>
            {
                Happened(RequestEntered);
                PendedMiniportOffload pended = list.Pend();
                Happened(ParkedForLater);
                self.Later(() =>
                {
                    MiniportOffloadBlockList resumed = pended.Resume();
                    Happened(ResumedAgain);
                    ProtocolOffloadBlockList converted = resumed.ToProtocol(new ImCallEntry());
                    Happened(ConvertedDown);
                    Ops.SendDown(op, self.NdisBindingHandle, converted);
                    Happened(SentDown);
                });
                Happened(HandlerLeft);
            },
            OnCompletion = (self, op, list) =>
            {
                Happened(CompletionEntered);
                MiniportOffloadBlockList rebuilt = list.ToMiniport();
                Happened(ConvertedUp);
                Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
                Happened(CompletedUp);
                Happened(HandlerLeft);
            },
        };
        using var rig = new Rig(filter);
        rig.Reach(operation);
        Assert.Equal(["M01", "M05", "M11 done", "M06", "M02", "M03", "M07", "M08", "M09", "M11 done"], rows);
    }

    private static ImOffloadEntry Entry(OffloadObject item) => ImOffloadEntry.From(item.OffloadHandle.MiniportOffloadContext);

    [Fact]
    public void E01_E02_An_entry_is_taken_for_a_new_block_and_published_on_success()
    {
        ImOffloadEntry? entry = null;
        var filter = new ScriptedFilter
        {
            Only = OffloadOperation.Initiate,
            OnCompletion = (self, op, list) =>
            {
                entry = ImOffloadEntry.From(list.Root.OffloadHandle!);
                Assert.Equal(Tentative, entry.State);
                Assert.True(entry.Upper!.ContextWord.IsNull);
                self.PassUp(op, list);
            },
        };
        using var rig = new Rig(filter);
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(Live, entry!.State);
        Assert.Same(entry, Entry(rig.Neighbor));
    }

    [Fact]
    public void E03_A_failed_initiate_frees_the_entry()
    {
        ImOffloadEntry? entry = null;
        var filter = new ScriptedFilter
        {
            Only = OffloadOperation.Initiate,
            OnCompletion = (self, op, list) =>
            {
                entry = ImOffloadEntry.From(list.Root.OffloadHandle!);
                self.PassUp(op, list);
            },
        };
        using var rig = new Rig(filter);
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Resources;
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(None, entry!.State);
        Assert.True(rig.Neighbor.OffloadHandle.MiniportOffloadContext.IsNull);
    }

    [Fact]
    public void E04_The_entry_of_an_offloaded_object_survives_every_other_operation_and_a_failed_linker()
    {
        using var rig = new Rig(new ScriptedFilter());
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => o.Kind == OffloadObjectKind.Neighbor ? BlockUse.Object : BlockUse.Omit));
        ImOffloadEntry entry = Entry(rig.Neighbor);
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Resources;
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(NdisStatus.Failure, rig.LastStatuses[0]);
        rig.Target.ChooseStatus = null;
        rig.Do(OffloadOperation.Initiate);
        foreach (OffloadOperation operation in (OffloadOperation[])[OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate])
            rig.Do(operation);
        Assert.Equal((Live, entry), (entry.State, Entry(rig.Neighbor)));
        ImTables.OffloadEntry.Allows("E04", Live, ImOffloadEntryEvent.InitiateFailed, new ImOffloadEntrySituation(entry));
        ImTables.OffloadEntry.Allows("E04", Live, Carried, new ImOffloadEntrySituation(entry));
    }

    [Fact]
    public void E05_The_data_path_uses_the_entry()
    {
        using var rig = new DataRig(filters: 2);
        ImOffloadEntry entry = Entry(rig.Connection);
        rig.Ask(OffloadOperation.Send);
        rig.Complete(NdisStatus.Success);
        rig.IndicateData(3);
        Assert.Equal(Live, entry.State);
        ImTables.OffloadEntry.Allows("E05", Live, ImOffloadEntryEvent.DataPath, new ImOffloadEntrySituation(entry));
        Assert.Empty(rig.Rules);
    }

    [Fact]
    public void E06_A_terminate_frees_the_entry()
    {
        using var rig = new Rig(new ScriptedFilter());
        rig.Do(OffloadOperation.Initiate);
        ImOffloadEntry entry = Entry(rig.Tcp1);
        rig.Do(OffloadOperation.Terminate);
        Assert.Equal(None, entry.State);
        Assert.True(rig.Tcp1.OffloadHandle.MiniportOffloadContext.IsNull);
    }

    [Fact]
    public void E07_A_failed_terminate_keeps_the_entry_for_the_second_one()
    {
        using var rig = new Rig(new ScriptedFilter());
        rig.Do(OffloadOperation.Initiate);
        ImOffloadEntry entry = Entry(rig.Tcp1);
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Failure;
        rig.Do(OffloadOperation.Terminate);
        Assert.Equal(Live, entry.State);
        rig.Target.ChooseStatus = null;
        rig.Do(OffloadOperation.Terminate);
        Assert.Equal(None, entry.State);
    }

    [Theory]
    [InlineData(OffloadOperation.Query, "C022")]
    [InlineData(OffloadOperation.Update, "C022")]
    [InlineData(OffloadOperation.Invalidate, "C022")]
    [InlineData(OffloadOperation.Terminate, null)]
    public void By_hand_an_entry_is_released_when_its_object_is_terminated(OffloadOperation operation, string? rule)
    {
        ImOffloadEntry? entry = null;
        string[] rules = Run(operation: operation, onCompletion: (self, op, list) =>
        {
            ImCallEntry callEntry = ImCallEntry.From(list);
            entry = ImOffloadEntry.From(list.Root.OffloadHandle!);
            MiniportOffloadBlockList rebuilt = list.OverlayAsMiniport();
            foreach (MiniportOffloadBlock block in rebuilt.Blocks)
            {
                if (block.Header.Type == rebuilt.Root.Header.Type || op == OffloadOperation.Terminate)
                    ImOffloadEntry.From(block.MiniportOffloadContext).Release();
            }
            callEntry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
            rebuilt.Root.SourceHandle = callEntry.SavedSourceHandle;
            callEntry.Release();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        });
        Assert.Equal(rule is null ? [] : [rule], rules);
        Assert.Equal(rule is null ? None : Live, entry!.State);
        Assert.Equal(new StateOutcome("stale", "C021"), ImTables.OffloadEntry.Look(None, ReleasedByHand, new ImOffloadEntrySituation(entry)));
    }
}
