using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1007CodeFix>;

/// <summary>The quick-fix of CHIM1007: the operation is settled before the exception leaves the handler.</summary>
public class CHIM1007FixTests
{
    private const string Complete = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    [Fact]
    public Task Before_a_throw() => Fixed(Completion($$"""
        if (IsUp())
            {|CHIM1007:throw new InvalidOperationException();|} // never
        {{Complete}}
        """), Completion($$"""
        if (IsUp())
        {
            {{Complete}}
            throw new InvalidOperationException(); // never
        }
        {{Complete}}
        """));

    [Fact]
    public Task Before_an_exception_is_thrown_again() => Fixed(Completion($$"""
        try
        {
            Console.WriteLine("at work");
        }
        catch (InvalidOperationException)
        {
            {|CHIM1007:throw;|}
        }
        {{Complete}}
        """), Completion($$"""
        try
        {
            Console.WriteLine("at work");
        }
        catch (InvalidOperationException)
        {
            {{Complete}}
            throw;
        }
        {{Complete}}
        """));

    [Fact]
    public Task In_the_helper_that_throws() => Fixed(InDriver(Helper("{|CHIM1007:Finish(list)|}", "")), InDriver(Helper("Finish(list)", Complete + "\n        ")));

    [Fact]
    public Task Not_offered_where_the_exception_is_part_of_an_expression()
    {
        string source = Completion($$"""
            Console.WriteLine(IsUp() ? "up" : {|CHIM1007:throw new InvalidOperationException()|});
            {{Complete}}
            """);
        return Verify.VerifyCodeFixAsync(source, source);
    }

    private static string Helper(string call, string before) => $$"""
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {{call}};

        private void Finish(ProtocolOffloadBlockList list)
        {
            if (IsUp())
            {
                {{before}}throw new InvalidOperationException();
            }
            {{Complete}}
        }
        """;

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(before, after);
}
