using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1006CodeFix>;

/// <summary>What the quick-fix of CHIM1006 writes where nothing takes handles out of a field, or teardown leaves them there.</summary>
public class CHIM1006DrainFixTests
{
    private const string Queue = "private readonly Queue<PendedProtocolOffload> _parked = new();";
    private const string Lost = "_parked.Enqueue({|CHIM1006:list.Pend()|})";
    private const string Kept = "_parked.Enqueue(list.Pend())";
    private const string Up = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, kept.Resume().ToMiniport());";
    private const string Loop = "while (_parked.TryDequeue(out var kept))\n    " + Up;

    /// <summary>A driver whose completion handler for invalidates keeps the list.</summary>
    private static string Keeping(string keep, string rest = "", string field = Queue) => InDriver($$"""
        {{field}}

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {{keep}};
        {{rest}}
        """);

    /// <summary>The type with the new method at its end.</summary>
    private static string With(string source, string loop)
        => source.Insert(source.LastIndexOf('}'), "\n    public void CompletePended()\n    {\n        " + loop.Replace("\n", "\n        ", StringComparison.Ordinal) + "\n    }\n");

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(before, after);

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);

    [Theory]
    [InlineData("Queue", "Enqueue", "TryDequeue")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue", "Enqueue", "TryDequeue")]
    [InlineData("Stack", "Push", "TryPop")]
    [InlineData("System.Collections.Concurrent.ConcurrentStack", "Push", "TryPop")]
    [InlineData("System.Collections.Concurrent.ConcurrentBag", "Add", "TryTake")]
    public Task A_method_drains_a_collection(string type, string add, string take)
    {
        string field = $"private readonly {type}<PendedProtocolOffload> _parked = new();";
        return Fixed(
            Keeping($"_parked.{add}({{|CHIM1006:list.Pend()|}})", field: field),
            With(Keeping($"_parked.{add}(list.Pend())", field: field), Loop.Replace("TryDequeue", take, StringComparison.Ordinal)));
    }

    [Fact]
    public Task A_method_walks_a_list_and_clears_it() => Fixed(
        Keeping("_parked.Add({|CHIM1006:list.Pend()|})", field: "private readonly List<PendedProtocolOffload> _parked = new();"),
        With(Keeping("_parked.Add(list.Pend())", field: "private readonly List<PendedProtocolOffload> _parked = new();"), "foreach (var kept in _parked)\n    " + Up + "\n_parked.Clear();"));

    [Fact]
    public Task Handles_of_two_operations() => Fixed(
        Keeping(Lost, Second("{|CHIM1006:list.Pend()|}")),
        With(Keeping(Kept, Second("list.Pend()")), $$"""
            while (_parked.TryDequeue(out var kept))
            {
                switch (kept.Operation)
                {
                    case OffloadOperation.Invalidate:
                    {
                        {{Up}}
                        break;
                    }
                    case OffloadOperation.Query:
                    {
                        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, kept.Resume().ToMiniport());
                        break;
                    }
                }
            }
            """.ReplaceLineEndings("\n")));

    private static string Second(string pend) => $"\npublic override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue({pend});\n";

    private static string Disposing(string body) => $"\npublic void Dispose()\n{{{body}\n}}\n";

    [Theory]
    [InlineData("Dispose")]
    [InlineData("Halt")]
    [InlineData("UnbindAdapter")]
    public Task Where_the_type_is_torn_down(string name) => Fixed(
        Keeping(Lost, Disposing("\n    Console.WriteLine(\"ends\");").Replace("Dispose", name, StringComparison.Ordinal)),
        Keeping(Kept, Disposing("\n    " + Loop.Replace("\n", "\n    ", StringComparison.Ordinal) + "\n    Console.WriteLine(\"ends\");").Replace("Dispose", name, StringComparison.Ordinal)));

    [Fact]
    public Task In_an_empty_teardown() => Fixed(
        Keeping(Lost, Disposing("")),
        Keeping(Kept, Disposing("\n    " + Loop.Replace("\n", "\n    ", StringComparison.Ordinal))));

    [Fact]
    public Task Before_a_teardown_of_one_expression() => Fixed(
        Keeping(Lost, "\npublic void Dispose() => Console.WriteLine(\"ends\");\n"),
        Keeping(Kept, Disposing("\n    " + Loop.Replace("\n", "\n    ", StringComparison.Ordinal) + "\n    Console.WriteLine(\"ends\");")));

    [Fact]
    public Task The_method_that_drains_is_called_on_teardown() => Fixed(
        Keeping(Lost, Draining + Disposing("\n    Console.WriteLine(\"ends\");")),
        Keeping(Kept, Draining + Disposing("\n    Drain();\n    Console.WriteLine(\"ends\");")));

    private static readonly string Draining = $"\npublic void Drain()\n{{\n    while (_parked.TryDequeue(out var next))\n        {Up.Replace("kept", "next", StringComparison.Ordinal)}\n}}\n";

    [Fact]
    public Task A_method_that_completes_one_is_not_enough_on_teardown() => Fixed(
        Keeping(Lost, Draining.Replace("while", "if", StringComparison.Ordinal) + Disposing("\n    Console.WriteLine(\"ends\");")),
        Keeping(Kept, Draining.Replace("while", "if", StringComparison.Ordinal) + Disposing("\n    " + Loop.Replace("\n", "\n    ", StringComparison.Ordinal) + "\n    Console.WriteLine(\"ends\");")));

    [Fact]
    public Task Not_offered_where_other_code_clears_the_field() => NotOffered(
        Keeping("_parked.Add({|CHIM1006:list.Pend()|})", "\npublic void Forget()\n{\n    System.Linq.Enumerable.Select(_parked, Look);\n    _parked.Clear();\n}\n\nprivate bool Look(PendedProtocolOffload each) => each.Operation == OffloadOperation.Query;\n", "private readonly List<PendedProtocolOffload> _parked = new();"));

    [Fact]
    public Task Not_offered_for_a_collection_that_never_changes() => NotOffered(Keeping(
        "System.Collections.Immutable.ImmutableInterlocked.Enqueue(ref _parked, {|CHIM1006:list.Pend()|})",
        field: "private System.Collections.Immutable.ImmutableQueue<PendedProtocolOffload> _parked = System.Collections.Immutable.ImmutableQueue<PendedProtocolOffload>.Empty;"));

    [Fact]
    public Task A_target_fails_what_it_keeps() => Fixed(
        Target("{|CHIM1006:list.Pend()|}", ""),
        Target("list.Pend()", """

                public void CompletePended()
                {
                    while (_parked.TryDequeue(out var kept))
                    {
                        MiniportOffloadBlockList failed = kept.Resume();
                        foreach (var block in failed.Blocks)
                        {
                            block.Status = NdisStatus.Failure;
                            block.NetBufferListChain = null;
                        }
                        Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, failed);
                    }
                }

            """));

    private static string Target(string pend, string rest) => $$"""
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            private readonly Queue<PendedMiniportOffload> _parked = new();

            public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _parked.Enqueue({{pend}});
        {{rest}}}

        """.ReplaceLineEndings("\n");

    [Fact]
    public Task Not_offered_where_a_helper_fills_the_field_as_well() => NotOffered(Keeping(Lost, "\npublic void Keep(PendedProtocolOffload pended) => _parked.Enqueue(pended);\n"));

    [Fact]
    public Task Not_offered_where_other_types_may_fill_the_field() => NotOffered(Keeping(Lost).Replace("private readonly", "internal readonly", StringComparison.Ordinal));

    [Fact]
    public Task Not_offered_where_the_name_is_taken() => NotOffered(Keeping(Lost, "\npublic int CompletePended { get; set; }\n"));

    [Fact]
    public Task Not_offered_without_a_handle() => NotOffered("""
        using System.Collections.Generic;
        using Chimney;

        public class Part
        {
            private readonly Queue<PendedProtocolOffload> _parked = new();

            public void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue({|CHIM1006:list.Pend()|});

            public ClientChimneyOffloadGenericCharacteristics Slots() => new() { InvalidateOffloadCompleteHandler = ProtocolInvalidateOffloadComplete };
        }

        """);

    [Fact]
    public Task Not_offered_where_code_in_another_file_may_fill_the_field() => NotOffered(Keeping(Lost).Replace("public class", "public partial class", StringComparison.Ordinal) + "\npublic partial class Driver\n{\n    public void Keep(PendedProtocolOffload pended) => _parked.Enqueue(pended);\n}\n");
}
