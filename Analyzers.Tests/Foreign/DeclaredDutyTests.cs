using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Foreign;

/// <summary>Objects of a type that a contract file declares: made here or received, and settled exactly once.</summary>
public class DeclaredDutyTests : ContractFileTest
{
    private const string Vendor = """
        namespace Vendor
        {
            public class Ticket : IDisposable
            {
                public string Text { get; set; } = "";
                public void Approve() { }
                public void Reject(string why) { }
                public bool TryExpire() => true;
                public void Print() { }
                public void Mystery() { }
                public void Dispose() { }
            }

            public class Offer { public void Take() { } }

            public interface IDesk { void Handle(Ticket ticket); }

            public static class Office
            {
                public static void Archive(Ticket ticket) { }
                public static void Show(Ticket ticket) { }
                public static void Unknown(Ticket ticket) { }
                public static void Later(Action work) { }
                public static void Keep(object thing) { }
            }
        }
        """;

    private const string Contracts = """
        {
          "duties": [
            { "type": "Vendor.Ticket", "settledBy": ["Approve", "Reject", "Dispose"], "trySettledBy": ["TryExpire"], "borrowedBy": ["Print"] }
          ],
          "members": [
            { "member": "Vendor.IDesk.Handle", "does": "discharges" },
            { "member": "Vendor.Office.Archive", "does": "discharges" },
            { "member": "Vendor.Office.Show", "does": "borrows" }
          ]
        }
        """;

    private static Task CheckAsync(string body, string contracts = Contracts, params DiagnosticResult[] expected)
        => VerifyForeignAsync(Vendor, contracts, "using Vendor;\n\npublic class Clerk\n{\n" + body + "\n}\n", expected);

    [Fact]
    public Task Made_and_settled() => CheckAsync("public void Work() { var ticket = new Ticket(); ticket.Print(); ticket.Approve(); }");

    [Fact]
    public Task Made_and_left() => CheckAsync("public void Work() { var ticket = {|CHIM1001:new Ticket()|}; ticket.Print(); }");

