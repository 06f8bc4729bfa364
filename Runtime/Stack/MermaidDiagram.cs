using System.Text;

namespace Chimney;

/// <summary>Draws a trace as a sequence diagram. NDIS stands between the drivers and the target: every call goes through it.</summary>
internal static class MermaidDiagram
{
    internal static string Draw(IReadOnlyList<string> drivers, IEnumerable<TraceEntry> entries)
    {
        var text = new StringBuilder("sequenceDiagram\n");
        for (int i = 0; i < drivers.Count; i++)
        {
            if (i == drivers.Count - 1)
                text.Append("    participant N as NDIS\n");
            text.Append($"    participant D{i} as {Escape(drivers[i])}\n");
        }
        // Objects of one tree change together: their changes share a note.
        List<TraceEntry> changes = [];
        foreach (TraceEntry entry in entries)
        {
            if (entry.Kind == TraceKind.StateChanged)
            {
                changes.Add(entry);
                continue;
            }
            Flush(text, changes);
            text.Append(Line(entry));
        }
        Flush(text, changes);
        return text.ToString();
    }

    private static string Line(in TraceEntry entry)
    {
        string driver = $"D{entry.Level}";
        string status = entry.Status is null ? "" : $" = {entry.Status}";
        return entry.Kind switch
        {
            TraceKind.Called => $"    {driver}->>N: {Escape($"{entry.Function}({entry.Arguments}){status}")}\n",
            TraceKind.Entered => $"    N->>{driver}: {Escape($"{entry.Handler}({entry.Arguments}){status}")}\n",
            TraceKind.Answered => $"    {driver}-->>N: {Escape($"{entry.Detail}{status}")}\n",
            TraceKind.Violated => $"    rect rgb(255, 200, 200)\n    Note over {driver}: {Escape(entry.What)}\n    end\n",
            _ => $"    Note over {driver}: {Escape(entry.What)}\n",
        };
    }

    private static void Flush(StringBuilder text, List<TraceEntry> changes)
    {
        if (changes.Count == 0)
            return;
        text.Append($"    Note over D{changes[0].Level}: {string.Join("<br/>", changes.Select(change => Escape(change.What)))}\n");
        changes.Clear();
    }

    /// <summary>Characters that mean something to Mermaid, as its entities.</summary>
    private static string Escape(string text)
        => text.Replace("#", "#35;").Replace(";", "#59;").Replace("#35#59;", "#35;").Replace("<", "#lt;").Replace(">", "#gt;").Replace("\n", " ");
}
