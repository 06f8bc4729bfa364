namespace Chimney.Analyzers.Tests.Rules;

/// <summary>
/// What is known of a value. Each code says whether its <c>right</c> is true for certain, or may be either; what is known wrongly, or not known any more,
/// changes one of the two verdicts.
/// </summary>
public abstract class KnownTest : RuleTest
{
    private static string Reported(string id, string name) => id.Length == 0 ? name : $"{{|{id}:{name}|}}";

    /// <summary>The reports where the list is completed if <c>right</c> is true, and where it is completed if it is false.</summary>
    /// <remarks>The members stand in one line: each source is also analyzed cut at each of its line ends.</remarks>
    protected static Task Is(string whereTrue, string whereFalse, string code, string members) => VerifyAsync($$"""
        {{members.ReplaceLineEndings(" ")}}

        public override void {{Reported(whereTrue, "ProtocolUpdateOffloadComplete")}}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{code}}
            if (right)
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }

        public override void {{Reported(whereFalse, "ProtocolQueryOffloadComplete")}}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{code}}
            if (!right)
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """);
}
