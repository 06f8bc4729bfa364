namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1001 stands at the return that leaves the list behind (C004), whatever statement control comes from: the flow graph does not say.</summary>
public class CHIM1001ReturnTests : RuleTest
{
    /// <summary>DONE completes the list, LOST is the return that is reported.</summary>
    private static Task Left(string body) => VerifyAsync($$"""
        private readonly object _gate = new();

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            bool done = IsUp();
            int n = list.IsNull ? 1 : 2;
            {{body.Replace("DONE", "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport())", StringComparison.Ordinal).Replace("LOST", "{|CHIM1001:return;|}", StringComparison.Ordinal)}}
        }
        """);

    [Theory]
    [InlineData("if (list.IsNull) return; else LOST")]
    [InlineData("if (list.IsNull) { return; } LOST")]
    [InlineData("if (!list.IsNull) LOST else return;")]
    [InlineData("if (!(list.IsNull)) { LOST } else { return; }")]
    [InlineData("if (!!list.IsNull) return; else LOST")]
    [InlineData("if (done) DONE; if (done) return; else LOST")]
    [InlineData("if (done) DONE; if (done) { return; } LOST")]
    [InlineData("if (done) DONE; if (!done) LOST return;")]
    [InlineData("if (done) DONE; if (!done) { LOST } else { return; }")]
    [InlineData("if (done) DONE; if (!!done) { return; } else { LOST }")]
    [InlineData("if (done) DONE; if (done) { if (n > 5) { } return; } else { { LOST } }")]
    [InlineData("bool open = !done; if (done) DONE; while (open) LOST")]
    [InlineData("bool open = !done; if (done) DONE; for (; open; ) { LOST }")]
    [InlineData("if (done) DONE; while (done) return; LOST")]
    [InlineData("if (done) DONE; for (; done; ) return; LOST")]
    [InlineData("if (done) DONE; do { if (done) break; LOST } while (done);")]
    [InlineData("if (done) DONE; foreach (int i in new[] { 1 }) { if (done) return; } if (done) return; LOST")]
    [InlineData("foreach (int i in new[] { 1, 2 }) { break; } LOST")]
    [InlineData("for (int i = 0; i < 3; i++) { break; } LOST")]
    [InlineData("while (IsUp()) { break; } LOST")]
    [InlineData("while (IsUp()) { Console.WriteLine(); break; } LOST")]
    [InlineData("do { Console.WriteLine(); if (IsUp()) break; } while (IsUp()); LOST")]
    [InlineData("switch (n) { case 7: break; } LOST")]
    [InlineData("switch (n) { case 7: DONE; return; default: break; } LOST")]
    [InlineData("switch (n) { case 7: DONE; return; case 8: default: LOST }")]
    [InlineData("switch (n) { case 7: DONE; return; default: LOST }")]
    [InlineData("if (done) DONE; switch (done) { case true: return; default: LOST }")]
    [InlineData("if (done) DONE; switch (done) { case false: LOST default: return; }")]
    [InlineData("if (done) DONE; switch (done) { default: return; case false: LOST }")]
    [InlineData("switch (n) { case 7: DONE; return; default: Console.WriteLine(); LOST }")]
    [InlineData("switch (n) { case 7: DONE; return; default: { Console.WriteLine(); } LOST }")]
    [InlineData("switch (n) { case 7: DONE; break; default: Console.WriteLine(); if (IsUp()) { Console.WriteLine(); } LOST }")]
    [InlineData("lock (_gate) { Console.WriteLine(); } LOST")]
    [InlineData("using (new System.IO.MemoryStream()) { Console.WriteLine(); } LOST")]
    [InlineData("try { Console.WriteLine(); } finally { n++; } LOST")]
    [InlineData("try { n++; } catch (InvalidOperationException) { } LOST")]
    [InlineData("checked { n++; } LOST")]
    [InlineData("{ { n++; } } LOST")]
    [InlineData("if (IsUp()) { n++; } else { n--; } LOST")]
    [InlineData("n++; goto end; end: LOST")]
    [InlineData("if (IsUp()) goto end; DONE; return; end: LOST")]
    [InlineData("n++; ; void Local() { } int m; LOST")]
    [InlineData("LOST")]
    [InlineData("{ LOST }")]
    [InlineData("Console.WriteLine(); LOST")]
    [Breaks("C004")]
    public Task Stands_at_the_return(string body) => Left(body);

    [Theory]
    [InlineData("if (done) DONE; if (done) return; DONE;")]
    [InlineData("if (done) { DONE; return; } DONE;")]
    [InlineData("while (!done) { DONE; return; } DONE; return;")]
    [InlineData("switch (n) { case 7: DONE; return; default: DONE; return; }")]
    [InlineData("do { DONE; return; } while (IsUp());")]
    [InlineData("lock (_gate) { n++; } DONE; return;")]
    public Task Silent_where_each_return_has_completed(string body) => Left(body.Replace("do { DONE; return; } while (IsUp());", "do { DONE; break; } while (IsUp()); return;", StringComparison.Ordinal));
}
