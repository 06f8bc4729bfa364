using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>
/// A stack of drivers with NDIS between them: a host stack, any number of intermediate drivers, an offload target. Deterministic and
/// single-stepped: every call of a function of <see cref="Ndis"/> queues one delivery, and <see cref="Step"/> makes one.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class NdisStack : IDisposable
{
    // Which stack a driver instance is in, whatever its type.
    private static readonly ConditionalWeakTable<object, NdisStack> s_bound = [];

    [ThreadStatic]
    private static NdisStack? t_running;

    private readonly List<BoundDriver> _drivers = [];
    private readonly Queue<(BlockTree? Tree, BoundDriver Driver, Action? WorkItem)> _queue = new();
    private readonly List<BlockTree> _resumed = [];
    private readonly HashSet<BlockTree> _outstanding = [];
    private bool _isDisposed;
    private bool _isHalted;

    /// <summary>Composes a stack and gives every driver its handles.</summary>
    /// <param name="host">The host stack, at the top.</param>
    /// <param name="filters">The intermediate drivers, top to bottom; may be empty. Each implements <see cref="IOffloadClient"/> as well.</param>
    /// <param name="target">The offload target, at the bottom.</param>
    /// <param name="verifier">What to do with contract violations; throws them unless given.</param>
    /// <exception cref="ArgumentException">The stack cannot be built; the message says what to change.</exception>
    public NdisStack(IOffloadClient? host, IEnumerable<IOffloadProvider?>? filters, IOffloadProvider? target, ContractVerifier? verifier = null)
    {
        Verifier = verifier ?? new ContractVerifier();
        Trace = new NdisTrace(this);
        IOffloadProvider?[] between = filters?.ToArray()
            ?? throw new ArgumentException("The intermediate drivers are null: pass an empty collection for a stack without any.", nameof(filters));
        Add(host, DriverRole.Host, nameof(host), "The stack has no host: pass the driver that issues the operations, such as a RecordingHost.");
        for (int i = 0; i < between.Length; i++)
        {
            Add(between[i], DriverRole.Intermediate, nameof(filters), $"Intermediate driver {i} is null: pass a driver, or leave it out.");
            if (between[i] is not IOffloadClient)
                throw new ArgumentException($"Intermediate driver {i} ({_drivers[^1].Name}) has no protocol edge: implement IOffloadClient as well, or derive from IntermediateDriver.", nameof(filters));
        }
        Add(target, DriverRole.Target, nameof(target), "The stack has no target: pass the driver that ends the operations, such as a RecordingTarget.");
        for (int i = 0; i < _drivers.Count; i++)
        {
            if (i > 0)
                _drivers[i - 1].Below = _drivers[i];
            s_bound.Add(_drivers[i].Instance, this);
        }
        try
        {
            foreach (BoundDriver driver in _drivers)
                driver.Bind();
        }
        catch
        {
            // The caller has no stack to dispose: the drivers are free again.
            FreeDrivers();
            throw;
        }
    }

    /// <summary>What watches the stack.</summary>
    public ContractVerifier Verifier { get; }

    /// <summary>The event log of the stack.</summary>
    public NdisTrace Trace { get; }

    /// <summary>Number of deliveries and work items run so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether nothing is queued.</summary>
    public bool IsIdle => _queue.Count == 0;

    /// <summary>
    /// Whether the target offers a chimney. Where it does not, NDIS answers an initiate itself with <see cref="NdisStatus.NotSupported"/>.
    /// </summary>
    public bool TargetOffersChimney { get; init; } = true;

    internal static NdisStack? Running => t_running;

    internal BoundDriver? RunningDriver { get; private set; }

    internal BlockTree? RunningTree { get; private set; }

    /// <summary>The phase that the running handler was entered in; work items mostly complete.</summary>
    internal OffloadPhase RunningPhase { get; private set; }

    internal BoundDriver Target => _drivers[^1];

    /// <summary>Makes the next delivery, or runs the next work item.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ContractViolationException">A driver broke the contract, and the verifier throws.</exception>
    /// <exception cref="InvalidOperationException">Called from inside a handler.</exception>
    public bool Step()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (t_running is not null)
            throw new InvalidOperationException("A stack cannot be stepped from inside a handler. Queue a work item, or return first.");
        if (!_queue.TryDequeue(out var next))
            return false;
        Steps++;
        t_running = this;
        RunningDriver = next.Driver;
        RunningTree = next.Tree;
        RunningPhase = next.Tree?.Phase ?? OffloadPhase.Completion;
        try
        {
            if (next.WorkItem is not null)
                RunGuarded(null, next.WorkItem);
            else
                RunGuarded(next.Tree!, null);
        }
        finally
        {
            // Where an exception passes, lists that are still held will not be completed by anybody: the report is made, or the caller knows.
            GiveUp(next.Tree);
            foreach (BlockTree tree in _resumed)
                GiveUp(tree);
            _resumed.Clear();
            RunningTree = null;
            RunningDriver = null;
            t_running = null;
        }
        return true;
    }

    /// <summary>Steps until nothing is queued.</summary>
    /// <returns>Number of steps made.</returns>
    public int Run()
    {
        int steps = 0;
        while (Step())
            steps++;
        return steps;
    }

    /// <summary>Queues work that belongs to a driver of the stack, for drivers that do not derive from one of the bases.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="workItem">The work.</param>
    /// <exception cref="ArgumentException">The driver is not in this stack.</exception>
    public void QueueWorkItem(object driver, Action workItem)
    {
        BoundDriver owner = _drivers.Find(bound => bound.Instance == driver)
            ?? throw new ArgumentException("The driver is not in this stack: queue its work on the stack it is in.", nameof(driver));
        QueueWorkItem(owner, workItem);
    }

    /// <summary>Runs until idle, takes the stack down, and reports every operation that was never completed (C276 for pended ones).</summary>
    /// <exception cref="ContractViolationException">An operation was never completed, and the verifier throws.</exception>
    public void Halt()
    {
        Run();
        TakeDown(mayThrow: true);
    }

    /// <summary>
    /// Takes the stack down as <see cref="Halt"/> does, without running what is queued. Throws only where nothing was reported before, so that
    /// an exception on its way is not replaced.
    /// </summary>
    /// <exception cref="ContractViolationException">An operation was never completed, and the verifier throws.</exception>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        try
        {
            TakeDown(mayThrow: Verifier.Violations.Count == 0);
        }
        finally
        {
            _isDisposed = true;
        }
    }

    internal void QueueWorkItem(BoundDriver driver, Action workItem)
    {
        ArgumentNullException.ThrowIfNull(workItem);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _queue.Enqueue((null, driver, workItem));
    }

    internal void Enqueue(BlockTree tree)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _outstanding.Add(tree);
        _queue.Enqueue((tree, tree.Holder!, null));
    }

    internal void NoteResumed(BlockTree tree)
    {
        Trace.Add(TraceKind.Resumed, tree.Holder!, tree);
        if (t_running == this)
            _resumed.Add(tree);
    }

    /// <summary>Whether the handler that was given this request is still on the stack of calls.</summary>
    internal bool IsRunningHandlerOf(BlockTree tree) => t_running == this && RunningTree == tree;

    private void Add(object? driver, DriverRole role, string parameter, string missing)
    {
        if (driver is null)
            throw new ArgumentException(missing, parameter);
        string name = driver is OffloadDriver named ? named.Name : driver.GetType().Name;
        if (_drivers.Exists(other => other.Instance == driver))
            throw new ArgumentException($"{name} is in the stack twice: one driver instance has one place. Make a second instance.", parameter);
        if (s_bound.TryGetValue(driver, out _))
            throw new ArgumentException($"{name} is in another stack: dispose that stack first, or make a second instance.", parameter);
        // Messages name the driver, so two of a name are told apart by their place.
        if (_drivers.Exists(other => other.Name == name))
            name = $"{name} at level {_drivers.Count}";
        _drivers.Add(new BoundDriver(this, driver, name, role, _drivers.Count));
    }

    private void RunGuarded(BlockTree? tree, Action? workItem)
    {
        try
        {
            if (tree is not null)
                Enter(tree);
            else
                workItem!();
        }
        catch (Exception exception) when (exception is not ContractViolationException)
        {
            if (!CloseOpenDuties(tree, exception))
                throw;
            return;
        }
        CloseOpenDuties(tree, null);
    }

    private void Enter(BlockTree tree)
    {
        BoundDriver driver = RunningDriver!;
        bool atHome = driver.Role == DriverRole.Host;
        tree.Move(LastMove.Delivered, atHome ? Custody.Home : Custody.Held);
        if (atHome)
        {
            _outstanding.Remove(tree);
            LifeCycleMonitor.Complete(tree);
        }
        Trace.Add(TraceKind.Entered, driver, tree);
        driver.Enter(tree);
    }

    /// <returns>Whether a duty was open.</returns>
    private bool CloseOpenDuties(BlockTree? tree, Exception? exception)
    {
        bool open = CloseIfOpen(tree, exception);
        foreach (BlockTree resumed in _resumed)
            open |= CloseIfOpen(resumed, exception);
        return open;
    }

    private static bool CloseIfOpen(BlockTree? tree, Exception? exception)
    {
        if (tree is not { Custody: Custody.Held, Holder.HasDuties: true })
            return false;
        Duty.ReportOpen(tree, exception);
        return true;
    }

    private static void GiveUp(BlockTree? tree)
    {
        if (tree is { Custody: Custody.Held })
            tree.Custody = Custody.Lost;
    }

    private void TakeDown(bool mayThrow)
    {
        if (_isHalted)
            return;
        _isHalted = true;
        var violations = new List<ContractViolation>();
        foreach (BlockTree tree in _outstanding)
        {
            BoundDriver driver = tree.Holder!;
            if (tree.Custody == Custody.Pended)
            {
                violations.Add(new ContractViolation("C276", tree.Operation, driver.Name, tree.Name,
                    $"the list given to {DdiNames.Handler(tree.Operation, tree.Phase)} was pended and never resumed. Resume it and complete it before the stack is taken down."));
            }
            else if (tree.Custody == Custody.Held && driver.HasDuties)
            {
                violations.Add(new ContractViolation(Rules.NotDischarged(driver, tree.Operation, tree.Phase), tree.Operation, driver.Name, tree.Name,
                    Duty.DescribeOpen(tree)));
            }
        }
        FreeDrivers();
        foreach (BoundDriver driver in _drivers)
            driver.Unbind();
        Verifier.ReportAll(violations, mayThrow);
    }

    private void FreeDrivers()
    {
        foreach (BoundDriver driver in _drivers)
            s_bound.Remove(driver.Instance);
    }
}
