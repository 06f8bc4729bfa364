using System.Runtime.CompilerServices;
using System.Text;

namespace Chimney;

/// <summary>A condition of a row.</summary>
/// <param name="Text">The condition in words.</param>
/// <param name="Holds">The test.</param>
/// <param name="Rule">The rule that is broken where it does not hold; null where the row then does not apply, and the next one is tried.</param>
internal sealed record StateGuard<TItem>(string Text, Func<TItem, bool> Holds, string? Rule = null);

/// <summary>One row: in one of the states, on one of the events, if the guards hold, go to the next state.</summary>
/// <param name="Id">Number of the row.</param>
/// <param name="States">The states.</param>
/// <param name="Events">The events.</param>
/// <param name="Next">The next state; null to stay.</param>
/// <param name="Rule">The rule that the event breaks; null where it is allowed.</param>
internal sealed record StateRow<TState, TEvent, TItem>(string Id, TState[] States, TEvent[] Events, TState? Next = null, string? Rule = null)
    where TState : struct, Enum where TEvent : struct, Enum
{
    internal StateGuard<TItem>[] Guards { get; init; } = [];

    /// <summary>What the event does besides the change of state; runs after it.</summary>
    internal Action<TItem>? Effect { get; init; }

    /// <summary>The effect, and what else there is to know, in words.</summary>
    internal string Note { get; init; } = "";
}

/// <summary>What a look into a table gave.</summary>
/// <param name="Row">Number of the row that applies, or of the one whose guard failed; null where no row knows the event.</param>
/// <param name="Rule">The rule that is broken; null where the event is allowed.</param>
internal readonly record struct StateOutcome(string? Row, string? Rule);

/// <summary>A row in words.</summary>
internal sealed record StateRowText(string Id, string[] States, string[] Events, string[] Guards, string? Next, string? Rule, string Note);

/// <summary>What documents and tests need of a table, whatever it is about.</summary>
internal interface IStateTable
{
    string Title { get; }

    /// <summary>The states, the first one being where everything starts.</summary>
    string[] States { get; }

    IEnumerable<StateRowText> RowTexts { get; }
}

/// <summary>A state machine as one table. The rows stand in the order in which they are tried.</summary>
/// <typeparam name="TState">The states, numbered from 0; the first one is where everything starts.</typeparam>
/// <typeparam name="TEvent">The events, numbered from 0.</typeparam>
/// <typeparam name="TItem">What guards look at and effects change.</typeparam>
internal sealed class StateTable<TState, TEvent, TItem> : IStateTable where TState : struct, Enum where TEvent : struct, Enum
{
    private readonly int _eventCount = Enum.GetValues<TEvent>().Length;
    private readonly StateRow<TState, TEvent, TItem>[][] _rows;

    internal StateTable(string title, params StateRow<TState, TEvent, TItem>[] rows)
    {
        Title = title;
        Rows = rows;
        _rows = new StateRow<TState, TEvent, TItem>[Enum.GetValues<TState>().Length * _eventCount][];
        foreach (TState state in Enum.GetValues<TState>())
        {
            foreach (TEvent happened in Enum.GetValues<TEvent>())
                _rows[(Number(state) * _eventCount) + Number(happened)] = [.. rows.Where(row => row.States.Contains(state) && row.Events.Contains(happened))];
        }
    }

    public string Title { get; }

    public string[] States => Enum.GetNames<TState>();

    public IEnumerable<StateRowText> RowTexts => Rows.Select(row => new StateRowText(row.Id, [.. row.States.Select(s => s.ToString())],
        [.. row.Events.Select(e => Words(e.ToString()))], [.. row.Guards.Select(g => g.Rule is null ? g.Text : $"{g.Text} ({g.Rule})")],
        row.Next?.ToString(), row.Rule, row.Note));

    internal StateRow<TState, TEvent, TItem>[] Rows { get; }

    /// <summary>Looks an event up and changes nothing.</summary>
    internal StateOutcome Look(TState state, TEvent happened, TItem item)
    {
        Find(state, happened, item, out StateOutcome outcome);
        return outcome;
    }

    /// <summary>Looks an event up and runs the effect where it is allowed. The state is another table's to change.</summary>
    internal StateOutcome Affect(TState state, TEvent happened, TItem item)
    {
        Find(state, happened, item, out StateOutcome outcome)?.Effect?.Invoke(item);
        return outcome;
    }

    /// <summary>Looks an event up, and where it is allowed changes the state and runs the effect.</summary>
    internal StateOutcome Apply(ref TState state, TEvent happened, TItem item, Action<string>? taken = null)
    {
        if (Find(state, happened, item, out StateOutcome outcome) is { } row)
        {
            taken?.Invoke(row.Id);
            if (row.Next is { } next)
                state = next;
            row.Effect?.Invoke(item);
        }
        return outcome;
    }

    /// <returns>The row to follow; null where there is none, or a rule is broken.</returns>
    private StateRow<TState, TEvent, TItem>? Find(TState state, TEvent happened, TItem item, out StateOutcome outcome)
    {
        foreach (StateRow<TState, TEvent, TItem> row in _rows[(Number(state) * _eventCount) + Number(happened)])
        {
            bool applies = true;
            foreach (StateGuard<TItem> guard in row.Guards)
            {
                if (guard.Holds(item))
                    continue;
                if (guard.Rule is not null)
                {
                    outcome = new StateOutcome(row.Id, guard.Rule);
                    return null;
                }
                applies = false;
                break;
            }
            if (!applies)
                continue;
            outcome = new StateOutcome(row.Id, row.Rule);
            return row.Rule is null ? row : null;
        }
        outcome = default;
        return null;
    }

    // Convert.ToInt32 would box.
    private static int Number<T>(T value) where T : struct, Enum
        => Unsafe.SizeOf<T>() == 1 ? Unsafe.As<T, byte>(ref value) : Unsafe.As<T, int>(ref value);

    private static string Words(string name)
    {
        var words = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]))
                words.Append(' ');
            words.Append(i > 0 ? char.ToLowerInvariant(name[i]) : name[i]);
        }
        return words.ToString();
    }
}
