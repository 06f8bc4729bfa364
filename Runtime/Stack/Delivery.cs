namespace Chimney;

/// <summary>What a stack does in one step: a list enters a driver, or a work item of a driver runs.</summary>
internal readonly record struct Delivery(BoundDriver Driver, Transfer? List, Action? WorkItem);

/// <summary>What is queued on a stack that one thread steps.</summary>
internal abstract class DeliveryQueue
{
    internal abstract int Count { get; }

    internal abstract void Add(in Delivery delivery);

    /// <summary>Takes what goes next.</summary>
    internal abstract bool TryTake(out Delivery delivery);
}

/// <summary>First in, first out.</summary>
internal sealed class FifoQueue : DeliveryQueue
{
    private readonly Queue<Delivery> _queue = new();

    internal override int Count => _queue.Count;

    internal override void Add(in Delivery delivery) => _queue.Enqueue(delivery);

    internal override bool TryTake(out Delivery delivery) => _queue.TryDequeue(out delivery);
}

/// <summary>A schedule chooses among all that may go next without changing an order that has to hold.</summary>
/// <remarks>
/// What keeps its order: lists on their way to one driver, in one direction, that concern the same object; work items of one driver. Everything
/// else may overtake.
/// </remarks>
internal sealed class ScheduledQueue(Schedule schedule) : DeliveryQueue
{
    private readonly List<Delivery> _queue = [];
    private readonly List<int> _ready = [];
    private readonly HashSet<(BoundDriver Driver, OffloadPhase Phase, object Concern)> _waitedFor = [];

    internal override int Count => _queue.Count;

    internal override void Add(in Delivery delivery) => _queue.Add(delivery);

    internal override bool TryTake(out Delivery delivery)
    {
        delivery = default;
        if (_queue.Count == 0)
            return false;
        FindReady();
        int index = _ready[schedule.Choose(_ready.Count)];
        delivery = _queue[index];
        _queue.RemoveAt(index);
        return true;
    }

    private void FindReady()
    {
        _ready.Clear();
        _waitedFor.Clear();
        for (int i = 0; i < _queue.Count; i++)
        {
            Delivery delivery = _queue[i];
            bool isOldest = true;
            if (delivery is { WorkItem: null, List: { } list })
            {
                foreach (OffloadObject item in list.Objects)
                    isOldest &= _waitedFor.Add((delivery.Driver, list.Phase, item));
            }
            else
            {
                isOldest = _waitedFor.Add((delivery.Driver, default, delivery.Driver));
            }
            if (isOldest)
                _ready.Add(i);
        }
    }
}
