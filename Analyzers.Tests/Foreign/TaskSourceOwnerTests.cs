namespace Chimney.Analyzers.Tests.Foreign;

/// <summary>As <see cref="TaskSourceTests"/>: sources that others hold, or that helpers make and settle.</summary>
public class TaskSourceOwnerTests : ContractFileTest
{
    /// <summary>Sources in fields and collections: others settle them.</summary>
    [Fact]
    public Task Stores() => VerifyAsync(TaskSources, """
        public sealed class Signal
        {
            private readonly Queue<TaskCompletionSource<bool>> _waits = new();
            private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _pending = new();
            private readonly TaskCompletionSource _closed = new();
            private TaskCompletionSource<bool> _current = new();
            private static readonly Task s_never = new TaskCompletionSource().Task;
            private bool _signaled;

            public Task Closed => _closed.Task;

            // clean: the auto-reset event of the well-known series
            public Task WaitAsync()
            {
                lock (_waits)
                {
                    if (_signaled)
                    {
                        _signaled = false;
                        return Task.CompletedTask;
                    }
                    var tcs = new TaskCompletionSource<bool>();
                    _waits.Enqueue(tcs);
                    return tcs.Task;
                }
            }

            // clean: taken out under the lock, settled outside
            public void Set()
            {
                TaskCompletionSource<bool>? release = null;
                lock (_waits)
                {
                    if (_waits.Count > 0)
                        release = _waits.Dequeue();
                    else if (!_signaled)
                        _signaled = true;
                }
                release?.SetResult(true);
            }

            // clean: pending requests by number
            public Task<string> Request(int id, Action<int> send)
            {
                var tcs = new TaskCompletionSource<string>();
                if (!_pending.TryAdd(id, tcs))
                    throw new InvalidOperationException();
                send(id);
                return tcs.Task;
            }

            // clean: an indexer, and an answer
            public Task<string> Overwrite(int id)
            {
                var tcs = _pending[id] = new TaskCompletionSource<string>();
                return tcs.Task;
            }

            public void Answer(int id, string text)
            {
                if (_pending.TryRemove(id, out var tcs))
                    tcs.TrySetResult(text);
            }

            // clean: the manual-reset event
            public void Reset()
            {
                while (true)
                {
                    var tcs = _current;
                    if (!tcs.Task.IsCompleted || Interlocked.CompareExchange(ref _current, new TaskCompletionSource<bool>(), tcs) == tcs)
                        return;
                }
            }

            // clean: swapped
            public void Pulse()
            {
                var next = new TaskCompletionSource<bool>();
                var former = Interlocked.Exchange(ref _current, next);
                former.SetResult(true);
                Console.WriteLine(next.Task.Id);
            }

            // clean: a record that carries it along
            private sealed record Job(string Text, TaskCompletionSource<int> Done);

            private readonly BlockingCollection<Job> _jobs = new();

            public Task<int> Post(string text)
            {
                var job = new Job(text, new TaskCompletionSource<int>());
                _jobs.Add(job);
                return job.Done.Task;
            }

            public Task<int> PostByHand(string text)
            {
                var done = new TaskCompletionSource<int>();
                _jobs.Add(new Job(text, done));
                return done.Task;
            }

            // clean: each job is settled once
            public void Work(Func<string, int> run)
            {
                foreach (var job in _jobs.GetConsumingEnumerable())
                    try
                    {
                        job.Done.SetResult(run(job.Text));
                    }
                    catch (Exception e)
                    {
                        job.Done.TrySetException(e);
                    }
            }

            // clean: arrays and anonymous objects
            public static Task<int>[] Many(int count, Action<object> start)
            {
                var sources = new TaskCompletionSource<int>[count];
                for (var i = 0; i < count; i++)
                    sources[i] = new TaskCompletionSource<int>();
                var one = new TaskCompletionSource<int>();
                start(new { one, sources });
                return sources.Select(s => s.Task).Append(one.Task).ToArray();
            }

            public Task Never => s_never;

            // clean: made lazily
            public Task<string> Lazily(int id) => _pending.GetOrAdd(id, _ => new TaskCompletionSource<string>()).Task;
        }
        """);

