namespace Chimney.Proof;

/// <summary>One answer of the enumeration: what was asked, and which of how many answers was given.</summary>
public readonly record struct Choice(string What, int Chosen, int Of)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What}={Chosen}/{Of}";
}

/// <summary>
/// Depth-first enumeration of all sequences of choices. Each run asks <see cref="Choose"/>; <see cref="Next"/> goes on to the next sequence. A
/// sequence is also how a run is replayed.
/// </summary>
public sealed class ChoiceTree
{
    private readonly List<Choice> _path;
    private int _position;

    /// <summary>Starts with the sequence of first answers, or with a given one.</summary>
    public ChoiceTree(IEnumerable<Choice>? replayed = null) => _path = [.. replayed ?? []];

    /// <summary>The sequence of the run so far.</summary>
    public IReadOnlyList<Choice> Path => _path[.._position];

    /// <summary>How many choices the run has made.</summary>
    public int Count => _position;

    /// <summary>Asks for one of several answers.</summary>
    /// <returns>A number from 0 below <paramref name="of"/>.</returns>
    public int Choose(int of, string what)
    {
        if (of <= 1)
            return 0;
        if (_position == _path.Count)
            _path.Add(new Choice(what, 0, of));
        Choice choice = _path[_position++];
        if (choice.Of != of)
            throw new NotRepeatableException($"The run is not repeatable: {what} has {of} answers now, and {choice} was asked before.");
        return choice.Chosen;
    }

    /// <summary>Starts the next run.</summary>
    /// <returns>Whether there is a sequence that was not run yet.</returns>
    public bool Next()
    {
        // What lies behind the end of the run was not asked for this time.
        _path.RemoveRange(_position, _path.Count - _position);
        _position = 0;
        while (_path.Count > 0)
        {
            Choice last = _path[^1];
            if (last.Chosen + 1 < last.Of)
            {
                _path[^1] = last with { Chosen = last.Chosen + 1 };
                return true;
            }
            _path.RemoveAt(_path.Count - 1);
        }
        return false;
    }
}

/// <summary>A subject does not do the same again under the same choices.</summary>
public sealed class NotRepeatableException(string message) : Exception(message);
