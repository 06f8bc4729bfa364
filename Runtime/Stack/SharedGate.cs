namespace Chimney;

/// <summary>A lock that is taken only while several threads run the stack.</summary>
internal sealed class SharedGate
{
    internal bool IsShared { get; set; }

    internal Scope Enter()
    {
        if (!IsShared)
            return default;
        Monitor.Enter(this);
        return new Scope(this);
    }

    internal readonly ref struct Scope(SharedGate? gate)
    {
        public void Dispose()
        {
            if (gate is not null)
                Monitor.Exit(gate);
        }
    }
}
