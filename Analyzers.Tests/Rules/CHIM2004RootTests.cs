using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM2004 where a target publishes the root of an initiate alone (C116): only where no block of the tree can be known from elsewhere.</summary>
public class CHIM2004RootTests : RuleTest
{
    private const string Success = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Success;\n";
    private const string Failed = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Resources;\n";
    private const string Root = "if (!list.Root.IsPlaceholder)\n    list.Root.MiniportOffloadContext = OffloadContext.From(this);\n";
    private const string Up = "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);";
    private const string Sent = "{|CHIM2004:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list)|};";

    private const string PublishesAll = """
        foreach (var block in list.Blocks)
            if (!block.IsPlaceholder && block.MiniportOffloadContext.IsNull)
                block.MiniportOffloadContext = OffloadContext.From(this);
        """;

    private static Task Target(string body, string members = "", string types = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members) + types);

    [Fact, Breaks("C116")]
    public Task In_one_loop_without_a_test() => Target("list.Root.MiniportOffloadContext = OffloadContext.From(this);\n" + Success + Sent);

    [Fact, Breaks("C116")]
    public Task After_the_statuses() => Target(Success + Root + Sent);

    [Fact, Breaks("C116")]
    public Task With_partial_success() => Target(Success.Replace("Success", "OffloadPartialSuccess", StringComparison.Ordinal) + Root + Sent);

    [Fact, Breaks("C116")]
    public Task In_a_helper_that_borrows() => Target("Settle(list);\n" + Sent, $$"""
        private void Settle([Borrows] MiniportOffloadBlockList list)
        {
            {{(Success + Root).ReplaceLineEndings("\n    ")}}
        }
        """);

    [Fact, Breaks("C116")]
    public Task In_a_loop_with_more_statements() => Target("foreach (var block in list.Blocks)\n{\n    block.MiniportReserved[0] = this;\n    block.Status = NdisStatus.Success;\n}\n" + Root + Sent);

    [Fact]
    public Task Silent_where_blocks_were_counted() => Target("var count = 0;\nforeach (var each in list.Blocks)\n    count++;\nif (count == 1)\n{\n    " + (Success + Root).ReplaceLineEndings("\n    ") + "\n}\nelse\n{\n    " + Failed.ReplaceLineEndings("\n    ") + "\n}\n" + Up);

    [Fact]
    public Task Silent_where_a_loop_looked_for_other_new_objects() => Target("""
        var (isFirst, others) = (true, false);
        foreach (var each in list.Blocks)
        {
            if (!isFirst && !each.IsPlaceholder && each.MiniportOffloadContext.IsNull)
                others = true;
            isFirst = false;
        }
        if (others)
        {
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Resources;
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
            continue;
        }

        """ + Success.Replace("block", "other", StringComparison.Ordinal) + Root + Up);

    [Fact]
    public Task Silent_where_placeholders_alone_succeed() => Target(Failed + "foreach (var other in list.Blocks)\n    if (other.IsPlaceholder)\n        other.Status = NdisStatus.Success;\n" + Root + "if (!list.Root.IsPlaceholder)\n    list.Root.Status = NdisStatus.OffloadPartialSuccess;\n" + Up);

    [Fact]
    public Task Silent_where_new_objects_below_fail() => Target(Success + """
        foreach (var other in list.Blocks)
            if (!other.IsPlaceholder && other.MiniportOffloadContext.IsNull)
                other.Status = NdisStatus.Resources;
        if (!list.Root.IsPlaceholder)
        {
            list.Root.MiniportOffloadContext = OffloadContext.From(this);
            list.Root.Status = NdisStatus.OffloadPartialSuccess;
        }

        """ + Up);

    [Fact]
    public Task Silent_where_larger_trees_were_refused_before() => Target(Success + Root + Up, """
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            var root = list.Root;
            if (root.NextBlock.IsNull && root.DependentBlockList.IsNull)
            {
                _work.Enqueue(list.Pend());
                return;
            }
            var refused = list.Pend();
            _refused.Enqueue(refused);
        }

        private readonly Queue<PendedMiniportOffload> _refused = new();

        public void Refuse()
        {
            while (_refused.TryDequeue(out var pended))
            {
                var list = pended.Resume();
                foreach (var block in list.Blocks)
                    block.Status = NdisStatus.Resources;
                Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
            }
        }
        """);

    [Fact]
    public Task Silent_where_larger_trees_were_counted_before() => Target(Success + Root + Up, """
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            var blocks = 0;
            foreach (var block in list.Blocks)
                blocks++;
            if (blocks > 1)
                Environment.FailFast("This adapter was asked for more than one object.");
            _work.Enqueue(list.Pend());
        }
        """);

    [Fact]
    public Task Silent_where_a_derived_target_publishes_before_it_parks() => Target(Success + Root + Up, """
        protected void Park([Discharges] MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());
        """, $$"""

        public abstract class Derived : Target
        {
            public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                {{PublishesAll.ReplaceLineEndings("\n        ")}}
                Park(list);
            }
        }
        """);

    [Fact]
    public Task Silent_where_a_derived_target_publishes_before_its_base_parks() => Target(Success + Root + Up, "", $$"""

        public abstract class Derived : Target
        {
            public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                {{PublishesAll.ReplaceLineEndings("\n        ")}}
                base.MiniportInitiateOffload(context, list);
            }
        }
        """);

    [Fact]
    public Task Silent_where_an_interface_publishes_before_it_is_parked() => Target(Success + Root + Up, """
        private readonly IPublisher _publisher = Publishers.Create();

        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            _publisher.Publish(list);
            _work.Enqueue(list.Pend());
        }
        """, $$"""

        public interface IPublisher
        {
            void Publish([Borrows] MiniportOffloadBlockList list);
        }

        internal static class Publishers
        {
            public static IPublisher Create() => (IPublisher)Activator.CreateInstance(Type.GetType("Publisher")!)!;
        }

        internal sealed class Publisher : IPublisher
        {
            public void Publish([Borrows] MiniportOffloadBlockList list)
            {
                {{PublishesAll.ReplaceLineEndings("\n        ")}}
            }
        }
        """);

    [Fact]
    public Task Silent_where_a_delegate_publishes_before_it_is_parked() => Target(Success + Root + Up, """
        private delegate void Walk(MiniportOffloadBlock block);

        private readonly Walk _walk = Publisher.Publish;

        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                _walk(block);
            _work.Enqueue(list.Pend());
        }
        """, """

        internal static class Publisher
        {
            public static void Publish(MiniportOffloadBlock block)
            {
                if (!block.IsPlaceholder && block.MiniportOffloadContext.IsNull)
                    block.MiniportOffloadContext = OffloadContext.From(new object());
            }
        }
        """);

    [Fact]
    public Task Silent_where_the_loop_stops_at_the_first_block() => Target(Failed + """
        foreach (var other in list.Blocks)
        {
            other.Status = NdisStatus.Success;
            break;
        }

        """ + Root + Up);

    [Fact]
    public Task Silent_where_blocks_behind_the_root_are_skipped() => Target(Failed + """
        var isRoot = true;
        foreach (var other in list.Blocks)
        {
            if (!isRoot)
                continue;
            isRoot = false;
            other.Status = NdisStatus.Success;
        }

        """ + Root + Up);

    [Fact]
    public Task Silent_where_a_conversion_of_its_own_publishes() => Target(Success + "Walker walker = list.Root;\nwalker.Publish();\n" + Root + Up, "", """

        internal readonly ref struct Walker
        {
            private readonly MiniportOffloadBlock _block;

            private Walker(MiniportOffloadBlock block) => _block = block;

            public static implicit operator Walker(MiniportOffloadBlock block) => new(block);

            public void Publish()
            {
                for (var block = _block; !block.IsNull; block = block.NextBlock)
                {
                    if (!block.IsPlaceholder)
                        block.MiniportOffloadContext = OffloadContext.From(new object());
                    new Walker(block.DependentBlockList).Publish();
                }
            }
        }
        """);

    [Fact, Breaks("C116")]
    public Task Of_the_root_and_its_first_dependent() => Target(Success + Root + """
        var path = list.Root.DependentBlockList;
        if (!path.IsNull && !path.IsPlaceholder)
            path.MiniportOffloadContext = OffloadContext.From(this);

        """ + Sent);

    [Fact]
    public Task Silent_for_a_walker_of_its_own() => Target(Success + "foreach (var other in new Walk(list))\n    other.MiniportOffloadContext = OffloadContext.From(this);\n" + Root + Up, "", """

        internal ref struct Walk
        {
            private MiniportOffloadBlocks _blocks;

            public Walk([Borrows] MiniportOffloadBlockList list) => _blocks = list.Blocks;

            public MiniportOffloadBlock Current => _blocks.Current;

            public Walk GetEnumerator() => this;

            public bool MoveNext()
            {
                while (_blocks.MoveNext())
                    if (!_blocks.Current.IsPlaceholder && _blocks.Current.MiniportOffloadContext.IsNull)
                        return true;
                return false;
            }
        }
        """);

    [Fact]
    public Task Silent_where_an_enumerator_is_turned_by_hand() => Target("""
        var blocks = list.Blocks;
        var isAlone = blocks.MoveNext() && !blocks.MoveNext();
        if (!isAlone)
        {
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Resources;
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
            return;
        }

        """ + Success.Replace("block", "other", StringComparison.Ordinal) + Root + Up);

    private const string OfOneLayer = "for (var one = list.Root; !one.IsNull; one = one.NextBlock)\n    if (!one.IsPlaceholder && one.MiniportOffloadContext.IsNull)\n        one.MiniportOffloadContext = OffloadContext.From(this);\n";

    [Fact, Breaks("C116")]
    public Task Of_one_layer_only() => Target(Success + OfOneLayer + Sent);

    [Fact]
    public Task Silent_where_one_layer_alone_succeeds() => Target(Failed + "for (var one = list.Root; !one.IsNull; one = one.NextBlock)\n    if (!one.IsPlaceholder && one.MiniportOffloadContext.IsNull)\n    {\n        one.MiniportOffloadContext = OffloadContext.From(this);\n        one.Status = NdisStatus.OffloadPartialSuccess;\n    }\n" + Up);

    [Fact]
    public Task Silent_where_the_layer_has_no_dependents() => Target(Success + OfOneLayer.Replace("!one.IsPlaceholder", "one.Header.Type == OffloadStateType.Tcp && !one.IsPlaceholder", StringComparison.Ordinal) + Up);

    private const string PublishesEach = "foreach (var each in list.Blocks)\n    if (!each.IsPlaceholder && each.MiniportOffloadContext.IsNull)\n        each.MiniportOffloadContext = OffloadContext.From(this);\n";
    private const string OnOnePath = "if (IsUp())\n{\n    " + PublishesEach + "}\n";

    /// <summary>Statuses that are not the same for all blocks: the root alone may have succeeded.</summary>
    [Theory]
    [InlineData("foreach (var each in list.Blocks)\n    each.Status = each.IsPlaceholder ? NdisStatus.Success : NdisStatus.Resources;\n")]
    [InlineData("var n = 0;\nforeach (var each in list.Blocks)\n    each.Status = n++ == 0 ? NdisStatus.OffloadPartialSuccess : NdisStatus.Resources;\n")]
    [InlineData("var n = 0;\nforeach (var each in list.Blocks)\n    each.Status = (n += 1) == 1 ? NdisStatus.OffloadPartialSuccess : NdisStatus.Resources;\n")]
    [InlineData("var others = false;\nforeach (var each in list.Blocks)\n    each.Status = !others && (others = true) ? NdisStatus.OffloadPartialSuccess : NdisStatus.Resources;\n")]
    [InlineData("foreach (var each in list.Blocks)\n{\n    each.Status = each.Equals(list.Root) ? NdisStatus.OffloadPartialSuccess : NdisStatus.Resources;\n}\n")]
    public Task Silent_where_blocks_get_statuses_of_their_own(string statuses) => Target(statuses.Replace("each.Equals(list.Root)", "each.Header.Type == OffloadStateType.Tcp", StringComparison.Ordinal) + Root + Up);

    [Fact]
    public Task Silent_where_the_layer_is_asked_for_twice() => Target(Success + OfOneLayer.Replace("!one.IsPlaceholder", "one.Header.Type == OffloadStateType.Tcp && one.Header.Type != 0 && !one.IsPlaceholder", StringComparison.Ordinal) + Up);

    [Fact]
    public Task Silent_where_it_is_published_if_there_are_blocks_at_all() => Target("var count = 0;\nforeach (var one in list.Blocks)\n    count++;\nif (count > 0)\n{\n    " + PublishesEach + "}\n" + Success + Up);

    [Fact, Breaks("C116")]
    public Task On_one_path_only() => Target(OnOnePath + Success + Sent);

    [Fact, Breaks("C116")]
    public Task On_one_path_only_after_the_statuses() => Target(Success + "var isKept = IsUp();\nif (!isKept)\n{\n    " + PublishesEach + "}\n" + Sent);

    [Fact, Breaks("C116")]
    public Task On_one_path_of_a_composed_target() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Composed("WInitiateOffloadHandler", PublishesEach, Success + Sent));

    [Fact]
    public Task Silent_where_the_statuses_go_with_the_path() => Target("var status = IsUp() ? NdisStatus.Success : NdisStatus.Resources;\nif (status == NdisStatus.Success)\n{\n    " + PublishesEach + "}\n" + Success.Replace("NdisStatus.Success", "status", StringComparison.Ordinal) + Up);

    [Fact]
    public Task Silent_where_one_flag_decides_both() => Target("var isUp = IsUp();\nif (isUp)\n{\n    " + PublishesEach + "}\nif (isUp)\n{\n    " + Success + "}\nelse\n{\n    " + Failed + "}\n" + Up);

    [Fact]
    public Task Silent_where_the_path_is_that_of_linkers() => Target("var hasNew = false;\nforeach (var one in list.Blocks)\n    hasNew |= !one.IsPlaceholder && one.MiniportOffloadContext.IsNull;\nif (hasNew)\n{\n    " + PublishesEach + "}\n" + Success + Up);

    [Fact]
    public Task Silent_where_the_root_is_a_placeholder() => Target("if (!list.Root.IsPlaceholder)\n{\n    " + PublishesEach + "}\n" + Success + Up);

    [Fact]
    public Task Silent_where_it_was_published_at_an_earlier_turn() => Target("if (!_isDone)\n{\n    " + PublishesEach + "    _isDone = true;\n    _work.Enqueue(list.Pend(pended));\n    continue;\n}\n" + Success + Up, """
        private bool _isDone;
        """);

    [Fact]
    public Task Silent_where_a_record_says_that_it_was_published() => Target("if (!_isPublished)\n{\n    " + PublishesEach + "}\n" + Success + Up, """
        private bool _isPublished;

        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            _isPublished = IsUp();
            if (_isPublished)
                Publish(list);
            _work.Enqueue(list.Pend());
        }

        private void Publish([Borrows] MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                if (!block.IsPlaceholder)
                    block.MiniportOffloadContext = OffloadContext.From(this);
        }
        """);

    [Fact]
    public Task Silent_where_the_path_fails_every_block() => Target("if (!IsUp())\n{\n    " + Failed + "    Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);\n    continue;\n}\n" + PublishesEach + Success.Replace("block", "other", StringComparison.Ordinal) + Up);

    [Fact]
    public Task Silent_where_the_operation_decides() => Target("if (pended.Operation == OffloadOperation.Initiate)\n{\n    " + PublishesEach + "}\n" + Success + "switch (pended.Operation)\n{\n    case OffloadOperation.Initiate:\n        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);\n        break;\n    default:\n        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);\n        break;\n}\n");
}
