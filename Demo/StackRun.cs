using System.Runtime.Loader;

namespace Chimney.Demo;

/// <summary>Runs a filter, loaded from its assembly, in a stack: all five operations on a tree of one neighbor, two paths and four connections.</summary>
internal sealed class StackRun : IDisposable
{
    private readonly RecordingHost _host = new();
    private readonly RecordingTarget _target = new();
    private readonly IntermediateDriver _filter;
    private readonly NdisStack _stack;
    private readonly OffloadTree _tree;

    public StackRun(string assembly)
    {
        Type type = AssemblyLoadContext.Default.LoadFromAssemblyPath(assembly).GetExportedTypes().Single(t => t.IsSubclassOf(typeof(IntermediateDriver)));
        _filter = (IntermediateDriver)Activator.CreateInstance(type)!;
        OffloadObject neighbor = OffloadObject.Neighbor("router");
        OffloadObject path = neighbor.AddPath("path to 192.0.2.1");
        path.AddConnection("connection 1");
        path.AddConnection("connection 2");
        OffloadObject path6 = neighbor.AddPath("path to 2001:db8::1", isIp6: true);
        path6.AddConnection("connection 3");
        path6.AddConnection("connection 4");
        _tree = OffloadTree.Build(neighbor);
        _stack = new NdisStack(_host, [new PassThrough(), _filter], _target);
    }

    /// <summary>Makes the five operations in an order that the life cycle of the objects allows.</summary>
    /// <returns>The trace of the invalidate, on its way down and up.</returns>
    public string Run()
    {
        Do(_host.Initiate);
        Do(_host.Query);
        Do(_host.Update);
        string trace = Do(_host.Invalidate);
        Do(_host.Terminate);
        _stack.Halt(); // reports what was never completed
        return trace;
    }

    /// <summary>Problems, none when all went well.</summary>
    public IEnumerable<string> Problems()
    {
        OffloadOperation[] sent = [OffloadOperation.Initiate, OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate, OffloadOperation.Terminate];
        if (!_target.Requests.SequenceEqual(sent))
            yield return $"The target got {string.Join(", ", _target.Requests)}, not {string.Join(", ", sent)}.";
        if (!_host.Completed.Select(completed => completed.Operation).SequenceEqual(sent))
            yield return $"The host got back {string.Join(", ", _host.Completed.Select(completed => completed.Operation))}, not {string.Join(", ", sent)}.";
        foreach (CompletedOffload completed in _host.Completed.Where(completed => completed.Statuses.Count != _tree.BlockCount || completed.Statuses.Any(status => status != NdisStatus.Success)))
            yield return $"{completed.Operation} came back with {string.Join(", ", completed.Statuses)}.";
        foreach (ContractViolation violation in _stack.Verifier.Violations)
            yield return violation.ToString();
    }

    /// <summary>What came back to the host, and what the filter has to say.</summary>
    public override string ToString()
    {
        IEnumerable<string> lines = _host.Completed.Select(completed => $"{completed.Operation,-10} came back to the host, {completed.Statuses.Count} blocks: {string.Join(", ", completed.Statuses.Distinct())}");
        return $"{string.Join('\n', lines)}\n\nstatistics of {_filter.Name}:\n{_filter}";
    }

    public void Dispose() => _stack.Dispose();

    private string Do(Action<OffloadTree> operation)
    {
        _stack.Trace.Clear();
        operation(_tree);
        _stack.Run();
        return _stack.Trace.ToString();
    }

    private sealed class PassThrough : IntermediateDriver;
}
