namespace Chimney;

/// <summary>The order of the requests on a connection: numbers for its lists at each driver, and how far the driver got with them.</summary>
internal sealed class ConnectionOrder
{
    // By level of the driver and kind of request.
    private ulong[] _passed = [];
    private ulong _last;

    /// <summary>The number of the list that came to a driver last.</summary>
    internal ulong Next() => ++_last;

    /// <summary>A list passes a driver.</summary>
    /// <returns>Whether no later one passed before.</returns>
    internal bool Pass(int level, OffloadOperation operation, ulong sequence)
    {
        // A disconnect stays behind the sends before it.
        int kind = operation switch { OffloadOperation.Receive => 1, OffloadOperation.Forward => 2, _ => 0 };
        int index = (level * 3) + kind;
        if (index >= _passed.Length)
            Array.Resize(ref _passed, index + 3);
        if (sequence < _passed[index])
            return false;
        _passed[index] = sequence;
        return true;
    }
}
