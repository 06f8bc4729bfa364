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

/// <summary>The kind of list at a line of a trace.</summary>
public enum TraceList
{
    /// <summary>A tree of blocks in the protocol view.</summary>
    Protocol,
    /// <summary>A tree of blocks in the miniport view.</summary>
    Miniport,
    /// <summary>A chain of buffer lists.</summary>
    Buffers,
}

/// <summary>One line of a trace.</summary>
/// <param name="Step">The step of the stack it happened in; 0 before the first.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Driver">The driver that it happened in.</param>
/// <param name="Level">Place of the driver: 0 for the host stack, one more for each driver below.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Phase">Whether it travels down as a request or up as a completion.</param>
/// <param name="List">What kind of list it is now.</param>
/// <param name="Object">Name of the object that the root stands for, or of the connection.</param>
/// <param name="Count">Number of blocks of the tree, or of lists of the chain.</param>
/// <param name="Status">Status of the root or first list, where a completion is on its way; null for a request.</param>
public readonly record struct TraceEntry(
    int Step, TraceKind Kind, string Driver, int Level, OffloadOperation Operation, OffloadPhase Phase,
    TraceList List, string Object, int Count, NdisStatus? Status)
{
    /// <summary>The line as text, indented by the driver's place in the stack.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string element = List == TraceList.Buffers ? "list" : "block";
        string kind = List switch { TraceList.Miniport => "miniport list", TraceList.Protocol => "protocol list", _ => "chain" };
        string list = $"{kind} of {Object}, {Count} {element}{(Count == 1 ? "" : "s")}";
        string what = Kind switch
        {
            TraceKind.Entered => $"enters {DdiNames.Handler(Operation, Phase)}({list})",
            TraceKind.Called => $"calls {DdiNames.Function(Operation, Phase)}({list})",
            TraceKind.Converted => $"converts to the {list}",
            TraceKind.Pended => $"pends the {list}",
            _ => $"resumes the {list}",
        };
        string arrow = Phase == OffloadPhase.Request ? "↓" : "↑";
        return $"{Step,3} {arrow} {new string(' ', 2 * Level)}{Driver}: {what}{(Status is null ? "" : $" = {Status}")}";
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

    internal void Add(TraceKind kind, BoundDriver driver, Transfer list) => Add(kind, driver, list, list.Phase);

    internal void Add(TraceKind kind, BoundDriver driver, Transfer list, OffloadPhase phase)
    {
        if (!IsEnabled)
            return;
        while (_entries.Count > 0 && _entries.Count >= Limit)
            _entries.Dequeue();
        _entries.Enqueue(new TraceEntry(_stack.Steps, kind, driver.Name, driver.Level, list.Operation, phase,
            list.Kind, list.Name, list.Count, list.OutcomeOf(phase)));
    }
}
