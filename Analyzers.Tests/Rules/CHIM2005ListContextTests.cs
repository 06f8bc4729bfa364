using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM2005 on list contexts, which a driver puts on lists of buffers and takes off before they go up (C087).</summary>
public class CHIM2005ListContextTests : RuleTest
{
    private const string Request = """
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext offloadContext, NetBufferListChain chain)
        {
            Ndis.NdisAllocateNetBufferListContext(chain.First!, chain.First!.SourceHandle!);
            Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(offloadContext).OffloadHandle, chain);
            return NdisStatus.Pending;
        }

        """;

    private static Task Completion(string body, string members = Request) => VerifyAsync(members + $$"""
        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """);

    private const string Up = "Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);";
    private const string Leaked = "{|CHIM2005:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain)|};";
    private const string Free = "Ndis.NdisFreeNetBufferListContext(chain.First!);\n";

    [Fact, Breaks("C087")]
    public Task Never_freed() => Completion(Leaked);

    [Fact, Breaks("C087")]
    public Task Put_there_by_a_helper() => Completion(Leaked, Request.Replace("Ndis.NdisAllocateNetBufferListContext(chain.First!, chain.First!.SourceHandle!)", "Keep(chain.First!)", StringComparison.Ordinal)
        + "private static void Keep(NetBufferList list) => Ndis.NdisAllocateNetBufferListContext(list, list.SourceHandle!);\n\n");

    [Fact, Breaks("C087")]
    public Task Freed_by_the_completion_of_another_operation() => Completion(Leaked, Request + """
        public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            Ndis.NdisFreeNetBufferListContext(chain.First!);
            Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain);
        }

        """);

    [Fact, Breaks("C087")]
    public Task Never_freed_by_a_composed_driver() => VerifyAsync("""
        public WTcpOffloadSendHandler Send => (context, offloadContext, chain) =>
        {
            Ndis.NdisAllocateNetBufferListContext(chain.First!, chain.First!.SourceHandle!);
            Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(offloadContext).OffloadHandle, chain);
            return NdisStatus.Pending;
        };

        public TcpOffloadSendCompleteHandler SendComplete => (context, chain) => {|CHIM2005:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain)|};
        """);

    [Fact, Breaks("C087")]
    public Task Freed_twice() => Completion(Free + "{|CHIM2005:Ndis.NdisFreeNetBufferListContext(chain.First!)|};\n" + Up);

    [Fact, Breaks("C087")]
    public Task Looked_for_after_it_was_freed() => Completion(Free + "chain.First!.SourceHandle = {|CHIM2005:Ndis.NdisGetNetBufferListContext(chain.First!)|};\n" + Up);

    [Fact]
    public Task Silent_when_freed() => Completion("chain.First!.SourceHandle = Ndis.NdisGetNetBufferListContext(chain.First!);\n" + Free + Up);

    [Fact]
    public Task Silent_when_freed_where_there_is_one() => Completion("if (Ndis.NdisGetNetBufferListContext(chain.First!) is not null)\n    " + Free + Up);

    [Fact]
    public Task Silent_when_freed_part_by_part() => Completion("""
        while (!chain.IsNull)
        {
            var part = chain.SplitFirst(out chain);
            Ndis.NdisFreeNetBufferListContext(part.First!);
            Ndis.NdisTcpOffloadSendComplete(part.NdisMiniportHandle, part);
        }
        """);

    [Fact]
    public Task Silent_when_freed_in_a_loop() => Completion("for (var list = chain.First; list is not null; list = list.Next)\n    Ndis.NdisFreeNetBufferListContext(list);\n" + Up);

    [Fact]
    public Task Silent_when_freed_after_parking() => Completion("_parked.Enqueue(chain.Pend());", Request + """
        private readonly Queue<PendedNetBufferListChain> _parked = new();

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
            {
                var chain = parked.Resume();
                Ndis.NdisFreeNetBufferListContext(chain.First!);
                Ndis.NdisTcpOffloadSendComplete(chain.NdisMiniportHandle, chain);
            }
        }

        """);

    [Fact]
    public Task Silent_when_put_on_again() => Completion(Free + "Ndis.NdisAllocateNetBufferListContext(chain.First!, this);\n" + Free + Up);

    [Fact]
    public Task Silent_without_contexts() => Completion(Up, "");
}
