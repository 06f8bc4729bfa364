namespace Chimney.Analyzers.Tests.Foreign;

/// <summary>What becomes of objects of a declared type that callees get or make: constructors, unseen code, helpers, sequences; and of what somebody waits for.</summary>
public class DeclaredCalleeTests : ContractFileTest
{
    private const string Vendor = """
        namespace Vendor
        {
            public class Ticket
            {
                public Ticket() { }
                public Ticket(Ticket inner) { }
                public string Text { get; set; } = "";
                public bool IsOpen => true;
                public Ticket Other => this;
                public void Approve() { }
                public void Reject(string why) { }
                public bool TryExpire() => true;
                public void Print() { }
                public void PrintWith(object beside) { }
                public void Mystery() { }
            }
            public interface IDesk { void Handle(Ticket? ticket); void HandleRef(ref Ticket ticket); }
            public class Cover { public Cover(Ticket ticket) { } }
            public class Order { public Task WaitAsync() => Task.CompletedTask; public void Start() { } public Task Task => System.Threading.Tasks.Task.CompletedTask; public void Done() { } public bool TryDone() => true; }
            public static class Office
            {
                public static void Show(Ticket ticket) { }
                public static bool TryFile(Ticket ticket) => ticket.IsOpen;
                public static void Archive(object ticket) { }
                public static void Keep(object? thing) { }
                public static void Swap(ref Ticket ticket) { }
                public static void Make(out Ticket ticket) => ticket = new Ticket();
                public static void Later(Action work) { }
                public static void Run(IEnumerable<int> work) { }
            }
        }
        """;

    private const string Contracts = """
        {
          "duties": [
            { "type": "Vendor.Ticket", "settledBy": ["Approve", "Reject"], "trySettledBy": ["TryExpire"], "borrowedBy": ["Print", "PrintWith"] },
            { "type": "Vendor.Order", "settledBy": ["Done"], "trySettledBy": ["TryDone"], "owedFrom": ["WaitAsync", "Start", "Task"] }
          ],
          "members": [
            { "member": "Vendor.IDesk.Handle", "does": "discharges" },
            { "member": "Vendor.Office.Archive", "does": "discharges" },
            { "member": "Vendor.Office.Show", "does": "borrows" }
          ]
        }
        """;

    private const string Helpers = """
        private static void Take(Ticket ticket) => ticket.Approve();
        private static IEnumerable<int> Sequence(Ticket ticket) { ticket.Approve(); yield return 1; }
        private static void Make(out Ticket first, out Ticket second) { first = new Ticket(); second = new Ticket(); }
        private static Ticket Make(out Ticket first) { first = new Ticket(); return new Ticket(); }
        """;

    private static Task CheckAsync(string members)
        => VerifyForeignAsync(Vendor, Contracts, $"using Vendor;\n\npublic class Clerk\n{{\n{Helpers.ReplaceLineEndings(" ")}\n{members}\n}}\n");

