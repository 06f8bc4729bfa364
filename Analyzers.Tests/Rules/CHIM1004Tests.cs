using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1004CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1004CodeFix>;

public class CHIM1004Tests
{
    [Fact]
    public Task Silent_with_the_list_rebuilt_in_place() => Verify.VerifyAnalyzerAsync(Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());"));

    [Fact]
    public Task Silent_with_the_list_rebuilt_before() => Verify.VerifyAnalyzerAsync(Completion("""
        var rebuilt = list.ToMiniport();
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, rebuilt);
        """));

    [Fact]
    public Task Silent_with_a_copy() => Verify.VerifyAnalyzerAsync(Completion("""
        var copy = list;
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, copy.ToMiniport());
        """));

    [Fact]
    public Task Silent_with_the_list_resumed() => Verify.VerifyAnalyzerAsync(Completion("""
        var parked = list.Pend();
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport());
        """));

    [Fact]
    public Task Silent_where_the_other_list_is_completed_as_well() => Verify.VerifyAnalyzerAsync(InDriver("""
        public readonly Queue<PendedProtocolOffload> Parked = new();

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var other = Parked.Dequeue().Resume();
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, other.ToMiniport());
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """));

    [Fact, Breaks("C010")]
    public Task The_list_of_another_operation() => Verify.VerifyAnalyzerAsync(InDriver("""
        public readonly Queue<PendedProtocolOffload> Parked = new();

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            => {|CHIM1004:Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, Parked.Dequeue().Resume().ToMiniport())|};
        """));

    [Fact, Breaks("C084")]
    public Task Another_chain() => Verify.VerifyAnalyzerAsync(InDriver("""
        public readonly Queue<PendedNetBufferListChain> Parked = new();

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain list)
            => {|CHIM1004:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, Parked.Dequeue().Resume())|};
        """));

    [Fact]
    public Task The_message_says_which_list_to_pass() => Verify.VerifyAnalyzerAsync(
        Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|#0:default|});"),
        Verify.Diagnostic(Descriptors.CHIM1004WrongList).WithLocation(0).WithArguments(
            "ProtocolInvalidateOffloadComplete", "invalidate completion", "", "call NdisMInvalidateOffloadComplete with the list rebuilt by ToMiniport()", "list"));

    [Fact, Breaks("C009")]
    public Task A_default_list_in_a_completion_is_replaced() => Verify.VerifyCodeFixAsync(
        Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, /* which? */ {|CHIM1004:default|}); // told"),
        Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, /* which? */ list.ToMiniport()); // told"));

    [Fact, Breaks("C038")]
    public Task A_default_list_in_a_request_is_replaced() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
                => Ndis.NdisQueryOffloadState(NdisBindingHandle, {|CHIM1004:default(ProtocolOffloadBlockList)|});
            """),
        InDriver("""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
                => Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
            """));

    [Fact]
    public Task A_named_argument_keeps_its_name() => Verify.VerifyCodeFixAsync(
        Completion("Ndis.NdisMInvalidateOffloadComplete(offloadBlockList: {|CHIM1004:default|}, ndisMiniportHandle: NdisMiniportHandle);"),
        Completion("Ndis.NdisMInvalidateOffloadComplete(offloadBlockList: list.ToMiniport(), ndisMiniportHandle: NdisMiniportHandle);"));

    [Fact]
    public Task A_list_that_is_rebuilt_already_is_passed() => Verify.VerifyCodeFixAsync(
        Completion("""
            var rebuilt = list.ToMiniport();
            Console.WriteLine(rebuilt.Root.Status);
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CHIM1004:default|});
            """),
        Completion("""
            var rebuilt = list.ToMiniport();
            Console.WriteLine(rebuilt.Root.Status);
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, rebuilt);
            """));

    [Fact]
    public Task A_lambda_passes_its_own_list() => Verify.VerifyCodeFixAsync("""
        using Chimney;

        public class Table
        {
            public static ClientChimneyOffloadGenericCharacteristics Client(NdisMiniportHandle miniport) => new()
            {
                QueryOffloadCompleteHandler = (context, list) => Ndis.NdisMQueryOffloadStateComplete(miniport, {|CHIM1004:default|}),
            };
        }
        """, """
        using Chimney;

        public class Table
        {
            public static ClientChimneyOffloadGenericCharacteristics Client(NdisMiniportHandle miniport) => new()
            {
                QueryOffloadCompleteHandler = (context, list) => Ndis.NdisMQueryOffloadStateComplete(miniport, list.ToMiniport()),
            };
        }
        """);

    [Fact]
    public Task Several_calls_and_documents_are_fixed_at_once()
    {
        const string Wrong = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CHIM1004:default|});";
        const string Right = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";
        var source = Completion($"if (IsUp())\n    {Wrong}\nelse\n    {Wrong}").ReplaceLineEndings("\r\n");
        var result = Completion($"if (IsUp())\n    {Right}\nelse\n    {Right}").ReplaceLineEndings("\r\n");
        var test = new Test { TestCode = source, FixedCode = result };
        test.TestState.Sources.Add(source.Replace("Driver :", "Other :", StringComparison.Ordinal));
        test.FixedState.Sources.Add(result.Replace("Driver :", "Other :", StringComparison.Ordinal));
        return test.RunAsync();
    }

    [Fact]
    public Task Not_offered_where_the_list_was_overwritten() => NotOffered(InDriver("""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            list = default;
            Ndis.NdisUpdateOffload(NdisBindingHandle, {|CHIM1004:list.ToProtocol(new ImCallEntry())|});
        }
        """));

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);
}
