using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Foreign;

/// <summary>Where objects of a declared type go: looked at, asked for null, kept, given to delegates and sequences, made by others.</summary>
public class DeclaredObjectTests : ContractFileTest
{
    private const string Vendor = """
        namespace Vendor
        {
            public class Ticket
            {
                public string Text { get; set; } = "";
                public bool IsOpen => true;
                public void Approve() { }
                public void Reject(string why) { }
                public bool TryExpire() => true;
                public void Print() { }
            }

            public interface IDesk { void Handle(Ticket? ticket); }

            public static class Office
            {
                public static event Action? Closing;
                public static void Show(Ticket ticket) { }
                public static bool TryFile(Ticket ticket) => ticket.IsOpen;
                public static void Later(Action work) => Closing += work;
                public static void Keep(object? thing) { }
            }
        }
        """;

    private const string Contracts = """
        {
          "duties": [
            { "type": "Vendor.Ticket", "settledBy": ["Approve", "Reject"], "trySettledBy": ["TryExpire"], "borrowedBy": ["Print"] }
          ],
          "members": [
            { "member": "Vendor.IDesk.Handle", "does": "discharges" },
            { "member": "Vendor.Office.Show", "does": "borrows" }
          ]
        }
        """;

    private static Task CheckAsync(string members, params DiagnosticResult[] expected)
        => VerifyForeignAsync(Vendor, Contracts, "using Vendor;\n\npublic class Clerk\n{\n" + members + "\n}\n", expected);

    private static Task Desk(string body) => CheckAsync("}\npublic class Desk : IDesk\n{\n    public void Handle(Ticket? ticket)\n    {\n        " + body + "\n    }");

    [Theory]
    [InlineData("ticket.ToString()")]
    [InlineData("ticket.GetHashCode()")]
    [InlineData("ticket.GetType()")]
    [InlineData("ticket.Equals(this)")]
    [InlineData("ReferenceEquals(ticket, this)")]
    [InlineData("ticket.Text")]
    [InlineData("ticket.IsOpen")]
    [InlineData("$\"{ticket.Text}\"")]
    public Task Only_looked_at(string look) => CheckAsync($"public void Work() {{ var ticket = {{|CHIM1001:new Ticket()|}}; Console.WriteLine({look}); }}");

    [Theory]
    [InlineData("if (ticket != null) ticket.Approve();")]
    [InlineData("if (null == ticket) return; ticket.Approve();")]
    [InlineData("if (ticket is null) return; ticket.Approve();")]
    [InlineData("if (ticket is { }) ticket.Approve();")]
    [InlineData("ticket?.Approve();")]
    [InlineData("if (ticket == null) { if (ticket != null) return; } else ticket.Approve();")]
    public Task Null_is_nothing_to_settle(string body) => Desk(body);

    [Theory]
    [InlineData("if (ticket != null) {|CHIM1001:return;|}")]
    [InlineData("if (ticket is { Text: \"\" }) {|CHIM1001:return;|} ticket?.Approve();")]
    [InlineData("if (ticket == null) return; if (ticket.IsOpen) {|CHIM1001:return;|} ticket.Approve();")]
    public Task What_is_not_null_is(string body) => Desk(body);

    [Fact]
    public Task Made_and_left_by_a_helper_is_told_of_once() => CheckAsync("private static void Make() { var ticket = {|CHIM1001:new Ticket()|}; ticket.Print(); }\npublic void Work() { Make(); Make(); }");

    [Fact]
    public Task Made_by_a_helper_into_a_variable() => CheckAsync("""
        private static void Make(out Ticket made) => made = new Ticket();

        public void Good()
        {
            Make(out var ticket);
            ticket.Approve();
        }

        public void {|CHIM1001:Bad|}()
        {
            Make(out var ticket);
            ticket.Print();
        }
        """);

    [Fact]
    public Task A_variable_of_somebody_else() => CheckAsync("""
        public void Work(ref Ticket ticket)
        {
            ticket.Approve();
            Renew(ref ticket);
            ticket.Approve();
        }

        private static void Renew(ref Ticket ticket) => ticket = new Ticket();

        public void Give(out Ticket ticket) => ticket = new Ticket();
        """);

    [Fact]
    public Task Kept_in_a_variable_that_others_see() => CheckAsync("""
        private Ticket? _open;
        public void Work()
        {
            var ticket = new Ticket();
            Interlocked.Exchange(ref _open, ticket)?.Approve();
        }
        """);

    [Fact]
    public Task Left_to_an_event() => CheckAsync("public void Work() { var ticket = new Ticket(); {|CHIM1099:AppDomain.CurrentDomain.ProcessExit += (_, _) => ticket.Approve()|}; }");

    [Fact]
    public Task Settled_in_a_sequence_that_runs_here() => CheckAsync("""
        private static IEnumerable<int> Run(Ticket ticket)
        {
            ticket.Approve();
            yield return 1;
        }

        public void Work()
        {
            var ticket = new Ticket();
            foreach (int n in Run(ticket))
                Console.WriteLine(n);
        }
        """);

