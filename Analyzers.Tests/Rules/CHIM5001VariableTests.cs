using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer>;

/// <summary>CHIM5001: which object a variable holds is known from wherever it was written last, in whatever construct that stands, and on whatever way the code came.</summary>
public class CHIM5001VariableTests
{
    private static string Request(string operation, string tree) => operation switch
    {
        "INIT" => $"Ndis.NdisInitiateOffload(NdisBindingHandle, {tree}.GetBlockList(OffloadOperation.Initiate))",
        "TERM" => $"Ndis.NdisTerminateOffload(NdisBindingHandle, {tree}.GetBlockList(OffloadOperation.Terminate))",
        _ => $"Ndis.NdisOffloadTcpSend({tree}.OffloadHandle, NetBufferListChain.From(list))",
    };

    /// <summary>A driver: INIT(x), TERM(x) and SEND(x) are requests, TERM!(x) and SEND!(x) are refused.</summary>
    private static Task VerifyAsync(string body, string members = "")
    {
        string source = $$"""
            using System;
            using System.Collections.Generic;
            using Chimney;

            public class Host : ProtocolDriver, IDisposable
            {
                private OffloadTree _tree = null!;
                private bool _done;
                private readonly int[] _numbers = new int[3];
                private readonly Dictionary<object, object> _map = new();

                public void Work(OffloadTree tree, OffloadTree other, OffloadObject connection, NetBufferList list)
                {
                    {{body}}
                }

                void IDisposable.Dispose() => Pump();

                private void Pump() => Later?.Invoke();

                public Action? Later { get; set; }

                {{members}}
            }
            """.ReplaceLineEndings("\n") + "\n";
        foreach (string name in new[] { "INIT", "TERM", "SEND" })
            source = System.Text.RegularExpressions.Regex.Replace(source, name + @"(!?)\((\w+)\)", call => call.Groups[1].Length > 0 ? $"{{|CHIM5001:{Request(name, call.Groups[2].Value)}|}}" : Request(name, call.Groups[2].Value));
        return Verify.VerifyAnalyzerAsync(source);
    }

    /// <summary>Places where an assignment can stand: SAME is the assignment.</summary>
    public static TheoryData<string> Places =>
    [
        "SAME;",
        "if ((SAME) != null) { }",
        "if (_done) { SAME; } else { SAME; }",
        "switch ((SAME).BlockCount) { default: break; }",
        "switch (_done) { case true: SAME; break; default: SAME; break; }",
        "lock (SAME) { }",
        "lock (this) { SAME; }",
        "using ((object)(SAME) as IDisposable) { }",
        "using (Later?.Target as IDisposable) { SAME; }",
        "try { SAME; } finally { }",
        "try { } finally { SAME; }",
        "try { SAME; } catch (Exception) { return; }",
        "Console.WriteLine(SAME);",
        "_ = (SAME).BlockCount;",
        "_ = (SAME).ToString();",
        "_ = new object[] { SAME };",
        "_ = new List<object> { (SAME) };",
        "_ = new List<object>(new[] { SAME });",
        "_map[SAME] = 1;",
        "_map[1] = SAME;",
        "_ = _map[SAME];",
        "_numbers[(SAME).BlockCount] = 1;",
        "_ = (SAME) ?? other;",
        "_ = (SAME)?.ToString();",
        "_ = (SAME) != null && _done;",
        "_ = (SAME) == null || _done;",
        "_ = $\"{SAME}\";",
        "_ = (SAME) is { };",
        "OffloadTree third = SAME;",
        "OffloadTree third; third = SAME;",
        "object third = (object)(SAME);",
        "connection.Write<TcpOffloadStateDelegated>().State = (SAME) != null ? TcpOffloadConnectionState.Closed : TcpOffloadConnectionState.Listen;",
        "connection.Write<TcpOffloadStateDelegated>().State = (SAME) != null ? TcpOffloadConnectionState.Established : TcpOffloadConnectionState.Established;",
        "{ SAME; }",
        "Pump(); SAME;",
        "SAME; Pump();",
    ];

    [Theory, Breaks("C247")]
    [MemberData(nameof(Places))]
    public Task Said_where_the_variable_comes_to_hold_the_tree(string place) => VerifyAsync($"OffloadTree same = other, first = tree; {place.Replace("SAME", "same = tree", StringComparison.Ordinal)} INIT(tree); TERM!(same);");

