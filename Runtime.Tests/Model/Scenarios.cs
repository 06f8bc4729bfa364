using FsCheck;
using FsCheck.Fluent;

namespace Chimney.Runtime.Tests.Model;

/// <summary>Random runs, and how a run that fails is made smaller.</summary>
internal static class Scenarios
{
    private static readonly OffloadOperation[] s_data = [OffloadOperation.Send, OffloadOperation.Receive, OffloadOperation.Disconnect, OffloadOperation.Forward];

    private static readonly Gen<World> s_world =
        from filters in ListOf(Gen.Elements(Enum.GetValues<FilterKind>()), 0, 3)
        from neighbors in ListOf(ListOf(Gen.Elements(0, 1, 1, 2), 0, 2), 1, 3)
        from states in ListOf(Gen.Frequency(
            (6, Gen.Constant(TcpOffloadConnectionState.Established)),
            (2, Gen.Elements(TcpOffloadConnectionState.FinWait1, TcpOffloadConnectionState.FinWait2, TcpOffloadConnectionState.CloseWait, TcpOffloadConnectionState.LastAck)),
            (1, Gen.Elements(TcpOffloadConnectionState.Closed, TcpOffloadConnectionState.TimeWait))), 0, 3)
        select new World(filters, neighbors, states);

    private static readonly Gen<BlockUse> s_use = Gen.Frequency(
        (6, Gen.Constant(BlockUse.Object)), (1, Gen.Constant(BlockUse.Placeholder)), (1, Gen.Constant(BlockUse.Omit)));

    private static readonly Gen<Move> s_initiate = AskFor(Gen.Constant(OffloadOperation.Initiate), Gen.Frequency(
        (6, Gen.Constant(OffloadObjectKind.Neighbor)), (1, Gen.Constant(OffloadObjectKind.Path)), (1, Gen.Constant(OffloadObjectKind.TcpConnection))));

    private static readonly Gen<Move> s_ask = AskFor(
        Gen.Elements(OffloadOperation.Query, OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate, OffloadOperation.Terminate),
        Gen.Elements(Enum.GetValues<OffloadObjectKind>()));

