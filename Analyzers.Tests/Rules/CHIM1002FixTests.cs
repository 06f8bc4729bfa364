using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1002CodeFix>;

/// <summary>The quick-fix of CHIM1002 where taking a call out is not enough: loops, flags, handles, helpers.</summary>
public class CHIM1002FixTests
{
    private const string Call = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport())";
    private const string Complete = Call + ";";
    private const string Again = "{|CHIM1002:" + Call + "|};";

    [Fact]
    public Task A_call_in_a_loop_is_made_behind_it() => Fixed($$"""
        for (int i = 0; i < 2; i++)
        {
            Console.WriteLine(i);
            {{Again}}
        }
        """, $$"""
        for (int i = 0; i < 2; i++)
        {
            Console.WriteLine(i);
        }
        {{Complete}}
        """);

    [Fact]
    public Task A_flag_that_is_tested_is_set() => Fixed($$"""
        bool isDone = false;
        if (IsUp())
        {
            Console.WriteLine("up");
            {{Complete}}
        }
        Console.WriteLine("at work");
        if (!isDone)
        {
            Console.WriteLine("late");
            {{Again}}
        }
        """, $$"""
        bool isDone = false;
        if (IsUp())
        {
            Console.WriteLine("up");
            {{Complete}}
            isDone = true;
        }
        Console.WriteLine("at work");
        if (!isDone)
        {
            Console.WriteLine("late");
            {{Complete}}
        }
        """);

    [Fact]
    public Task A_list_that_is_pended_as_well_is_completed_with_its_handle() => Fixed("""
        var pended = list.Pend();
        {|CHIM1002:Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport())|};
        Console.WriteLine(pended);
        """, """
        var pended = list.Pend();
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, pended.Resume().ToMiniport());
        Console.WriteLine(pended);
        """);

    [Fact]
    public Task A_handle_is_taken_out_of_the_field_that_keeps_it() => Verify.VerifyCodeFixAsync(
        InDriver(Slot("{|CHIM1002:kept.Resume()|}", "private PendedProtocolOffload? _slot;", "")),
        InDriver(Slot("kept.Resume()", "private PendedProtocolOffload? _slot;", "\n    _slot = null;")));

    [Fact]
    public Task Not_offered_where_a_property_keeps_the_handle()
    {
        string source = InDriver(Slot("{|CHIM1002:kept.Resume()|}", "private PendedProtocolOffload? _slot { get; set; }", ""));
        return Verify.VerifyCodeFixAsync(source, source);
    }

    [Fact]
    public Task The_handler_returns_behind_all_that_a_branch_decided() => Fixed($$"""
        int number = Random.Shared.Next(9);
        if (IsUp())
        {
            if (number > 3)
                Finish(list);
            if (number <= 3)
                {{Complete}}
            Console.WriteLine("done");
        }
        Console.WriteLine("at work");
        {{Again}}

        void Finish(ProtocolOffloadBlockList inner)
        {
            Console.WriteLine("finished");
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, inner.ToMiniport());
        }
        """, $$"""
        int number = Random.Shared.Next(9);
        if (IsUp())
        {
            if (number > 3)
                Finish(list);
            if (number <= 3)
                {{Complete}}
            Console.WriteLine("done");
            return;
        }
        Console.WriteLine("at work");
        {{Complete}}

        void Finish(ProtocolOffloadBlockList inner)
        {
            Console.WriteLine("finished");
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, inner.ToMiniport());
        }
        """);

    [Fact]
    public Task One_of_two_calls_deep_in_helpers_is_removed() => Verify.VerifyCodeFixAsync(
        InDriver(Helpers("{|CHIM1002:Third(list)|}", "try\n    {\n        First(list);\n        Console.WriteLine();\n    }\n    catch (InvalidOperationException)\n    {\n        First(list);\n    }")),
        InDriver(Helpers("Third(list)", "try\n    {\n        First(list);\n        Console.WriteLine();\n    }\n    catch (InvalidOperationException)\n    {\n    }")));

    private static string Slot(string resumed, string slot, string taken) => $$"""
        {{slot}}

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            if (_slot != null)
                Flush();
            _slot = list.Pend();
        }

        public void Flush()
        {
            var kept = _slot;{{taken}}
            if (kept != null)
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {{resumed}}.ToMiniport());
        }
        """;

    private static string Helpers(string call, string second) => $$"""
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {{call}};

        private void First(ProtocolOffloadBlockList list)
        {
            {{Complete}}
        }

        private void Second(ProtocolOffloadBlockList list)
        {
            {{second}}
        }

        private void Third(ProtocolOffloadBlockList list)
        {
            Second(list);
        }
        """;

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(Completion(before), Completion(after));
}
