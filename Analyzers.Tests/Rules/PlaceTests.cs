using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Where a report stands, which other places it shows, and in which order: what it is about first, then the way there.</summary>
public class PlaceTests : RuleTest
{
    /// <summary>The report at #0, which shows #1, #2 … and no others.</summary>
    private static Task Shows(string id, string message, string members, DiagnosticSeverity severity = DiagnosticSeverity.Error)
        => VerifyAsync(members, Expected(id, severity, message, members));

    private static Task ShowsInTarget(string id, string message, string body, string members)
        => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members), Expected(id, DiagnosticSeverity.Error, message, body + members));

    private static DiagnosticResult Expected(string id, DiagnosticSeverity severity, string message, string source)
    {
        var expected = new DiagnosticResult(id, severity).WithMessage(message).WithLocation(0);
        for (int i = 1; source.Contains($"{{|#{i}:", StringComparison.Ordinal); i++)
            expected = expected.WithLocation(i);
        return expected;
    }

    private static string Completion(string body, string members = "") => $$"""
        {{members}}
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
        }
        """;

    private const string Restored = "var rebuilt = list.OverlayAsMiniport(); entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved); rebuilt.Root.SourceHandle = entry.SavedSourceHandle; ";
    private const string Up = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt)";
    private const string Complete = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport())";

    [Theory]
    [InlineData("releases the call entry twice in the update completion; release it once", Restored + "{|#1:entry.Release()|}; {|#0:entry.Release()|}; " + Up + ";", "")]
    [InlineData("releases the call entry twice in the update completion; release it once", Restored + "{|#2:entry.Release()|}; {|#0:Drop(entry)|}; " + Up + ";", "private static void Drop(ImCallEntry entry) => {|#1:entry.Release()|};")]
    [InlineData("releases the call entry after ToMiniport() has released it in the update completion; release it once", "var rebuilt = {|#1:list.ToMiniport()|}; {|#0:entry.Release()|}; " + Up + ";", "")]
    [InlineData("uses the call entry after releasing it in the update completion; release it after the last use", Restored + "{|#1:entry.Release()|}; Console.WriteLine({|#0:entry.SavedSourceHandle|}); " + Up + ";", "")]
    [InlineData("calls ToMiniport() after releasing the call entry that it needs in the update completion; release it after the last use", "{|#1:entry.Release()|}; var rebuilt = {|#0:list.ToMiniport()|}; " + Up + ";", "")]
    public Task The_release_before(string problem, string body, string members) => Shows(
        "CHIM2005", $"'ProtocolUpdateOffloadComplete' {problem}", Completion("var entry = ImCallEntry.From(list); " + body, members));

    [Theory]
    [InlineData("frees the list context twice in the send completion; free it once", "{|#0:Ndis.NdisFreeNetBufferListContext(chain.First!)|};")]
    [InlineData("looks for the list context after freeing it in the send completion; read it first", "Console.WriteLine({|#0:Ndis.NdisGetNetBufferListContext(chain.First!)|});")]
    public Task The_freeing_before(string problem, string body) => Shows(
        "CHIM2005", $"'ProtocolTcpOffloadSendComplete' {problem}", $$"""
        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            {|#1:Ndis.NdisFreeNetBufferListContext(chain.First!)|};
            {{body}}
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);
        }
        """);

    private const string Twice = "'ProtocolUpdateOffloadComplete' discharges the update completion a second time; an operation is completed, forwarded or pended exactly once";

    [Theory]
    [InlineData("{|#1:" + Complete + "|}; {|#0:" + Complete + "|};", "")]
    [InlineData("{|#1:list.Pend()|}; {|#0:" + Complete + "|};", "")]
    [InlineData("{|#1:" + Complete + "|}; {|#0:list.Pend()|};", "")]
    [InlineData("{|#2:" + Complete + "|}; {|#0:Finish(list)|};", "private void Finish(ProtocolOffloadBlockList list) => {|#1:" + Complete + "|};")]
    [InlineData("Finish(list); {|#0:" + Complete + "|};", "private void Finish(ProtocolOffloadBlockList list) => {|#1:" + Complete + "|};")]
    [InlineData("Finish(ref list); {|#0:" + Complete + "|}; void Finish(ref ProtocolOffloadBlockList list) => {|#1:" + Complete + "|};", "")]
    public Task The_first_end(string body, string members) => Shows("CHIM1002", Twice, Completion(body, members));

    private const string NotAllowed = "'Work' ends the query completion with Pending, which is not one of its statuses; use Failure";

    [Theory]
    [InlineData("foreach (var block in list.Blocks) block.Status = {|#0:NdisStatus.Pending|}; {|#1:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list)|};", "")]
    [InlineData("Wait(list); {|#0:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list)|};", "private static void Wait(MiniportOffloadBlockList list) { foreach (var block in list.Blocks) block.Status = {|#1:NdisStatus.Pending|}; }")]
    public Task The_status_and_the_completion(string body, string members) => ShowsInTarget("CHIM3002", NotAllowed, body, members);

    [Theory]
    [InlineData("the root only", "{|#1:list.Root.Status = NdisStatus.Failure|};", "")]
    [InlineData("the root only", "Fail(list);", "private static void Fail(MiniportOffloadBlockList list) { {|#1:list.Root.Status = NdisStatus.Failure|}; }")]
    [InlineData("what NextBlock leads to only", "for (var block = list.Root; !block.IsNull; block = block.NextBlock) {|#1:block.Status = NdisStatus.Failure|};", "")]
    [InlineData("what DependentBlockList leads to only", "{|#1:list.Root.Status = NdisStatus.Success|}; list.Root.DependentBlockList.Status = NdisStatus.Failure;", "")]
    public Task The_write_that_is_not_enough(string written, string body, string members) => ShowsInTarget(
        "CHIM3001", $"'Work' completes the operation with Status written on {written}; write it on every block of the tree", body + "{|#0:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list)|};", members);

    [Theory]
    [InlineData("{|#0:System.Threading.Thread.Sleep(1)|};", "", "")]
    [InlineData("{|#0:Pause()|};", " in 'Pause'", "private static void Pause() => {|#1:System.Threading.Thread.Sleep(1)|};")]
    [InlineData("{|#0:Rest()|};", " in 'Pause'", "private static void Rest() => Pause(); private static void Pause() => {|#1:System.Threading.Thread.Sleep(1)|};")]
    public Task The_wait_where_it_is_elsewhere(string body, string where, string members) => Shows(
        "CHIM4001", $"'ProtocolUpdateOffloadComplete' waits in Thread.Sleep{where}; a handler runs where nothing may wait: queue a work item and return", Completion(body + Complete + ";", members));

    [Theory]
    [InlineData("lock (_gate) { {|#0:" + Complete + "|}; }", "", "")]
    [InlineData("lock (_gate) { {|#0:Finish(list)|}; }", " in 'Finish'", "private void Finish(ProtocolOffloadBlockList list) => {|#1:" + Complete + "|};")]
    public Task The_call_under_a_lock_where_it_is_elsewhere(string body, string where, string members) => Shows(
        "CHIM4002", $"'ProtocolUpdateOffloadComplete' calls 'NdisMUpdateOffloadComplete'{where} while it holds '_gate'; release the lock first, completions and indications come back on the same thread",
        Completion(body, "private readonly object _gate = new();\n" + members), DiagnosticSeverity.Warning);
}
