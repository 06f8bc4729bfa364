namespace Chimney;

/// <summary>What <see cref="ReceiveDelivery"/> wants done. A target implements it with the functions of <see cref="Ndis"/>; a test with a log.</summary>
public interface IReceiveDeliveryActions
{
    /// <summary>Copy data into a posted receive, behind the bytes that it holds (<see cref="PostedReceive.Stored"/>).</summary>
    /// <param name="receive">The receive.</param>
    /// <param name="data">The data; it fits.</param>
    void Store(PostedReceive receive, ReadOnlyMemory<byte> data);

    /// <summary>
    /// Complete receives in one chain with NdisTcpOffloadReceiveComplete and status Success (C207), not from inside the request handler (C192).
    /// Call <see cref="ReceiveDelivery.CompletionReturned"/> when that call has returned.
    /// </summary>
    /// <param name="receives">The receives, in order. Valid until the call has returned.</param>
    void Complete(IReadOnlyList<PostedReceive> receives);

    /// <summary>
    /// Indicate data with NdisTcpOffloadReceiveHandler. Call <see cref="ReceiveDelivery.IndicationReturned"/> with what it returned.
    /// </summary>
    /// <param name="data">The data, as it arrived.</param>
    void Indicate(ReadOnlyMemory<byte> data);

    /// <summary>Start the push timer of the connection, from the beginning if it runs.</summary>
    void StartPushTimer();

    /// <summary>Stop the push timer of the connection. One that expires at the same time does no harm.</summary>
    void StopPushTimer();
}

/// <summary>A receive that the host posted, as far as delivery needs to know it.</summary>
public sealed class PostedReceive
{
    /// <summary>Makes a record of a posted receive.</summary>
    /// <param name="length">Size of its buffer, in bytes; may be 0.</param>
    /// <param name="noPush">TcpReceiveNoPush: whether it waits until it is full (C210).</param>
    /// <param name="stored">TcpReceiveBytesTransferred: bytes that the host has stored already.</param>
    /// <param name="tag">The caller's own, such as the list.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or <paramref name="stored"/> exceeds the length.</exception>
    public PostedReceive(int length, bool noPush = false, int stored = 0, object? tag = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(stored);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stored, length);
        Length = length;
        NoPush = noPush;
        Stored = stored;
        Tag = tag;
    }

    /// <summary>Size of the buffer, in bytes.</summary>
    public int Length { get; }

    /// <summary>Whether it waits until it is full.</summary>
    public bool NoPush { get; }

    /// <summary>Bytes that it holds.</summary>
    public int Stored { get; internal set; }

    /// <summary>The caller's own.</summary>
    public object? Tag { get; }

    internal bool IsPushSeen { get; set; }
}

/// <summary>
/// The delivery of received data to one connection: which posted receive gets which bytes, what is completed, indicated or kept, and when
/// the push timer runs. It calls nothing but its actions, so that it can run without NDIS. The host may post receives while a
/// completion or an indication runs; these two may report their return before they return themselves.
/// </summary>
/// <remarks>Source pages: Delivery Algorithm; W_TCP_OFFLOAD_RECEIVE_HANDLER; NDIS_TCP_OFFLOAD_RECEIVE_INDICATE. For one thread at a time.</remarks>
public sealed class ReceiveDelivery
{
    private readonly IReceiveDeliveryActions _actions;
    private readonly Queue<PostedReceive> _posted = new();
    private readonly LinkedList<(ReadOnlyMemory<byte> Data, bool Push)> _data = new();
    private readonly List<PostedReceive> _completing = [];
    private DeliveryState _state;
    private PostedReceive? _arrivingReceive;
    private (ReadOnlyMemory<byte> Data, bool Push) _arrivingSegment;
    private int _consumed;
    private bool _isRunning;
    private bool _isTimerRunning;
    private bool _hasNewData;
    private bool _hasExpired;

    /// <summary>Makes the delivery of one connection.</summary>
    /// <param name="actions">What to do.</param>
    public ReceiveDelivery(IReceiveDeliveryActions actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        _actions = actions;
    }

