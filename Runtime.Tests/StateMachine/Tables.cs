namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>Asserts on one look into a table.</summary>
internal static class Tables
{
    internal static void Allows<TState, TEvent, TItem>(this StateTable<TState, TEvent, TItem> table, string row, TState state, TEvent happened, TItem item, TState? next = null)
        where TState : struct, Enum where TEvent : struct, Enum
    {
        TState after = state;
        Assert.Equal(new StateOutcome(row, null), table.Apply(ref after, happened, item));
        Assert.Equal(next ?? state, after);
    }

    internal static void Refuses<TState, TEvent, TItem>(this StateTable<TState, TEvent, TItem> table, string row, string rule, TState state, TEvent happened, TItem item)
        where TState : struct, Enum where TEvent : struct, Enum
    {
        TState after = state;
        Assert.Equal(new StateOutcome(row, rule), table.Apply(ref after, happened, item));
        Assert.Equal(state, after);
    }
}
