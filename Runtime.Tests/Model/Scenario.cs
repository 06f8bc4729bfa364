namespace Chimney.Runtime.Tests.Model;

/// <summary>What an intermediate driver of a run does with trees; chains it always passes on at once.</summary>
internal enum FilterKind
{
    /// <summary>Passes everything on with the conversions of the lists.</summary>
    Passing,
    /// <summary>Converts by hand over the overlays.</summary>
    ByHand,
    /// <summary>Pends every tree, on both ways, until it is told to go on.</summary>
    Parking,
    /// <summary>Sends every other initiate back with a failure (C060).</summary>
    Failing,
}

/// <summary>The drivers and objects of a run.</summary>
/// <param name="Filters">The intermediate drivers, top to bottom.</param>
/// <param name="Neighbors">For each neighbor the number of connections on each of its paths.</param>
/// <param name="States">States of the connections before the offload, in turn; established where empty.</param>
internal sealed record World(IReadOnlyList<FilterKind> Filters, IReadOnlyList<IReadOnlyList<int>> Neighbors, IReadOnlyList<TcpOffloadConnectionState> States)
{
    public override string ToString()
        => $"filters ({string.Join(", ", Filters)}), neighbors {string.Join(" ", Neighbors.Select(paths => $"({string.Join(" ", paths)})"))}, connections ({string.Join(", ", States)})";
}

/// <summary>One thing that happens in a run. Numbers are taken modulo what there is, so that moves can be left out and stay meaningful.</summary>
internal abstract record Move;

/// <summary>The host sends a tree down.</summary>
/// <param name="Operation">What for.</param>
/// <param name="Layer">The layer of the roots.</param>
/// <param name="Uses">What each object becomes, in turn; a block of its own where empty.</param>
/// <param name="Lists">Number of lists of send data that go along with each connection of an initiate.</param>
internal sealed record Ask(OffloadOperation Operation, OffloadObjectKind Layer, IReadOnlyList<BlockUse> Uses, int Lists = 0) : Move
{
    public override string ToString() => $"host: {Operation} from {Layer} ({string.Join(" ", Uses)}), {Lists} lists";
}

/// <summary>The host sends a chain down.</summary>
/// <param name="Operation">Send, Receive, Disconnect or Forward.</param>
/// <param name="Object">The connection; where the host may do wrong, any object.</param>
/// <param name="Lists">Length of the chain.</param>
/// <param name="Bytes">Bytes in each list.</param>
/// <param name="Abort">Whether a disconnect is abortive.</param>
internal sealed record AskData(OffloadOperation Operation, int Object, int Lists, int Bytes, bool Abort) : Move;

/// <summary>The host gives received lists back, oldest first.</summary>
internal sealed record GiveBack(int Lists) : Move;

/// <summary>The host changes a cached value, the target a delegated one.</summary>
internal sealed record ChangeValues(int Object) : Move;

/// <summary>The stack makes steps.</summary>
internal sealed record Step(int Count) : Move;

/// <summary>An intermediate driver goes on with a tree that it has parked.</summary>
internal sealed record Unpark(int Filter, int Pick) : Move;

/// <summary>The target completes a tree.</summary>
/// <param name="Pick">Which one.</param>
/// <param name="Outcomes">What becomes of each block, in turn: 0 for success, others for a failure; all succeed where empty.</param>
internal sealed record Answer(int Pick, IReadOnlyList<int> Outcomes) : Move
{
    public override string ToString() => $"target: answers tree {Pick} ({string.Join(" ", Outcomes)})";
}

/// <summary>The target completes the oldest lists of one kind on a connection.</summary>
internal sealed record AnswerData(OffloadOperation Operation, int Object, int Lists, int Bytes) : Move;

/// <summary>The target indicates received data.</summary>
/// <param name="Object">The connection.</param>
/// <param name="Bytes">How much data is new.</param>
/// <param name="Accepted">How much of all data the host takes.</param>
internal sealed record IndicateData(int Object, int Bytes, int Accepted) : Move;

/// <summary>The target indicates an event.</summary>
internal sealed record Indicate(int Object, TcpOffloadEventType Type, TcpUploadReason Reason) : Move;

/// <summary>A whole run.</summary>
/// <param name="World">Drivers and objects.</param>
/// <param name="Moves">What happens. In the end everything that is on its way is brought home.</param>
/// <param name="Schedule">The choices of the schedule, in turn; first come, first served where empty.</param>
internal sealed record Scenario(World World, IReadOnlyList<Move> Moves, IReadOnlyList<int> Schedule)
{
    /// <summary>A mistake that one driver makes; none in a legal run.</summary>
    internal Fault? Fault { get; init; }

    public override string ToString() => $"""
        {World}; schedule ({string.Join(" ", Schedule)}){(Fault is null ? "" : $"; {Fault}")}
        {string.Join(Environment.NewLine, Moves.Select((move, index) => $"  {index + 1}. {move}"))}
        """;
}

/// <summary>A mistake, and where it is made.</summary>
/// <param name="Kind">Names a row of <see cref="FaultTable"/>.</param>
/// <param name="Filter">The filter that makes it, where a filter does.</param>
/// <param name="Skip">How many occasions go by before.</param>
internal sealed record Fault(string Kind, int Filter, int Skip);
