using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What could not be proved is said with the reason that fits, and what is reported names what it is about.</summary>
public class ReasonTests : RuleTest
{
    private static Task Says(string id, DiagnosticSeverity severity, string message, string members)
        => VerifyAsync(members, new DiagnosticResult(id, severity).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithMessage(message));

    private static Task Unproven(string reason, string members)
        => Says("CHIM1099", DiagnosticSeverity.Warning, $"Whether 'ProtocolUpdateOffloadComplete' settles the update completion could not be proved: {reason}", members);

    private static string Completion(string body, string members = "") => $$"""
        {{members}}
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
        }
        """;

    private const string Finish = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport())";

    [Theory]
    [InlineData("'Invoke' has no ownership attribute and no body here", "{|#0:Later!(list)|};", "public delegate void Use(ProtocolOffloadBlockList list);\npublic Use? Later;")]
    [InlineData("'Finish' has no ownership attribute and no body here", "{|#0:Finisher!.Finish(list)|};", "public interface IFinisher { void Finish(ProtocolOffloadBlockList list); }\npublic IFinisher? Finisher;")]
    [InlineData("the handle goes where this analysis cannot follow it", "{|#0:GC.KeepAlive(list.Pend())|};", "")]
    [InlineData("the handle is captured by a delegate that is kept", "var parked = list.Pend();\n{|#0:Later = () => " + Finish + "|};", "public static Action? Later;")]
    [InlineData("whether the timer fires once is not known", "var parked = list.Pend();\n_timer = {|#0:new System.Threading.Timer(_ => " + Finish + ", null, 100, Environment.ProcessorCount)|};", "private System.Threading.Timer? _timer;")]
    [InlineData("how often the event is raised is not known", "var parked = list.Pend();\n{|#0:AppDomain.CurrentDomain.ProcessExit += (_, _) => " + Finish + "|};", "")]
    public Task Unproven_because(string reason, string body, string members) => Unproven(reason, Completion(body, members));

    private const string Complete = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport())";

    /// <summary>Where a decision rests on what is not followed, a mistake behind it is none that can be proved: whatever mistake it is.</summary>
    [Theory]
    [InlineData("if (text.Length > 3) {|#0:return;|} " + Complete + ";")]
    [InlineData(Complete + "; if (text.Length > 3) {|#0:" + Complete + "|};")]
    [InlineData("if (text.Length > 3) { {|#0:Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list.ToMiniport())|}; return; } " + Complete + ";")]
    [InlineData("if (text.Length > 3) { Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, {|#0:default|}); return; } " + Complete + ";")]
    [InlineData("var rebuilt = list.ToMiniport(); Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt); if (text.Length > 3) Console.WriteLine({|#0:list.Root|}.Status);")]
    [InlineData("if (text.Length > 3) { {|#0:list.Pend()|}; return; } " + Complete + ";")]
    public Task In_doubt(string body)
        => Unproven("what 'text.Length > 3' depends on is written here, and is not followed", Completion("var text = new System.Text.StringBuilder(); text.Append(Environment.NewLine); " + body));

    /// <summary>Either side of a comparison may rest on what is not followed.</summary>
    [Theory]
    [InlineData("text.Length > number")]
    [InlineData("number < text.Length")]
    [InlineData("text.Length == number")]
    [InlineData("number + 1 == text.Length")]
    public Task In_doubt_on_either_side(string condition)
        => Unproven($"what '{condition}' depends on is written here, and is not followed", Completion("int number = Environment.ProcessorCount; var text = new System.Text.StringBuilder(); text.Append(Environment.NewLine); if (" + condition + ") {|#0:return;|} " + Complete + ";"));

    /// <summary>It is said once of a duty, and not where something else is certain.</summary>
    [Theory]
    [InlineData("if (text.Length > 3) {|CHIM1099:return;|} if (text.Length > 1) return;")]
    [InlineData("if (text.Length > 3) {|CHIM1099:return;|} if (IsUp()) return;")]
    [InlineData("if (IsUp()) {|CHIM1001:return;|} if (text.Length > 3) return; if (text.Length > 1) return;")]
    public Task In_doubt_once(string body) => VerifyAsync(Completion("var text = new System.Text.StringBuilder(); text.Append(Environment.NewLine); " + body + " " + Complete + ";"));

    private const string Event = "public override void ProtocolTcpOffloadEvent(OffloadHandle connection, TcpOffloadEventType type, uint information)\n{\n    ";

    private const string Raise = "Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(connection).NdisOffloadHandle, type, information)";

    [Theory]
    [InlineData("{|CHIM1099:GC.KeepAlive((Action)(() => " + Raise + "))|};")]
    [InlineData("void Tell() => " + Raise + "; Action tell = Tell; {|CHIM1099:GC.KeepAlive(tell)|};")]
    public Task The_call_is_left_to_a_delegate(string body) => VerifyAsync(Event + body + "\n}");

    [Theory]
    [InlineData("(_connection, _type, _information) = (connection, type, information); {|CHIM1099:GC.KeepAlive((Action)Tell)|};")]
    [InlineData("{|CHIM1099:GC.KeepAlive((Action)Inner)|}; void Inner() => " + Raise + ";")]
    [InlineData(Raise + "; GC.KeepAlive((Action)(() => " + Raise + "));")]
    [InlineData(Raise + "; GC.KeepAlive((Action)Tell);")]
    public Task The_call_is_left_to_a_method_or_made_before(string body) => VerifyAsync(
        "private OffloadHandle _connection = null!; private TcpOffloadEventType _type; private uint _information; private void Tell() => Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(_connection).NdisOffloadHandle, _type, _information);\n" + Event + body + "\n}");

    [Theory]
    [InlineData("void Note() => Console.WriteLine(type); Action note = Note; GC.KeepAlive(note);")]
    [InlineData("GC.KeepAlive((Action)(() => Console.WriteLine(type)));")]
    [InlineData("GC.KeepAlive((Action)Console.WriteLine);")]
    public Task A_delegate_that_makes_no_call(string body) => VerifyAsync(Event.Replace("ProtocolTcpOffloadEvent", "{|CHIM1001:ProtocolTcpOffloadEvent|}", StringComparison.Ordinal) + body + "\n}");

    [Theory]
    [InlineData("ok", "'ok' is false")]
    [InlineData("!ok", "'ok' is true")]
    [InlineData("number == 3", "'number' is not 3")]
    [InlineData("number > 3", "'number > 3' is false")]
    [InlineData("text != null", "'text' is null")]
    [InlineData("text == null", "'text' is not null")]
    [InlineData("ok && number == 3", "'ok' is false")]
    public Task The_path_is_told_by_its_decisions(string condition, string when) => Says(
        "CHIM1001", DiagnosticSeverity.Error, $"'ProtocolUpdateOffloadComplete' leaves the update completion open when {when}; call NdisMUpdateOffloadComplete with the list rebuilt by ToMiniport()", $$"""
        private bool ok;
        private int number;
        private string? text;
        public void Set(string[] all) { ok = all.Length > 2; number = all.Length; text = ok ? all[0] : null; }
        public override void {|#0:ProtocolUpdateOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            if ({{condition}})
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """);

    /// <summary>What was passed, and what is accepted: one value, a choice of a few, or any of a type.</summary>
    [Theory]
    [InlineData("9 as 'eventType'", "SendBacklogChange, Disconnect, Retrieve or Abort", "Ndis.NdisTcpOffloadEventHandler(connection, {|#0:(TcpOffloadEventType)9|}, 0);")]
    [InlineData("99 as 'eventSpecificInformation'", "a value of TcpUploadReason", "Ndis.NdisTcpOffloadEventHandler(connection, TcpOffloadEventType.Retrieve, {|#0:99|});")]
    [InlineData("0 as 'eventSpecificInformation'", "a value of TcpUploadReason", "var pair = (First: connection, Second: 0u); Ndis.NdisTcpOffloadEventHandler(pair.First, TcpOffloadEventType.Retrieve, {|#0:pair.Second|});")]
    [InlineData("3 as 'eventSpecificInformation'", "a value of TcpUploadReason", "Ndis.NdisTcpOffloadEventHandler(connection, TcpOffloadEventType.Retrieve, {|#0:(uint)OffloadOperation.Query|});")]
    [InlineData("nothing as 'ndisOffloadHandle'", "the one that was stored for the object", "Ndis.NdisTcpOffloadEventHandler({|#0:default|}, TcpOffloadEventType.Abort, 0);")]
    [InlineData("nothing as 'ndisOffloadHandle'", "the one that was stored for the object", "(NdisOffloadHandle First, int Second) pair = default; Ndis.NdisTcpOffloadEventHandler({|#0:pair.First|}, TcpOffloadEventType.Abort, 0);")]
    [InlineData("nothing as 'offloadBlockList'", "the one that was stored for the object", "Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, {|#0:default|}, IndicateOffloadEvent.NeighborReachabilityQuery);")]
    [InlineData("0 as 'flags'", "GracefulClose or AbortiveClose", "Ndis.NdisOffloadTcpDisconnect(own, NetBufferListChain.From(data), {|#0:0|});")]
    [InlineData("3 as 'flags'", "GracefulClose or AbortiveClose", "Ndis.NdisOffloadTcpDisconnect(own, NetBufferListChain.From(data), {|#0:(TcpDisconnectFlags)3|});")]
    [InlineData("Rdma as 'chimneyType'", "Tcp", "_ = Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, {|#0:NdisChimneyOffloadType.Rdma|}, out _) == NdisStatus.Success;")]
    public Task Refused_values_are_named(string passed, string accepted, string body) => Says(
        "CHIM3005", DiagnosticSeverity.Error, $"'Do' passes {passed}, where it is not allowed; use {accepted}", "public void Do(NdisOffloadHandle connection, OffloadHandle own, NetBufferList data) { " + body + " }");

    private const string Entry = "var entry = ImCallEntry.From(list); ";

    private const string ByHand = "entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved); rebuilt.Root.SourceHandle = entry.SavedSourceHandle; ";

    /// <summary>The second location is where the entry was released before.</summary>
    [Theory]
    [InlineData("releases the call entry twice in the update completion; release it once", Entry + "var rebuilt = list.OverlayAsMiniport(); " + ByHand + "{|#1:entry.Release()|}; {|#0:entry.Release()|};")]
    [InlineData("releases the call entry after ToMiniport() has released it in the update completion; release it once", Entry + "var rebuilt = {|#1:list.ToMiniport()|}; {|#0:entry.Release()|};")]
    [InlineData("calls ToMiniport() after releasing the call entry that it needs in the update completion; release it after the last use", Entry + "{|#1:entry.Release()|}; var rebuilt = {|#0:list.ToMiniport()|};")]
    [InlineData("uses the call entry after releasing it in the update completion; release it after the last use", Entry + "var rebuilt = list.OverlayAsMiniport(); {|#1:entry.Release()|}; {|#0:entry.SavedImReserved|}.CopyTo(rebuilt.Root.ImReserved); rebuilt.Root.SourceHandle = entry.SavedSourceHandle;")]
    public Task The_first_release_is_shown(string message, string body) => VerifyAsync(
        Completion(body + " Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt);"),
        new DiagnosticResult("CHIM2005", DiagnosticSeverity.Error).WithLocation(0).WithLocation(1).WithMessage("'ProtocolUpdateOffloadComplete' " + message));

    [Theory]
    [InlineData("Ndis.NdisTcpOffloadEventHandler(Upper, TcpOffloadEventType.Abort, 0)", "NdisTcpOffloadEventHandler")]
    [InlineData("Slots!.NdisTcpOffloadEventHandler(Upper, TcpOffloadEventType.Abort, 0)", "NdisTcpOffloadEventIndicate")]
    [InlineData("Up!(Upper, TcpOffloadEventType.Abort, 0)", "NdisTcpOffloadEventIndicate")]
    public Task The_call_of_a_finalizer_is_named(string call, string name) => Says(
        "CHIM4005", DiagnosticSeverity.Error, $"'Finalize' calls '{name}' when the collector runs it; complete from code that runs in time, such as Dispose or a halt handler",
        "public class Guarded { public NdisOffloadHandle Upper; public NdisTcpOffloadEventHandlers? Slots; public NdisTcpOffloadEventIndicate? Up; ~Guarded() => {|#0:" + call + "|}; }");

    private const string Helpers = """
        private void Finish(ProtocolOffloadBlockList given) { if (IsUp()) Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, given.ToMiniport()); }
        private void Throw(ProtocolOffloadBlockList given) { if (IsUp()) throw new TimeoutException(); Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, given.ToMiniport()); }
        """;

    /// <summary>The decisions of a helper belong to the path, after those of its caller; not where the list came of a handle that was resumed before.</summary>
    [Theory]
    [InlineData("CHIM1002", "'ProtocolUpdateOffloadComplete' discharges the update completion a second time when 'IsUp()' is true; an operation is completed, forwarded or pended exactly once", Complete + "; {|#0:Finish(list)|};")]
    [InlineData("CHIM1002", "'ProtocolUpdateOffloadComplete' discharges the update completion a second time when 'context' is null and 'IsUp()' is true; an operation is completed, forwarded or pended exactly once", Complete + "; if (context == null) {|#0:Finish(list)|};")]
    [InlineData("CHIM1002", "'ProtocolUpdateOffloadComplete' discharges the update completion a second time when 'context' is null; an operation is completed, forwarded or pended exactly once",
        "var parked = list.Pend(); Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport()); if (context == null) {|#0:Finish(parked.Resume())|};")]
    [InlineData("CHIM1007", "An exception leaves 'ProtocolUpdateOffloadComplete' with the update completion open when 'IsUp()' is true; catch it and complete the operation with a failure status", "{|#0:Throw(list)|};")]
    [InlineData("CHIM1007", "An exception leaves 'ProtocolUpdateOffloadComplete' with the update completion open when 'context' is null and 'IsUp()' is true; catch it and complete the operation with a failure status",
        "if (context == null) { {|#0:Throw(list)|}; return; } " + Complete + ";")]
    public Task The_path_goes_through_helpers(string id, string message, string body) => Says(id, id == "CHIM1007" ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, message, Completion(body, Helpers.ReplaceLineEndings(" ")));
}
