using System.Text;
using Chimney;

namespace Samples;

/// <summary>What went through a driver: per operation the calls, the blocks that succeeded, and the longest time below.</summary>
public sealed class OffloadStatistics
{
    private readonly Row[] _rows = [.. Enum.GetValues<OffloadOperation>().Select(operation => new Row(operation))];

    public void Sent(OffloadOperation operation) => _rows[(int)operation].Sent++;

    public void Failed(OffloadOperation operation) => _rows[(int)operation].Failed++;

    public void Completed(OffloadOperation operation, int blocks, TimeSpan elapsed)
    {
        Row row = _rows[(int)operation];
        row.Completed++;
        row.Blocks += blocks;
        row.Longest = elapsed > row.Longest ? elapsed : row.Longest;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Row row in _rows.Where(row => row.Sent + row.Completed + row.Failed > 0))
            text.AppendLine($"{row.Operation,-10} {row.Sent} sent, {row.Completed} completed, {row.Failed} failed, {row.Blocks} blocks, {row.Longest.TotalMilliseconds:F1} ms at most");
        return text.ToString();
    }

    private sealed class Row(OffloadOperation operation)
    {
        public readonly OffloadOperation Operation = operation;
        public int Sent;
        public int Completed;
        public int Failed;
        public int Blocks;
        public TimeSpan Longest;
    }
}
