using Chimney.Analyzers.Contract;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1007: an exception leaves the handler with its duty open (C008, C274), and the option that says which exceptions count.</summary>
public class CHIM1007Tests : RuleTest
{
    private const string Complete = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    private static string Handler(string body) => $$"""
        private static void Log(string text) => Console.WriteLine(text);

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
        }
        """;

    [Fact, Breaks("C008", "C274")]
    public Task Throw_before_the_completion() => VerifyAsync(Handler("{|CHIM1007:throw new InvalidOperationException();|}"));

    [Fact, Breaks("C008", "C274")]
    public Task Throw_on_one_path() => VerifyAsync(Handler($$"""
        if (IsUp())
            {|CHIM1007:throw new InvalidOperationException();|}
        {{Complete}}
        """));

    [Fact]
    public Task Throw_expression() => VerifyAsync(Handler($$"""
        var name = Name ?? {|CHIM1007:throw new InvalidOperationException()|};
        {{Complete}}
        """));

    [Fact]
    public Task Silent_where_only_blocks_are_walked() => VerifyAsync(Handler($$"""
        try
        {
            foreach (var block in list.Blocks)
                _seen += block.Status == NdisStatus.Success ? 1 : 0;
        }
        catch (Exception) { throw; }
        {{Complete}}
        """) + "\nprivate int _seen;");

    [Fact, Breaks("C008", "C274")]
    public Task Rethrow_without_completing() => VerifyAsync(Handler($$"""
        try { Log("x"); }
        catch (Exception) { {|CHIM1007:throw;|} }
        {{Complete}}
        """));

    [Fact]
    public Task Catch_of_another_type() => VerifyAsync(Handler($$"""
        try { {|CHIM1007:throw new InvalidOperationException();|} }
        catch (ArgumentException) { }
        {{Complete}}
        """));

    [Fact]
    public Task Calls_that_may_throw_count_by_option() => VerifyAsync(Handler($$"""
        {|CHIM1007:Console.WriteLine()|};
        {{Complete}}
        """), (Options.ExceptionsKey, "calls"));

    [Fact]
    public Task Switch_expression_without_match_counts_by_option() => VerifyAsync(Handler("""
        _ = {|CHIM1007:list.Root.Status switch
        {
            NdisStatus.Success => Done(list),
            NdisStatus.Failure => Done(list),
        }|};
        }
        private bool Done(ProtocolOffloadBlockList list)
        {
            Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            return true;
        """), (Options.ExceptionsKey, "calls"));

    [Fact]
    public Task Silent_for_calls_by_default() => VerifyAsync(Handler($$"""
        Console.WriteLine();
        {{Complete}}
        """));

    [Fact]
    public Task Silent_after_the_completion() => VerifyAsync(Handler($$"""
        {{Complete}}
        throw new InvalidOperationException();
        """));

    [Fact]
    public Task Silent_when_caught_and_completed() => VerifyAsync(Handler($$"""
        try
        {
            if (IsUp())
                throw new InvalidOperationException();
        }
        catch (InvalidOperationException) { }
        {{Complete}}
        """));

    [Fact]
    public Task Silent_when_finally_completes() => VerifyAsync(Handler($$"""
        try
        {
            if (IsUp())
                throw new InvalidOperationException();
        }
        finally { {{Complete}} }
        """));

    [Fact]
    public Task Silent_when_switched_off() => VerifyAsync(Handler("throw new InvalidOperationException();"), (Options.ExceptionsKey, "ignore"));

    [Fact]
    public Task Silent_where_the_process_ends() => VerifyAsync(Handler("""Environment.FailFast("");"""));
}
