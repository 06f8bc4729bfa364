using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Rules;

namespace Chimney.Analyzers.Tests.EveryHandler;

/// <summary>
/// The duty is the same for every operation, role and phase, so each body gets the same verdict in every handler. The verdicts differ only with
/// what the duty hangs on: a list, the call of a handler that has a list, the call of one that has none.
/// </summary>
public class TemplateTests
{
    private const string TooEarly = "CHIM1008";

    /// <summary>A target writes statuses before it completes (C105), which these bodies do not.</summary>
    private const string NoStatus = "CHIM3001";

    /// <summary>Body; expected ids where a list is owed, where a call is owed by a handler with a list, and by one without; null where the body needs a list.</summary>
    private static readonly (string Body, string List, string CallWithList, string? Call)[] s_bodies =
    [
        ("CALL;", "", "", ""),
        ("BASE;", "", "", ""),
        ("SELF;", "", "", ""),
        ("", "CHIM1001", "CHIM1001", "CHIM1001"),
        ("if (Adapter.IsUp()) CALL;", "CHIM1001", "CHIM1001", "CHIM1001"),
        ("if (Adapter.IsUp()) { RETURN } CALL;", "CHIM1001", "CHIM1001", "CHIM1001"),
        ("if (Adapter.IsUp()) CALL; else SELF;", "", "", ""),
        ("switch (Adapter.Load()) { case 1: CALL; break; default: SELF; break; }", "", "", ""),
        ("switch (Adapter.Load()) { case 1: CALL; break; }", "CHIM1001", "CHIM1001", "CHIM1001"),
        ("bool done = false; if (Adapter.IsUp()) { CALL; done = true; } if (!done) CALL;", "", "", ""),
        ("bool done = false; if (Adapter.IsUp()) { CALL; done = true; } if (done) CALL;", "CHIM1001 CHIM1002", "CHIM1001 CHIM1005", "CHIM1001"),
        ("for (;;) { CALL; break; }", "", "", ""),
        ("while (Adapter.IsUp()) CALL;", "CHIM1001 CHIM1002", "CHIM1001 CHIM1005", "CHIM1001"),
        ("try { Adapter.Probe(); } finally { CALL; }", "", "", ""),
        ("try { Adapter.Probe(); CALL; } catch (Exception) { Adapter.Note(\"lost\"); }", "CHIM1001", "CHIM1001", "CHIM1001"),
        ("try { Adapter.Probe(); } catch (Exception) { CALL; throw; } CALL;", "", "", ""),
        ("if (Adapter.IsUp()) throw new InvalidOperationException(); CALL;", "CHIM1007", "CHIM1007", "CHIM1007"),
        // A second call for an event is no mistake: a driver may have an event of its own to report. Its list, however, is NDIS's by then.
        ("CALL; CALL;", "CHIM1002", "CHIM1005", ""),
        ("SELF; SELF;", "CHIM1002", "CHIM1005", ""),
        ("CALL; BASE;", "CHIM1002", "CHIM1005", ""),
        // The null list lifts the duty, unless it is the call's.
        ("if (list.IsNull) { RETURN } CALL;", "", "CHIM1001", null),
        ("if (!list.IsNull) { RETURN } CALL;", "CHIM1001", "CHIM1001", null),
        ("if (list.IsNull) CALL(default); else CALL;", "", "", null),
        ("CALL(default);", "CHIM1004", "", null),
        ("list = default; CALL;", "CHIM1004", "", null),
        ("var other = list; list = other; CALL;", "", "", null),
        ("CALL; _ = FIRST;", "CHIM1005", "CHIM1005", null),
        ("CALL; if (list.IsNull) Adapter.Note(\"there was none\");", "", "", null),
        ("Look(list);", "CHIM1001", "CHIM1001", null),
        ("Take(list);", "", "", null),
        ("Take(list); CALL;", "CHIM1002", "CHIM1005", null),
        ("External?.Invoke(list);", "CHIM1099 CHIM1001", "CHIM1099 CHIM1001", null),
        ("External!(list);", "CHIM1099", "CHIM1099", null),
        // Pending puts off a duty that hangs on the list, not one that hangs on the call.
        ("PARK(list.Pend());", "", "CHIM1001", null),
        ("if (Adapter.IsUp()) PARK(list.Pend()); else CALL;", "", "CHIM1001", null),
        ("list.Pend();", "CHIM1006", "CHIM1001", null),
        ("var parked = list.Pend();", "CHIM1006", "CHIM1001", null),
        ("PARK(list.Pend()); CALL;", "CHIM1002", "CHIM1005", null),
        ("var parked = list.Pend(); list = parked.Resume(); CALL;", "", "", null),
    ];

    /// <summary>What a target cannot do: there is nobody below to hand a request to, so that its bases are abstract.</summary>
    private static bool IsForTarget(string body) => !body.Contains("BASE", StringComparison.Ordinal);

    public static TheoryData<string> Bodies => [.. s_bodies.Select(row => row.Body)];

