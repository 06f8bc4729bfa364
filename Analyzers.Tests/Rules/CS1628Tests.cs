using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CS1628CodeFix>;

/// <summary>Lists that a lambda captures, which the compiler refuses: the fix pends them. Newer compilers say CS9108 of a parameter.</summary>
public class CS1628Tests
{
    private static Task FixAsync(string before, string after)
        => Verify.VerifyCodeFixAsync(Known(before), Known(after));

    private static Task NotOfferedAsync(string source) => FixAsync(source, source);

    private static string Known(string source) => RoslynHost.CSharp > 11 ? source.Replace("CS1628", "CS9108", StringComparison.Ordinal) : source;

    [Fact]
    public Task A_parameter_is_pended() => FixAsync(
        Completion("""
            // later
            QueueWorkItem(() => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1628:list|}.ToMiniport())); // not now
            """),
        Completion("""
            // later
            PendedProtocolOffload pended = list.Pend();
            QueueWorkItem(() => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, pended.Resume().ToMiniport())); // not now
            """));

    [Fact]
    public Task Several_uses_are_resumed_once() => FixAsync(
        Completion("""
            int pended = 1;
            QueueWorkItem(() =>
            {
                Console.WriteLine({|CS1628:list|}.Root.Status);
                Console.WriteLine(pended);
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1628:list|}.ToMiniport());
            });
            """),
        Completion("""
            int pended = 1;
            PendedProtocolOffload pendedList = list.Pend();
            QueueWorkItem(() =>
            {
                ProtocolOffloadBlockList resumed = pendedList.Resume();
                Console.WriteLine(resumed.Root.Status);
                Console.WriteLine(pended);
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, resumed.ToMiniport());
            });
            """));

    [Fact]
    public Task A_body_of_one_expression_becomes_a_block() => FixAsync(
        InDriver("""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
                => QueueWorkItem(() => Ndis.NdisQueryOffloadState(NdisBindingHandle, {|CS1628:list|}.ToProtocol(new ImCallEntry())));
            """),
        InDriver("""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                PendedMiniportOffload pended = list.Pend();
                QueueWorkItem(() => Ndis.NdisQueryOffloadState(NdisBindingHandle, pended.Resume().ToProtocol(new ImCallEntry())));
            }
            """));

    [Fact]
    public Task A_statement_under_a_condition_gets_a_block() => FixAsync(
        Completion("""
            if (IsUp())
                QueueWorkItem(() => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1628:list|}.ToMiniport()));
            else
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            """),
        Completion("""
            if (IsUp())
            {
                PendedProtocolOffload pended = list.Pend();
                QueueWorkItem(() => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, pended.Resume().ToMiniport()));
            }
            else
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            """));

    [Fact]
    public Task A_chain_is_pended() => FixAsync(
        InDriver("""
            public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
            {
                QueueWorkItem(() => Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, {|CS1628:chain|}));
            }
            """),
        InDriver("""
            public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
            {
                PendedNetBufferListChain pended = chain.Pend();
                QueueWorkItem(() => Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, pended.Resume()));
            }
            """));

    [Fact]
    public Task Not_offered_where_it_is_completed_besides() => NotOfferedAsync(Completion("""
        Action log = () => Console.WriteLine({|CHIM1005:{|CS1628:list|}.Root|}.Status);
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        log();
        """));

    [Fact]
    public Task Not_offered_where_nobody_runs_the_lambda() => NotOfferedAsync(OpenCompletion("""
        Action finish = () => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1628:list|}.ToMiniport());
        """));

    [Fact]
    public Task Not_offered_where_the_lambda_only_looks() => NotOfferedAsync(Completion("""
        QueueWorkItem(() => Console.WriteLine({|CS1628:list|}.Root.Status));
        """));

    [Fact]
    public Task Not_offered_where_each_turn_would_resume_it() => NotOfferedAsync(Completion("""
        foreach (var name in new[] { "a", "b" })
            QueueWorkItem(() => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1628:list|}.ToMiniport()));
        """));

    [Fact]
    public Task Not_offered_for_blocks() => NotOfferedAsync(InDriver("""
        private static void Look(ProtocolOffloadBlock block)
        {
            Action log = () => Console.WriteLine({|CS1628:block|}.Status);
            log();
        }
        """));
}
