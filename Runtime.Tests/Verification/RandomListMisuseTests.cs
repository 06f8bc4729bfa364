namespace Chimney.Runtime.Tests.Verification;

/// <summary>Drivers that do anything to any chain: a recording verifier survives them, nobody else is blamed, and every list comes back.</summary>
public class RandomListMisuseTests
{
    private sealed class Thrown : Exception;

    /// <summary>Does a random series of calls with whatever chains and lists are at hand.</summary>
    private sealed class Chaos(Random random, Queue<PendedNetBufferListChain> pended)
    {
        internal void Play(ScriptedLists self, NetBufferListChain chain)
        {
            NetBufferListChain rest = default;
            NetBufferList? list = chain.First;
            for (int moves = random.Next(0, 6); moves > 0; moves--)
            {
                var operation = (OffloadOperation)random.Next((int)OffloadOperation.Send, (int)OffloadOperation.ReceiveReturn);
                switch (random.Next(16))
                {
                    case 0: chain = chain.SplitFirst(out rest); break;
                    case 1: if (!chain.IsNull) chain = chain.SplitAt(1, out rest); break;
                    case 2: pended.Enqueue(chain.Pend()); break;
                    case 3: pended.Enqueue(rest.Pend()); break;
                    case 4: if (pended.Count > 0) chain = (random.Next(3) == 0 ? pended.Peek() : pended.Dequeue()).Resume(); break;
                    case 5: Requests.Complete(OffloadOperation.Send, self.NdisMiniportHandle, chain); break;
                    case 6: Requests.Complete(operation, self.NdisMiniportHandle, rest); break;
                    case 7: Requests.Ask(OffloadOperation.Send, self.Own!, chain); break;
                    case 8: Requests.Ask(operation, self.Own!, chain); break;
                    case 9: Requests.Complete(operation, null!, chain); break;
                    case 10: if (list is not null) list.Status = NdisStatus.Failure; break;
                    case 11: if (list is not null) list.Next = random.Next(2) == 0 ? null : ListRig.Data(); break;
                    case 12: if (list is not null) list.SourceHandle = null; break;
                    case 13: list = chain.First; break;
                    case 14: Ndis.NdisOffloadTcpReceiveReturn(self.NdisBindingHandle, chain); break;
                    default: if (random.Next(4) == 0) throw new Thrown(); break;
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_run_goes_on_nobody_but_the_culprit_is_blamed_and_every_list_comes_back(int seed)
    {
        var random = new Random(seed);
        int violations = 0;
        for (int run = 0; run < 300; run++)
        {
            var pended = new Queue<PendedNetBufferListChain>();
            var chaos = new Chaos(random, pended);
            using var rig = new ListRig(new ContractVerifier(VerifierMode.Record), rig =>
            {
                rig.Filter.OnRequest = (self, _, context, chain, _) =>
                {
                    self.Own = ImOffloadEntry.From(context).OffloadHandle;
                    chaos.Play(self, chain);
                    return NdisStatus.Pending;
                };
                rig.Filter.OnCompletion = (self, _, chain) => chaos.Play(self, chain);
            });
            for (int i = 0; i < 3; i++)
            {
                rig.Host.Send(rig.Connection, rig.Lists(10, 20));
                rig.Host.Send(rig.Other, rig.Lists(5));
                Drain(rig.Stack);
            }

            Assert.All(rig.Stack.Verifier.Violations, v => Assert.True(v.Cause is null or Thrown or InvalidOperationException, v.Cause?.ToString()));
            int before = rig.Stack.Verifier.Violations.Count;
            Drain(rig.Stack);
            rig.Stack.Halt();
            Assert.All(rig.Stack.Verifier.Violations, v => Assert.True(v.Driver == "filter", v.ToString()));
            (int missing, int twice) = rig.Account();
            Assert.Equal(0, twice);
            // What is still pended at the end is told.
            Assert.Equal(missing > 0, rig.Stack.Verifier.Violations.Count > before);
            violations += rig.Stack.Verifier.Violations.Count;
        }
        Assert.True(violations > 1_000, $"{violations} violations");
    }

    private static void Drain(NdisStack stack)
    {
        int limit = stack.Steps + 500;
        while (!stack.IsIdle)
        {
            Assert.True(stack.Steps < limit, "The run does not end.");
            try
            {
                stack.Step();
            }
            catch (Thrown)
            {
            }
        }
    }
}
