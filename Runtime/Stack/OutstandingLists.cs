namespace Chimney;

/// <summary>The lists that are on their way in a stack, oldest first; linked through the lists themselves.</summary>
internal sealed class OutstandingLists(SharedGate gate)
{
    internal Transfer? First { get; private set; }

    private Transfer? Last { get; set; }

    internal void Add(Transfer list)
    {
        if (list.IsOutstanding)
            return;
        using (gate.Enter())
            Link(list);
    }

    internal void Remove(Transfer list)
    {
        if (!list.IsOutstanding)
            return;
        using (gate.Enter())
            Unlink(list);
    }

    private void Link(Transfer list)
    {
        list.IsOutstanding = true;
        list.PreviousOutstanding = Last;
        if (Last is null)
            First = list;
        else
            Last.NextOutstanding = list;
        Last = list;
    }

    private void Unlink(Transfer list)
    {
        list.IsOutstanding = false;
        if (list.PreviousOutstanding is { } previous)
            previous.NextOutstanding = list.NextOutstanding;
        else
            First = list.NextOutstanding;
        if (list.NextOutstanding is { } next)
            next.PreviousOutstanding = list.PreviousOutstanding;
        else
            Last = list.PreviousOutstanding;
        list.NextOutstanding = null;
        list.PreviousOutstanding = null;
    }
}
