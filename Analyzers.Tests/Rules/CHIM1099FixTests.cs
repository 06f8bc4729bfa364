using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1099CodeFix>;

/// <summary>The quick-fix of CHIM1099: an earlier request is finished where its handle may still be kept.</summary>
public class CHIM1099FixTests
{
    [Fact]
    public Task An_earlier_request_is_finished_first() => Verify.VerifyCodeFixAsync(
        Slot("_slot = {|CHIM1099:list.Pend()|};", Flush), Slot("if (_slot != null)\n        Flush();\n    _slot = list.Pend();", Flush));

    [Fact]
    public Task Not_offered_where_what_finishes_it_needs_to_be_told_how()
    {
        string source = Slot("_slot = {|CHIM1099:list.Pend()|};", Flush.Replace("()", "(string why)", StringComparison.Ordinal));
        return Verify.VerifyCodeFixAsync(source, source);
    }

    private const string Flush = "Flush()";

    private static string Slot(string keep, string flush) => InDriver($$"""
        private PendedProtocolOffload? _slot;

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{keep}}
        }

        public void {{flush}}
        {
            var kept = _slot;
            _slot = null;
            if (kept != null)
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, kept.Resume().ToMiniport());
        }
        """);
}
