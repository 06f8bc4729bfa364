using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer>;

/// <summary>CHIM5001: operations are requested of an object in an order that its life cycle allows (C246–C248, C250, C251).</summary>
public class CHIM5001Tests
{
    private const string Initiate = "Ndis.NdisInitiateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Initiate))";
    private const string Update = "Ndis.NdisUpdateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Update))";
    private const string Query = "Ndis.NdisQueryOffloadState(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Query))";
    private const string Invalidate = "Ndis.NdisInvalidateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Invalidate))";
    private const string Terminate = "Ndis.NdisTerminateOffload(NdisBindingHandle, tree.GetBlockList(OffloadOperation.Terminate))";
    private const string Send = "Ndis.NdisOffloadTcpSend(connection.OffloadHandle, NetBufferListChain.From(list))";
    private const string Receive = "Ndis.NdisOffloadTcpReceive(connection.OffloadHandle, NetBufferListChain.From(list))";
    private const string Forward = "Ndis.NdisOffloadTcpForward(connection.OffloadHandle, NetBufferListChain.From(list))";
    private const string Disconnect = "Ndis.NdisOffloadTcpDisconnect(connection.OffloadHandle, NetBufferListChain.From(list), TcpDisconnectFlags.GracefulClose)";

    private static string Host(string body, string members = "") => $$"""
        using System;
        using System.Collections.Generic;
        using Chimney;

        public class Host : ProtocolDriver
        {
            private OffloadTree _tree = null!;
            private bool _done;

            public void Work(OffloadTree tree, OffloadTree other, OffloadObject connection, NetBufferList list)
            {
                {{body.ReplaceLineEndings("\n        ")}}
            }

            {{members.ReplaceLineEndings("\n    ")}}
        }
        """.ReplaceLineEndings("\n") + "\n";

    private static Task VerifyAsync(string body, string members = "") => Verify.VerifyAnalyzerAsync(Host(body, members));

    private static string Marked(string call) => $"{{|CHIM5001:{call}|}}";

    [Fact, Breaks("C247")]
    public Task Of_a_second_initiate() => VerifyAsync($"{Initiate}; {Marked(Initiate)};");

    [Theory, Breaks("C247")]
    [InlineData(Query)]
    [InlineData(Invalidate)]
    [InlineData(Terminate)]
    public Task Of_anything_before_the_initiate_has_completed(string next) => VerifyAsync($"{Initiate}; {Marked(next)};");

    [Fact, Breaks("C248")]
    public Task Of_an_update_while_updating() => VerifyAsync($"{Update}; {Marked(Update)};");

    [Theory, Breaks("C248")]
    [InlineData(Initiate)]
    [InlineData(Invalidate)]
    public Task Of_an_update_while_offloading_or_invalidating(string first) => VerifyAsync($"{first}; {Marked(Update)};");

    [Theory, Breaks("C250")]
    [InlineData(Query)]
    [InlineData(Update)]
    [InlineData(Invalidate)]
    public Task Of_a_terminate_while_another_runs(string first) => VerifyAsync($"{first}; {Marked(Terminate)};");

    [Theory, Breaks("C251")]
    [InlineData(Send)]
    [InlineData(Receive)]
    [InlineData(Forward)]
    [InlineData(Disconnect)]
    public Task Of_data_after_the_terminate(string data) => VerifyAsync($"var mine = OffloadTree.Build(connection); {Terminate.Replace("tree", "mine", StringComparison.Ordinal)}; {Marked(data)};");

    [Fact, Breaks("C247")]
    public Task Of_data_on_a_dependent_while_it_is_offloaded() => VerifyAsync($$"""
        OffloadObject neighbor = OffloadObject.Neighbor("n");
        OffloadObject path = neighbor.AddPath("p");
        OffloadObject made = path.AddConnection("c");
        OffloadTree all = OffloadTree.Build(neighbor);
        Ndis.NdisInitiateOffload(NdisBindingHandle, all.GetBlockList(OffloadOperation.Initiate));
        {|CHIM5001:Ndis.NdisOffloadTcpSend(made.OffloadHandle, NetBufferListChain.From(list))|};
        """);

    [Fact]
    public Task Through_variables_and_fields() => VerifyAsync($$"""
        _tree = tree;
        ProtocolOffloadBlockList first = _tree.GetBlockList(OffloadOperation.Update);
        Ndis.NdisUpdateOffload(NdisBindingHandle, first);
        ProtocolOffloadBlockList second = tree.GetBlockList(OffloadOperation.Terminate);
        {|CHIM5001:Ndis.NdisTerminateOffload(NdisBindingHandle, second)|};
        """);

    [Fact]
    public Task On_all_branches() => VerifyAsync($"if (list.DataLength > 0) {{ }} {Update}; if (_done) {Marked(Update)}; else {Marked(Terminate)};");