    [Theory]
    [MemberData(nameof(Places))]
    public Task Silent_where_the_variable_comes_to_hold_another(string place) => VerifyAsync($"OffloadTree same = tree; {place.Replace("SAME", "same = other", StringComparison.Ordinal)} INIT(tree); TERM(same);");

    /// <summary>The variable may hold another tree now, or another one since an earlier turn.</summary>
    [Theory]
    [InlineData("if (_done) same = other;")]
    [InlineData("if (_done) { } else same = other;")]
    [InlineData("_ = _done && (same = other) != null;")]
    [InlineData("_ = _done || (same = other) != null;")]
    [InlineData("_ = _done ? same = other : null;")]
    [InlineData("_ = _done ? null : same = other;")]
    [InlineData("_ = Later ?? (Action)(object)(same = other);")]
    [InlineData("_ = Later?.Equals(same = other);")]
    [InlineData("for (int i = 0; i < 3; i++) same = other;")]
    [InlineData("for (int i = 0; i < 3; i++) { same = other; Pump(); }")]
    [InlineData("foreach (int i in _numbers) { same = other; }")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) { same = other; break; } }")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) { same = other; continue; } }")]
    [InlineData("foreach (int i in _numbers) { switch (i) { case 1: same = other; continue; default: break; } }")]
    [InlineData("while (_done) same = other;")]
    [InlineData("do same = other; while (_done);")]
    [InlineData("switch (_done) { case true: same = other; break; }")]
    [InlineData("switch (_done) { case true: break; default: same = other; break; }")]
    [InlineData("switch (_numbers[0]) { case 1: if (_done) { same = other; break; } break; }")]
    [InlineData("switch (_numbers[0]) { case 1: same = other; goto case 2; case 2: break; }")]
    [InlineData("switch (_numbers[0]) { case > 1: same = other; break; }")]
    [InlineData("_ = _done switch { true => same = other, _ => null };")]
    [InlineData("try { if (_done) same = other; } catch (Exception) { same = other; }")]
    [InlineData("try { Pump(); same = other; } catch (Exception) { }")]
    [InlineData("try { Pump(); } catch (Exception) { same = other; }")]
    [InlineData("foreach (int i in _numbers) { try { break; } finally { same = other; } }")]
    [InlineData("again: if (_done) { same = other; goto again; }")]
    [InlineData("(same, _) = (other, 1);")]
    [InlineData("(_, (same, _)) = (1, (other, 1));")]
    [InlineData("Give(out same, other);")]
    [InlineData("Change(ref same, other);")]
    [InlineData("ref OffloadTree place = ref same; place = other;")]
    [InlineData("Action later = () => same = other; later();")]
    [InlineData("void Then() { same = other; } Then();")]
    [InlineData("_tree = same; (_tree, _) = (other, 1); same = _tree;")]
    public Task Silent_where_the_variable_may_hold_another(string change) => VerifyAsync($"OffloadTree same = tree; {change} INIT(tree); TERM(same);", """
        private static void Give(out OffloadTree place, OffloadTree tree) => place = tree;
        private static void Change(ref OffloadTree place, OffloadTree tree) => place = tree;
        """);

    /// <summary>A completion may have come on one of the ways.</summary>
    [Theory]
    [InlineData("foreach (int i in _numbers) { if (i > 0) { Pump(); break; } }")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) { Pump(); continue; } }")]
    [InlineData("foreach (int i in _numbers) { switch (i) { case 1: Pump(); continue; default: break; } }")]
    [InlineData("foreach (int i in _numbers) { try { if (i > 0) break; } finally { Pump(); } }")]
    [InlineData("switch (_numbers[0]) { case 1: if (_done) { Pump(); break; } break; }")]
    [InlineData("switch (_numbers[0]) { case 1: Pump(); goto case 2; case 2: break; }")]
    [InlineData("for (int i = 0; i < 3; i++) { if (i > 1) { Pump(); } }")]
    [InlineData("lock (_map) { }")]
    [InlineData("Get();")]
    [InlineData("_ = _map[Get()];")]
    [InlineData("_ = new Random(Get());")]
    [InlineData("GC.Collect();")]
    [InlineData("_ = new Lazy<int>(() => 1).Value;")]
    [InlineData("_map.Clear();")]
    [InlineData("_ = ((Delegate)(Action)Pump).DynamicInvoke(1);")]
    [InlineData("((IDisposable)this).Dispose();")]
    [InlineData("((IDisposable)(object)_map).Dispose();")]
    [InlineData("Array.Sort((Array)_numbers);")]
    [InlineData("_ = 1.Equals(this);")]
    [InlineData("_ = \"a\" + 1.CompareTo(this);")]
    [InlineData("_ = 1.CompareTo(_map);")]
    [InlineData("string.Concat(1, _map);")]
    [InlineData("string.Concat(_map, 1);")]
    [InlineData("Console.ReadLine();")]
    [InlineData("((Action)Pump)();")]
    [InlineData("Comparer<int>.Default.Compare(1, Get());")]
    [InlineData("if (_done) Pump(); else _done = true;")]
    [InlineData("if (_done) _done = false; else Pump();")]
    [InlineData("connection.Write<TcpOffloadStateDelegated>().State = Ask();")]
    public Task Silent_where_a_completion_may_have_come_on_a_way(string between) => VerifyAsync($"INIT(tree); {between} TERM(tree);", """
        private int Get() { Later?.Invoke(); return 1; }
        private TcpOffloadConnectionState Ask() { Later?.Invoke(); return TcpOffloadConnectionState.Closed; }
        """);

    [Theory, Breaks("C247")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) break; }")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) continue; _done = true; }")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) return; }")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) { Pump(); return; } }")]
    [InlineData("foreach (int i in _numbers) { if (i > 0) { Pump(); throw new InvalidOperationException(); } }")]
    [InlineData("switch (_numbers[0]) { case 1: if (_done) break; _done = true; break; case 2: return; }")]
    [InlineData("switch (_numbers[0]) { case 1: Pump(); return; default: break; }")]
    [InlineData("switch (_numbers[0]) { case 1: _done = true; goto case 2; case 2: break; }")]
    [InlineData("foreach (int i in _numbers) { foreach (int j in _numbers) { if (j > i) break; } }")]
    [InlineData("foreach (int i in _numbers) { switch (i) { case 1: continue; default: break; } }")]
    [InlineData("string text = string.Concat(1, 2, \"c\");")]
    [InlineData("_ = Math.Min(1L, 2) + Convert.ToInt32(_done);")]
    [InlineData("_ = Enum.IsDefined(OffloadOperation.Initiate);")]
    [InlineData("_ = 1.CompareTo(2) > 0 ? \"a\".Trim() : 3.ToString();")]
    [InlineData("_ = ((object)1).Equals(1);")]
    [InlineData("_ = 1.CompareTo((object)2);")]
    [InlineData("switch (_done) { default: _done = true; break; }")]
    [InlineData("switch (_numbers[0]) { case 1: Pump(); return; default: _done = true; break; }")]
    [InlineData("_ = \"a\".IndexOf(\"b\", StringComparison.Ordinal) + 1.0.CompareTo(2) + 'c'.CompareTo('d');")]
    [InlineData("_ = new System.Text.StringBuilder();")]
    [InlineData("Nothing();")]
    [InlineData("if (One() > Two(1)) { }")]
    public Task Said_where_no_completion_can_have_come(string between)
        => VerifyAsync($"INIT(tree); {between.Replace("_ = new System.Text.StringBuilder();", "var entry = new ImCallEntry();", StringComparison.Ordinal)} TERM!(tree);", """
        private void Nothing() { }
        private int One() { int one = 1; return one; }
        private static int Two(int n) => n + 1;
        """);

    /// <summary>What a helper leaves open depends on how it is left.</summary>
    [Theory, Breaks("C247")]
    [InlineData("private int Start(OffloadTree one) { INIT(one); return 1; }")]
    [InlineData("private int Start(OffloadTree one) { if (_done) INIT(one); else INIT(one); return 1; }")]
    [InlineData("private int Start(OffloadTree one) { _done = true; return Start(one, 1); }\nprivate int Start(OffloadTree one, int n) { INIT(one); return n; }")]
    [InlineData("private static Host s_host = null!;\nprivate int Start(OffloadTree one) => Started(one);\nprivate int Started(OffloadTree one) { INIT(one); return 2; }")]
    public Task Said_after_a_helper_that_requests_on_all_ways(string helper) => VerifyAsync("_ = Start(tree); TERM!(tree);", helper);

    [Theory]
    [InlineData("private int Start(OffloadTree one) { if (_done) return 1; INIT(one); return 2; }")]
    [InlineData("private int Start(OffloadTree one) { if (_done) { return 1; } INIT(one); return 2; }")]
    [InlineData("private int Start(OffloadTree one) { foreach (int i in _numbers) { if (i > 0) { _done = true; return 1; } } INIT(one); return 2; }")]
    [InlineData("private int Start(OffloadTree one) { switch (_done) { case true: return 1; } INIT(one); return 2; }")]
    [InlineData("private int Start(OffloadTree one) { if (_done) INIT(one); return 2; }")]
    [InlineData("private int Start(OffloadTree one) { INIT(one); Pump(); return 2; }")]
    [InlineData("private int Start(OffloadTree one) { try { if (_done) throw new InvalidOperationException(); INIT(one); } catch (Exception) { } return 2; }")]
    [InlineData("private int Start(OffloadTree one) { one = _tree; INIT(one); return 2; }")]
    [InlineData("private int Start(OffloadTree one) { Action later = () => INIT(one); return 2; }")]
    [InlineData("protected virtual int Start(OffloadTree one) { INIT(one); return 1; }")]
    [InlineData("private IEnumerable<int> Start(OffloadTree one) { INIT(one); yield return 1; }")]
    [InlineData("private async System.Threading.Tasks.Task<int> Start(OffloadTree one) { INIT(one); await System.Threading.Tasks.Task.Delay(1); return 1; }")]
    [InlineData("private int Start(OffloadTree one) => _done ? Start(one) : 1;")]
    public Task Silent_after_a_helper_that_may_leave_nothing_open(string helper) => VerifyAsync("_ = Start(tree); TERM(tree);", helper);

    /// <summary>The body calls nothing but this.</summary>
    [Fact, Breaks("C247")]
    public Task Said_of_a_list_that_is_given() => VerifyAsync("", "public void More(ProtocolOffloadBlockList given)\n{\nNdis.NdisUpdateOffload(NdisBindingHandle, given);\n{|CHIM5001:Ndis.NdisUpdateOffload(NdisBindingHandle, given)|};\n}");

    [Fact, Breaks("C247")]
    public Task Said_where_only_helpers_are_called() => VerifyAsync("", """
        public void More(OffloadTree one)
        {
            Start(one, 1);
            {|CHIM5001:Start(one, 2)|};
        }

        private void Start(OffloadTree one, int n) => Ndis.NdisUpdateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Update));
        """);

    [Fact]
    public Task Said_of_layers_where_nothing_else_is_called()
        => VerifyAsync("", "private readonly OffloadObject _neighbor = OffloadObject.Neighbor(\"n\");\npublic void More() => {|CHIM5002:_neighbor.AddPath(\"p\").AddPath(\"q\")|};");

    private const string Layers = """
        OffloadObject neighbor = OffloadObject.Neighbor("n");
        OffloadObject path = neighbor.AddPath("p");
        OffloadObject made = path.AddConnection("c");
        OffloadObject next = OffloadObject.Neighbor("m");

        """;

    [Theory, Breaks("C247")]
    [InlineData("")]
    [InlineData("OffloadObject second = neighbor.AddPath(\"q\"); second.MoveTo(next);")]
    [InlineData("OffloadObject second = path.AddConnection(\"d\");")]
    [InlineData("if (_done) _done = false;")]
    [InlineData("if (_done) { OffloadObject second = neighbor.AddPath(\"q\"); }")]
    public Task Said_of_what_depends_on_the_root(string before) => VerifyAsync($"{Layers}{before} OffloadTree all = OffloadTree.Build(neighbor); INIT(all); SEND!(made);");

    [Theory]
    [InlineData("path.MoveTo(next);")]
    [InlineData("if (_done) path.MoveTo(next);")]
    [InlineData("if (_done) { } else path.MoveTo(next);")]
    [InlineData("foreach (int i in _numbers) path.MoveTo(next);")]
    [InlineData("Pump();")]
    [InlineData("made = next.AddPath(\"r\").AddConnection(\"d\");")]
    public Task Silent_of_what_may_have_moved(string before) => VerifyAsync($"{Layers}{before} OffloadTree all = OffloadTree.Build(neighbor); INIT(all); SEND(made);");

    [Theory, Breaks("C247")]
    [InlineData("OffloadTree.Build(neighbor)")]
    [InlineData("OffloadTree.Build(neighbor, portNumber: 3)")]
    [InlineData("OffloadTree.Build(root: neighbor)")]
    public Task Said_of_trees_of_all(string build)
        => VerifyAsync($"{Layers} OffloadTree all = {build}; INIT(all); SEND!(made);");

    [Theory]
    [InlineData("OffloadTree.Build(neighbor, one => BlockUse.Object, 3)")]
    [InlineData("OffloadTree.Build(portNumber: 3, use: one => BlockUse.Omit, root: neighbor)")]
    [InlineData("OffloadTree.Build(new[] { neighbor })")]
    [InlineData("OffloadTree.Build(next)")]
    public Task Silent_of_trees_of_some(string build) => VerifyAsync($"{Layers} OffloadTree all = {build}; INIT(all); SEND(made);");

    private const string Listening = "connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Listen; OffloadTree mine = OffloadTree.Build(connection);\n";

    [Theory, Breaks("C246")]
    [InlineData("")]
    [InlineData("_done = true;")]
    [InlineData("OffloadObject same = connection;")]
    [InlineData("if (_done) connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Closed;")]
    [InlineData("second.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Established;")]
    [InlineData("_ = connection.OffloadHandle;")]
    [InlineData("Console.WriteLine(1);")]
    [InlineData("path.MoveTo(neighbor);")]
    public Task Said_where_the_connection_still_listens(string between)
        => VerifyAsync("", "public void More(OffloadObject connection, OffloadObject second, OffloadObject path, OffloadObject neighbor)\n{\n" + Listening + between + "\nINIT!(mine);\n}");

    [Theory]
    [InlineData("connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Established;")]
    [InlineData("connection.Write<TcpOffloadStateDelegated>().State = state;")]
    [InlineData("if (_done) connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Established;")]
    [InlineData("if (_done) { } else connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Established;")]
    [InlineData("ref TcpOffloadStateDelegated place = ref connection.Write<TcpOffloadStateDelegated>(); place.State = TcpOffloadConnectionState.Established;")]
    [InlineData("Pump();")]
    [InlineData("mine = OffloadTree.Build(second);")]
    public Task Silent_where_the_connection_may_be_established(string between)
        => VerifyAsync("", "public void More(OffloadObject connection, OffloadObject second, TcpOffloadConnectionState state)\n{\n" + Listening + between + "\nINIT(mine);\n}");

    [Fact]
    public Task Names_the_call_and_both_requests() => Verify.VerifyAnalyzerAsync("""
        using Chimney;

        public class Host : ProtocolDriver
        {
            public void Work(OffloadTree tree)
            {
                Start(tree);
                {|#0:Stop(tree)|};
            }

            private void Start(OffloadTree one) => {|#2:Ndis.NdisInitiateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Initiate))|};

            private void Stop(OffloadTree one) => {|#1:Ndis.NdisTerminateOffload(NdisBindingHandle, one.GetBlockList(OffloadOperation.Terminate))|};
        }
        """, Verify.Diagnostic(Descriptors.CHIM5001WrongState).WithLocation(0).WithLocation(1).WithLocation(2)
            .WithArguments("Work", "", "", "", "requests the terminate of 'one' before the initiate that it requested has completed; wait for the completion"));

    [Fact]
    public Task Names_the_layers_in_a_helper() => Verify.VerifyAnalyzerAsync("""
        using Chimney;

        public class Host : ProtocolDriver
        {
            public void Work() => {|#0:Link(OffloadObject.Neighbor("n").AddPath("p"))|};

            private static void Link(OffloadObject one) => {|#1:one.AddPath("q")|};
        }
        """, Verify.Diagnostic(Descriptors.CHIM5002WrongLayer).WithLocation(0).WithLocation(1)
            .WithArguments("Work", "", "", "", "'one' is a Path where a Neighbor is needed"));
}
