using System.Runtime.ExceptionServices;

namespace Chimney;

/// <summary>Deliveries that are made one after the other: all that concern a neighbor and what depends on it, or a driver's work from outside any handler.</summary>
internal sealed class Lane
{
    private Lane? _mergedInto;

    internal readonly Queue<Delivery> Queue = new();

    /// <summary>Threads that make a delivery of the lane: two only as long as the lane has just been merged.</summary>
    internal int Running;

    /// <summary>Whether the lane is among those that a thread may take.</summary>
    internal bool IsReady;

    /// <summary>The lane that this one has become part of, or itself.</summary>
    internal Lane Last
    {
        get
        {
            Lane last = this;
            while (last._mergedInto is { } next)
                last = next;
            return last;
        }
    }

    /// <summary>Makes the other lane part of this one, for an operation concerns the objects of both.</summary>
    internal void Merge(Lane other)
    {
        other._mergedInto = this;
        Running += other.Running;
        other.Running = 0;
        while (other.Queue.TryDequeue(out Delivery delivery))
            Queue.Enqueue(delivery);
    }
}

/// <summary>Runs a stack on several threads: each takes a lane, makes its oldest delivery, and gives the lane back.</summary>
internal sealed class LaneScheduler(NdisStack stack)
{
    // Guards the lanes, all of them, and what is below. Handlers run outside it.
    private readonly object _gate = new();
    private readonly Queue<Lane> _ready = new();
    private int _running;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Number of deliveries made.</summary>
    internal int Steps { get; private set; }

    /// <summary>Queues a delivery in the lane of its list.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="stays">Whether work goes on in the lane of the handler that queues it.</param>
    internal void Add(in Delivery delivery, bool stays = true)
    {
        lock (_gate)
        {
            Lane lane = stays && delivery.WorkItem is not null && HandlerFrame.Current is { Lane: { } here } frame && frame.Driver.Stack == stack ? here.Last
                : delivery.List is not null ? LaneOf(delivery.List)
                : (delivery.Driver.Lane ??= new Lane()).Last;
            lane.Queue.Enqueue(delivery);
            Offer(lane);
        }
    }

    /// <summary>Whether the running handler has the objects of the list for itself.</summary>
    internal bool IsAtHome(Transfer list)
    {
        lock (_gate)
        {
            Lane lane = LaneOf(list);
            return HandlerFrame.Current?.Lane?.Last == lane && lane.Running == 1;
        }
    }

    /// <summary>Whether the running handler is in the lane of an object.</summary>
    internal bool IsAtHome(OffloadObject item)
    {
        lock (_gate)
            return HandlerFrame.Current?.Lane?.Last == LaneOf(item);
    }

    /// <summary>Makes deliveries until nothing is queued and nothing runs, or a handler has failed.</summary>
    internal void Work()
    {
        Lane? lane = null;
        while (true)
        {
            Delivery delivery;
            lock (_gate)
            {
                if (lane is not null)
                    Leave(lane);
                while (!TryTake(out lane, out delivery))
                {
                    if (_running == 0 || _failure is not null)
                    {
                        Monitor.PulseAll(_gate);
                        return;
                    }
                    Monitor.Wait(_gate);
                }
            }
            try
            {
                stack.Make(delivery, lane);
            }
            catch (Exception exception)
            {
                lock (_gate)
                    _failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }
    }

    /// <summary>Gives back what a failure left undone.</summary>
    internal void Drain(DeliveryQueue queue)
    {
        while (_ready.TryDequeue(out Lane? lane))
        {
            lane.IsReady = false;
            while (lane.Queue.TryDequeue(out Delivery delivery))
                queue.Add(delivery);
        }
    }

    internal void ThrowFailure() => _failure?.Throw();

    private bool TryTake(out Lane lane, out Delivery delivery)
    {
        while (_failure is null && _ready.TryDequeue(out lane!))
        {
            lane.IsReady = false;
            if (lane.Running > 0 || !lane.Queue.TryDequeue(out delivery))
                continue;                                                             // It became part of another lane.
            lane.Running = 1;
            _running++;
            Steps++;
            return true;
        }
        lane = null!;
        delivery = default;
        return false;
    }

    private void Leave(Lane lane)
    {
        _running--;
        lane = lane.Last;
        lane.Running--;
        Offer(lane);
    }

    private void Offer(Lane lane)
    {
        if (lane.Running > 0 || lane.IsReady || lane.Queue.Count == 0)
            return;
        lane.IsReady = true;
        _ready.Enqueue(lane);
        Monitor.Pulse(_gate);
    }

    private Lane LaneOf(Transfer list)
    {
        if (list.Lane is { } known)
            return known.Last;
        Lane? lane = null;
        foreach (OffloadObject item in list.Objects)
        {
            Lane own = LaneOf(item);
            if (lane is null)
                lane = own;
            else if (lane != own)
                lane.Merge(own);
        }
        // A tree of placeholders concerns nothing but its sender.
        lane ??= (stack.Host.Lane ??= new Lane()).Last;
        list.Lane = lane;
        Offer(lane);
        return lane;
    }

    private static Lane LaneOf(OffloadObject item)
    {
        while (item.Parent is { } lower)
            item = lower;
        return (item.Lane ??= new Lane()).Last;
    }
}
