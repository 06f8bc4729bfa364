namespace Chimney;

/// <summary>
/// The order of deliveries in a stack, chosen step by step and recorded, so that any interleaving can be run again. Give it to
/// <see cref="NdisStack.Schedule"/>.
/// </summary>
/// <remarks>
/// Ready at a step is everything that is queued but what has to wait for something older: lists on their way to the same driver in the same
/// direction keep their order where they concern the same object (C078, C194), and so do the work items of one driver. For a stack that is
/// stepped; a threaded run goes as the threads go.
/// </remarks>
public sealed class Schedule
{
    private readonly Func<int, int> _choose;
    private readonly List<int> _choices = [];

    /// <summary>Makes a schedule that asks at each step where there is a choice.</summary>
    /// <param name="choose">
    /// Gets how many are ready, two at least, oldest first; returns which of them goes next, from 0. <c>new Random(seed).Next</c> gives a
    /// random order that can be had again.
    /// </param>
    public Schedule(Func<int, int> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        _choose = choose;
    }

    /// <summary>The choices made so far: one for each step where more than one was ready.</summary>
    public IReadOnlyList<int> Choices => _choices;

    /// <summary>Makes a schedule that repeats choices, and takes the oldest when they are used up.</summary>
    /// <param name="choices">The <see cref="Choices"/> of a run with the same drivers and the same requests.</param>
    /// <returns>The schedule.</returns>
    public static Schedule Replay(IEnumerable<int> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        var left = new Queue<int>(choices);
        return new Schedule(_ => left.TryDequeue(out int choice) ? choice : 0);
    }

    /// <exception cref="InvalidOperationException">The choice is none of those that are ready.</exception>
    internal int Choose(int ready)
    {
        if (ready == 1)
            return 0;
        int choice = _choose(ready);
        if (choice < 0 || choice >= ready)
        {
            throw new InvalidOperationException(
                $"Choice {_choices.Count} of the schedule is {choice}, but {ready} deliveries are ready. Choose from 0 to {ready - 1}; a replay needs the drivers and requests of the run it was recorded on.");
        }
        _choices.Add(choice);
        return choice;
    }
}
