namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>Every sequence of events up to a length, with the laws of delivery checked after each: order, serialisation, refusal, push timer.</summary>
public class DeliveryModelTests
{
    private const int Depth = 4;

    private static readonly string[] s_events = ["post 0", "post 2", "post 3 no push", "segment", "segment PSH", "completed", "accepted", "refused", "partly", "timer"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_sequence_keeps_the_laws(bool synchronous)
    {
        int sequences = 0;
        var path = new List<int>();
        Extend();
        Assert.True(sequences > 1_000, $"{sequences} sequences");

        void Extend()
        {
            if (path.Count == Depth)
                return;
            for (int i = 0; i < s_events.Length; i++)
            {
                path.Add(i);
                // A sequence is run from the start: the delivery is too small to be worth a way of copying it.
                if (new Model(synchronous).Play(path))
                {
                    sequences++;
                    Extend();
                }
                path.RemoveAt(path.Count - 1);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Long_sequences_keep_the_laws(int seed)
    {
        var random = new Random(seed);
        for (int run = 0; run < 200; run++)
        {
            var model = new Model(synchronous: run % 4 == 0);
            for (int i = 0; i < 60; i++)
                model.Play([random.Next(s_events.Length)]);
        }
    }

    /// <summary>A host and a target around one delivery, which know what may happen.</summary>
    private sealed class Model : IReceiveDeliveryActions
    {
        private readonly bool _synchronous;
        private readonly ReceiveDelivery _delivery;
        private readonly Queue<PostedReceive> _posted = new();
        private readonly List<byte> _delivered = [];
        private byte _next;
        private bool _isCompleting;
        private bool _timerRuns;
        private bool _mayIndicate = true;
        private ReadOnlyMemory<byte>? _indicated;
        private int _postsWhileIndicating;

        internal Model(bool synchronous)
        {
            _synchronous = synchronous;
            _delivery = new ReceiveDelivery(this);
        }

        /// <returns>Whether every event was possible where it stood.</returns>
        internal bool Play(List<int> path)
        {
            foreach (int i in path)
            {
                if (!Play(s_events[i]))
                    return false;
                CheckRest();
            }
            return true;
        }

        private bool Play(string happened)
        {
            switch (happened)
            {
                case "post 0": Post(new PostedReceive(0, tag: new List<byte>())); return true;
                case "post 2": Post(new PostedReceive(2, tag: new List<byte>())); return true;
                case "post 3 no push": Post(new PostedReceive(3, noPush: true, tag: new List<byte>())); return true;
                case "segment": Segment(false); return true;
                case "segment PSH": Segment(true); return true;
                case "timer" when _timerRuns: _timerRuns = false; _delivery.PushTimerExpired(); return true;
                // One that was stopped may still expire.
                case "timer": _delivery.PushTimerExpired(); return true;
                case "completed" when _isCompleting: _isCompleting = false; _delivery.CompletionReturned(); return true;
                case "accepted" when _indicated is { } all: Return(NdisStatus.Success, all.Length); return true;
                case "refused" when _indicated is not null: Return(NdisStatus.OffloadDataNotAccepted, 0); return true;
                case "partly" when _indicated is { Length: > 1 }: Return(NdisStatus.OffloadDataPartiallyAccepted, 1); return true;
                default: return false;
            }
        }

        private void Post(PostedReceive receive)
        {
            _posted.Enqueue(receive);
            _mayIndicate = true;
            _postsWhileIndicating++;
            _delivery.Post(receive);
        }

        private void Segment(bool push) => _delivery.Receive(new byte[] { _next++, _next++ }, push);

        private void Return(NdisStatus result, int consumed)
        {
            byte[] data = _indicated!.Value.ToArray();
            _indicated = null;
            _delivered.AddRange(data.Take(consumed));
            // Refused data waits for a receive that is posted after, or while, it was indicated (C222).
            _mayIndicate = result == NdisStatus.Success || _postsWhileIndicating > 0;
            _delivery.IndicationReturned(result, (uint)consumed);
        }

        void IReceiveDeliveryActions.Store(PostedReceive receive, ReadOnlyMemory<byte> data)
        {
            Assert.False(_isCompleting || _indicated is not null);
            Assert.True(receive.Stored + data.Length <= receive.Length);
            // Receives are filled in the order they were posted (C207).
            Assert.All(_posted.TakeWhile(r => r != receive), r => Assert.Equal(r.Length, r.Stored));
            ((List<byte>)receive.Tag!).AddRange(data.ToArray());
            _delivered.AddRange(data.ToArray());
        }

        void IReceiveDeliveryActions.Complete(IReadOnlyList<PostedReceive> receives)
        {
            Assert.False(_isCompleting || _indicated is not null, "C215");
            Assert.NotEmpty(receives);
            foreach (PostedReceive receive in receives)
            {
                Assert.Same(_posted.Dequeue(), receive);
                Assert.True(receive.Stored == receive.Length || !receive.NoPush, "C210");
                Assert.True(receive.Stored > 0 || receive.Length == 0);
                Assert.Equal(receive.Stored, ((List<byte>)receive.Tag!).Count);
            }
            Assert.False(_timerRuns);
            _isCompleting = true;
            if (!_synchronous)
                return;
            _isCompleting = false;
            _delivery.CompletionReturned();
        }

        void IReceiveDeliveryActions.Indicate(ReadOnlyMemory<byte> data)
        {
            Assert.False(_isCompleting || _indicated is not null, "C215");
            Assert.True(_posted.Count == 0, "C217");
            Assert.True(_mayIndicate, "C222");
            Assert.False(data.IsEmpty);
            Assert.Equal(_delivered.Count, data.Span[0]);
            _indicated = data;
            _postsWhileIndicating = 0;
            if (_synchronous)
                Return(NdisStatus.Success, data.Length);
        }

        void IReceiveDeliveryActions.StartPushTimer()
        {
            PostedReceive first = _posted.Peek();
            Assert.True(first is { NoPush: false, Stored: > 0 } && first.Stored < first.Length, "C210");
            _timerRuns = true;
        }

        void IReceiveDeliveryActions.StopPushTimer() => _timerRuns = false;

        /// <summary>What holds when the algorithm has run to its end (C218).</summary>
        private void CheckRest()
        {
            Assert.Equal(Enumerable.Range(0, _delivered.Count).Select(n => (byte)n), _delivered);
            Assert.Equal(_posted.Count, _delivery.PostedCount);
            Assert.Equal(_isCompleting || _indicated is not null, _delivery.IsBusy);
            if (_delivery.IsBusy)
                return;
            Assert.Equal(_delivered.Count < _next, _delivery.HasUndeliveredData);
            // Data waits only where it was refused; a full receive never waits (C208).
            Assert.True(!_delivery.HasUndeliveredData || (_posted.Count == 0 && !_mayIndicate));
            if (!_posted.TryPeek(out PostedReceive? first))
                return;
            Assert.True(first.Stored < first.Length);
            Assert.True(first.NoPush || first.Stored == 0 || _timerRuns, "C210");
        }
    }
}
