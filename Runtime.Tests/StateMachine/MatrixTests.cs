using static Chimney.OffloadObjectState;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>Which operation is allowed in which state: every cell, by what it says and by the rule that is broken.</summary>
public class MatrixTests
{
    // The columns: not offloaded, being offloaded, offloaded, … and an update runs, … and an invalidate runs, invalidated, being terminated.
    private static readonly string[] s_columns = ["N", "G", "A", "A,u", "A,v", "X", "Z"];

    /// <summary>Y is allowed; a rule is the one that is broken.</summary>
    private static readonly Dictionary<string, string[]> s_cells = new()
    {
        //                   N       G       A       A,u     A,v     X       Z
        ["initiate"] =      ["Y",    "C247", "C247", "C247", "C247", "C247", "C251"],
        ["linker"] =        ["C247", "C247", "Y",    "Y",    "Y",    "C247", "C251"],
        ["query"] =         ["C247", "C247", "Y",    "Y",    "Y",    "Y",    "C251"],
        ["update"] =        ["C247", "C248", "Y",    "C248", "C248", "C248", "C251"],
        ["invalidate"] =    ["C247", "C247", "Y",    "Y",    "C247", "C247", "C251"],
        ["terminate"] =     ["C247", "C247", "Y",    "C250", "C250", "Y",    "C251"],
        ["send"] =          ["C247", "C247", "Y",    "Y",    "Y",    "Y",    "C251"],
        ["post receive"] =  ["C247", "C247", "Y",    "Y",    "Y",    "Y",    "C251"],
        ["disconnect"] =    ["C247", "C247", "Y",    "Y",    "Y",    "Y",    "C251"],
        ["abort"] =         ["C247", "C247", "Y",    "Y",    "Y",    "Y",    "C251"],
        ["forward"] =       ["C247", "C247", "Y",    "Y",    "Y",    "Y",    "C251"],
        ["receive-return"] = ["Y",   "Y",    "Y",    "Y",    "Y",    "Y",    "Y"],
        ["event"] =         ["C232", "C135", "Y",    "Y",    "Y",    "Y",    "Y"],
        ["receive indication"] = ["C232", "C135", "Y", "Y",  "Y",    "Y",    "Y"],
        ["reachability query"] = ["C232", "C135", "Y", "Y",  "Y",    "Y",    "Y"],
        // A request that was under way when the terminate overtook it still reaches the target, which takes it.
        ["late send"] =     [null!,  null!,  "Y",    "Y",    "Y",    "Y",    "Y"],
        ["late disconnect"] = [null!, null!, "Y",    "Y",    "Y",    "Y",    "Y"],
    };

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach ((string operation, string[] cells) in s_cells)
            {
                for (int i = 0; i < cells.Length; i++)
                {
                    if (cells[i] is not null)
                        data.Add(operation, s_columns[i], cells[i]);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell(string operation, string state, string wanted)
    {
        OffloadObject item = OffloadObject.Neighbor("N").AddPath("P").AddConnection("T");
        OffloadObject neighbor = item.Parent!.Parent!;
        OffloadObjectState main = state[0] switch { 'N' => NotOffloaded, 'G' => Offloading, 'A' => Offloaded, 'X' => Invalidated, _ => Terminating };
        item.IsUpdating = state.EndsWith('u');
        item.IsInvalidating = state.EndsWith('v');
        StateOutcome Life(LifeCycleEvent happened) => LifeCycle.Table.Look(main, happened, new LifeCycleSituation(item, true, true, true));
        StateOutcome Tcp(ConnectionEvent happened) => ConnectionTable.Table.Look(main, happened, new ConnectionSituation(item));

        StateOutcome outcome = operation switch
        {
            "initiate" => Life(LifeCycleEvent.Initiate),
            "linker" => Life(LifeCycleEvent.Link),
            "query" => Life(LifeCycleEvent.Query),
            "update" => Life(LifeCycleEvent.Update),
            "invalidate" => Life(LifeCycleEvent.Invalidate),
            "terminate" => Life(LifeCycleEvent.Terminate),
            "send" => Tcp(ConnectionEvent.Send),
            "post receive" => Tcp(ConnectionEvent.PostReceive),
            "disconnect" => Tcp(ConnectionEvent.DisconnectGracefully),
            "abort" => Tcp(ConnectionEvent.DisconnectAbortively),
            "forward" => Tcp(ConnectionEvent.Forward),
            "receive-return" => Tcp(ConnectionEvent.ReturnReceive),
            "event" => Tcp(ConnectionEvent.BacklogIndicated),
            "receive indication" => Tcp(ConnectionEvent.ReceiveIndicated),
            "late send" => Tcp(ConnectionEvent.SendArrived),
            "late disconnect" => Tcp(ConnectionEvent.GracefulDisconnectArrived),
            _ => LayerTables.Neighbor.Look(main, NeighborEvent.ReachabilityQuery, new LayerSituation(neighbor)),
        };

        Assert.NotNull(outcome.Row);
        Assert.Equal(wanted, outcome.Rule ?? "Y");
    }

    /// <summary>The five operations on trees again, each cell on a run.</summary>
    [Theory]
    [MemberData(nameof(TreeCells))]
    public void Every_cell_of_the_operations_on_trees_on_a_run(OffloadOperation operation, string state, string wanted)
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter());
        if (state != "N" && state != "G")
            rig.Do(OffloadOperation.Initiate);
        rig.Target.CompletesByItself = false;
        OffloadOperation? first = state switch { "G" => OffloadOperation.Initiate, "A,u" => OffloadOperation.Update, "A,v" or "X" => OffloadOperation.Invalidate, "Z" => OffloadOperation.Terminate, _ => null };
        if (first is { } running)
            rig.Do(running);
        if (state == "X")
        {
            rig.Stack.QueueWorkItem(rig.Target, () => rig.Target.CompleteNext());
            rig.Stack.Run();
        }

        // An initiate of what is offloaded sends linkers, for a connection that is new (C266).
        OffloadObject? added = operation == OffloadOperation.Initiate && state is not ("N" or "G") ? rig.Path1.AddConnection("new") : null;
        rig.Do(operation, OffloadTree.Build(rig.Neighbor, o => added is null || o == rig.Neighbor || o == rig.Path1 || o == added ? BlockUse.Object : BlockUse.Omit));

        Assert.Equal(wanted == "Y" ? [] : [wanted], rig.Verifier.Violations.Select(v => v.Rule));
        Assert.All(rig.Verifier.Violations, v => Assert.Equal("host", v.Driver));
    }

    public static TheoryData<OffloadOperation, string, string> TreeCells
    {
        get
        {
            var data = new TheoryData<OffloadOperation, string, string>();
            foreach (OffloadOperation operation in Ops.All)
            {
                for (int i = 0; i < s_columns.Length; i++)
                {
                    string row = operation == OffloadOperation.Initiate && i > 1 ? "linker" : operation.ToString().ToLowerInvariant();
                    data.Add(operation, s_columns[i], s_cells[row][i]);
                }
            }
            return data;
        }
    }
}
