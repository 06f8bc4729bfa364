using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CS8345CodeFix>;

/// <summary>Lists that are kept where the compiler refuses them: the fix keeps the handle of a pended one.</summary>
public class CS8345Tests
{
    private static readonly string s_argument = RoslynHost.CSharp > 12 ? "CS9244" : "CS0306";

    private static Task FixAsync(string before, string after) => Verify.VerifyCodeFixAsync(InDriver(before.Replace("CS0306", s_argument, StringComparison.Ordinal)), InDriver(after));

    private static Task NotOfferedAsync(string source) => FixAsync(source, source.Replace("CS0306", s_argument, StringComparison.Ordinal));

    private static string Field(bool isFixed) => $$"""
        private {{(isFixed ? "PendedMiniportOffload?" : "{|CS8345:MiniportOffloadBlockList|}")}} _parked; // one at a time
        private bool _isParked;

        public override void {{(isFixed ? "MiniportQueryOffload" : "{|CHIM1001:MiniportQueryOffload|}")}}(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{(isFixed ? "Finish()" : "{|CHIM1004:Finish()|}")}};
            _parked = {{(isFixed ? "list.Pend()" : "list")}};
            _isParked = true;
        }

        public void Finish()
        {
            if (_isParked)
            {
                _isParked = false;
                Ndis.NdisQueryOffloadState(NdisBindingHandle, _parked{{(isFixed ? "!.Resume()" : "")}}.ToProtocol(new ImCallEntry()));
            }
        }
        """;

    [Fact]
    public Task A_field_keeps_the_handle() => FixAsync(Field(isFixed: false), Field(isFixed: true));

    private static string Queue(bool isFixed)
    {
        var (type, name) = isFixed ? ("PendedMiniportOffload", "_parked") : ("{|CS0306:MiniportOffloadBlockList|}", "{|CS0306:_parked|}");
        return $$"""
            private readonly Queue<{{(isFixed ? type : "MiniportOffloadBlockList")}}> {{name}} = new Queue<{{type}}>();

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                {{(isFixed ? "_parked.Enqueue(list.Pend())" : "{|CHIM1099:_parked.Enqueue(list)|}")}};
            }

            public void Finish()
            {
                while (_parked.Count > 0)
                {
                    MiniportOffloadBlockList next = _parked.Dequeue(){{(isFixed ? ".Resume()" : "")}};
                    Ndis.NdisQueryOffloadState(NdisBindingHandle, next.ToProtocol(new ImCallEntry()));
                }
            }
            """;
    }

    [Fact]
    public Task A_queue_keeps_handles() => FixAsync(Queue(isFixed: false), Queue(isFixed: true));

    private static string Pair(string value, string type) => $$"""
        private readonly Queue<(PendedMiniportOffload List, int Turn)> _parked = new();

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            var pair = ({{value}}, 1);
            _parked.Enqueue({{type}});
        }

        public void Finish()
        {
            while (_parked.TryDequeue(out var next))
                Ndis.NdisQueryOffloadState(NdisBindingHandle, next.List.Resume().ToProtocol(new ImCallEntry()));
        }
        """;

    [Fact]
    public Task A_tuple_keeps_the_handle() => FixAsync(Pair("{|CS0306:list|}", "{|CS1503:pair|}"), Pair("list.Pend()", "pair"));

    [Fact]
    public Task Not_offered_where_nothing_resumes_it() => NotOfferedAsync("""
        private {|CS8345:ProtocolOffloadBlockList|} _list;

        public override void {|CHIM1001:ProtocolQueryOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            _list = list;
        }
        """);

    [Fact]
    public Task Not_offered_where_it_is_completed_besides() => NotOfferedAsync("""
        private {|CS8345:MiniportOffloadBlockList|} _kept;

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            _kept = list.ToMiniport();
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CHIM1005:list.ToMiniport()|});
        }
        """);

    [Fact]
    public Task Not_offered_for_a_view_of_a_block() => NotOfferedAsync("private {|CS8345:MiniportOffloadBlock|} _block;");

    [Fact]
    public Task Not_offered_for_other_types() => NotOfferedAsync("private readonly List<Span<int>> {|CS0306:_spans|} = new List<{|CS0306:Span<int>|}>();");

    private static string Array(bool isFixed) => $$"""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{(isFixed ? "PendedMiniportOffload" : "{|CS0611:MiniportOffloadBlockList|}")}}[] kept = { {{(isFixed ? "list.Pend()" : "list")}} };
            Ndis.NdisQueryOffloadState(NdisBindingHandle, kept[0]{{(isFixed ? ".Resume()" : "")}}.ToProtocol(new ImCallEntry()));
        }
        """;

    [Fact]
    public Task An_array_keeps_the_handle() => FixAsync(Array(isFixed: false), Array(isFixed: true));

    [Fact]
    public Task Not_offered_where_an_array_is_dropped() => NotOfferedAsync("""
        public override void {|CHIM1001:MiniportQueryOffload|}(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {|CS0611:MiniportOffloadBlockList|}[] kept = { list };
        }
        """);
}
