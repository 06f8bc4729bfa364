namespace Chimney.Analyzers.Flow;

/// <summary>A small persistent map from interned ids, kept sorted, so that order and equality are deterministic.</summary>
internal sealed class Map<T> : IEquatable<Map<T>>
    where T : class
{
    public static readonly Map<T> Empty = new([], []);

    private readonly int[] _keys;
    private readonly T[] _values;

    private Map(int[] keys, T[] values)
    {
        _keys = keys;
        _values = values;
    }

    public int Count => _keys.Length;

    public int KeyAt(int index) => _keys[index];

    public T ValueAt(int index) => _values[index];

    public T? Get(int key)
    {
        var index = Array.BinarySearch(_keys, key);
        return index >= 0 ? _values[index] : null;
    }

    public Map<T> Set(int key, T value)
    {
        var index = Array.BinarySearch(_keys, key);
        if (index >= 0)
        {
            if (ReferenceEquals(_values[index], value))
                return this;
            var replaced = (T[])_values.Clone();
            replaced[index] = value;
            return new(_keys, replaced);
        }
        index = ~index;
        var keys = new int[_keys.Length + 1];
        var values = new T[_keys.Length + 1];
        Array.Copy(_keys, keys, index);
        Array.Copy(_values, values, index);
        keys[index] = key;
        values[index] = value;
        Array.Copy(_keys, index, keys, index + 1, _keys.Length - index);
        Array.Copy(_values, index, values, index + 1, _keys.Length - index);
        return new(keys, values);
    }

    public Map<T> Remove(int key) => Get(key) is null ? this : Where((k, _) => k != key);

    /// <summary>The entries that the predicate keeps; this very map where it keeps all.</summary>
    public Map<T> Where(Func<int, T, bool> keep)
    {
        var kept = new bool[_keys.Length];
        var count = 0;
        for (var i = 0; i < _keys.Length; i++)
            if (kept[i] = keep(_keys[i], _values[i]))
                count++;
        if (count == _keys.Length)
            return this;
        var keys = new int[count];
        var values = new T[count];
        for (int i = 0, j = 0; i < _keys.Length; i++)
            if (kept[i])
                (keys[j], values[j++]) = (_keys[i], _values[i]);
        return new(keys, values);
    }

    public Map<T> Select(Func<int, T, T> change)
    {
        T[]? values = null;
        for (var i = 0; i < _keys.Length; i++)
        {
            var changed = change(_keys[i], _values[i]);
            if (ReferenceEquals(changed, _values[i]))
                continue;
            values ??= (T[])_values.Clone();
            values[i] = changed;
        }
        return values is null ? this : new(_keys, values);
    }

    public bool Equals(Map<T>? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || other._keys.Length != _keys.Length)
            return false;
        for (var i = 0; i < _keys.Length; i++)
            if (_keys[i] != other._keys[i] || !_values[i].Equals(other._values[i]))
                return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Map<T>);

    public override int GetHashCode()
    {
        var hash = _keys.Length;
        for (var i = 0; i < _keys.Length; i++)
            hash = (hash, _keys[i], _values[i]).GetHashCode();
        return hash;
    }
}
