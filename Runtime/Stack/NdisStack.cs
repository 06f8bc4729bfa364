using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>
/// A stack of drivers with NDIS between them: a host stack, any number of intermediate drivers, an offload target. Deterministic and
/// single-stepped: every call of a function of <see cref="Ndis"/> queues one delivery, and <see cref="Step"/> makes one. Or on several threads,
/// with <see cref="RunThreaded"/>.
/// </summary>
/// <remarks>For one thread at a time, but for the handlers and work items that run in <see cref="RunThreaded"/>.</remarks>
public sealed class NdisStack : IDisposable
{
    // Which stack a driver instance is in, whatever its type.
    private static readonly ConditionalWeakTable<object, NdisStack> s_bound = [];

    private readonly List<BoundDriver> _drivers = [];
    private DeliveryQueue _queue = new FifoQueue();
    private readonly OutstandingLists _outstanding;
    private LaneScheduler? _lanes;
    private int _steps;
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
        Adapter = new AdapterMonitor(this);
        Buffers = new BufferLedger(Gate);
        _outstanding = new OutstandingLists(Gate);
        Verifier.Watch(Trace);
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
            {
                _drivers[i - 1].Below = _drivers[i];
                _drivers[i].Above = _drivers[i - 1];
            }
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
    public int Steps => _steps + (_lanes?.Steps ?? 0);

    /// <summary>Whether nothing is queued.</summary>
    public bool IsIdle => _queue.Count == 0;

    /// <summary>
    /// Whether the target offers a chimney. Where it does not, NDIS answers an initiate itself with <see cref="NdisStatus.NotSupported"/>.
    /// </summary>
    public bool TargetOffersChimney { get; init; } = true;

    /// <summary>Who chooses what goes next; first in, first out where null.</summary>
    public Schedule? Schedule
    {
        get;
        init
        {
            field = value;
            // Drivers may have queued work when they were bound.
            DeliveryQueue queue = value is null ? new FifoQueue() : new ScheduledQueue(value);
            while (_queue.TryTake(out Delivery delivery))
                queue.Add(delivery);
            _queue = queue;
        }
    }

    /// <summary>What the target says of all its offloads together.</summary>
    public NdisAdapterState AdapterState => Adapter.State;

    /// <summary>The time, in ticks. It stands still unless set, and wraps (C287).</summary>
    public uint TickCount { get; set; }

    /// <summary>How old the last sign of a neighbor's reachability may be before the target asks the host, in ticks; 0 for no limit (C244).</summary>
    public uint NceStaleTicks { get; init; }

    internal AdapterMonitor Adapter { get; }

    internal BoundDriver Host => _drivers[0];

    internal IReadOnlyList<string> DriverNames => _drivers.ConvertAll(driver => driver.Name);

    internal int LevelOf(string driver) => _drivers.FindIndex(bound => bound.Name == driver);

    internal BoundDriver Target => _drivers[^1];

    internal BufferLedger Buffers { get; }

    /// <summary>Guards what all lanes of a threaded run share.</summary>
    internal SharedGate Gate { get; } = new();

    /// <summary>Makes the next delivery, or runs the next work item.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ContractViolationException">A driver broke the contract, and the verifier throws.</exception>
    /// <exception cref="InvalidOperationException">Called from inside a handler.</exception>
    public bool Step()
    {
        ThrowIfNotSteppable();
        if (!_queue.TryTake(out Delivery next))
            return false;
        _steps++;
        Make(next, null);
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

    /// <summary>Runs the stack on several threads until nothing is queued and no handler runs.</summary>
    /// <param name="threads">Number of threads; the caller's is one of them.</param>
    /// <returns>Number of deliveries and work items run.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no thread.</exception>
    /// <exception cref="ContractViolationException">A driver broke the contract, and the verifier throws. The other threads have finished what they were at.</exception>
    /// <exception cref="InvalidOperationException">Called from inside a handler.</exception>
    /// <remarks>
    /// All that concerns one neighbor and what depends on it goes one after the other, and so does the work that its handlers queue; what concerns
    /// different neighbors goes at the same time, unless a tree has brought them together. A list is completed and passed on there, and objects
    /// are indicated on there; requests of the host are put off until they are. Drivers guard what they share between neighbors (C113, C195):
    /// lists are returned, and NDIS_STATUS indicated, from anywhere.
    /// </remarks>
    public int RunThreaded(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ThrowIfNotSteppable();
        var lanes = new LaneScheduler(this);
        while (_queue.TryTake(out Delivery delivery))
            lanes.Add(delivery);
        _lanes = lanes;
        Gate.IsShared = true;
        try
        {
            var others = new Thread[threads - 1];
            for (int i = 0; i < others.Length; i++)
            {
                others[i] = new Thread(lanes.Work) { IsBackground = true, Name = $"NDIS {i + 1}" };
                others[i].Start();
            }
            lanes.Work();
            foreach (Thread other in others)
                other.Join();
        }
        finally
        {
            _lanes = null;
            Gate.IsShared = false;
            _steps += lanes.Steps;
            lanes.Drain(_queue);
        }
        lanes.ThrowFailure();
        return lanes.Steps;
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
    /// Takes the stack down as <see cref="Halt"/> does, without running what is queued. Records what it finds and never throws, so that an
    /// exception on its way, such as that of a failing assertion, is not replaced.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        TakeDown(mayThrow: false);
    }

    internal void QueueWorkItem(BoundDriver driver, Action workItem)
    {
        ArgumentNullException.ThrowIfNull(workItem);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Add(new Delivery(driver, HandlerFrame.Current is { } frame && frame.Driver.Stack == this ? frame.Origin : null, workItem));
    }

    internal void Enqueue(Transfer list)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _outstanding.Add(list);
        Add(new Delivery(list.Holder!, list, null));
    }

