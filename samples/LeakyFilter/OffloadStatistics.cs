using System.Text;
using Chimney;

namespace Samples;

/// <summary>What went through a driver: per operation the calls, the blocks that succeeded, and the longest time below.</summary>
public sealed class OffloadStatistics
{
    private readonly SortedDictionary<OffloadOperation, Row> _rows = [];

    public void Sent(OffloadOperation operation) => RowOf(operation).Sent++;

    public void Failed(OffloadOperation operation) => RowOf(operation).Failed++;

    public void Completed(OffloadOperation operation, int blocks, TimeSpan elapsed)
    {
        Row row = RowOf(operation);
        row.Completed++;
        row.Blocks += blocks;
        row.Longest = elapsed > row.Longest ? elapsed : row.Longest;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((OffloadOperation operation, Row row) in _rows)
            text.AppendLine($"{operation,-10} {row.Sent} sent, {row.Completed} completed, {row.Failed} failed, {row.Blocks} blocks");
        return text.ToString();
    }

    private Row RowOf(OffloadOperation operation)
    {
        if (!_rows.TryGetValue(operation, out Row? row))
            _rows.Add(operation, row = new Row());
        return row;
    }

    private sealed class Row
    {
        public int Sent;
        public int Completed;
        public int Failed;
        public int Blocks;
        public TimeSpan Longest;
    }
}