    public static TheoryData<string> WrongFunctions =>
    [
        "WRONG;",
        "if (Adapter.IsUp()) WRONG; else CALL;",
        "var parked = list.Pend(); list = parked.Resume(); WRONG;",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    [Breaks(
        "C001", "C002", "C003", "C004", "C005", "C007", "C008", "C009", "C030", "C032", "C033", "C034", "C035",
        "C036", "C037", "C038", "C056", "C063", "C064", "C065", "C066", "C067", "C069", "C079", "C080", "C081", "C082",
        "C083", "C084", "C085", "C090", "C092", "C093", "C094", "C098", "C274")]
    public async Task An_intermediate_driver_owes(string body)
    {
        var row = s_bodies.Single(row => row.Body == body);
        foreach (var handlers in HandlerRow.Intermediate.Where(h => h.HasList || row.Call is not null).GroupBy(h => h.Token))
            await Verdicts.VerifyAsync("IntermediateDriver", handlers, body, h => h.Owes switch { Owes.List => row.List, Owes.CallWithList => row.CallWithList, _ => row.Call! });
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    [Breaks("C101", "C104", "C193", "C274")]
    public async Task A_target_owes_its_requests(string body)
    {
        var row = s_bodies.Single(row => row.Body == body);
        if (IsForTarget(body))
            foreach (var handlers in HandlerRow.Target.GroupBy(h => h.Token))
                await Verdicts.VerifyAsync("OffloadTarget", handlers, body, _ => row.List, TooEarly, NoStatus);
    }

    /// <summary>A target's request is completed after its handler has returned (C102, C192); pending it is right.</summary>
    [Theory]
    [InlineData("CALL;", TooEarly)]
    [InlineData("SELF;", TooEarly)]
    [InlineData("if (Adapter.IsUp()) PARK(list.Pend()); else CALL;", TooEarly)]
    [InlineData("var parked = list.Pend(); list = parked.Resume(); CALL;", TooEarly)]
    [InlineData("PARK(list.Pend());", "")]
    [InlineData("Take(list);", "")]
    [Breaks("C102", "C192")]
    public async Task A_target_completes_later(string body, string expected)
    {
        foreach (var handlers in HandlerRow.Target.GroupBy(h => h.Token))
            await Verdicts.VerifyAsync("OffloadTarget", handlers, body, _ => expected, NoStatus);
    }

    [Theory]
    [MemberData(nameof(WrongFunctions))]
    [Breaks("C006", "C103", "C193")]
    public async Task The_function_belongs_to_the_operation(string body)
    {
        foreach (var handlers in HandlerRow.Intermediate.Where(h => h.Wrong.Length > 0).GroupBy(h => h.Token))
            await Verdicts.VerifyAsync("IntermediateDriver", handlers, body, _ => "CHIM1003");
        foreach (var handlers in HandlerRow.Target.GroupBy(h => h.Token))
            await Verdicts.VerifyAsync("OffloadTarget", handlers, body, _ => "CHIM1003", TooEarly, NoStatus);
    }

    /// <summary>The host stack's handlers end the operation (C031): whatever they do with the list is their business.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("if (Adapter.IsUp()) { RETURN }")]
    [InlineData("Adapter.Probe(); throw new InvalidOperationException();")]
    [InlineData("BASE; BASE;")]
    public async Task A_host_owes_nothing(string body)
    {
        var handlers = HandlerRow.Intermediate.Where(h => h.Name.StartsWith("Protocol", StringComparison.Ordinal))
            .Select(h => h with { Call = "Adapter.Note(\"mine\")", Rebuilt = "" }).ToList();
        Assert.Equal(12, handlers.Count);
        await Verdicts.VerifyAsync("ProtocolDriver", handlers, body, _ => "");
    }

    /// <summary>The lists are the target's own and back in its pool; there is no completion to call (C091).</summary>
    [Theory]
    [InlineData("")]
    [InlineData("if (Adapter.IsUp()) { RETURN }")]
    [InlineData("throw new InvalidOperationException();")]
    [InlineData("_ = FIRST;")]
    public Task A_target_owes_nothing_for_lists_that_return(string body)
        => Verdicts.VerifyAsync("OffloadTarget", HandlerRow.Intermediate.Where(h => h.Name == "MiniportTcpOffloadReceiveReturn").Select(h => h with { Call = "Adapter.Note(\"mine\")" }), body, _ => "");

    [Fact]
    public void Every_handler_of_the_interfaces_has_a_row()
    {
        IEnumerable<string> names = typeof(IOffloadProvider).GetMethods().Concat(typeof(IOffloadClient).GetMethods()).Select(m => m.Name);
        Assert.Equal(names.Order(), HandlerRow.Intermediate.Select(h => h.Name).Order());
        Assert.Equal(typeof(IOffloadProvider).GetMethods().Select(m => m.Name).Except(["MiniportTcpOffloadReceiveReturn"]).Order(), HandlerRow.Target.Select(h => h.Name).Order());
    }
}
