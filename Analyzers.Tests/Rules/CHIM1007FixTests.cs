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
    public Task Where_a_call_throws_that_has_no_part_in_it() => Fixed(Caller("{|CHIM1007:Check()|};"), Caller($$"""
        try
            {
                Check();
            }
            catch
            {
                {{Complete}}
                throw;
            }
        """));

    [Fact]
    public Task Not_offered_where_the_call_that_throws_gives_a_value_that_is_needed()
    {
        string source = Caller("bool isUp = {|CHIM1007:Check()|};\n    Console.WriteLine(isUp);");
        return Verify.VerifyCodeFixAsync(source, source);
    }

    [Fact]
    public Task Not_offered_where_the_call_that_throws_has_the_list()
    {
        string source = InDriver(Helper("{|CHIM1007:Finish(list)|}", "").Replace("private", "public", StringComparison.Ordinal).Replace("=> {|CHIM1007:Finish(list)|};", "{ {|CHIM1007:Finish(list)|}; }", StringComparison.Ordinal));
        return Verify.VerifyCodeFixAsync(source, source);
    }

    [Fact]
    public Task Where_an_expression_throws() => Fixed(Completion($$"""
        Console.WriteLine(IsUp() ? "up" : {|CHIM1007:throw new InvalidOperationException()|});
        {{Complete}}
        """), Completion($$"""
        try
        {
            Console.WriteLine(IsUp() ? "up" : throw new InvalidOperationException());
        }
        catch
        {
            {{Complete}}
            throw;
        }
        {{Complete}}
        """));

    private static string Caller(string call) => InDriver($$"""
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{call}}
            {{Complete}}
        }

        private bool Check()
        {
            if (IsUp())
                throw new InvalidOperationException();
            return true;
        }
        """);

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
