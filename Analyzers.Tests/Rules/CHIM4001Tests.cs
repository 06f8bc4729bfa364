using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM4001CodeFix>;

/// <summary>CHIM4001: nothing may wait in a handler, nor in what it calls (C272, C273).</summary>
public class CHIM4001Tests : RuleTest
{
    private const string Complete = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    private static string Handler(string body) => $$"""
        private readonly System.Threading.SemaphoreSlim _slots = new(1);
        private readonly System.Threading.ManualResetEvent _ready = new(false);
        private readonly System.Threading.Tasks.Task<int> _load = System.Threading.Tasks.Task.Run(() => 1);

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
            {{Complete}}
        }
        """;

    private static string Event(string modifiers, string body) => $$"""
        public override {{modifiers}}void {|CHIM4001:ProtocolTcpOffloadEvent|}(OffloadHandle own, TcpOffloadEventType type, uint information)
        {
            Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
            {{body}}
        }
        """;

    [Theory]
    [InlineData("System.Threading.Thread.Sleep(10)")]
    [InlineData("_slots.Wait()")]
    [InlineData("_ready.WaitOne()")]
    [InlineData("_load.Wait()")]
    [InlineData("_load.GetAwaiter().GetResult()")]
    [InlineData("_load.ConfigureAwait(false).GetAwaiter().GetResult()")]
    [InlineData("System.Threading.WaitHandle.WaitAny(new[] { _ready })")]
    [InlineData("Console.ReadLine()")]
    [InlineData("new System.Threading.Thread(() => { }).Join()")]
    [Breaks("C272")]
    public Task Members_that_wait(string call) => VerifyAsync(Handler($"{{|CHIM4001:{call}|}};"));

    [Fact]
    public Task Result_of_a_task() => VerifyAsync(Handler("_ = {|CHIM4001:_load.Result|};"));

    [Fact]
    public Task Monitor_wait() => VerifyAsync(Handler("lock (_slots) { {|CHIM4001:System.Threading.Monitor.Wait(_slots)|}; }"));

    [Fact]
    public Task In_a_helper_of_a_helper() => VerifyAsync(Handler("{|CHIM4001:Pause()|};") + """

        private static void Pause() => Nap(10);

        private static void Nap(int time) => System.Threading.Thread.Sleep(time);
        """);

    [Fact]
    public Task In_a_local_function() => VerifyAsync(Handler("Pause(); void Pause() => {|CHIM4001:System.Threading.Thread.Sleep(1)|};"));

