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
    /// <summary>The driver's handler answered an indication.</summary>
    Answered,
    /// <summary>An object of the driver went into another state of its life cycle.</summary>
    StateChanged,
    /// <summary>The driver broke a rule of the contract.</summary>
    Violated,
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
    /// <summary>No list, as in an event.</summary>
    None,
}

/// <summary>One line of a trace.</summary>
/// <param name="Step">The step of the stack it happened in; 0 before the first.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Driver">The driver that it happened in.</param>
/// <param name="Level">Place of the driver: 0 for the host stack, one more for each driver below.</param>
/// <param name="Operation">The operation; null where there is none.</param>
/// <param name="Phase">Whether it travels down as a request, up as a completion, or up as an indication.</param>
/// <param name="List">What kind of list it is now.</param>
/// <param name="Object">Name of the object that the root stands for, or of the connection; null where there is none.</param>
/// <param name="Count">Number of blocks of the tree, or of lists of the chain.</param>
/// <param name="Status">Status of the root or first list, where a completion is on its way; the answer to an indication; else null.</param>
/// <param name="Detail">What else there is to say: arguments of an event, the change of a state, a rule and how it was broken.</param>
public readonly record struct TraceEntry(
    int Step, TraceKind Kind, string Driver, int Level, OffloadOperation? Operation, OffloadPhase Phase,
    TraceList List, string? Object, int Count, NdisStatus? Status, string? Detail = null)
{
    /// <summary>The line as text, indented by the driver's place in the stack.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string arrow = Kind is TraceKind.StateChanged or TraceKind.Violated ? " " : Phase == OffloadPhase.Request ? "↓" : "↑";
        return $"{Step,3} {arrow} {new string(' ', 2 * Level)}{Driver}: {What}";
    }

    /// <summary>What happened, without the driver that it happened in.</summary>
    internal string What => Kind switch
    {
        TraceKind.Entered => $"enters {Handler}({Arguments})",
        TraceKind.Called => $"calls {Function}({Arguments})",
        TraceKind.Converted => $"converts to the {ListText}",
        TraceKind.Pended => $"pends the {ListText}",
        TraceKind.Resumed => $"resumes the {ListText}",
        TraceKind.Answered => $"answers {Handler}({Arguments})",
        TraceKind.StateChanged => $"{Object} {Detail}",
        _ => $"breaks {Detail}",
    } + (Status is null ? "" : $" = {Status}");

    internal string Handler => DdiNames.Handler(Operation!.Value, Phase);

    internal string Function => DdiNames.Function(Operation!.Value, Phase);

    /// <summary>What a call carries.</summary>
    internal string Arguments => List == TraceList.None ? string.Join(", ", new[] { Object, Detail }.Where(part => part is not null))
        : Detail is null ? ListText
        : $"{ListText}, {Detail}";

    private string ListText
    {
        get
        {
            string kind = List switch { TraceList.Miniport => "miniport list", TraceList.Protocol => "protocol list", _ => "chain" };
            return $"{kind} of {Object}, {Count} {(List == TraceList.Buffers ? "list" : "block")}{(Count == 1 ? "" : "s")}";
        }
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

    /// <summary>The log as a sequence diagram in Mermaid: participants in the order of the stack, calls as arrows, all else as notes.</summary>
    /// <returns>The text of a <c>sequenceDiagram</c>, lines ended by a line feed.</returns>
    public string ToMermaid() => MermaidDiagram.Draw(_stack.DriverNames, _entries);

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
        if (IsEnabled)
            Append(Entry(kind, driver, list, phase));
    }

    /// <summary>An event of a connection, which has no list.</summary>
    internal void Add(TraceKind kind, BoundDriver driver, OffloadHandle handle, TcpOffloadEventType eventType, uint information)
    {
        if (!IsEnabled)
            return;
        string detail = eventType switch
        {
            TcpOffloadEventType.Retrieve => $"{eventType}, {(TcpUploadReason)information}",
            TcpOffloadEventType.SendBacklogChange => $"{eventType}, {information}",
            _ => eventType.ToString(),
        };
        Append(new TraceEntry(_stack.Steps, kind, driver.Name, driver.Level, OffloadOperation.TcpEvent, OffloadPhase.Indication, TraceList.None, handle.Name, 0, null, detail));
    }

    /// <summary>A generic indication, which may have a list.</summary>
    internal void Add(TraceKind kind, BoundDriver driver, BlockTree? tree, IndicateOffloadEvent code)
    {
        if (!IsEnabled)
            return;
        TraceEntry entry = tree is not null ? Entry(kind, driver, tree, OffloadPhase.Indication)
            : new TraceEntry(_stack.Steps, kind, driver.Name, driver.Level, OffloadOperation.OffloadEvent, OffloadPhase.Indication, TraceList.None, null, 0, null);
        Append(entry with { Operation = OffloadOperation.OffloadEvent, Detail = code.ToString() });
    }

    /// <summary>The answer of a handler to indicated data.</summary>
    internal void AddAnswer(BoundDriver driver, Transfer list, NdisStatus result, uint bytesConsumed)
    {
        if (IsEnabled)
            Append(Entry(TraceKind.Answered, driver, list, OffloadPhase.Indication) with { Status = result, Detail = $"{bytesConsumed} bytes consumed" });
    }

    internal void AddState(BoundDriver driver, OffloadOperation operation, OffloadObject item, OffloadObjectState next)
    {
        if (!IsEnabled)
            return;
        Append(new TraceEntry(
            _stack.Steps, TraceKind.StateChanged, driver.Name, driver.Level, operation, OffloadPhase.Request, TraceList.None, item.Name, 0, null, $"{item.State} → {next}"));
    }

    internal void Add(ContractViolation violation)
    {
        if (!IsEnabled)
            return;
        Append(new TraceEntry(
            _stack.Steps, TraceKind.Violated, violation.Driver, _stack.LevelOf(violation.Driver), violation.Operation, OffloadPhase.Request, TraceList.None,
            violation.Object, 0, null, $"{violation.Rule}: {violation.Message}"));
    }

    private TraceEntry Entry(TraceKind kind, BoundDriver driver, Transfer list, OffloadPhase phase)
        => new(_stack.Steps, kind, driver.Name, driver.Level, list.Operation, phase, list.Kind, list.Name, list.Count, list.OutcomeOf(phase));

    private void Append(TraceEntry entry)
    {
        lock (_entries)
        {
            while (_entries.Count > 0 && _entries.Count >= Limit)
                _entries.Dequeue();
            _entries.Enqueue(entry);
        }
    }
}
