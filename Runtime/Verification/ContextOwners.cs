namespace Chimney;

/// <summary>What a target has published, and for which object: each object has a context of its own (C120).</summary>
internal sealed class ContextOwners(SharedGate gate)
{
    private readonly Dictionary<object, OffloadObject> _owners = new(ReferenceEqualityComparer.Instance);

    /// <summary>Notes a context.</summary>
    /// <returns>Whether it belongs to the object now; false where it is another one's.</returns>
    internal bool Take(object context, OffloadObject item)
    {
        using SharedGate.Scope scope = gate.Enter();
        return _owners.TryAdd(context, item) || _owners[context] == item;
    }

    /// <summary>Forgets the context of an object that is not offloaded any more.</summary>
    internal void Release(OffloadContext context, OffloadObject item)
    {
        if (context.Value is not { } value)
            return;
        using SharedGate.Scope scope = gate.Enter();
        if (_owners.TryGetValue(value, out OffloadObject? owner) && owner == item)
            _owners.Remove(value);
    }
}
