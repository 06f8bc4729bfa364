using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis.Testing;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1006CodeFix>;

/// <summary>The quick-fix of CHIM1006: what is dropped is completed, where it is known which operation it is.</summary>
public class CHIM1006FixTests
{
    [Fact]
    public Task A_result_that_is_discarded_is_not_pended() => Fixed(
        Completion("{|CHIM1006:list.Pend()|};"),
        Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());"));

    [Fact]
    public Task A_handle_in_a_variable_is_completed() => Fixed(
        Completion("""
            var pended = {|CHIM1006:list.Pend()|};
            Console.WriteLine("kept");
            """),
        Completion("""
            var pended = list.Pend();
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, pended.Resume().ToMiniport());
            Console.WriteLine("kept");
            """));

    [Fact]
    public Task What_is_taken_out_is_completed_as_its_only_handler_says() => Fixed(
        InDriver(Queue("Console.WriteLine(\"lost\");", "{|CHIM1006:_parked.TryDequeue(out var parked)|}")),
        InDriver(Queue("Console.WriteLine(\"lost\");\n        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport());", "_parked.TryDequeue(out var parked)")));

    [Fact]
    public Task What_a_helper_pends_again_is_completed_there() => new ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1006CodeFix>
    {
        TestCode = InDriver(Queue("Answer(parked.Resume());", "_parked.TryDequeue(out var parked)") + Answer("var again = {|CHIM1006:list.Pend()|};")),
        FixedCode = InDriver(Queue("Answer(parked.Resume());", "_parked.TryDequeue(out var parked)")
            + Answer("var again = list.Pend();\n    Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, again.Resume().ToMiniport());")),
        CodeFixTestBehaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck, // the helper is looked at with the member that calls it
    }.RunAsync();

    [Fact]
    public Task An_earlier_request_is_finished_first() => Fixed(
        InDriver(Slot("if (_slot != null)\n        Console.WriteLine(\"lost\");\n    {|CHIM1006:_slot = list.Pend()|};")),
        InDriver(Slot("if (_slot != null)\n        Console.WriteLine(\"lost\");\n    if (_slot != null)\n        Flush();\n    _slot = list.Pend();")));

    [Fact]
    public Task The_call_of_a_catch_block_moves_behind_it() => new ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1006CodeFix>
    {
        TestCode = InDriver(Caught("{|CHIM1006:{|CHIM1006:_slot = null|}|}", "            {0}\n        }\n" + Other)),
        FixedCode = InDriver(Caught("_slot = null", "        }\n" + Other + "\n        {0}")),
        CodeFixTestBehaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck,
    }.RunAsync();

    private const string Other = "        catch (ArgumentException)\n        {\n            Console.WriteLine(\"lost\");\n        }";

    private static string Caught(string keep, string end) => """
        private PendedMiniportOffload? _slot;

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (_slot != null)
                Flush();
            _slot = list.Pend();
        }

        public void Flush()
        {
            var kept = _slot;
            KEEP;
            if (kept != null)
            {
                try
                {
                    Console.WriteLine();
                }
                catch (InvalidOperationException)
                {
        END
            }
        }
        """.ReplaceLineEndings("\n").Replace("KEEP", keep, StringComparison.Ordinal)
            .Replace("END", end.Replace("{0}", "Ndis.NdisQueryOffloadState(NdisBindingHandle, kept.Resume().ToProtocol(new ImCallEntry()));", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public Task A_target_completes_later_and_with_a_failure() => Fixed(
        Target("{|CHIM1006:list.Pend()|};"),
        Target("""
            PendedMiniportOffload pended = list.Pend();
                    QueueWorkItem(() =>
                    {
                        MiniportOffloadBlockList failed = pended.Resume();
                        foreach (var block in failed.Blocks)
                        {
                            block.Status = NdisStatus.Failure;
                            block.NetBufferListChain = null;
                        }
                        Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, failed);
                    });
            """));

    [Fact]
    public Task Not_offered_where_handles_of_two_operations_are_kept() => NotOffered(InDriver("""
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Drain()
        {
            while ({|CHIM1006:_parked.TryDequeue(out var parked)|})
                Console.WriteLine("lost");
        }
        """));

    private static string Answer(string body) => $$"""


        private void Answer(ProtocolOffloadBlockList list)
        {
            {{body}}
            Console.WriteLine("kept");
        }
        """;

    private static string Queue(string taken, string take) => $$"""
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Drain()
        {
            while ({{take}})
            {
                {{taken}}
            }
        }
        """;

    private static string Slot(string keep) => $$"""
        private PendedProtocolOffload? _slot;

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{keep}}
        }

        public void Flush()
        {
            var kept = _slot;
            _slot = null;
            if (kept != null)
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, kept.Resume().ToMiniport());
        }
        """;

    private static string Target(string body) => $$"""
        using System;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                {{body.Trim()}}
            }
        }

        """.ReplaceLineEndings("\n");

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(before, after);

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);
}
