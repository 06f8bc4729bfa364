using System.Reflection;

namespace Chimney.Proof;

/// <summary>What happens to a driver on a run: an offload, the operations that it handles itself, everything else that can be called, the end.</summary>
internal sealed class Scenario
{
    /// <summary>The order in which operations make sense on one connection.</summary>
    private static readonly OffloadOperation[] s_order =
    [
        OffloadOperation.Update, OffloadOperation.Query, OffloadOperation.Send, OffloadOperation.Receive, OffloadOperation.Forward, OffloadOperation.TcpEvent,
        OffloadOperation.ReceiveIndicate, OffloadOperation.ReceiveReturn, OffloadOperation.OffloadEvent, OffloadOperation.Invalidate, OffloadOperation.Disconnect, OffloadOperation.Terminate,
    ];

    private readonly DriverType _type;
    private readonly Run _run;
    private readonly Domains _domains;
    private readonly object _driver;
    private readonly RecordingTarget? _target;
    private readonly MixingTarget? _mixing;
    private readonly NdisStack _stack;
    private readonly World[] _worlds;
    private readonly ProtocolDriver _host;
    private NdisStatus _status;

    internal Scenario(DriverType type, Run run, ContractVerifier verifier)
    {
        _type = type;
        _run = run;
        _domains = run.Domains;
        _driver = type.Make(run);
        _host = type.Role == DriverRole.Host ? (ProtocolDriver)_driver : new RecordingHost { KeepsRecords = false };
        if (type.Role == DriverRole.Intermediate && _driver is IntermediateDriver { VirtualMiniports: > 1 })
            _mixing = new MixingTarget();
        else if (type.Role != DriverRole.Target)
            _target = new RecordingTarget { KeepsRecords = false, CompletesByItself = false };
        _stack = new NdisStack(
            _host, type.Role == DriverRole.Intermediate ? [(IOffloadProvider)_driver] : [], _mixing ?? _target ?? (IOffloadProvider)_driver, verifier);
        _stack.Trace.IsEnabled = false;
        bool twice = _mixing is not null || type.RemembersAnything && _run.Choose(2, "a second request") == 1;
        int shape = _domains.Mentions(".Blocks", "NextBlock", "DependentBlock") ? _run.Choose(2, "tree") : 0;
        int root = _domains.Mentions("Header.Type") ? _run.Choose(3, "root") : 0;
        _worlds = twice ? [new World(1, shape, root), new World(2, shape, root)] : [new World(1, shape, root)];
    }

    /// <summary>Name of the driver in what the verifier says.</summary>
    internal static string NameOf(DriverType type, object driver)
        => type.Role == DriverRole.None ? "" : driver is OffloadDriver named ? named.Name : driver.GetType().Name;

    internal object Driver => _driver;

    /// <summary>Whether a second request may find what a mistake with the first one has left.</summary>
    internal bool HasSecondRequest => _worlds.Length > 1 && _mixing is null;