    [Fact, Breaks("C272")]
    public Task In_a_target_and_in_a_host() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System.Threading;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain chain)
            {
                {|CHIM4001:Thread.Sleep(1)|};
                return NdisStatus.Success;
            }
        }

        public class Host : ProtocolDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {|CHIM4001:Thread.Sleep(1)|};
        }
        """);

    [Fact, Breaks("C273")]
    public Task Async_handler() => VerifyAsync(Event("async ", "await System.Threading.Tasks.Task.Yield();"));

    [Fact, Breaks("C273")]
    public Task Async_lambda_in_a_slot() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        public static class Filter
        {
            public static readonly TcpOffloadEventHandler Event = async (own, type, information) {|CHIM4001:=>|}
            {
                Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
                await System.Threading.Tasks.Task.Yield();
            };
        }
        """);

    [Theory, Breaks("C272")]
    [InlineData("new Quick().Pause()", "sealed class Quick : Base")]
    [InlineData("_base.Pause()", "class Quick : Base")]
    public Task In_what_a_virtual_call_can_only_reach(string call, string type) => VerifyAsync(Handler($"{{|CHIM4001:{call}|}};") + $$"""

        private readonly Base _base = new Quick();

        private abstract class Base
        {
            public abstract void Pause();
        }

        private {{type}}
        {
            public override void Pause() => System.Threading.Thread.Sleep(1);
        }
        """);

    [Fact]
    public Task Silent_where_one_of_several_overrides_waits() => VerifyAsync(Handler("_base.Pause();") + """

        private readonly Base _base = Random.Shared.Next() > 3 ? new Quick() : new Slow();

        private abstract class Base
        {
            public abstract void Pause();
        }

        private sealed class Quick : Base
        {
            public override void Pause() { }
        }

        private sealed class Slow : Base
        {
            public override void Pause() => System.Threading.Thread.Sleep(1);
        }
        """);

    [Fact]
    public Task Silent_where_a_sealed_type_does_not_wait() => VerifyAsync(Handler("new Quick().Pause();") + """

        private class Base
        {
            public virtual void Pause() => System.Threading.Thread.Sleep(1);
        }

        private sealed class Quick : Base
        {
            public override void Pause() { }
        }
        """);

    [Fact, Breaks("C272")]
    public Task Async_method_in_a_slot() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System.Threading.Tasks;
        using Chimney;

        public sealed class Filter
        {
            public Filter(ClientChimneyOffloadTcpCharacteristics slots) => slots.TcpOffloadEventHandler = Indicate;

            private async void {|CHIM4001:Indicate|}(OffloadHandle own, TcpOffloadEventType type, uint information)
            {
                Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
                await Task.Yield();
            }
        }
        """);

    [Fact]
    public Task Message_names_the_callee() => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Handler("{|#0:Pause()|};") + "\nprivate static void Pause() => {|#1:System.Threading.Thread.Sleep(1)|};"),
        Verify.Diagnostic(Descriptors.CHIM4001Blocks).WithLocation(0).WithLocation(1).WithArguments("ProtocolUpdateOffloadComplete", "", "", "", "waits in Thread.Sleep in 'Pause'"));

    [Fact]
    public Task Message_names_what_the_callee_does_itself() => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Handler("{|#0:Pause()|};") + """

        private static void Pause()
        {
            Rest();
            {|#1:System.Threading.Thread.Sleep(1)|};
        }

        private static void Rest() => System.Threading.Thread.Sleep(2);
        """),
        Verify.Diagnostic(Descriptors.CHIM4001Blocks).WithLocation(0).WithLocation(1).WithArguments("ProtocolUpdateOffloadComplete", "", "", "", "waits in Thread.Sleep in 'Pause'"));

    [Theory]
    [InlineData("System.Threading.Tasks.Task.Run(() => System.Threading.Thread.Sleep(10));")]
    [InlineData("QueueWorkItem(() => _load.Wait());")]
    [InlineData("_load.ContinueWith(done => Console.WriteLine(done.Result));")]
    [InlineData("_ready.WaitOne(0); _slots.Wait(TimeSpan.Zero); System.Threading.Thread.Sleep(0);")]
    [InlineData("if (_load.IsCompletedSuccessfully) Console.WriteLine(_load.Result);")]
    [InlineData("Console.WriteLine(nameof(_load.Result)); _slots.Release();")]
    [InlineData("void Pause() => System.Threading.Thread.Sleep(1); Action later = Pause; Console.WriteLine(later);")]
    public Task Silent_where_nothing_waits_in_the_handler(string code) => VerifyAsync(Handler(code));

    [Fact]
    public Task Silent_where_a_helper_is_async() => VerifyAsync(Handler("_ = LoadAsync();") + """

        private async System.Threading.Tasks.Task LoadAsync()
        {
            await _load;
            System.Threading.Thread.Sleep(1);
        }
        """);

    [Fact]
    public Task Silent_outside_of_handlers() => VerifyAsync("public void Stop() => System.Threading.Thread.Sleep(10);");

    [Fact]
    public Task Silent_for_members_of_the_same_name() => VerifyAsync(Handler("Wait(); Sleep();") + "\nprivate static void Wait() { }\nprivate static void Sleep() { }");

    [Fact]
    public Task Fixed_by_removing_async_where_nothing_is_awaited()
    {
        string fixedSource = Handlers.InDriver(Event("", "")).Replace("{|CHIM4001:ProtocolTcpOffloadEvent|}", "ProtocolTcpOffloadEvent", StringComparison.Ordinal);
        return Verify.VerifyCodeFixAsync("#pragma warning disable CS1998\n" + Handlers.InDriver(Event("async ", "")), "#pragma warning disable CS1998\n" + fixedSource);
    }

    [Fact]
    public Task No_fix_where_something_is_awaited()
    {
        string source = Handlers.InDriver(Event("async ", "await System.Threading.Tasks.Task.Yield();"));
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