    [Fact]
    public Task Made_and_settled_on_one_path() => CheckAsync(
        "public void Work(bool ok)\n{\n    var ticket = {|#0:new Ticket()|};\n    if (ok)\n        ticket.Approve();\n}", Contracts,
        new DiagnosticResult("CHIM1001", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage("'Work' leaves the Ticket 'ticket' unsettled when 'ok' is false; call Approve, Reject or Dispose, or hand it over"));

    [Fact]
    public Task Settled_twice() => CheckAsync(
        "public void Work(bool ok)\n{\n    var ticket = new Ticket();\n    if (ok)\n        ticket.Approve();\n    {|#0:ticket.Reject(\"\")|};\n}", Contracts,
        new DiagnosticResult("CHIM1002", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage("'Work' discharges the Ticket 'ticket' a second time when 'ok' is true; it is settled exactly once"));

    [Fact]
    public Task Tried_after_it_was_settled() => CheckAsync("public void Work() { var ticket = new Ticket(); ticket.Approve(); ticket.TryExpire(); }");

    [Fact]
    public Task Tried_before_it_is_settled() => CheckAsync("public void Work() { var ticket = new Ticket(); if (!ticket.TryExpire()) ticket.Print(); }");

    [Fact]
    public Task Settled_by_using() => CheckAsync("public void Work() { using var ticket = new Ticket(); ticket.Print(); }");

    [Fact]
    public Task Settled_by_using_and_by_hand() => CheckAsync("public void Work() { using var {|CHIM1002:ticket = new Ticket()|}; ticket.Approve(); }");

    [Fact]
    public Task Null_owes_nothing() => CheckAsync("public void Work(bool any) { Ticket? ticket = any ? new Ticket() : null; ticket?.Approve(); }");

    [Fact]
    public Task Alias() => CheckAsync("public void Work() { var a = new Ticket(); var b = a; b.Text = \"\"; b.Approve(); {|CHIM1002:a.Approve()|}; }");

    [Fact]
    public Task Stored_in_a_field() => CheckAsync("private Ticket? _open; public void Work() { _open = new Ticket(); _open.Print(); }");

    [Fact]
    public Task Stored_in_a_collection() => CheckAsync("private readonly List<Ticket> _open = new(); public void Work() { var ticket = new Ticket(); _open.Add(ticket); }");

    [Fact]
    public Task Returned() => CheckAsync("public Ticket Work() { var ticket = new Ticket(); ticket.Print(); return ticket; }");

    [Fact]
    public Task Unknown_callee_is_said() => CheckAsync("public void Work() { var ticket = new Ticket(); {|CHIM1099:Office.Unknown(ticket)|}; }");

    [Fact]
    public Task Unknown_callee_is_trusted() => CheckAsync(
        "public void Work() { var ticket = new Ticket(); Office.Unknown(ticket); }", Contracts.Replace("\"borrowedBy\"", "\"unknownCallee\": \"trusted\", \"borrowedBy\""));

    [Fact]
    public Task Unknown_callee_only_looks() => CheckAsync(
        "public void Work() { var ticket = {|CHIM1001:new Ticket()|}; Office.Unknown(ticket); }", Contracts.Replace("\"borrowedBy\"", "\"unknownCallee\": \"untrusted\", \"borrowedBy\""));

    [Fact]
    public Task Member_in_no_list_may_do_anything() => CheckAsync("public void Work() { var ticket = new Ticket(); ticket.Mystery(); }");

    [Fact]
    public Task Known_callees() => CheckAsync("public void Work() { var ticket = new Ticket(); Office.Show(ticket); Office.Archive(ticket); }");

    [Fact]
    public Task Known_callee_settles_twice() => CheckAsync("public void Work() { var ticket = new Ticket(); ticket.Approve(); {|CHIM1002:Office.Archive(ticket)|}; }");

    [Fact]
    public Task Captured_by_a_delegate_that_is_not_seen_run() => CheckAsync("public void Work() { var ticket = new Ticket(); {|CHIM1099:Office.Later(() => ticket.Approve())|}; }");

    [Fact]
    public Task Captured_by_a_delegate_that_runs_once() => CheckAsync("public void Work() { var ticket = new Ticket(); Task.Run(() => ticket.Approve()); }");

    [Fact]
    public Task Captured_by_a_delegate_that_is_called_here() => CheckAsync("public void Work() { var ticket = new Ticket(); Action done = () => ticket.Approve(); done(); }");

    [Fact]
    public Task Parameter_of_the_vendors_interface() => CheckAsync("""
        }
        public class Desk : IDesk
        {
            public void Handle(Ticket ticket)
            {
                if (ticket.Text.Length == 0)
                    {|CHIM1001:return;|}
                ticket.Approve();
            }
        """);

    [Fact]
    public Task Parameter_that_is_settled() => CheckAsync("""
        }
        public class Desk : IDesk
        {
            void IDesk.Handle(Ticket ticket)
            {
                if (ticket.Text.Length == 0)
                    ticket.Reject("empty");
                else
                    Office.Archive(ticket);
            }
        """);

    [Fact]
    public Task Parameter_left_by_an_exception() => CheckAsync("""
        }
        public class Desk : IDesk
        {
            public void Handle(Ticket ticket)
            {
                if (ticket.Text.Length == 0)
                    {|CHIM1007:throw new InvalidOperationException();|}
                ticket.Approve();
            }
        """);

    [Fact]
    public Task Parameter_of_a_helper_owes_nothing_by_itself() => CheckAsync("private static void Log(Ticket ticket) => Console.WriteLine(ticket.Text);");

    [Fact]
    public Task Attributes_hold_for_declared_types() => CheckAsync("""
        private static void Close([Discharges] Ticket ticket, bool ok)
        {
            if (!ok)
                {|CHIM1001:return;|}
            ticket.Approve();
        }

        private static void Look([Borrows] Ticket ticket) => {|CHIM1009:ticket.Approve()|};
        """);

    [Fact]
    public Task Types_without_an_entry_are_nobodys_business() => CheckAsync("public void Work() { var offer = new Offer(); offer.Take(); offer.Take(); }");

    /// <summary>What code that is not seen can reach through a value is its business: whatever the value is.</summary>
    [Theory]
    [InlineData("{|CHIM1099:Office.Keep((ticket, 1))|};")]
    [InlineData("{|CHIM1099:Office.Keep(ok ? ticket : (object)1)|}; if (!ok) ticket.Approve();")]
    [InlineData("Action done = ticket.Approve; done += () => { }; {|CHIM1099:Office.Later(done)|};")]
    [InlineData("Action done = () => { }; done += () => ticket.Approve(); {|CHIM1099:Office.Later(done)|};")]
    [InlineData("{|CHIM1099:Office.Later(ticket.Approve)|};")]
    [InlineData("Office.Keep({|CHIM1099:new[] { 1 }.Select(n => { ticket.Approve(); return n; })|});")]
    public Task Reached_through(string hands) => CheckAsync($"public void Work(bool ok) {{ var ticket = new Ticket(); {hands} }}");

    /// <summary>The reason names what the object went to.</summary>
    [Theory]
    [InlineData("'Unknown' has no ownership attribute and no body here", "{|#0:Office.Unknown(ticket)|};")]
    [InlineData("it is captured by a delegate that this analysis does not see run", "{|#0:Office.Later(() => ticket.Approve())|};")]
    [InlineData("it is captured by a delegate that this analysis does not see run", "Action done = () => ticket.Approve(); done += done; {|#0:Office.Later(done)|};")]
    public Task Unproven_because(string reason, string body) => CheckAsync(
        $"public void Work() {{ var ticket = new Ticket(); {body} }}", Contracts,
        new DiagnosticResult("CHIM1099", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage($"Whether 'Work' settles the Ticket 'ticket' could not be proved: {reason}"));

    [Theory]
    [InlineData("foreach (int n in all) { ticket.Approve(); break; }")]
    [InlineData("for (int n = 0; n < all.Length; n++) { ticket.Approve(); break; }")]
    [InlineData("int n = 0; while (n < all.Length) { ticket.Approve(); break; }")]
    public Task Used_in_a_loop_that_may_have_no_turn(string loop) => CheckAsync(
        $"public void Work(int[] all) {{ var ticket = {{|#0:new Ticket()|}}; {loop} }}", Contracts,
        new DiagnosticResult("CHIM1099", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage("Whether 'Work' settles the Ticket 'ticket' could not be proved: it is used in a loop that may have no turn"));

    [Fact]
    public Task Left_beside_a_loop_about_others() => CheckAsync("public void Work(int[] all) { var ticket = {|CHIM1001:new Ticket()|}; foreach (int n in all) Console.WriteLine(n); }");

    [Fact]
    public Task Made_again_in_a_loop() => CheckAsync("public void Work(int[] all) { Ticket ticket; foreach (int n in all) { ticket = {|CHIM1001:new Ticket()|}; ticket.Print(); } }");

    [Fact]
    public Task Made_and_settled_in_a_loop() => CheckAsync("public void Work(int[] all) { foreach (int n in all) { var ticket = new Ticket(); ticket.Print(); ticket.Approve(); } }");

    [Fact]
    public Task Two_are_two() => CheckAsync("public void Work() { var one = new Ticket(); var other = {|CHIM1001:new Ticket()|}; one.Approve(); other.Print(); }");

    [Fact]
    public Task Made_by_a_helper_and_settled_by_the_caller() => CheckAsync("private static Ticket Make() => new Ticket(); public void Work() { var ticket = Make(); ticket.Approve(); }");

    [Fact]
    public Task Made_by_a_helper_that_settles_it() => CheckAsync("private static void Make() { var ticket = new Ticket(); ticket.Approve(); } public void Work() { Make(); Make(); }");

    [Fact]
    public Task Settled_by_a_helper() => CheckAsync("private static void End(Ticket ticket) { ticket.Print(); ticket.Approve(); } public void Work() { var ticket = new Ticket(); End(ticket); {|CHIM1002:End(ticket)|}; }");

    /// <summary>The Runtime is not needed for duties of other types.</summary>
    [Fact]
    public async Task Works_without_the_Runtime()
    {
        var test = new Harness.ChimneyAnalyzerTest<ChimneyAnalyzer>
        {
            TestCode = """
                using System.Threading.Tasks;

                public class Plain
                {
                    public Task Work(bool ok)
                    {
                        var source = {|CHIM1001:new TaskCompletionSource()|};
                        if (ok)
                            source.SetResult();
                        return source.Task;
                    }
                }
                """,
        };
        test.TestState.AdditionalReferences.Clear();
        test.TestState.AdditionalFiles.Add((FileName, TaskSources));
        await test.RunAsync();
    }
}