    internal void Play()
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Work(_stack, _driver));
        try
        {
            Request(OffloadOperation.Initiate);
            foreach (OffloadOperation operation in s_order)
            {
                if (_type.Operations.Contains(operation) && !_run.IsAbandoned)
                    Request(operation);
            }
            CallAll(_type.Endings);
            Attempt(_stack.Halt);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            _stack.Dispose();
        }
    }

    private void Request(OffloadOperation operation)
    {
        bool isTested = _type.Operations.Contains(operation);
        _status = isTested && _domains.Mentions(".Status", "HasSucceeded") && operation <= OffloadOperation.Invalidate
            ? _domains.Statuses[_run.Choose(_domains.Statuses.Count, "status")] : NdisStatus.Success;
        bool isData = operation is >= OffloadOperation.Send and <= OffloadOperation.Forward;
        int lists = isData && _domains.Mentions("Split", ".First", ".Next", "Append") ? 1 + _run.Choose(3, "lists") : 2;
        if (_mixing is not null && isData)
        {
            Mix(_mixing, operation, lists);
        }
        else
        {
            foreach (World world in _worlds)
            {
                if (world.IsOffloaded == (operation != OffloadOperation.Initiate) || (operation == OffloadOperation.Terminate && world.Connection.State != OffloadObjectState.NotOffloaded))
                {
                    Attempt(() => Begin(world, operation, lists));
                    if (_type.Role != DriverRole.Host)
                        world.Arrange(OffloadPhase.Request, _status);
                }
            }
            RunAll();
            if (operation == OffloadOperation.Receive)
            {
                // Posted receives wait for data.
                foreach (World world in _worlds.Where(world => world.IsOffloaded))
                    _target?.Receive(world.Connection, new byte[8 * lists]);
                RunAll();
            }
        }
        if (isTested)
        {
            // Where there is an ending, nothing else need be called before it.
            if (_type.Endings.Count == 0 || _type.Others.Count == 0 || _run.Choose(2, "only the ending") == 0)
            {
                CallAll(_type.Others);
                CallAgain(operation);
            }
        }
    }

    /// <summary>Requests on two connections that came in on different miniports, by turns, are completed in one chain.</summary>
    private void Mix(MixingTarget target, OffloadOperation operation, int parts)
    {
        target.Aborts = _domains.Mentions(".Status") && _run.Choose(2, "aborted") == 1;
        for (int i = 0; i < parts; i++)
        {
            World world = _worlds[i % 2];
            Attempt(() => Begin(world, operation, 1));
        }
        RunAll();
        target.CompleteAll();
        RunAll();
    }

    private void Begin(World world, OffloadOperation operation, int lists)
    {
        switch (operation)
        {
            case OffloadOperation.TcpEvent:
                TcpOffloadEventType type = _domains.Mentions("TcpOffloadEventType") ? (TcpOffloadEventType)_run.Choose(5, "event") : TcpOffloadEventType.SendBacklogChange;
                _target?.Indicate(world.Connection, type, type == TcpOffloadEventType.Retrieve ? (uint)TcpUploadReason.LowActivity : 0);
                break;
            case OffloadOperation.ReceiveIndicate:
                if (_host is RecordingHost host)
                {
                    bool refuses = _domains.Mentions("OffloadData", "==", "!=") && _run.Choose(2, "refused") == 1;
                    host.ChooseAnswer = (_, length) => refuses ? 0 : length;
                }
                _target?.Receive(world.Connection, new byte[16]);
                break;
            case OffloadOperation.ReceiveReturn:
                if (!_type.Operations.Contains(OffloadOperation.ReceiveIndicate))
                {
                    _target?.Receive(world.Connection, new byte[16]);
                    RunAll();
                }
                (_host as RecordingHost)?.ReturnAll();
                break;
            case OffloadOperation.OffloadEvent:
                if (_domains.Mentions("IsNull") && _run.Choose(2, "no list") == 1)
                    _stack.QueueWorkItem(_target!, () => Ndis.NdisMOffloadEventIndicate(_target!.NdisMiniportHandle, default, (IndicateOffloadEvent)3));
                else
                    _target?.QueryReachability(world.Neighbor);
                break;
            default:
                world.Request(_host.NdisBindingHandles[Array.IndexOf(_worlds, world) % _host.NdisBindingHandles.Count], operation, lists);
                break;
        }
    }

    /// <summary>
    /// All is called twice: what one call leaves, the next one finds. A call that fails by itself ends what the run can show, although nobody has to call
    /// again: the run is then made anew without it.
    /// </summary>
    private void CallAgain(OffloadOperation operation)
    {
        if (_run.CalledOnce == operation || _run.IsOver)
            return;
        IReadOnlyList<Choice> before = _run.Choices;
        CallAll(_type.Others);
        if (_run.IsOver)
            _run.Anew = [.. before, new Choice(Run.Once, (int)operation, Enum.GetValues<OffloadOperation>().Length)];
    }

    private void CallAll(IReadOnlyList<MethodInfo> methods)
    {
        foreach (MethodInfo method in methods)
        {
            if (_run.IsAbandoned)
                return;
            foreach (object?[] arguments in Arguments.All(method, _domains))
            {
                _stack.QueueWorkItem(_driver, () => method.Invoke(_driver, BindingFlags.DoNotWrapExceptions, null, arguments, null));
                RunAll();
            }
        }
    }

    /// <summary>Runs all that is queued, then what the target has to complete, then what waits for that.</summary>
    private void RunAll()
    {
        do
        {
            while (!_stack.IsIdle && !_run.IsAbandoned)
                Attempt(Step);
        }
        while (!_run.IsAbandoned && (TargetCompletes() || LaterEnds()));
    }

    private void Step()
    {
        _run.Begins();
        _stack.Step();
    }

    private bool TargetCompletes()
    {
        if (_target is null)
            return false;
        bool completed = false;
        _stack.QueueWorkItem(_target, () =>
        {
            completed = _target.CompleteNext() || _target.CompleteNextLists();
            foreach (World world in _worlds)
                world.Arrange(OffloadPhase.Completion, _status);
        });
        Attempt(Step);
        return completed;
    }

    private bool LaterEnds()
    {
        if (_run.NextLater() is not { } later)
            return false;
        _stack.QueueWorkItem(_driver, later.SetResult);
        return true;
    }

    /// <summary>An exception that leaves a handler is somebody else's as far as the run goes on: what counts was recorded.</summary>
    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is not NotRepeatableException)
        {
            _run.Leaves(exception);
        }
    }

    /// <summary>What awaits goes on as a work item of its driver.</summary>
    private sealed class Work(NdisStack stack, object driver) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => stack.QueueWorkItem(driver, () => d(state));

        public override void Send(SendOrPostCallback d, object? state) => d(state);
    }
}
