namespace Chimney.Proof;

/// <summary>What a list becomes where the duty is to dispose of something once: it counts.</summary>
public sealed class Counted : IDisposable
{
    [ThreadStatic]
    private static List<Counted>? t_made;

    [ThreadStatic]
    private static Queue<Action>? t_later;

    private int _disposed;
    private bool _isUsedAfter;

    /// <summary>Makes one.</summary>
    public Counted() => (t_made ??= []).Add(this);

    /// <summary>A look into it.</summary>
    public NdisStatus Status
    {
        get
        {
            _isUsedAfter |= _disposed > 0;
            return Result;
        }
    }

    internal static NdisStatus Result { get; set; }

    /// <summary>Queues work that is done when the handler is over.</summary>
    public static void Later(Action work) => (t_later ??= []).Enqueue(work);

    /// <inheritdoc/>
    public void Dispose() => _disposed++;

    /// <summary>Forgets what was made before.</summary>
    internal static void Start()
    {
        (t_made ??= []).Clear();
        (t_later ??= []).Clear();
    }

    /// <summary>The work that waits longest.</summary>
    internal static Action? NextWork() => t_later is { Count: > 0 } ? t_later.Dequeue() : null;

    /// <summary>What went wrong with those that were made since the start.</summary>
    /// <param name="isOver">Whether the run was cut off, so that what is missing does not count.</param>
    internal static DisposeFaults Faults(bool isOver)
    {
        DisposeFaults faults = DisposeFaults.None;
        foreach (Counted made in t_made ?? [])
        {
            faults |= made._disposed == 0 && !isOver ? DisposeFaults.Missing : DisposeFaults.None;
            faults |= made._disposed > 1 ? DisposeFaults.Double : DisposeFaults.None;
            faults |= made._isUsedAfter ? DisposeFaults.UseAfter : DisposeFaults.None;
        }
        return faults;
    }
}

/// <summary>What can be done wrong with something that must be disposed of once.</summary>
[Flags]
public enum DisposeFaults
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>It was never disposed of.</summary>
    Missing = 1,
    /// <summary>It was disposed of twice.</summary>
    Double = 2,
    /// <summary>It was looked into afterwards.</summary>
    UseAfter = 4,
}