    /// <summary>Helpers of this compilation are run; what they do counts.</summary>
    [Fact]
    public Task Helpers() => VerifyAsync(TaskSources, """
        public static class Helpers
        {
            private static void Finish(TaskCompletionSource<int> source, int result)
            {
                if (result < 0)
                    source.SetException(new InvalidOperationException());
                else
                    source.SetResult(result);
            }

            private static void FinishSometimes(TaskCompletionSource<int> source, int result)
            {
                if (result >= 0)
                    source.SetResult(result);
            }

            private static void Log(TaskCompletionSource<int> source) => Console.WriteLine(source.Task.Id);

            // broken on its own: both for a negative one
            private static void FinishTwice(TaskCompletionSource<int> source, int result)
            {
                if (result < 0)
                    source.SetCanceled();
                {|CHIM1002:source.SetResult(result)|};
            }

            // clean
            public static Task<int> Good(int result)
            {
                var tcs = new TaskCompletionSource<int>();
                Log(tcs);
                Finish(tcs, result);
                return tcs.Task;
            }

            // broken: open for a negative one
            public static Task<int> Open(int result)
            {
                var tcs = {|CHIM1001:new TaskCompletionSource<int>()|};
                FinishSometimes(tcs, result);
                return tcs.Task;
            }

            // clean: the helper is reported where it stands, once
            public static Task<int> Twice(int result)
            {
                var tcs = new TaskCompletionSource<int>();
                FinishTwice(tcs, result);
                return tcs.Task;
            }

            // broken: the helper has settled it
            public static Task<int> Again(int result)
            {
                var tcs = new TaskCompletionSource<int>();
                Finish(tcs, result);
                {|CHIM1002:tcs.SetResult(0)|};
                return tcs.Task;
            }

            private static TaskCompletionSource<int> Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);

            // clean: made by a helper, settled here
            public static Task<int> Made()
            {
                var tcs = Make();
                tcs.SetResult(1);
                return tcs.Task;
            }

            // broken: made by a helper, and left
            public static Task<int> MadeAndLeft()
            {
                var tcs = Make();
                {|CHIM1001:return tcs.Task;|}
            }

            // clean: returned, or out
            public static TaskCompletionSource<int> Returned(out TaskCompletionSource other, ref Task task)
            {
                other = new TaskCompletionSource();
                task = other.Task;
                var tcs = new TaskCompletionSource<int>();
                task = Task.WhenAll(task, tcs.Task);
                return tcs;
            }

            // clean: in a tuple, from an async method
            public static async Task<(TaskCompletionSource<int> Source, Task<int> Task)> Pair()
            {
                var tcs = new TaskCompletionSource<int>();
                await Task.Yield();
                return (tcs, tcs.Task);
            }

            // clean: one by one
            public static IEnumerable<TaskCompletionSource> Several(int count)
            {
                for (var i = 0; i < count; i++)
                {
                    var tcs = new TaskCompletionSource();
                    Console.WriteLine(tcs.Task.Id);
                    yield return tcs;
                }
            }

            // broken: each turn makes one, and drops it
            public static List<Task> Loop(int count)
            {
                var tasks = new List<Task>();
                for (var i = 0; i < count; i++)
                {
                    var tcs = {|CHIM1001:new TaskCompletionSource()|};
                    tasks.Add(tcs.Task);
                }
                return tasks;
            }

            // clean: a chain of turns, each settles the former
            public static Task Chain(int count)
            {
                var last = new TaskCompletionSource();
                var task = last.Task;
                for (var i = 0; i < count; i++)
                {
                    var next = new TaskCompletionSource();
                    task = next.Task;
                    last.SetResult();
                    last = next;
                }
                last.SetResult();
                return task;
            }

            // clean: null is asked for
            public static void Maybe(TaskCompletionSource? tcs, bool ok)
            {
                if (tcs == null)
                    return;
                if (ok)
                    tcs.SetResult();
                else
                    tcs.SetCanceled();
            }

            // clean: an array of them, and correlated conditions
            public static Task<int> Correlated(bool failed, Action work)
            {
                var tcs = new TaskCompletionSource<int>();
                if (failed)
                    tcs.SetException(new InvalidOperationException());
                work();
                if (!failed)
                    tcs.SetResult(1);
                return tcs.Task;
            }

            // clean: finally
            public static async Task<int> Finally(Func<Task<int>> work)
            {
                var tcs = new TaskCompletionSource<int>();
                var watch = Watch(tcs.Task);
                try
                {
                    return await work();
                }
                finally
                {
                    tcs.TrySetResult(0);
                    await watch;
                }
            }

            private static async Task Watch(Task task) => await task;
        }
        """);
}
