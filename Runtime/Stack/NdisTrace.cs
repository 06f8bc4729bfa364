using System.Collections;
using System.Text;

namespace Chimney;

/// <summary>What happened at a line of a trace.</summary>
public enum TraceKind
{
    /// <summary>NDIS entered a handler of the driver.</summary>
    Entered,
    /// <summary>The driver called a function of NDIS.</summary>
    Called,
    /// <summary>The driver converted its list to the other view.</summary>
    Converted,
    /// <summary>The driver pended its list.</summary>
    Pended,
    /// <summary>The driver resumed a list that it had pended.</summary>
    Resumed,
}

/// <summary>One line of a trace.</summary>
/// <param name="Step">The step of the stack it happened in; 0 before the first.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Driver">The driver that it happened in.</param>
/// <param name="Level">Place of the driver: 0 for the host stack, one more for each driver below.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Phase">Whether it travels down as a request or up as a completion.</param>
/// <param name="IsMiniportView">Whether the list is in the miniport view now.</param>
/// <param name="Object">Name of the object that the root stands for.</param>
/// <param name="Blocks">Number of blocks of the tree.</param>
/// <param name="RootStatus">Status of the root, where a completion is on its way; null for a request.</param>
public readonly record struct TraceEntry(
    int Step, TraceKind Kind, string Driver, int Level, OffloadOperation Operation, OffloadPhase Phase,
    bool IsMiniportView, string Object, int Blocks, NdisStatus? RootStatus)
{
    /// <summary>The line as text, indented by the driver's place in the stack.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string list = $"{(IsMiniportView ? "miniport" : "protocol")} list of {Object}, {Blocks} {(Blocks == 1 ? "block" : "blocks")}";
        string what = Kind switch
        {
            TraceKind.Entered => $"enters {DdiNames.Handler(Operation, Phase)}({list})",
            TraceKind.Called => $"calls {DdiNames.Function(Operation, Phase)}({list})",
            TraceKind.Converted => $"converts to the {list}",
            TraceKind.Pended => $"pends the {list}",
            _ => $"resumes the {list}",
        };
        string arrow = Phase == OffloadPhase.Request ? "↓" : "↑";
        return $"{Step,3} {arrow} {new string(' ', 2 * Level)}{Driver}: {what}{(RootStatus is null ? "" : $" = {RootStatus}")}";
    }
}

/// <summary>The event log of a stack: who was called and who called what, with which list, on the way down and up.</summary>
public sealed class NdisTrace : IReadOnlyCollection<TraceEntry>
{
    private readonly Queue<TraceEntry> _entries = new();
    private readonly NdisStack _stack;

    internal NdisTrace(NdisStack stack) => _stack = stack;

    /// <summary>Whether events are logged.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>How many entries are kept; the oldest are dropped.</summary>
    public int Limit { get; set; } = 10_000;

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Forgets all entries.</summary>
    public void Clear() => _entries.Clear();

    /// <summary>All entries, oldest first.</summary>
    /// <returns>The enumerator.</returns>
    public IEnumerator<TraceEntry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The log as text, one line per entry.</summary>
    /// <returns>The text, lines ended by a line feed.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (TraceEntry entry in _entries)
            text.Append(entry.ToString()).Append('\n');
        return text.ToString();
    }

    internal void Add(TraceKind kind, BoundDriver driver, BlockTree tree) => Add(kind, driver, tree, tree.Phase);

    internal void Add(TraceKind kind, BoundDriver driver, BlockTree tree, OffloadPhase phase)
    {
        if (!IsEnabled)
            return;
        while (_entries.Count > 0 && _entries.Count >= Limit)
            _entries.Dequeue();
        _entries.Enqueue(new TraceEntry(_stack.Steps, kind, driver.Name, driver.Level, tree.Operation, phase,
            tree.View == BlockView.Miniport, tree.Name, tree.Count, phase == OffloadPhase.Completion ? tree.Root.Status : null));
    }
}
