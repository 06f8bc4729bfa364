using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM4001CodeFix>;

/// <summary>The quick-fix of CHIM4001: what waits goes into a work item, with all that comes after it.</summary>
public class CHIM4001FixTests
{
    private const string Up = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, {0}.ToMiniport());";
    private static readonly string s_up = Text(Up, "list");
    private static readonly string s_later = Text(Up, "pended.Resume()");
    private const string Pend = "PendedProtocolOffload pended = list.Pend();\n";

    private static string Text(string format, string list) => format.Replace("{0}", list, StringComparison.Ordinal);

    private static string Handler(string body) => Handlers.InDriver("private readonly System.Threading.SemaphoreSlim _slots = new(1);\n\npublic override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)\n{\n    "
        + body.Replace("\n", "\n    ", StringComparison.Ordinal).Replace("    \n", "\n", StringComparison.Ordinal) + "\n}");

    private static string Later(string body) => $"QueueWorkItem(() =>\n{{\n    {body.Replace("\n", "\n    ", StringComparison.Ordinal).Replace("    \n", "\n", StringComparison.Ordinal)}\n}});";

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(before, after);

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);

    [Fact]
    public Task The_list_is_pended() => Fixed(
        Handler("{|CHIM4001:_slots.Wait()|};\n" + s_up),
        Handler(Pend + Later("_slots.Wait();\n" + s_later)));

    [Fact]
    public Task A_list_that_is_named_twice_is_resumed_once() => Fixed(
        Handler("{|CHIM4001:_slots.Wait()|};\nif (list.IsNull)\n    Console.WriteLine();\n\n" + s_up),
        Handler(Pend + Later("ProtocolOffloadBlockList resumed = pended.Resume();\n_slots.Wait();\nif (resumed.IsNull)\n    Console.WriteLine();\n\n" + Text(Up, "resumed"))));

    [Fact]
    public Task A_list_that_is_gone_is_not_pended() => Fixed(
        Handler(s_up + "\n{|CHIM4001:_slots.Wait()|};"),
        Handler(s_up + "\n" + Later("_slots.Wait();")));

    [Fact]
    public Task What_comes_before_stays() => Fixed(
        Handler("var start = DateTime.Now; // now\n// waits\n{|CHIM4001:_slots.Wait()|}; // long\nConsole.WriteLine(start);\n" + s_up + " // up"),
        Handler("var start = DateTime.Now; // now\n// waits\n" + Pend + Later("_slots.Wait(); // long\nConsole.WriteLine(start);\n" + s_later + " // up")));

    [Fact]
    public Task A_wait_inside_of_a_statement() => Fixed(
        Handler("if (IsUp())\n{\n    {|CHIM4001:_slots.Wait()|};\n}\n" + s_up),
        Handler(Pend + Later("if (IsUp())\n{\n    _slots.Wait();\n}\n" + s_later)));

    [Fact]
    public Task A_list_that_is_rebuilt_already() => Fixed(
        Handler("var up = list.ToMiniport();\n{|CHIM4001:_slots.Wait()|};\nNdis.NdisMUpdateOffloadComplete(NdisMiniportHandle, up);"),
        Handler("var up = list.ToMiniport();\nPendedMiniportOffload pended = up.Pend();\n" + Later("_slots.Wait();\nNdis.NdisMUpdateOffloadComplete(NdisMiniportHandle, pended.Resume());")));

    [Fact]
    public Task Two_waits_in_one_item() => new ChimneyCodeFixTest<ChimneyAnalyzer, CHIM4001CodeFix>
    {
        TestCode = Handler("{|CHIM4001:_slots.Wait()|};\n{|CHIM4001:_slots.Wait()|};\n" + s_up),
        FixedCode = Handler(Pend + Later("_slots.Wait();\n_slots.Wait();\n" + s_later)),
    }.RunAsync();

    [Fact]
    public Task A_wait_in_a_helper() => Fixed(
        Handler("{|CHIM4001:Pause()|};\n" + s_up).Replace("    private static bool", "    private void Pause() => _slots.Wait();\n\n    private static bool", StringComparison.Ordinal),
        Handler(Pend + Later("Pause();\n" + s_later)).Replace("    private static bool", "    private void Pause() => _slots.Wait();\n\n    private static bool", StringComparison.Ordinal));

    private static string Target(string body) => $$"""
        using System.Threading;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain chain)
            {
                {{body.ReplaceLineEndings("\n        ")}}
            }
        }

        """.ReplaceLineEndings("\n");

    [Fact]
    public Task What_is_returned_is_returned_at_once() => Fixed(
        Target("{|CHIM4001:Thread.Sleep(1)|};\nreturn NdisStatus.Success;"),
        Target("QueueWorkItem(() =>\n{\n    Thread.Sleep(1);\n});\nreturn NdisStatus.Success;"));

    [Fact]
    public Task A_handler_of_one_expression() => Fixed(Host("{|CHIM4001:Thread.Sleep(1)|}"), Host("QueueWorkItem(() => Thread.Sleep(1))"));

    private static string Host(string whole) => $$"""
        using System.Threading;
        using Chimney;

        public class Host : ProtocolDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {{whole}};
        }

        """.ReplaceLineEndings("\n");

    [Fact]
    public Task Not_offered_where_what_is_returned_is_calculated() => NotOffered(Target("{|CHIM4001:Thread.Sleep(1)|};\nvar result = NdisStatus.Success;\nreturn result;"));

    [Fact]
    public Task Not_offered_where_it_returns_inside() => NotOffered(Target("{|CHIM4001:Thread.Sleep(1)|};\nif (chain.IsNull)\n    return NdisStatus.Success;\nreturn NdisStatus.Success;"));

    [Fact]
    public Task Not_offered_in_a_local_function() => NotOffered(Handler("Pause();\n" + s_up + "\nvoid Pause() => {|CHIM4001:_slots.Wait()|};"));

    [Fact]
    public Task Not_offered_with_a_string_of_several_lines() => NotOffered(Handler("{|CHIM4001:_slots.Wait()|};\nConsole.WriteLine(@\"a\nb\");\n" + s_up));

    [Fact]
    public Task Not_offered_with_directives() => NotOffered(Handler("{|CHIM4001:_slots.Wait()|};\n#if DEBUG\nConsole.WriteLine();\n#endif\n" + s_up));

    [Fact]
    public Task Not_offered_on_one_line() => NotOffered(Handler("Console.WriteLine(); {|CHIM4001:_slots.Wait()|}; " + s_up));

    [Fact]
    public Task Not_offered_without_work_items() => NotOffered("""
        using System.Threading;
        using Chimney;

        public sealed class Filter
        {
            public Filter(ClientChimneyOffloadTcpCharacteristics slots) => slots.TcpOffloadEventHandler = Indicate;

            private void Indicate(OffloadHandle own, TcpOffloadEventType type, uint information)
            {
                {|CHIM4001:Thread.Sleep(1)|};
                Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
            }
        }

        """);

    [Fact]
    public Task Not_offered_where_the_list_of_the_event_would_be_told_later() => NotOffered(Handlers.InDriver("""
        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint bytesConsumed)
        {
            {|CHIM4001:System.Threading.Thread.Sleep(1)|};
            return Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out bytesConsumed);
        }
        """));
}
