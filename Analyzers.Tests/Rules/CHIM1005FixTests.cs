using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1005CodeFix>;

/// <summary>The quick-fix of CHIM1005: the use moves above the call, where it may.</summary>
public class CHIM1005FixTests
{
    private const string Complete = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    [Fact]
    public Task A_use_moves_above_the_call() => Fixed($$"""
        {{Complete}}
        Console.WriteLine({|CHIM1005:list.Root|}.Status); // for the log
        """, $$"""
        Console.WriteLine(list.Root.Status);
        {{Complete}}
        // for the log
        """);

    [Fact]
    public Task A_branch_moves_as_a_whole() => Fixed($$"""
        {{Complete}}
        if (IsUp())
        {
            // only then
            Console.WriteLine({|CHIM1005:list.Root|}.Status);
        }
        """, $$"""
        if (IsUp())
        {
            // only then
            Console.WriteLine(list.Root.Status);
        }
        {{Complete}}
        """);

    [Fact]
    public Task A_use_moves_above_the_branch_with_the_call() => Fixed($$"""
        if (IsUp())
        {
            {{Complete}}
        }
        else
        {
            {{Complete}}
        }
        NdisStatus status = {|CHIM1005:list.Root|}.Status;
        Console.WriteLine(status);
        """, $$"""
        NdisStatus status = list.Root.Status;
        if (IsUp())
        {
            {{Complete}}
        }
        else
        {
            {{Complete}}
        }
        Console.WriteLine(status);
        """);

    [Fact]
    public Task A_second_call_goes_with_what_it_converts() => Verify.VerifyCodeFixAsync(
        InDriver(Event("if (!IsUp())\n    {\n        var rebuilt = {|CHIM1005:list.OverlayAsMiniport()|};\n        Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, rebuilt, code);\n    }\n    ")),
        InDriver(Event("if (!IsUp())\n    {\n    }\n    ")));

    private static string Event(string second) => $$"""
        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
        {
            base.ProtocolIndicateOffloadEvent(context, list, code);
            {{second}}Console.WriteLine("done");
        }
        """;

    [Fact]
    public Task Not_offered_across_the_writing_of_what_the_use_needs() => NotOffered($$"""
        int count = 0;
        {{Complete}}
        count++;
        Console.WriteLine(count + (int){|CHIM1005:list.Root|}.Status);
        """);

    [Fact]
    public Task Not_offered_where_the_use_leaves_the_handler() => NotOffered($$"""
        {{Complete}}
        if ({|CHIM1005:list.Root|}.Status == NdisStatus.Success)
            return;
        Console.WriteLine("failed");
        """);

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(Completion(before), Completion(after));

    private static Task NotOffered(string body) => Verify.VerifyCodeFixAsync(Completion(body), Completion(body));
}
