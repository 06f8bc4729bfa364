using System.Text;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>docs/state-machine.md is generated from the tables. Run the tests with UPDATE_DOCS=1 to write it again.</summary>
public class StateMachineDocument
{
    internal static readonly (IStateTable Table, string About)[] All =
    [
        (LifeCycle.Table, "Every neighbor, path and TCP connection, as the host stack sees it."),
        (LayerTables.Neighbor, "What neighbors have beyond the life cycle. Where a row changes the state, the row of the life cycle for the same event does so too."),
        (LayerTables.Path, "What paths have beyond the life cycle."),
        (ConnectionTable.Table, "What TCP connections have beyond the life cycle: requests, events, closing. Half-closed and reset connections are flags that ride on the state."),
        (ImTables.Call, "One state-manipulation operation on its way through one intermediate driver."),
        (ImTables.OffloadEntry, "An intermediate driver's record of one object."),
        (DeliveryTable.Table, "How a target delivers received data to one connection: `ReceiveDelivery`."),
        (AdapterTable.Table, "All offloads of one adapter together."),
    ];

    [Fact]
    public void The_document_is_what_the_tables_say() => Repository.AssertPage("docs/state-machine.md", Write());

    private static string Write()
    {
        var text = new StringBuilder("""
            # State machines

            Generated from the tables in `Runtime/StateMachine`; run the tests with `UPDATE_DOCS=1` to write it again. Rows are tried from top to bottom. A guard with
            a rule of the [contract](../rules.md#contract) in brackets must hold, or that rule is broken; where a guard without one does not hold, the next row is tried.
            The diagrams leave out rows that break a rule.

            """.ReplaceLineEndings("\n"));
        foreach ((IStateTable table, string about) in All)
        {
            StateRowText[] rows = [.. table.RowTexts];
            text.Append($"\n## {table.Title}\n\n{about}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {table.States[0]}\n");
            foreach (var arrow in rows.Where(r => r.Rule is null)
                .SelectMany(r => r.States.Select(s => (From: s, To: r.Next ?? s, r.Id)))
                .GroupBy(a => (a.From, a.To)))
            {
                text.Append($"    {arrow.Key.From} --> {arrow.Key.To}: {string.Join(", ", arrow.Select(a => a.Id).Distinct())}\n");
            }
            text.Append("```\n\n| Row | State | Event | Guards | Next, or rule broken | Notes |\n|---|---|---|---|---|---|\n");
            foreach (StateRowText row in rows)
            {
                text.Append($"| {row.Id} | {(row.States.Length == table.States.Length ? "any" : string.Join(", ", row.States))} | {string.Join(", ", row.Events)} | {string.Join("; ", row.Guards)} | ")
                    .Append($"{row.Rule ?? row.Next ?? "same"} | {row.Note} |\n");
            }
        }
        return text.ToString();
    }
}
