using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Functions in the slots of a composed driver are handlers, and the entry points of NDIS in the table are its functions.</summary>
public class ComposedDriverTests
{
    private static string Slots(string slots) => $$"""
        using Chimney;

        public static class Filter
        {
            private static NdisTcpOffloadEventHandlers s_ndis = null!;
            private static NdisMiniportHandle s_miniport = null!;

            public static ClientChimneyOffloadTcpCharacteristics Slots() => new()
            {
                {{slots}}
            };

            public static NdisStatus Start(NdisMiniportHandle handle)
            {
                NdisStatus status = Ndis.NdisMGetOffloadHandlers(handle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? handlers);
                if (status == NdisStatus.Success)
                    s_ndis = (NdisTcpOffloadEventHandlers)handlers!;
                return status;
            }
        }
        """;

    [Fact]
    public Task Silent_where_the_entry_points_of_the_table_are_called() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Slots("""
        TcpOffloadSendCompleteHandler = (_, chain) => s_ndis.NdisTcpOffloadSendComplete(s_miniport, chain),
        TcpOffloadEventHandler = (own, type, information) => s_ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information),
        TcpOffloadReceiveIndicateHandler = (OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed)
            => s_ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out consumed),
        """));

    [Fact]
    public Task Reported_where_a_slot_does_not_carry_on_or_with_another_entry_point() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Slots("""
        TcpOffloadSendCompleteHandler = (_, chain) {|CHIM1001:=>|} { },
        TcpOffloadForwardCompleteHandler = (_, chain) => {|CHIM1003:s_ndis.NdisTcpOffloadSendComplete(s_miniport, chain)|},
        TcpOffloadEventHandler = (own, type, information) {|CHIM1001:=>|} { },
        """));
}
