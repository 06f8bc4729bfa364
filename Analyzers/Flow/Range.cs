namespace Chimney.Analyzers.Flow;

/// <summary>An immutable set of 64-bit values, kept as sorted, disjoint, non-adjacent intervals. Bools are 0 and 1, null is 0.</summary>
internal sealed class Range : IEquatable<Range>
{
    public static readonly Range All = new((long.MinValue, long.MaxValue));
    public static readonly Range Empty = new();
    public static readonly Range Zero = Of(0);
    public static readonly Range NonZero = Zero.Complement();

    private readonly (long Lo, long Hi)[] _parts;

    private Range(params (long Lo, long Hi)[] parts) => _parts = parts;

    public bool IsEmpty => _parts.Length == 0;

    /// <summary>Whether the set has so many holes that nobody will ask for all of them.</summary>
    public bool IsScattered => _parts.Length > 100;

    public bool IsAll => _parts.Length == 1 && _parts[0] == (long.MinValue, long.MaxValue);

    public static Range Of(long value) => new((value, value));

    public static Range Between(long lo, long hi) => lo > hi ? Empty : new((lo, hi));

    public static Range Less(long bound) => bound == long.MinValue ? Empty : Between(long.MinValue, bound - 1);

    public bool IsSingle(out long value)
    {
        value = IsEmpty ? 0 : _parts[0].Lo;
        return _parts.Length == 1 && _parts[0].Lo == _parts[0].Hi;
    }

    public bool Contains(long value)
    {
        foreach (var (lo, hi) in _parts)
            if (value >= lo && value <= hi)
                return true;
        return false;
    }

    public bool Contains(Range other) => other.Intersect(Complement()).IsEmpty;

    public Range Complement()
    {
        var result = new List<(long, long)>();
        var next = long.MinValue;
        foreach (var (lo, hi) in _parts)
        {
            if (lo > next)
                result.Add((next, lo - 1));
            if (hi == long.MaxValue)
                return new(result.ToArray());
            next = hi + 1;
        }
        result.Add((next, long.MaxValue));
        return new(result.ToArray());
    }

    public Range Intersect(Range other)
    {
        if (IsAll)
            return other;
        if (other.IsAll)
            return this;
        var result = new List<(long, long)>();
        for (int i = 0, j = 0; i < _parts.Length && j < other._parts.Length;)
        {
            var (a, b) = (_parts[i], other._parts[j]);
            var (lo, hi) = (Math.Max(a.Lo, b.Lo), Math.Min(a.Hi, b.Hi));
            if (lo <= hi)
                result.Add((lo, hi));
            if (a.Hi < b.Hi)
                i++;
            else
                j++;
        }
        return new(result.ToArray());
    }

    public Range Union(Range other) => Complement().Intersect(other.Complement()).Complement();

    /// <summary>The set moved by a distance; what would leave the 64 bits stays at their end, and a part without end keeps having none.</summary>
    public Range Shift(long distance)
    {
        long Move(long bound) => distance > 0 ? bound > long.MaxValue - distance ? long.MaxValue : bound + distance
            : bound < long.MinValue - distance ? long.MinValue : bound + distance;
        return _parts.Aggregate(Empty, (set, part) => set.Union(Between(
            part.Lo == long.MinValue ? part.Lo : Move(part.Lo), part.Hi == long.MaxValue ? part.Hi : Move(part.Hi))));
    }

    /// <summary>The union, with every bound that grew sent to the next of −1, 0, 1 and infinity, so that loops converge and signs survive.</summary>
    public Range Widen(Range other)
    {
        var union = Union(other);
        if (Equals(union) || IsEmpty)
            return union;
        var (lo, hi) = (union._parts[0].Lo, union._parts[union._parts.Length - 1].Hi);
        if (lo < _parts[0].Lo)
            lo = lo < -1 ? long.MinValue : Math.Min(lo, 1);
        if (hi > _parts[_parts.Length - 1].Hi)
            hi = hi > 1 ? long.MaxValue : Math.Max(hi, -1);
        return Between(lo, hi);
    }

    public bool Equals(Range? other) => other is not null && (ReferenceEquals(this, other) || _parts.AsSpan().SequenceEqual(other._parts));

    public override bool Equals(object? obj) => Equals(obj as Range);

    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var part in _parts)
            hash = (hash, part).GetHashCode();
        return hash;
    }

    public override string ToString() => string.Join(" ", _parts.Select(p => p.Lo == p.Hi ? $"{p.Lo}" : $"{p.Lo}..{p.Hi}"));
}
