using System.Text;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>A delivery whose actions are written down; their returns are reported by hand.</summary>
internal sealed class DeliveryLog : IReceiveDeliveryActions
{
    private readonly List<string> _actions = [];
    private readonly List<string> _rows = [];

    internal DeliveryLog() => Delivery = new ReceiveDelivery(this) { RowTaken = _rows.Add };

    internal ReceiveDelivery Delivery { get; }

    internal static string Text(ReadOnlyMemory<byte> data) => Encoding.ASCII.GetString(data.Span);

    internal void Post(int length, bool noPush = false, int stored = 0)
        => Delivery.Post(new PostedReceive(length, noPush, stored, new StringBuilder(new string('.', stored))));

    internal void Receive(string data, bool push = false) => Delivery.Receive(Encoding.ASCII.GetBytes(data), push);

    internal void Completed() => Delivery.CompletionReturned();

    internal void Indicated(NdisStatus result, uint consumed) => Delivery.IndicationReturned(result, consumed);

    internal void Expire() => Delivery.PushTimerExpired();

    /// <summary>Data comes, and the host does not take it.</summary>
    internal void Refuse(string data)
    {
        Receive(data);
        Indicated(NdisStatus.OffloadDataNotAccepted, 0);
        Take();
        TakeRows();
    }

    internal string[] Take()
    {
        string[] taken = [.. _actions];
        _actions.Clear();
        return taken;
    }

    internal string[] TakeRows()
    {
        string[] taken = [.. _rows];
        _rows.Clear();
        return taken;
    }

    void IReceiveDeliveryActions.Store(PostedReceive receive, ReadOnlyMemory<byte> data)
    {
        ((StringBuilder)receive.Tag!).Append(Text(data));
        _actions.Add($"store {Text(data)}");
    }

    void IReceiveDeliveryActions.Complete(IReadOnlyList<PostedReceive> receives) => _actions.Add($"complete {string.Join(", ", receives.Select(r => r.Tag))}");

    void IReceiveDeliveryActions.Indicate(ReadOnlyMemory<byte> data) => _actions.Add($"indicate {Text(data)}");

    void IReceiveDeliveryActions.StartPushTimer() => _actions.Add("start");

    void IReceiveDeliveryActions.StopPushTimer() => _actions.Add("stop");
}
