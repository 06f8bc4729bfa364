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

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(Completion(before), Completion(after));
}
