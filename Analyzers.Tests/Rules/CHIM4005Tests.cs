using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer>;

/// <summary>CHIM4005: no completion is left to a finalizer, nor to Dispose run by one (C277).</summary>
public class CHIM4005Tests
{
    private const string Complete = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list)";

    private static Task VerifyAsync(string members) => Verify.VerifyAnalyzerAsync($$"""
        using System;
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget, IDisposable
        {
            private readonly Queue<PendedMiniportOffload> _work = new();

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());

            {{members.ReplaceLineEndings("\n    ")}}

            private void Drain()
            {
                while (_work.TryDequeue(out PendedMiniportOffload? pended))
                    Finish(pended);
            }

            private void Finish(PendedMiniportOffload pended)
            {
                MiniportOffloadBlockList list = pended.Resume();
                foreach (MiniportOffloadBlock block in list.Blocks)
                    block.Status = NdisStatus.Failure;
                {{Complete}};
            }
        }
        """.ReplaceLineEndings("\n"));

    [Fact, Breaks("C277")]
    public Task In_a_finalizer() => VerifyAsync($$"""
        ~Target()
        {
            MiniportOffloadBlockList list = _work.Dequeue().Resume();
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Failure;
            {|CHIM4005:{{Complete}}|};
        }

        public void Dispose() => Drain();
        """);

    [Fact, Breaks("C277")]
    public Task In_a_helper_of_it() => VerifyAsync("~Target() => {|CHIM4005:Drain()|};\n\npublic void Dispose() => Drain();");

    [Fact]
    public Task Through_two_helpers() => VerifyAsync("~Target() { if (_work.Count > 0) {|CHIM4005:All()|}; }\n\npublic void Dispose() => Drain();\n\nprivate void All() => Drain();");

    [Fact, Breaks("C277")]
    public Task In_Dispose_for_both() => VerifyAsync("""
        ~Target() => {|CHIM4005:Dispose(false)|};

        public void Dispose() => Dispose(true);

        protected virtual void Dispose(bool disposing) => Drain();
        """);

    [Fact, Breaks("C277")]
    public Task In_the_wrong_branch_of_Dispose() => VerifyAsync("""
        ~Target() => {|CHIM4005:Dispose(disposing: false)|};

        public void Dispose() => Dispose(true);

        private void Dispose(bool disposing)
        {
            if (!disposing)
                Drain();
        }
        """);

    [Fact]
    public Task Through_Dispose() => VerifyAsync("~Target() => {|CHIM4005:Dispose()|};\n\npublic void Dispose() => Drain();");

    [Fact]
    public Task In_a_local_function() => VerifyAsync("~Target() { Last(); void Last() => {|CHIM4005:Drain()|}; }\n\npublic void Dispose() => Drain();");

    [Fact]
    public Task Silent_for_the_pattern_of_Dispose() => VerifyAsync("""
        ~Target() => Dispose(false);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
                Drain();
        }
        """);

    [Fact]
    public Task Silent_for_the_pattern_with_an_early_return() => VerifyAsync("""
        ~Target() => Dispose(false);

        public void Dispose() => Dispose(true);

        private void Dispose(bool disposing)
        {
            if (!disposing)
                return;
            Drain();
        }
        """);

    [Fact]
    public Task Silent_for_Dispose_alone() => VerifyAsync("public void Dispose() => Drain();");

    [Fact]
    public Task Silent_for_finalizers_that_complete_nothing() => VerifyAsync("~Target() => Console.WriteLine(_work.Count);\n\npublic void Dispose() => Drain();");

    [Fact]
    public Task Silent_for_finalizers_that_queue() => VerifyAsync("~Target() => QueueWorkItem(() => Drain());\n\npublic void Dispose() => Drain();");

    [Fact]
    public Task Silent_for_a_method_of_that_name() => VerifyAsync("public void Finish() => Drain();\n\npublic void Dispose() => Drain();");
}