    /// <summary>Whether a receive completion or an indication runs.</summary>
    public bool IsBusy => _state != DeliveryState.Idle;

    /// <summary>Whether refused data waits for a receive to be posted.</summary>
    public bool IsRefused { get; internal set; }

    /// <summary>Whether some data did not reach the client yet. A FIN is not indicated before all did (C233).</summary>
    public bool HasUndeliveredData => HasData;

    /// <summary>Receives that are posted and not completed.</summary>
    public int PostedCount => _posted.Count;

    /// <summary>Sees each row that is taken.</summary>
    internal Action<string>? RowTaken { get; set; }

    internal bool HasPosted => _posted.Count > 0;

    internal bool HasRoom
    {
        get
        {
            foreach (PostedReceive receive in _posted)
            {
                if (receive.Stored < receive.Length)
                    return true;
            }
            return false;
        }
    }

    internal bool HasData => _data.Count > 0;

    internal bool IsFirstZeroByte => _posted.TryPeek(out PostedReceive? first) && first.Length == 0;

    internal bool IsFirstFull => _posted.TryPeek(out PostedReceive? first) && first.Stored == first.Length;

    internal bool IsPushPartFilled => _posted.TryPeek(out PostedReceive? first) && first is { NoPush: false, Stored: > 0 } && first.Stored < first.Length;

    internal bool IsPushDue => _hasExpired || _posted.Peek().IsPushSeen;

    internal bool IsTimerDue => !_isTimerRunning || _hasNewData;

    /// <summary>The host posted a receive (V01–V03, V14).</summary>
    /// <param name="receive">The receive.</param>
    public void Post(PostedReceive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _arrivingReceive = receive;
        Happened(DeliveryEvent.ReceivePosted);
    }

    /// <summary>The next bytes of the stream arrived (V04–V10).</summary>
    /// <param name="data">The bytes; empty for a segment without data. Kept until delivered, not copied.</param>
    /// <param name="push">Whether the segment has PSH set.</param>
    public void Receive(ReadOnlyMemory<byte> data, bool push)
    {
        // PSH on a segment without data is about the data before it.
        if (data.IsEmpty)
            return;
        _arrivingSegment = (data, push);
        Happened(DeliveryEvent.SegmentArrived);
    }

    /// <summary>The call of NdisTcpOffloadReceiveComplete has returned.</summary>
    /// <exception cref="InvalidOperationException">None was running (C215).</exception>
    public void CompletionReturned() => Happened(DeliveryEvent.CompletionReturned);

    /// <summary>The call of NdisTcpOffloadReceiveHandler has returned (V11–V13).</summary>
    /// <param name="result">What it returned.</param>
    /// <param name="bytesConsumed">The bytes that the host took.</param>
    /// <exception cref="InvalidOperationException">None was running (C215), or the number does not agree with the result (C097).</exception>
    public void IndicationReturned(NdisStatus result, uint bytesConsumed)
    {
        if (_state == DeliveryState.Indicating)
        {
            long indicated = _data.First!.Value.Data.Length;
            bool agrees = result switch
            {
                NdisStatus.Success => bytesConsumed == indicated,
                NdisStatus.OffloadDataNotAccepted => bytesConsumed == 0,
                NdisStatus.OffloadDataPartiallyAccepted => bytesConsumed > 0 && bytesConsumed < indicated,
                _ => false,
            };
            if (!agrees)
                throw new InvalidOperationException($"An indication of {indicated} bytes returned {result} with {bytesConsumed} bytes consumed (C097). Pass on both as NDIS gave them.");
        }
        _consumed = (int)bytesConsumed;
        Happened(result == NdisStatus.Success ? DeliveryEvent.IndicationAccepted : DeliveryEvent.IndicationRefused);
    }

    /// <summary>The push timer expired (V15).</summary>
    public void PushTimerExpired() => Happened(DeliveryEvent.PushTimerExpired);

