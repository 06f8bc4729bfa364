namespace Chimney.Analyzers.Tests.Foreign;

/// <summary>
/// The sample about TaskCompletionSource, run over the ways in which it is used in the wild. The verdicts are decided by hand: a mark where a
/// task would never end, or a second settling would throw.
/// </summary>
public class TaskSourceTests : ContractFileTest
{
    /// <summary>Asynchronous patterns of other kinds made into tasks.</summary>
    [Fact]
    public Task Wrappers() => VerifyAsync(TaskSources, """
        public delegate void Reply(string text, Exception? error);

        public interface IClient
        {
            event EventHandler<string> Received;
            event EventHandler Failed;
            void Send(string text, Reply reply);
            IAsyncResult BeginSend(string text, AsyncCallback callback, object state);
            int EndSend(IAsyncResult result);
        }

        public static class Wrappers
        {
            // clean: the callback belongs to others
            public static Task<string> Ask(IClient client, string text)
            {
                var tcs = new TaskCompletionSource<string>();
                client.Send(text, (answer, error) =>
                {
                    if (error != null)
                        tcs.SetException(error);
                    else
                        tcs.SetResult(answer);
                });
                return tcs.Task;
            }

            // broken: the callback settles twice where there is an error
            public static Task<string> AskTwice(IClient client, string text)
            {
                var tcs = new TaskCompletionSource<string>();
                client.Send(text, (answer, error) =>
                {
                    if (error != null)
                        tcs.SetException(error);
                    {|CHIM1002:tcs.SetResult(answer)|};
                });
                return tcs.Task;
            }

            // clean: an event that unsubscribes itself
            public static Task<string> Next(IClient client)
            {
                var tcs = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                EventHandler<string>? handler = null;
                handler = (sender, text) =>
                {
                    client.Received -= handler;
                    tcs.TrySetResult(text);
                };
                client.Received += handler;
                client.Failed += (sender, e) => tcs.TrySetException(new InvalidOperationException());
                return tcs.Task;
            }

            // clean: the asynchronous pattern of the first framework
            public static Task<int> SendAsync(IClient client, string text)
            {
                var tcs = new TaskCompletionSource<int>(client);
                client.BeginSend(text, result =>
                {
                    try
                    {
                        tcs.TrySetResult(client.EndSend(result));
                    }
                    catch (OperationCanceledException)
                    {
                        tcs.TrySetCanceled();
                    }
                    catch (Exception e)
                    {
                        tcs.TrySetException(e);
                    }
                }, tcs);
                return tcs.Task;
            }

            // broken: nothing is left that could settle it
            public static Task<string> Forgotten(IClient client, string text)
            {
                var tcs = {|CHIM1001:new TaskCompletionSource<string>()|};
                client.Send(text, (answer, error) => Console.WriteLine(answer));
                return tcs.Task;
            }

            // clean: nobody got the task where the text is empty
            public static Task<string> Guarded(IClient client, string text)
            {
                var tcs = new TaskCompletionSource<string>();
                if (text.Length == 0)
                    return Task.FromResult("");
                if (text == "?")
                    throw new ArgumentException("no text", nameof(text));
                client.Send(text, (answer, error) => tcs.TrySetResult(answer));
                return tcs.Task;
            }

            // broken: the task goes out although nothing was sent
            public static Task<string> SentOnlySometimes(IClient client, string text)
            {
                var tcs = {|CHIM1001:new TaskCompletionSource<string>()|};
                if (text.Length > 0)
                    client.Send(text, (answer, error) => tcs.TrySetResult(answer));
                return tcs.Task;
            }

            // clean: a local function as the callback
            public static Task<string> ByLocalFunction(IClient client, string text)
            {
                var tcs = new TaskCompletionSource<string>();
                client.Send(text, Done);
                return tcs.Task;

                void Done(string answer, Exception? error) => Finish(answer);

                void Finish(string answer) => tcs.SetResult(answer);
            }
        }
        """);