    [Fact]
    public Task Given_to_a_sequence_that_others_run() => CheckAsync("""
        private static IEnumerable<int> Run(Ticket ticket)
        {
            ticket.Approve();
            yield return 1;
        }

        public void Work()
        {
            var ticket = new Ticket();
            {|CHIM1099:Office.Keep(Run(ticket))|};
        }
        """);

    [Fact]
    public Task Captured_beside_other_things() => CheckAsync("""
        private int _count;
        private static void Note() => Console.WriteLine("note");

        public void Work(int turns)
        {
            var ticket = new Ticket();
            var (part, number) = (ticket, 3);
            Task.Run(() =>
            {
                int turn = turns;
                Note();
                _count += number;
                if (turn > _count)
                    part.Reject("");
                else
                    part.Approve();
            });
        }
        """);

    [Fact]
    public Task A_lambda_settles_what_it_captures_twice() => CheckAsync("""
        private int _count;
        private static void Note() => Console.WriteLine("note");

        public void Work(Ticket ticket, int turns)
        {
            Office.Later(() =>
            {
                int turn = turns;
                Note();
                _count += turn;
                ticket.Approve();
                {|CHIM1002:ticket.Reject("")|};
            });
        }
        """);

    [Theory]
    [InlineData("while (true) { var ticket = {|CHIM1001:new Ticket()|}; if (ticket.IsOpen) break; ticket.Approve(); }")]
    [InlineData("for (int n = 0; n < count; n++) { var ticket = {|CHIM1001:new Ticket()|}; if (ticket.IsOpen) continue; ticket.Approve(); }")]
    [InlineData("Ticket? last = null; for (int n = 0; n < count; n++) { last = {|CHIM1001:new Ticket()|}; } last?.Approve();")]
    [InlineData("Ticket? last = null; for (int n = 0; n < count; n++) { last?.Approve(); last = new Ticket(); } last?.Approve();")]
    [InlineData("var all = new List<Ticket>(); for (int n = 0; n < count; n++) { var ticket = new Ticket(); all.Add(ticket); }")]
    [InlineData("var all = new Ticket[count]; for (int n = 0; n < count; n++) all[n] = new Ticket(); Office.Keep(all);")]
    public Task Made_in_a_loop(string body) => CheckAsync($"public void Work(int count) {{ {body} }}");

    [Theory]
    [InlineData("ticket.TryExpire(); ticket.TryExpire();")]
    [InlineData("ticket.Approve(); {|CHIM1002:ticket.Approve()|}; ticket.Approve();")]
    [InlineData("if (ok) ticket.Approve(); else ticket.Reject(\"\"); {|CHIM1002:ticket.Approve()|};")]
    [InlineData("if (ok) ticket.Approve(); if (!ok) ticket.Reject(\"\");")]
    [InlineData("Office.Show(ticket); ticket.Approve();")]
    public Task Settled_in_turn(string body) => CheckAsync($"public void Work(bool ok) {{ var ticket = new Ticket(); {body} }}");

    [Fact]
    public Task Thrown_away_by_an_exception() => CheckAsync("public void Work(bool ok) { var ticket = new Ticket(); if (!ok) throw new InvalidOperationException(); ticket.Approve(); }");

    private static Task WaitingAsync(string body) => VerifyForeignAsync("""
        namespace Vendor
        {
            public class Order
            {
                public Task WaitAsync() => Task.CompletedTask;
                public void Done() { }
                public void Merge(Order other) { }
            }
        }
        """, """
        {
          "duties": [
            { "type": "Vendor.Order", "settledBy": ["Done"], "owedFrom": ["WaitAsync"], "borrowedBy": ["Merge"] }
          ],
          "members": [
            { "member": "Vendor.Order.Merge", "does": "discharges" }
          ]
        }
        """, "using Vendor;\n\npublic class Shop\n{\n    public async Task Work(bool ok)\n    {\n        await Task.Yield();\n        " + body + "\n    }\n}\n");

    /// <summary>An object on which nobody waits owes nothing.</summary>
    [Theory]
    [InlineData("var order = new Order(); if (ok) order.Done();")]
    [InlineData("var order = new Order(); var task = order.WaitAsync(); order.Done(); await task;")]
    [InlineData("var order = {|CHIM1001:new Order()|}; var task = order.WaitAsync(); if (ok) order.Done();")]
    [InlineData("var order = new Order(); order.Done(); {|CHIM1002:order.Done()|};")]
    public Task Owed_once_somebody_waits(string body) => WaitingAsync(body);

    [Theory]
    [InlineData("var order = new Order(); var other = new Order(); _ = other.WaitAsync(); order.Merge(other);")]
    [InlineData("var order = new Order(); var other = new Order(); order.Merge(other); {|CHIM1002:other.Done()|};")]
    public Task One_takes_over_another(string body) => WaitingAsync(body);
}
