using static Chimney.DeliveryEvent;
using static Chimney.DeliveryState;
using Guard = Chimney.StateGuard<Chimney.ReceiveDelivery>;
using Row = Chimney.StateRow<Chimney.DeliveryState, Chimney.DeliveryEvent, Chimney.ReceiveDelivery>;

namespace Chimney;

/// <summary>Whether a call into NDIS runs for the connection: receive completions and indications do not overlap (C215).</summary>
internal enum DeliveryState : byte
{
    Idle,
    Completing,
    Indicating,
}

/// <summary>What the delivery of received data reacts to.</summary>
internal enum DeliveryEvent : byte
{
    ReceivePosted,
    SegmentArrived,
    CompletionReturned,
    IndicationAccepted,
    IndicationRefused,
    PushTimerExpired,
    // Not an event from outside: the next step of the algorithm, until no row applies (C218).
    Deliver,
}

/// <summary>The rows of the delivery algorithm. Source page: Delivery Algorithm.</summary>
internal static class DeliveryTable
{
    private static readonly DeliveryState[] s_busy = [Completing, Indicating];

    private static readonly Guard s_posted = new("receives are posted", d => d.HasPosted);
    private static readonly Guard s_nonePosted = new("no receive is posted", d => !d.HasPosted);
    private static readonly Guard s_data = new("data is buffered", d => d.HasData);
    private static readonly Guard s_noData = new("no data is buffered", d => !d.HasData);
    private static readonly Guard s_partFilled = new("the first receive is part-filled, in push mode", d => d.IsPushPartFilled);

    internal static readonly StateTable<DeliveryState, DeliveryEvent, ReceiveDelivery> Table = new("Delivery of received data",
        new Row("V01", s_busy, [ReceivePosted]) { Effect = d => d.Enqueue(), Note = "looked at when the running call has returned (C216)" },
        new Row("V03", [Idle], [ReceivePosted]) { Guards = [s_data], Effect = d => d.Enqueue(), Note = "lifts a refusal; V06 follows (C222)" },
        new Row("V02", [Idle], [ReceivePosted]) { Effect = d => d.Enqueue() },
        new Row("V04", s_busy, [SegmentArrived]) { Effect = d => d.Buffer() },
        new Row("V05", [Idle], [SegmentArrived]) { Guards = [s_nonePosted, s_data], Effect = d => d.Buffer() },
        new Row("V10", [Idle], [SegmentArrived]) { Guards = [s_nonePosted, s_noData], Effect = d => d.Buffer(), Note = "V07 indicates it" },
        new Row("V06 segment", [Idle], [SegmentArrived]) { Effect = d => d.Buffer() },
        new Row("V06", [Idle], [Deliver])
        {
            Guards = [new("a posted receive has room", d => d.HasRoom), s_data],
            Effect = d => d.Fill(),
            Note = "data goes into the posted receives, in order (C207, C217)",
        },
        new Row("V06 filled", [Idle], [Deliver], Completing)
        {
            Guards = [new("the first receive is full and takes data", d => d.IsFirstFull && !d.IsFirstZeroByte)],
            Effect = d => d.CompleteFull(),
            Note = "all that are full; the push timer stops",
        },
        new Row("V14", [Idle], [Deliver], Completing)
        {
            Guards = [new("the first receive has zero bytes", d => d.IsFirstZeroByte)],
            Effect = d => d.CompleteFull(),
            Note = "consumes nothing (C223), and has lifted the refusal",
        },
        new Row("V08", [Idle], [Deliver], Completing)
        {
            Guards = [s_partFilled, new("PSH was seen, or its time has come", d => d.IsPushDue)],
            Effect = d => d.CompleteFirst(),
            Note = "the push timer stops (C210)",
        },
        new Row("V09", [Idle], [Deliver])
        {
            Guards = [s_partFilled, new("its timer does not run, or data came since it was started", d => d.IsTimerDue)],
            Effect = d => d.StartTimer(),
        },
        new Row("V07", [Idle], [Deliver], Indicating)
        {
            Guards = [s_nonePosted, s_data, new("nothing was refused", d => !d.IsRefused)],
            Effect = d => d.Indicate(),
        },
        new Row("V11", [Indicating], [IndicationAccepted], Idle) { Effect = d => d.DropIndicated(), Note = "V06 or V07 follows, if there is more" },
        new Row("V12", [Indicating], [IndicationRefused], Idle) { Guards = [s_posted], Effect = d => d.KeepRest(), Note = "V06 follows with the rest" },
        new Row("V13", [Indicating], [IndicationRefused], Idle)
        {
            Effect = d => { d.KeepRest(); d.IsRefused = true; },
            Note = "no indication until a receive is posted (C221, C222)",
        },
        new Row("returned", [Completing], [CompletionReturned], Idle),
        new Row("V15", [Idle], [PushTimerExpired]) { Guards = [s_partFilled], Effect = d => d.Expire(), Note = "V08 follows" },
        new Row("V15 race", [Idle, Completing, Indicating], [PushTimerExpired]) { Effect = d => d.ForgetTimer(), Note = "nothing waits for it any more" },
        new Row("stray completion", [Idle, Indicating], [CompletionReturned], Rule: "C215"),
        new Row("stray indication", [Idle, Completing], [IndicationAccepted, IndicationRefused], Rule: "C215"));
}