    /// <summary>Work on other threads, whose delegates run once.</summary>
    [Fact]
    public Task Threads() => VerifyAsync(TaskSources, """
        public static class Threads
        {
            // clean
            public static Task<int> Run(Func<int> work)
            {
                var tcs = new TaskCompletionSource<int>();
                Task.Run(() =>
                {
                    try
                    {
                        tcs.SetResult(work());
                    }
                    catch (Exception e)
                    {
                        tcs.SetException(e);
                    }
                });
                return tcs.Task;
            }

            // broken: cancelled work is not told to anybody
            public static Task<int> RunCancellable(Func<int> work, CancellationToken token)
            {
                var tcs = {|CHIM1001:new TaskCompletionSource<int>()|};
                Task.Run(() =>
                {
                    if (token.IsCancellationRequested)
                        return;
                    tcs.SetResult(work());
                });
                return tcs.Task;
            }

            // broken: what is reported after the result may throw, and then the failure is set as well
            public static Task<int> RunAndTell(Func<int> work, Action tell)
            {
                var tcs = new TaskCompletionSource<int>();
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    try
                    {
                        tcs.SetResult(work());
                        tell();
                    }
                    catch (Exception e)
                    {
                        {|CHIM1002:tcs.SetException(e)|};
                    }
                });
                return tcs.Task;
            }

            // clean: the same with TrySetException
            public static Task<int> TryRunAndTell(Func<int> work, Action tell)
            {
                var tcs = new TaskCompletionSource<int>();
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    try
                    {
                        tcs.SetResult(work());
                        tell();
                    }
                    catch (Exception e)
                    {
                        tcs.TrySetException(e);
                    }
                });
                return tcs.Task;
            }

            // clean: the source travels as state
            public static Task<int> WithState(Func<int> work)
            {
                var tcs = new TaskCompletionSource<int>();
                ThreadPool.QueueUserWorkItem(state => ((TaskCompletionSource<int>)state!).SetResult(work()), tcs);
                return tcs.Task;
            }

            // clean: a thread of its own
            public static Task OnThread(Action work)
            {
                var tcs = new TaskCompletionSource();
                var thread = new Thread(() =>
                {
                    work();
                    tcs.SetResult();
                });
                thread.SetApartmentState(ApartmentState.STA);
                thread.Start();
                return tcs.Task;
            }

            // clean: a continuation passes the outcome on
            public static Task<int> Relay(Task<int> source)
            {
                var tcs = new TaskCompletionSource<int>();
                source.ContinueWith(done =>
                {
                    if (done.IsFaulted)
                        tcs.SetException(done.Exception!.InnerExceptions);
                    else if (done.IsCanceled)
                        tcs.SetCanceled();
                    else
                        tcs.SetResult(done.Result);
                }, TaskScheduler.Default);
                return tcs.Task;
            }

            // broken: a cancelled source leaves the task open
            public static Task<int> RelayHalf(Task<int> source)
            {
                var tcs = {|CHIM1001:new TaskCompletionSource<int>()|};
                source.ContinueWith(done =>
                {
                    if (done.IsFaulted)
                        tcs.SetException(done.Exception!);
                    else if (!done.IsCanceled)
                        tcs.SetResult(done.Result);
                });
                return tcs.Task;
            }

            // clean: an async local function, started and not awaited
            public static Task Pump(Func<Task> step)
            {
                var tcs = new TaskCompletionSource();
                _ = RunAsync();
                return tcs.Task;

                async Task RunAsync()
                {
                    try
                    {
                        await step();
                        tcs.SetResult();
                    }
                    catch (Exception e)
                    {
                        tcs.SetException(e);
                    }
                }
            }
        }
        """);

    /// <summary>Cancellation, time limits, and races in general.</summary>
    [Fact]
    public Task Cancellation() => VerifyAsync(TaskSources, """
        public static class Cancellation
        {
            // clean: the token settles it
            public static Task Until(CancellationToken token)
            {
                var tcs = new TaskCompletionSource();
                token.Register(() => tcs.TrySetCanceled(token));
                return tcs.Task;
            }

            // clean: as state
            public static async Task<T> WithCancellation<T>(this Task<T> task, CancellationToken token)
            {
                var tcs = new TaskCompletionSource<bool>();
                using (token.Register(s => ((TaskCompletionSource<bool>)s!).TrySetResult(true), tcs))
                {
                    if (task != await Task.WhenAny(task, tcs.Task))
                        throw new OperationCanceledException(token);
                }
                return await task;
            }

            // clean: a timer
            public static Task<bool> After(TimeSpan delay)
            {
                var tcs = new TaskCompletionSource<bool>();
                var timer = new Timer(_ => tcs.TrySetResult(true));
                timer.Change(delay, Timeout.InfiniteTimeSpan);
                return tcs.Task;
            }

            // clean: a timer that is told at once
            public static Task<bool> AfterAtOnce(TimeSpan delay)
            {
                var tcs = new TaskCompletionSource<bool>();
                _ = new Timer(_ => tcs.TrySetResult(true), null, delay, Timeout.InfiniteTimeSpan);
                return tcs.Task;
            }

            // clean: a task that never ends, on purpose
            public static Task Never() => new TaskCompletionSource().Task;

            // clean: the first of several wins
            public static Task<T> First<T>(IEnumerable<Task<T>> tasks)
            {
                var tcs = new TaskCompletionSource<T>();
                foreach (var task in tasks)
                    task.ContinueWith(t => tcs.TrySetResult(t.Result));
                return tcs.Task;
            }

            // clean: looks before it settles
            public static Task Look(bool early, Action work)
            {
                var tcs = new TaskCompletionSource();
                if (early)
                    tcs.SetResult();
                work();
                if (!tcs.Task.IsCompleted)
                    tcs.SetResult();
                return tcs.Task;
            }

            // broken: no look, and settled before
            public static Task NoLook(bool early, Action work)
            {
                var tcs = new TaskCompletionSource();
                if (early)
                    tcs.SetResult();
                work();
                {|CHIM1002:tcs.SetResult()|};
                return tcs.Task;
            }

            // clean: a cancelled token is answered at once
            public static Task Cancelled(CancellationToken token)
            {
                var tcs = new TaskCompletionSource();
                if (token.IsCancellationRequested)
                {
                    tcs.SetCanceled(token);
                    return tcs.Task;
                }
                token.UnsafeRegister((s, t) => ((TaskCompletionSource)s!).TrySetCanceled(t), tcs);
                return tcs.Task;
            }

            // broken: nobody else has it, so the wait never ends
            public static async Task Deadlock(Func<Task> work)
            {
                var gate = {|CHIM1001:new TaskCompletionSource()|};
                await work();
                await gate.Task;
            }

            // clean: the result of TrySet decides
            public static bool Once(Action work)
            {
                var tcs = new TaskCompletionSource();
                Task.Run(() => tcs.TrySetResult());
                if (!tcs.TrySetCanceled())
                    return false;
                work();
                return tcs.Task.IsCanceled;
            }
        }
        """);
}