    /// <summary>
    /// Takes all posted receives away, in order, for a connection that is reset or given back: complete them with RequestAborted or
    /// UploadInProgress (C174, C208, C234).
    /// </summary>
    /// <returns>The receives; part-filled ones hold <see cref="PostedReceive.Stored"/> bytes.</returns>
    /// <exception cref="InvalidOperationException">A completion or indication runs; wait until it has returned (C215).</exception>
    public IReadOnlyList<PostedReceive> TakePosted()
    {
        if (IsBusy)
            throw new InvalidOperationException("A receive completion or an indication runs (C215). Take the receives when it has returned.");
        PostedReceive[] posted = [.. _posted];
        _posted.Clear();
        StopTimer();
        return posted;
    }

    /// <summary>Takes away the data that was not delivered, in order, for BufferedData of a terminate (C179).</summary>
    /// <returns>The data, piece by piece.</returns>
    /// <exception cref="InvalidOperationException">A completion or indication runs; wait until it has returned (C215).</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> TakeBuffered()
    {
        if (IsBusy)
            throw new InvalidOperationException("A receive completion or an indication runs (C215). Take the data when it has returned.");
        ReadOnlyMemory<byte>[] buffered = [.. _data.Select(segment => segment.Data)];
        _data.Clear();
        return buffered;
    }

    internal void Enqueue()
    {
        _posted.Enqueue(_arrivingReceive!);
        _arrivingReceive = null;
        IsRefused = false;
    }

    internal void Buffer() => _data.AddLast(_arrivingSegment);

    /// <summary>Puts data into posted receives until one of the two is used up.</summary>
    internal void Fill()
    {
        foreach (PostedReceive receive in _posted)
        {
            while (receive.Stored < receive.Length && _data.First is { } node)
            {
                (ReadOnlyMemory<byte> data, bool push) = node.Value;
                int count = Math.Min(receive.Length - receive.Stored, data.Length);
                _actions.Store(receive, data[..count]);
                receive.Stored += count;
                _hasNewData = true;
                _data.RemoveFirst();
                if (count < data.Length)
                    _data.AddFirst((data[count..], push));
                else
                    receive.IsPushSeen |= push;
            }
        }
    }

    /// <summary>Completes the leading receives that are full.</summary>
    internal void CompleteFull()
    {
        _completing.Clear();
        while (IsFirstFull)
            _completing.Add(_posted.Dequeue());
        Complete();
    }

    internal void CompleteFirst()
    {
        _completing.Clear();
        _completing.Add(_posted.Dequeue());
        Complete();
    }

    internal void StartTimer()
    {
        _isTimerRunning = true;
        _hasNewData = false;
        _actions.StartPushTimer();
    }

    internal void Expire()
    {
        _isTimerRunning = false;
        _hasExpired = true;
    }

    internal void ForgetTimer() => _isTimerRunning = false;

    internal void Indicate() => _actions.Indicate(_data.First!.Value.Data);

    internal void DropIndicated() => _data.RemoveFirst();

    internal void KeepRest()
    {
        (ReadOnlyMemory<byte> data, bool push) = _data.First!.Value;
        _data.First.Value = (data[_consumed..], push);
    }

    private void Complete()
    {
        StopTimer();
        _actions.Complete(_completing);
    }

    private void StopTimer()
    {
        if (_isTimerRunning)
            _actions.StopPushTimer();
        _isTimerRunning = false;
        _hasNewData = false;
        _hasExpired = false;
    }

    private void Happened(DeliveryEvent happened)
    {
        StateOutcome outcome = Take(happened);
        if (outcome.Rule is not null)
            throw new InvalidOperationException($"A return was reported of a call that was not running ({outcome.Rule}). Report each call of an action once, when it has returned.");
        // An action that calls back in is followed by the step that it interrupted.
        if (_isRunning)
            return;
        _isRunning = true;
        try
        {
            while (Take(DeliveryEvent.Deliver).Row is not null)
            {
            }
        }
        finally
        {
            _isRunning = false;
        }
    }

    private StateOutcome Take(DeliveryEvent happened) => DeliveryTable.Table.Apply(ref _state, happened, this, RowTaken);
}
