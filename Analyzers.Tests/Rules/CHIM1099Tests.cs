using Chimney.Analyzers.Contract;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1099: what could not be proved is said, with the reason; and the option for callees that are not known.</summary>
public class CHIM1099Tests : RuleTest
{
    private const string Unknown = """
        public delegate void Finisher(MiniportOffloadBlockList list);

        public Finisher? Finish { get; set; }

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)

        """;

    [Fact]
    public Task Delegate_from_elsewhere() => VerifyAsync(Unknown + "=> {|CHIM1099:Finish!(list)|};");

    [Fact]
    public Task Trusted_callee_takes_the_duty() => VerifyAsync(Unknown + "=> Finish!(list);", (Options.UnknownCalleeKey, "trusted"));

    [Fact]
    public Task Untrusted_callee_only_looks() => VerifyAsync(
        Unknown.Replace("MiniportTerminateOffload", "{|CHIM1001:MiniportTerminateOffload|}") + "{ Finish!(list); }", (Options.UnknownCalleeKey, "untrusted"));

    [Fact]
    public Task Option_is_read_whatever_its_case() => VerifyAsync(Unknown + "=> Finish!(list);", (Options.UnknownCalleeKey, "Trusted"));

    [Fact]
    public Task Handle_in_a_local_that_a_kept_delegate_captures() => VerifyAsync("""
        public static Action? Later;

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            var parked = list.Pend();
            {|CHIM1099:Later = () => Ndis.NdisQueryOffloadState(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()))|};
        }
        """);

    [Fact]
    public Task Handle_given_to_code_without_source() => VerifyAsync("""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => {|CHIM1099:GC.KeepAlive(list.Pend())|};
        """);

    /// <summary>Initiates of other objects arrive during one: what a slot holds of the first would be lost.</summary>
    [Fact, Breaks("C113", "C136")]
    public Task A_target_has_one_slot_for_initiates() => VerifyAsync("""
        }
        public abstract class Target : OffloadTarget
        {
            private PendedMiniportOffload? _current;

            public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _current = {|CHIM1099:list.Pend()|};

            public void Fail()
            {
                if (_current is not { } current)
                    return;
                _current = null;
                var list = current.Resume();
                foreach (var block in list.Blocks)
                    block.Status = NdisStatus.Failure;
                Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
            }
        """);

    [Fact]
    public Task Abstract_helper_that_nobody_implements() => VerifyAsync("""
        }
        public abstract class Base : IntermediateDriver
        {
            protected abstract void Finish(MiniportOffloadBlockList list);
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => {|CHIM1099:Finish(list)|};
        """);

    [Fact]
    public Task Silent_when_the_delegate_is_known() => VerifyAsync("""
        private delegate void Finisher(MiniportOffloadBlockList list);

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            Finisher finish = l => Ndis.NdisTerminateOffload(NdisBindingHandle, l.ToProtocol(new ImCallEntry()));
            finish(list);
        }
        """);

    [Fact]
    public Task Silent_when_the_callee_says_what_it_does() => VerifyAsync("""
        public interface IFinisher { void Finish([Discharges] MiniportOffloadBlockList list); }

        public IFinisher? Finisher;

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => Finisher!.Finish(list);
        """);

    [Fact]
    public Task Silent_for_a_list_that_is_already_completed() => VerifyAsync("""
        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => Ndis.NdisTerminateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        """);

    [Fact]
    public Task Silent_when_all_overrides_are_known() => VerifyAsync("""
        }
        public abstract class Base : IntermediateDriver
        {
            protected abstract void Finish(MiniportOffloadBlockList list);
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => Finish(list);
        }
        public class Derived : Base
        {
            protected override void Finish(MiniportOffloadBlockList list) => Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        """);

    [Fact]
    public Task Silent_for_recursion() => VerifyAsync("""
        private void Finish(MiniportOffloadBlockList list, int turns)
        {
            if (turns > 0)
                Finish(list, turns - 1);
            else
                Ndis.NdisTerminateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => Finish(list, 5);
        """);
}