    [Fact]
    public Task On_one_branch() => VerifyAsync($"{Update}; if (_done) {Marked(Terminate)};");

    [Fact]
    public Task In_helpers() => VerifyAsync("Start(tree); {|CHIM5001:Stop(tree)|};", """
        private void Start(OffloadTree one) => Ndis.NdisInitiateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Initiate));

        private void Stop(OffloadTree one) => Ndis.NdisTerminateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Terminate));
        """);

    [Fact]
    public Task With_a_recording_host() => Verify.VerifyAnalyzerAsync("""
        using Chimney;

        public static class Run
        {
            public static void Try(RecordingHost host, NetBufferList list)
            {
                OffloadObject neighbor = OffloadObject.Neighbor("n");
                OffloadObject path = neighbor.AddPath("p");
                OffloadObject connection = path.AddConnection("c");
                OffloadTree tree = OffloadTree.Build(neighbor);
                host.Initiate(tree);
                {|CHIM5001:host.Send(connection, list)|};
                {|CHIM5001:host.Terminate(tree)|};
            }
        }
        """);

    [Fact]
    public Task In_a_lambda_and_in_a_handler() => VerifyAsync($"Action work = () => {{ {Update}; {Marked(Update)}; }}; work();", $$"""
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList offloadBlockList)
        {
            {{Update.Replace("tree", "_tree", StringComparison.Ordinal)}};
            {{Marked(Terminate.Replace("tree", "_tree", StringComparison.Ordinal))}};
        }
        """);

    [Theory, Breaks("C246")]
    [InlineData("Listen")]
    [InlineData("SynSent")]
    [InlineData("TimeWait")]
    [InlineData("Closed")]
    public Task Of_a_connection_that_cannot_be_offloaded(string state) => VerifyAsync($$"""
        connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.{{state}};
        var mine = OffloadTree.Build(connection);
        {|CHIM5001:Ndis.NdisInitiateOffload(NdisBindingHandle, mine.GetBlockList(OffloadOperation.Initiate))|};
        """);

    [Theory, Breaks("C248")]
    [InlineData("Console.WriteLine(1);")]
    [InlineData("for (int i = 0; i < 3; i++) { }")]
    [InlineData("foreach (OffloadTree each in new[] { other }) Console.WriteLine(nameof(each));")]
    [InlineData("int i = 3; while (i > 0) i--;")]
    [InlineData("switch (_done ? 1 : 2) { case 1: break; default: Console.WriteLine(2); break; }")]
    [InlineData("_ = Math.Max(1, 2) > 1 && _done;")]
    public Task Where_nothing_can_have_completed_between(string between) => VerifyAsync($"{Update}; {between} {Marked(Update)};");

    [Theory, Breaks("C250")]
    [InlineData("foreach (int i in new[] { 1 })")]
    [InlineData("for (int i = 0; i < 3; i++)")]
    [InlineData("if (Math.Max(1, 2) > 1 && !_done)")]
    public Task In_the_first_turn_of_a_loop(string loop) => VerifyAsync($"{Update}; {loop} {Marked(Terminate)};");

