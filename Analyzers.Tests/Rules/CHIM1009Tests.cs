namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1009: an ownership attribute and the body of its method contradict each other.</summary>
public class CHIM1009Tests : RuleTest
{
    private const string Complete = "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    [Fact]
    public Task Discharges_but_does_not() => VerifyAsync("private void {|CHIM1009:Finish|}([Discharges] ProtocolOffloadBlockList list) { }");

    [Fact, Breaks("C008")]
    public Task Discharges_on_some_paths() => VerifyAsync($$"""
        private void Finish([Discharges] ProtocolOffloadBlockList list)
        {
            if (IsUp())
                {|CHIM1009:return;|}
            {{Complete}}
        }
        """);

    [Fact]
    public Task Borrows_but_completes() => VerifyAsync("""
        private void Look([Borrows] ProtocolOffloadBlockList list)
            => {|CHIM1009:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport())|};
        """);

    [Fact]
    public Task Borrows_but_pends() => VerifyAsync("""
        private readonly List<PendedProtocolOffload> _parked = new();
        private void Look([Borrows] ProtocolOffloadBlockList list) => _parked.Add({|CHIM1009:list.Pend()|});
        """);

    [Fact]
    public Task Try_helper_that_returns_true_without_completing() => VerifyAsync($$"""
        private bool TryFinish([Discharges(When = true)] ProtocolOffloadBlockList list)
        {
            if (IsUp())
                {|CHIM1009:return true;|}
            {{Complete}}
            return true;
        }
        """);

    [Fact]
    public Task Try_helper_that_returns_false_after_completing() => VerifyAsync("""
        private bool TryFinish([Discharges(When = true)] ProtocolOffloadBlockList list)
        {
            {|CHIM1009:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport())|};
            return false;
        }
        """);

    [Fact]
    public Task Completing_twice_is_a_fault_of_its_own() => VerifyAsync("""
        private void Finish([Discharges] ProtocolOffloadBlockList list)
        {
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            {|CHIM1002:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport())|};
        }
        """);

    [Fact]
    public Task Silent_when_discharged_on_every_path() => VerifyAsync($$"""
        private void Finish([Discharges] ProtocolOffloadBlockList list)
        {
            if (IsUp())
                Console.WriteLine(list.Root.Status);
            {{Complete}}
        }
        """);

    [Fact]
    public Task Silent_when_only_looked_at() => VerifyAsync("""
        private void Look([Borrows] ProtocolOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                Console.WriteLine(block.Status);
        }
        """);

    [Fact]
    public Task Silent_for_a_try_helper_that_keeps_its_word() => VerifyAsync($$"""
        private bool TryFinish([Discharges(When = true)] ProtocolOffloadBlockList list)
        {
            if (!IsUp())
                return false;
            {{Complete}}
            return true;
        }
        """);

    [Fact]
    public Task Silent_for_a_null_list() => VerifyAsync($$"""
        private void Finish([Discharges] ProtocolOffloadBlockList list)
        {
            if (list.IsNull)
                return;
            {{Complete}}
        }
        """);

    [Fact]
    public Task Callers_rely_on_the_attributes() => VerifyAsync("""
        private void Finish([Discharges] ProtocolOffloadBlockList list)
            => Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport());

        private bool TryFinish([Discharges(When = true)] ProtocolOffloadBlockList list)
        {
            if (!IsUp())
                return false;
            Finish(list);
            return true;
        }

        public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            if (!TryFinish(list))
                Finish(list);
        }
        """);
}
