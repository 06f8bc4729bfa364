using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Finds calls into NDIS that are made while the same method holds a lock (C275): on every path to the call the lock is taken and not yet
/// released. The graph shows a lock statement as the calls that it stands for.
/// </summary>
internal sealed class LockSearch(KnownSymbols symbols, Bodies bodies)
{
    private readonly CallReach _reach = new(bodies, o => NdisCall(symbols, o), _ => false);

    /// <summary>Locks: the type, what takes them, what releases them. A static member's first argument is the lock.</summary>
    private static readonly ImmutableArray<(string Type, string[] Takes, string Releases)> Locks = ImmutableArray.Create<(string, string[], string)>(
        ("Monitor", ["Enter"], "Exit"),
        ("SpinLock", ["Enter"], "Exit"),
        ("Lock", ["Enter"], "Exit"),
        ("Lock", ["EnterScope"], "Dispose"),
        ("ReaderWriterLockSlim", ["EnterReadLock"], "ExitReadLock"),
        ("ReaderWriterLockSlim", ["EnterUpgradeableReadLock"], "ExitUpgradeableReadLock"),
        ("ReaderWriterLockSlim", ["EnterWriteLock"], "ExitWriteLock"),
        ("SemaphoreSlim", ["Wait", "WaitAsync"], "Release"),
        ("Mutex", ["WaitOne"], "ReleaseMutex"));

    private static readonly ImmutableHashSet<string> Takers = Locks.SelectMany(l => l.Takes).ToImmutableHashSet();

    /// <summary>What is done to a lock: a number in the table, and the words that name the lock in the code.</summary>
    private readonly record struct Held(int Kind, string Name);

    /// <summary>Whether the code takes any lock at all; most does not, and needs no graph.</summary>
    public static bool Applies(IOperation code)
        => code.Descendants().Any(o => o is ILockOperation || o is IInvocationOperation call && Takers.Contains(call.TargetMethod.Name) && Taken(call) is not null);

    public IEnumerable<Finding> Check(Body body, CancellationToken cancellation)
    {
        var released = Steps(body, body.Graph.Blocks).Select(Released).OfType<Held>().ToImmutableHashSet();
        if (released.IsEmpty)
            yield break;
        var seen = new HashSet<SyntaxNode>();
        var entries = Solve(body, released);
        foreach (var block in body.Graph.Blocks)
        {
            if (!entries.TryGetValue(block.Ordinal, out var held))
                continue;
            foreach (var step in body.StepsOf(block))
            {
                if (!held.IsEmpty && _reach.Of(step.Operation, cancellation) is { } call && seen.Add(step.Operation.Syntax))
                    yield return new(FindingKind.CalledUnderLock, step.Operation.Syntax, new DutyInfo(0, DutyOrigin.Taken, ""), null)
                    {
                        Detail = $"'{call.What}'{call.Where} while it holds '{held.OrderBy(h => h.Name, StringComparer.Ordinal).First().Name}'",
                        Related = call.Related,
                    };
                held = After(step.Operation, held, released);
            }
        }
    }

    /// <summary>The locks that are held for certain where each block starts.</summary>
    private static Dictionary<int, ImmutableHashSet<Held>> Solve(Body body, ImmutableHashSet<Held> released)
    {
        var entries = new Dictionary<int, ImmutableHashSet<Held>>();
        var open = new Queue<BasicBlock>();
        void Reach(BasicBlock? block, ImmutableHashSet<Held> held)
        {
            if (block is null || entries.TryGetValue(block.Ordinal, out var known) && known.IsSubsetOf(held))
                return;
            entries[block.Ordinal] = known is null ? held : known.Intersect(held);
            open.Enqueue(block);
        }
        ImmutableHashSet<Held> Without(ImmutableHashSet<Held> held, ControlFlowRegion region)
            => held.Except(Steps(body, body.Graph.Blocks.Skip(region.FirstBlockOrdinal).Take(region.LastBlockOrdinal - region.FirstBlockOrdinal + 1)).Select(Released).OfType<Held>());

        Reach(body.Graph.Blocks[0], ImmutableHashSet<Held>.Empty);
        while (open.Count > 0)
        {
            var block = open.Dequeue();
            var held = entries[block.Ordinal];
            // an exception may come anywhere in a try: what was held before it, and is not released in it, is held in its handlers
            for (var region = block.EnclosingRegion; region is not null && region.FirstBlockOrdinal == block.Ordinal; region = region.EnclosingRegion)
                if (region.Kind == ControlFlowRegionKind.Try)
                    foreach (var handler in region.EnclosingRegion!.NestedRegions.Where(r => r != region))
                        Reach(body.Graph.Blocks[handler.FirstBlockOrdinal], Without(held, region));
            foreach (var step in body.StepsOf(block))
                held = After(step.Operation, held, released);
            foreach (var branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
                if (branch is not null)
                    Reach(branch.Destination, branch.FinallyRegions.Aggregate(held, Without));
        }
        return entries;
    }

    private static IEnumerable<IOperation> Steps(Body body, IEnumerable<BasicBlock> blocks) => blocks.SelectMany(body.StepsOf).Select(s => s.Operation);

    /// <summary>A lock that is not released in this method is no bracket around calls, such as a semaphore that counts.</summary>
    private static ImmutableHashSet<Held> After(IOperation operation, ImmutableHashSet<Held> held, ImmutableHashSet<Held> released)
        => Taken(operation) is { } taken && released.Contains(taken) ? held.Add(taken) : Released(operation) is { } gone ? held.Remove(gone) : held;

    private static Held? Taken(IOperation operation)
        => operation is IInvocationOperation { TargetMethod: var method } call && (method.ReturnsVoid || method.Parameters.All(p => p.Type.Name == "CancellationToken"))
            ? Find(call, method.Name, (l, name) => l.Takes.Contains(name)) : null;

    private static Held? Released(IOperation operation)
        => operation is IInvocationOperation call ? Find(call, call.TargetMethod.Name, (l, name) => l.Releases == name) : null;

    private static Held? Find(IInvocationOperation call, string name, Func<(string Type, string[] Takes, string Releases), string, bool> isOfLock)
    {
        for (var i = 0; i < Locks.Length; i++)
            if (isOfLock(Locks[i], name) && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } receiver && TypeOf(call, receiver) == Locks[i].Type)
                return new(i, Locks[i].Releases == "Dispose" ? "the scope" : receiver.Syntax.ToString());
        return null;
    }

    /// <summary>The framework's type that the call works on; a scope is that of its lock.</summary>
    private static string? TypeOf(IInvocationOperation call, IOperation receiver)
    {
        var type = call.Instance is null ? call.TargetMethod.ContainingType : receiver.Type;
        type = type is { Name: "Scope", ContainingType: { } outer } ? outer : type;
        return type?.ContainingNamespace?.ToString() == "System.Threading" ? type.Name : null;
    }

    private static string? NdisCall(KnownSymbols symbols, IOperation operation)
        => operation is IInvocationOperation { TargetMethod: var method } && symbols.ContractOf(method).Discharges is not null
            ? KnownSymbols.FunctionOf(method).Name : null;
}
