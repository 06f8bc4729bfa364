using System.Diagnostics;
using Chimney;

namespace Samples;

/// <summary>The call entry of one operation, with the time it went down.</summary>
public sealed class TimedCall : ImCallEntry
{
    public long Started { get; } = Stopwatch.GetTimestamp();
}