    private static readonly Gen<Move> s_answer =
        from pick in Gen.Choose(0, 3)
        from outcomes in ListOf(Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Choose(1, 3))), 0, 6)
        select (Move)new Answer(pick, outcomes);

    private static readonly Gen<Move> s_askData =
        from operation in Gen.Elements(s_data)
        from item in Gen.Choose(0, 9)
        from lists in Gen.Choose(1, 3)
        from bytes in Gen.Choose(0, 8)
        from abort in Gen.Elements(false, false, true)
        select (Move)new AskData(operation, item, lists, bytes, abort);

    private static readonly Gen<Move> s_answerData =
        from operation in Gen.Elements(s_data)
        from item in Gen.Choose(0, 9)
        from lists in Gen.Choose(1, 3)
        from bytes in Gen.Choose(0, 8)
        select (Move)new AnswerData(operation, item, lists, bytes);

    private static readonly Gen<Move> s_indicateData =
        from item in Gen.Choose(0, 9)
        from bytes in Gen.Choose(1, 8)
        from accepted in Gen.Choose(0, 12)
        select (Move)new IndicateData(item, bytes, accepted);

    private static readonly Gen<Move> s_indicate =
        from item in Gen.Choose(0, 9)
        from type in Gen.Elements(Enum.GetValues<TcpOffloadEventType>())
        from reason in Gen.Elements(Enum.GetValues<TcpUploadReason>())
        select (Move)new Indicate(item, type, reason);

    private static readonly Gen<Move> s_move = Gen.Frequency(
        (4, s_initiate), (8, s_ask), (8, s_answer), (8, s_askData), (6, s_answerData), (4, s_indicateData), (2, s_indicate),
        (14, Gen.Choose(1, 12).Select(count => (Move)new Step(count))),
        (3, from filter in Gen.Choose(0, 2) from pick in Gen.Choose(0, 3) select (Move)new Unpark(filter, pick)),
        (2, Gen.Choose(1, 3).Select(lists => (Move)new GiveBack(lists))),
        (2, Gen.Choose(0, 9).Select(item => (Move)new ChangeValues(item))));

    /// <summary>Most of what can go on needs objects that are offloaded: all of them, or most.</summary>
    private static readonly Move[] s_allIn = Offload([]), s_mostIn = Offload([0, 0, 1, 0, 0, 2]);

    private static readonly Gen<Scenario> s_scenario =
        from world in s_world
        from first in Gen.Elements<IReadOnlyList<Move>>([], s_allIn, s_allIn, s_mostIn)
        from moves in ListOf(s_move, 0, 40)
        from schedule in ListOf(Gen.Choose(0, 5), 0, 30)
        select new Scenario(world, [.. first, .. moves], schedule);

    /// <summary>Runs without a mistake of a driver.</summary>
    internal static Arbitrary<Scenario> Sound { get; } = Arb.From(s_scenario, Shrink);

    /// <summary>Runs in which a driver makes one of the mistakes.</summary>
    internal static Arbitrary<Scenario> Faulty { get; } = Arb.From(
        from scenario in s_scenario
        from kind in Gen.Elements(FaultTable.Rows.Keys.ToArray())
        from filter in Gen.Choose(0, 2)
        from skip in Gen.Elements(0, 0, 0, 1, 2, 4)
        let isPlaced = FaultTable.Rows[kind].IsTargets || scenario.World.Filters.Count > 0
        select scenario with
        {
            World = isPlaced ? scenario.World : scenario.World with { Filters = [FilterKind.Passing] },
            Fault = new Fault(kind, filter, skip),
        }, Shrink);

    /// <summary>Smaller runs, the smallest first: fewer moves, then a smaller world, then plainer moves.</summary>
    private static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        foreach (IReadOnlyList<Move> moves in Shorter(scenario.Moves))
            yield return scenario with { Moves = moves };
        foreach (IReadOnlyList<int> schedule in Shorter(scenario.Schedule))
            yield return scenario with { Schedule = schedule };
        foreach (World world in Smaller(scenario.World))
            yield return scenario with { World = world };
        for (int i = 0; i < scenario.Moves.Count; i++)
        {
            foreach (Move plainer in Plainer(scenario.Moves[i]))
                yield return scenario with { Moves = [.. scenario.Moves.Take(i), plainer, .. scenario.Moves.Skip(i + 1)] };
        }
        if (scenario.Fault is { Skip: > 0 } fault)
            yield return scenario with { Fault = fault with { Skip = fault.Skip - 1 } };
    }

    private static IEnumerable<World> Smaller(World world)
    {
        foreach (IReadOnlyList<FilterKind> filters in Shorter(world.Filters))
            yield return world with { Filters = filters };
        foreach (IReadOnlyList<IReadOnlyList<int>> neighbors in Shorter(world.Neighbors).Where(left => left.Count > 0))
            yield return world with { Neighbors = neighbors };
        foreach (IReadOnlyList<TcpOffloadConnectionState> states in Shorter(world.States))
            yield return world with { States = states };
        for (int i = 0; i < world.Filters.Count; i++)
        {
            if (world.Filters[i] != FilterKind.Passing)
                yield return world with { Filters = [.. world.Filters.Take(i), FilterKind.Passing, .. world.Filters.Skip(i + 1)] };
        }
        for (int i = 0; i < world.Neighbors.Count; i++)
        {
            IReadOnlyList<int> paths = world.Neighbors[i];
            IEnumerable<IReadOnlyList<int>> fewer = Shorter(paths).Concat(paths
                .Select((count, index) => (count, index)).Where(path => path.count > 0)
                .Select(path => (IReadOnlyList<int>)[.. paths.Take(path.index), path.count - 1, .. paths.Skip(path.index + 1)]));
            foreach (IReadOnlyList<int> left in fewer)
                yield return world with { Neighbors = [.. world.Neighbors.Take(i), left, .. world.Neighbors.Skip(i + 1)] };
        }
    }

    private static IEnumerable<Move> Plainer(Move move) => move switch
    {
        Ask { Lists: > 0 } ask => Shorter(ask.Uses).Select(uses => ask with { Uses = uses }).Prepend(ask with { Lists = ask.Lists - 1 }),
        Ask ask => Shorter(ask.Uses).Select(uses => ask with { Uses = uses }),
        Answer answer => Shorter(answer.Outcomes).Select(outcomes => answer with { Outcomes = outcomes })
            .Concat(answer.Pick > 0 ? [answer with { Pick = 0 }] : []),
        AskData { Lists: > 1 } ask => [ask with { Lists = 1 }],
        AskData { Object: > 0 } ask => [ask with { Object = 0 }],
        AnswerData { Lists: > 1 } answer => [answer with { Lists = 1 }],
        Step { Count: > 1 } step => [new Step(step.Count - 1)],
        _ => [],
    };

    /// <summary>A list without a half, a quarter, … one of its elements.</summary>
    private static IEnumerable<IReadOnlyList<T>> Shorter<T>(IReadOnlyList<T> list)
    {
        for (int length = list.Count; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= list.Count; start += length)
                yield return [.. list.Take(start), .. list.Skip(start + length)];
        }
    }

    private static Move[] Offload(IReadOnlyList<int> outcomes)
        => [new Ask(OffloadOperation.Initiate, OffloadObjectKind.Neighbor, []), new Step(5), new Unpark(0, 0), new Step(4), new Answer(0, outcomes), new Step(9)];

    private static Gen<Move> AskFor(Gen<OffloadOperation> operations, Gen<OffloadObjectKind> layers)
        => from operation in operations
           from layer in layers
           from uses in ListOf(s_use, 0, 8)
           from lists in Gen.Elements(0, 0, 0, 1, 2)
           select (Move)new Ask(operation, layer, uses, operation == OffloadOperation.Initiate ? lists : 0);

    private static Gen<IReadOnlyList<T>> ListOf<T>(Gen<T> element, int least, int most)
        => from count in Gen.Choose(least, most)
           from list in element.ListOf(count)
           select (IReadOnlyList<T>)list.ToList();
}