    /// <summary>Puts the start of a host's list off where its objects are in the hands of other threads.</summary>
    /// <returns>Whether it was put off; where not, the caller goes on.</returns>
    internal bool PutOff<T>(T list, Action<T> start) where T : Transfer
    {
        if (_lanes is null || _lanes.IsAtHome(list))
            return false;
        list.Move(LastMove.SentDown, Custody.InTransit);
        _lanes.Add(new Delivery(list.Holder!, list, StartLater(list, start)), stays: false);
        return true;
    }

    /// <summary>Refuses the use of a list, or of an object's handle, beside the handlers that the list or object belongs to.</summary>
    /// <exception cref="InvalidOperationException">Several threads run, and this one has other objects.</exception>
    internal void CheckLane(Transfer? list, OffloadObject? item = null)
    {
        if (_lanes is null || (list is null ? item is null || _lanes.IsAtHome(item) : _lanes.IsAtHome(list)))
            return;
        throw new InvalidOperationException(
            $"{list?.Name ?? item!.Name} was used from a handler or work item of other objects, while both run on threads of their own. Use it in a work item that one of its own handlers queued.");
    }

    internal void Make(in Delivery delivery, Lane? lane)
    {
        bool isWork = delivery.WorkItem is not null;
        Transfer? list = isWork ? null : delivery.List;
        HandlerFrame frame = HandlerFrame.Push(delivery.Driver, list, list?.Operation, list?.Phase ?? OffloadPhase.Completion);
        frame.WorkItem = delivery.WorkItem;
        frame.Origin = delivery.List;
        frame.Lane = lane;
        try
        {
            if (isWork)
                frame.Run(static frame => frame.WorkItem!());
            else
                frame.Run(static frame => frame.Driver.Stack.Enter(frame));
        }
        finally
        {
            frame.Pop();
        }
    }

    internal void NoteResumed(Transfer list)
    {
        Trace.Add(TraceKind.Resumed, list.Holder!, list);
        HandlerFrame.Current?.Taken.Add(list);
    }

    /// <summary>Notes a list that a driver has from now on without having been entered for it.</summary>
    internal void NoteTaken(Transfer list)
    {
        Note(list);
        HandlerFrame.Current?.Taken.Add(list);
    }

    /// <summary>Notes a list that its driver owes a completion for, or has to give back: what is still there when the stack is taken down is reported.</summary>
    internal void Note(Transfer list) => _outstanding.Add(list);

    /// <summary>Notes the second part of a list that was split; the first part is where the whole was.</summary>
    internal void NoteSplit(Transfer list, Transfer rest)
    {
        if (list.IsOutstanding)
            _outstanding.Add(rest);
        HandlerFrame.Current?.Taken.Add(rest);
    }

    /// <summary>Notes that nobody will complete the list any more, because that happened or nothing is left of it.</summary>
    internal void Forget(Transfer list) => _outstanding.Remove(list);

    /// <summary>Whether the handler that was given this request is still on the stack of calls.</summary>
    internal static bool IsRunningHandlerOf(Transfer list) => HandlerFrame.Current?.Given == list;

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

    // Apart, so that a call that puts nothing off makes no closure.
    private static Action StartLater<T>(T list, Action<T> start) where T : Transfer => () =>
    {
        list.Move(LastMove.None, Custody.Home);
        start(list);
    };

    private void ThrowIfNotSteppable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (HandlerFrame.Current is not null)
            throw new InvalidOperationException("A stack cannot be stepped from inside a handler. Queue a work item, or return first.");
    }

    private void Add(in Delivery delivery)
    {
        if (_lanes is null)
            _queue.Add(delivery);
        else
            _lanes.Add(delivery);
    }

    private void Enter(HandlerFrame frame)
    {
        BoundDriver driver = frame.Driver;
        Transfer list = frame.Given!;
        bool atHome = driver.Role == DriverRole.Host;
        list.Move(LastMove.Delivered, atHome ? Custody.Home : Custody.Held);
        if (atHome)
        {
            _outstanding.Remove(list);
            list.ComeHome();
        }
        Trace.Add(TraceKind.Entered, driver, list);
        list.Enter(driver);
    }

    private void TakeDown(bool mayThrow)
    {
        if (_isHalted)
            return;
        _isHalted = true;
        var violations = new List<ContractViolation>();
        for (Transfer? list = _outstanding.First; list is not null; list = list.NextOutstanding)
        {
            BoundDriver driver = list.Holder!;
            if (list.Custody == Custody.Pended)
            {
                violations.Add(new ContractViolation(Rules.NeverResumed(driver, list.Operation), list.Operation, driver.Name, list.Name,
                    $"the list given to {DdiNames.Handler(list.Operation, list.Phase)} was pended and never resumed. Resume it and complete it before the stack is taken down."));
            }
            else if (list.Custody == Custody.Held && driver.HasDuties)
            {
                violations.Add(new ContractViolation(Rules.NotDischarged(driver, list.Operation, list.Phase), list.Operation, driver.Name, list.Name,
                    Duty.DescribeOpen(list)));
            }
        }
        violations.AddRange(Adapter.OwedUploads);
        Buffers.AddOpen(violations);
        FreeDrivers();
        foreach (BoundDriver driver in _drivers)
            driver.Unbind();
        Verifier.ReportAll(violations, mayThrow, Trace);
    }

    private void FreeDrivers()
    {
        foreach (BoundDriver driver in _drivers)
            s_bound.Remove(driver.Instance);
    }
}