    [Fact, Breaks("C248")]
    public Task In_a_section_of_a_switch() => VerifyAsync($"bool isLong = _done; {Update}; switch (isLong) {{ case true: {Marked(Update)}; break; default: break; }}");

    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) Pump?.Invoke();")]
    [InlineData("for (int i = 0; !_done; i++) { }")]
    [InlineData("for (; ; ) { if (_done) break; }")]
    [InlineData("do { } while (!_done);")]
    [InlineData("foreach (int i in Turns()) { }")]
    [InlineData("Console.WriteLine(connection);")]
    [InlineData("switch (_done) { case true: Pump?.Invoke(); break; }")]
    [InlineData("switch (connection) { case { State: OffloadObjectState.Offloaded }: break; default: return; }")]
    public Task Silent_where_a_loop_or_a_call_may_let_it_complete(string between) => VerifyAsync($"{Update}; {between} {Terminate};", """
        public Action? Pump { get; set; }

        private IEnumerable<int> Turns() { Pump?.Invoke(); yield return 1; }
        """);

    [Fact]
    public Task Silent_for_turns_of_a_loop_that_are_about_others() => VerifyAsync($"foreach (OffloadTree each in new[] {{ tree, other }}) {{ OffloadTree mine = each; Ndis.NdisUpdateOffload(NdisBindingHandle, mine.GetBlockList(OffloadOperation.Update)); }} foreach (OffloadTree each in new[] {{ tree, other }}) Console.WriteLine(1);");

    [Fact]
    public Task Silent_where_a_loop_is_left_before() => VerifyAsync($"{Update}; foreach (int i in new[] {{ 1 }}) {{ if (i > 0) return; {Marked(Terminate)}; }}");

    [Fact]
    public Task Message_names_both_requests() => Verify.VerifyAnalyzerAsync(Host($"{{|#1:{Update}|}};\n{{|#0:{Terminate}|}};"),
        Verify.Diagnostic(Descriptors.CHIM5001WrongState).WithLocation(0).WithLocation(1)
            .WithArguments("Work", "", "", "", "requests the terminate of 'tree' before the update that it requested has completed; wait for the completion"));

    [Theory]
    [InlineData("FinWait1")]
    [InlineData("LastAck")]
    public Task Silent_for_connections_that_can_be_offloaded(string state) => VerifyAsync($$"""
        connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Listen;
        connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.{{state}};
        var mine = OffloadTree.Build(connection);
        Ndis.NdisInitiateOffload(NdisBindingHandle, mine.GetBlockList(OffloadOperation.Initiate));
        """);

    [Fact]
    public Task Silent_for_queries_that_overlap() => VerifyAsync($"{Query}; {Query}; {Update};"); // C249 allows it

    [Fact]
    public Task Silent_for_other_trees() => VerifyAsync($"{Initiate}; {Initiate.Replace("tree", "other", StringComparison.Ordinal)};");

    [Fact]
    public Task Silent_for_an_invalidate_that_overtakes_an_update() => VerifyAsync($"{Update}; {Invalidate};");

    [Fact]
    public Task Silent_for_data_of_connections_outside() => VerifyAsync($"{Terminate}; {Send};");

    [Theory]
    [InlineData("stack.Step();")]
    [InlineData("stack.Run();")]
    [InlineData("if (connection.State == OffloadObjectState.Offloaded)")]
    [InlineData("while (!_done) { }")]
    [InlineData("System.Threading.Thread.Sleep(1);")]
    [InlineData("Wait();")]
    [InlineData("Pump?.Invoke();")]
    [InlineData("lock (this) { }")]
    [InlineData("tree = other;")]
    [InlineData("if (tree.IsInUse) return;")]
    [InlineData("_ = new Random();")]
    [InlineData("do { } while (!_done);")]
    [InlineData("try { Wait(); } finally { }")]
    [InlineData("try { } finally { Wait(); }")]
    [InlineData("try { _done = true; } catch (Exception) { }")]
    [InlineData("lock (tree) { _done = true; }")]
    [InlineData("{ using var none = Pump?.Target as IDisposable; }")]
    [InlineData("_ = _done switch { true => 1, _ => 2 };")]
    [InlineData("_ = Pump ?? (() => { });")]
    [InlineData("_ = _done && list.DataLength > 0;")]
    [InlineData("_ = _done || list.DataLength > 0;")]
    [InlineData("using (System.IO.TextReader? none = null) { }")]
    [InlineData("again: _done = true;")]
    [InlineData("_tree = tree; tree = other;")]
    [InlineData("Console.WriteLine(Console.In.Peek());")]
    public Task Silent_where_a_completion_may_have_come(string between) => VerifyAsync($"NdisStack stack = null!; {Initiate}; {between} {Terminate}; stack.Step();", """
        public Action? Pump { get; set; }

        protected virtual void Wait() => _done = true;
        """);

    [Theory]
    [InlineData("int n = 1; n++; n += 2;")]
    [InlineData("for (int n = 0; n < 2; n++) { }")]
    [InlineData("switch (_done) { case true: break; }")]
    [InlineData("_done = true;")]
    [InlineData("if (_done) { _done = false; } else { }")]
    [InlineData("int n = _done ? 1 : 2;")]
    [InlineData("string name = nameof(Console.WriteLine);")]
    [InlineData("Action later = () => System.Threading.Thread.Sleep(1);")]
    [InlineData("void Later() => System.Threading.Thread.Sleep(1);")]
    [InlineData("var entry = new ImCallEntry();")]
    [InlineData("OffloadTree same = tree; tree = same;")]
    [InlineData("_tree = tree; tree = other; tree = _tree;")]
    [InlineData("var status = NdisStatus.Success;")]
    [InlineData("try { } finally { }")]
    [InlineData("try { _done = true; } finally { _done = false; }")]
    [InlineData("try { _done = true; } catch (Exception) { return; }")]
    [InlineData("try { int n = 1; } catch { throw; } finally { _done = true; }")]
    public Task Said_where_nothing_runs_in_between(string between) => VerifyAsync($"{Initiate}; {between} {Marked(Terminate)};");

    [Theory, Breaks("C247")]
    [InlineData("lock (this) { {|CHIM4002:INIT|}; } TERMINATE")]
    [InlineData("lock (this) { lock (tree) { } {|CHIM4002:INIT|}; {|CHIM4002:TERMINATE|} }")]
    [InlineData("try { INITIATE } finally { _done = true; } TERMINATE")]
    [InlineData("try { INITIATE } catch (Exception) { return; } TERMINATE")]
    [InlineData("try { INITIATE } finally { TERMINATE }")]
    [InlineData("using (var timer = new System.Threading.Timer(_ => { })) { INITIATE TERMINATE }")]
    [InlineData("INITIATE try { TERMINATE } finally { }")]
    [InlineData("INITIATE try { TERMINATE } catch (Exception) { }")]
    public Task Said_over_the_end_of_a_guard(string body) => VerifyAsync(body.Replace("INITIATE", Initiate + ";", StringComparison.Ordinal).Replace("TERMINATE|}", Marked(Terminate) + "|};", StringComparison.Ordinal).Replace("TERMINATE", Marked(Terminate) + ";", StringComparison.Ordinal).Replace("INIT", Initiate, StringComparison.Ordinal));

    [Theory]
    [InlineData("INITIATE lock (this) { {|CHIM4002:TERM|}; }")]
    [InlineData("using (var timer = new System.Threading.Timer(_ => { })) { INITIATE } TERMINATE")]
    [InlineData("{ using var timer = new System.Threading.Timer(_ => { }); INITIATE } TERMINATE")]
    [InlineData("INITIATE using (new System.Threading.Timer(_ => { })) { TERMINATE }")]
    [InlineData("try { INITIATE } catch (Exception) { TERMINATE }")]
    [InlineData("try { INITIATE return; } finally { TERMINATE }")]
    [InlineData("try { if (_done) { INITIATE return; } } finally { _done = false; } TERMINATE")]
    [InlineData("try { tree = other; INITIATE } catch (Exception) { } TERMINATE")]
    [InlineData("foreach (int n in new[] { 1 }) { try { INITIATE break; } finally { } } TERMINATE")]
    [InlineData("lock (this) { if (_done) { {|CHIM4002:INIT|}; return; } } TERMINATE")]
    public Task Silent_over_the_end_of_a_guard_that_may_let_it_complete(string body) => VerifyAsync(body.Replace("INITIATE", Initiate + ";", StringComparison.Ordinal).Replace("TERMINATE", Terminate + ";", StringComparison.Ordinal).Replace("INIT", Initiate, StringComparison.Ordinal).Replace("TERM", Terminate, StringComparison.Ordinal));

    [Theory]
    [InlineData("while (list.DataLength > 0)")]
    [InlineData("foreach (var one in new[] { tree })")]
    [InlineData("try")]
    public Task Said_inside_of_what_is_judged_by_itself(string construct) => VerifyAsync($"{construct} {{ {Initiate}; {Marked(Terminate)}; }} {(construct == "try" ? "finally { }" : "")}");

    [Fact]
    public Task Silent_where_branches_exclude_each_other() => VerifyAsync($"if (_done) {Update}; else {Terminate};");

    [Fact]
    public Task Silent_where_a_branch_returns() => VerifyAsync($"if (_done) {{ {Update}; return; }} {Terminate};");

    [Fact]
    public Task Silent_in_loops_over_trees() => VerifyAsync($"foreach (OffloadTree each in new[] {{ tree, other }}) Ndis.NdisUpdateOffload(NdisBindingHandle, each.GetBlockList(OffloadOperation.Update)); {Terminate};");

    [Fact]
    public Task Silent_after_an_await() => VerifyAsync("", $$"""
        public async System.Threading.Tasks.Task Wait(OffloadTree tree)
        {
            {{Initiate}};
            await System.Threading.Tasks.Task.Delay(1);
            {{Terminate}};
        }
        """);

    [Fact]
    public Task Silent_where_the_tree_leaves_objects_out() => VerifyAsync($"var mine = OffloadTree.Build(connection, o => BlockUse.Placeholder); {Terminate.Replace("tree", "mine", StringComparison.Ordinal)}; {Send};");

    [Fact]
    public Task Silent_in_helpers_that_wait() => VerifyAsync("Start(tree); Stop(tree);", """
        private void Start(OffloadTree one)
        {
            Ndis.NdisInitiateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Initiate));
            while (!_done)
                System.Threading.Thread.Yield();
        }

        private void Stop(OffloadTree one) => Ndis.NdisTerminateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Terminate));
        """);

    [Fact]
    public Task Silent_in_helpers_that_may_do_nothing() => VerifyAsync("Start(tree); Stop(tree);", """
        private void Start(OffloadTree one)
        {
            if (_done)
                return;
            Ndis.NdisInitiateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Initiate));
        }

        private void Stop(OffloadTree one) => Ndis.NdisTerminateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Terminate));
        """);
}