    [Theory]
    [InlineData("var inner = new Ticket(); inner.Approve(); var ticket = new Ticket(inner); ticket.Approve();")]
    [InlineData("var inner = new Ticket(); var ticket = {|CHIM1099:new Ticket(inner)|}; ticket.Approve();")]
    [InlineData("var inner = new Ticket(); var cover = {|CHIM1099:new Cover(inner)|};")]
    [InlineData("var ticket = new Ticket(); {|CHIM1099:other.Take(ticket)|};")]
    [InlineData("var ticket = {|CHIM1001:new Ticket()|}; try { ticket.Print(); } catch (Exception) { return; } ticket.Approve();")]
    [InlineData("var ticket = new Ticket(); try { ticket.Approve(); } catch (Exception) { ticket.Reject(\"\"); }")]
    [InlineData("var ticket = new Ticket(); try { ticket.TryExpire(); } catch (Exception) { ticket.Reject(\"\"); }")]
    [InlineData("var ticket = new Ticket(); var second = new Ticket(); {|CHIM1099:ticket.PrintWith(second)|}; ticket.Approve();")]
    [InlineData("var ticket = new Ticket(); var second = new Ticket(); {|CHIM1099:ticket.PrintWith((second, 1))|}; ticket.Approve();")]
    [InlineData("var ticket = new Ticket(); {|CHIM1099:Office.Swap(ref ticket)|}; ticket.Approve();")]
    [InlineData("Office.Make(out var ticket); ticket.Print();")]
    [InlineData("var ticket = {|CHIM1001:new Ticket()|}; Office.Archive(ok ? ticket : new object());")]
    [InlineData("var ticket = new Ticket(); {|CHIM1099:Office.Archive((ticket, 1))|};")]
    [InlineData("var ticket = new Ticket(); Office.Archive(ticket); {|CHIM1002:ticket.Approve()|};")]
    [InlineData("var ticket = new Ticket(); var pair = (ticket, 1); ticket.Approve(); Office.Keep(pair);")]
    [InlineData("var ticket = new Ticket(); ticket.Approve(); Office.Keep(ticket);")]
    [InlineData("var ticket = new Ticket(); IEnumerable<int> Run() { ticket.Approve(); yield return 1; } {|CHIM1099:Office.Run(Run())|};")]
    [InlineData("var ticket = new Ticket(); {|CHIM1099:Office.Run(Sequence(ticket))|};")]
    [InlineData("var ticket = new Ticket(); foreach (var each in new[] { 1 }) { ticket.Approve(); }")]
    [InlineData("var ticket = new Ticket(); Take(ticket); {|CHIM1002:ticket.Approve()|};")]
    [InlineData("var ticket = new Ticket(); ticket.Approve(); {|CHIM1002:Take(ticket)|};")]
    [InlineData("Make(out var first, out var second); first.Approve(); second.Approve();")]
    [InlineData("var second = Make(out var first); first.Approve(); second.Approve();")]
    public Task Given_to_callees(string body) => CheckAsync($"public void Work(bool ok, dynamic other) {{ {body} }}");

    [Theory]
    [InlineData("Make(out var first, out var second); first.Approve();")]
    [InlineData("Make(out var first, out var second); second.Approve();")]
    [InlineData("var second = Make(out var first); first.Approve();")]
    [InlineData("var second = Make(out var first); second.Approve();")]
    public Task Made_by_helpers_and_left(string body) => CheckAsync($"public void {{|CHIM1001:Work|}}() {{ {body} }}");

    [Fact]
    public Task A_variable_that_others_renew() => CheckAsync("public Action? Hook; public void Work(ref Ticket ticket) { ticket.Approve(); Hook!(); ticket.Approve(); }");

    [Fact]
    public Task Settled_twice_by_a_helper() => CheckAsync("private static void Twice(Ticket ticket) { ticket.Approve(); {|CHIM1002:ticket.Approve()|}; } public void Work() { var ticket = new Ticket(); Twice(ticket); }");

    [Theory]
    [InlineData("order.Done();")]
    [InlineData("if (ok) order.Done();")]
    [InlineData("order.TryDone();")]
    [InlineData("order.Start(); order.Done();")]
    [InlineData("var task = order.WaitAsync(); order.TryDone(); order.TryDone(); {|CHIM1002:order.Done()|};")]
    [InlineData("var task = order.WaitAsync(); order.Done(); order.TryDone();")]
    [InlineData("var task = order.Task; if (!task.IsCompleted) order.Done();")]
    [InlineData("var task = order.Task; if (task.Status != TaskStatus.RanToCompletion) order.Done();")]
    [InlineData("var task = order.WaitAsync(); if (!task.IsCompleted) order.Done();")]
    [InlineData("var task = order.Task; if (!task.IsCompleted) order.Done(); var ticket = {|CHIM1001:new Ticket()|}; ticket.Print();")]
    [InlineData("order.Done(); {|CHIM1002:order.Done()|}; order.Done();")]
    [InlineData("order.Done(); Office.Keep(new Order().Task);")]
    public Task Owed_once_somebody_waits(string body) => CheckAsync($"public void Work(bool ok) {{ var order = new Order(); {body} }}");

    [Theory]
    [InlineData("order.Start();")]
    [InlineData("order.Start(); if (ok) order.Done();")]
    [InlineData("_ = order.Task;")]
    [InlineData("var task = order.Task; if (task.Id != 3) order.Done();")]
    [InlineData("_ = order.WaitAsync(); if (ok) order.TryDone();")]
    public Task Left_while_somebody_waits(string body) => CheckAsync($"public void Work(bool ok) {{ var order = {{|CHIM1001:new Order()|}}; {body} }}");
}
