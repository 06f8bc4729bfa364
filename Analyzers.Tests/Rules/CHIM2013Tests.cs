using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM2013: an operation ends with success in a driver that records nowhere what goes with it (C198, C199).</summary>
public class CHIM2013Tests
{
    private const string Bytes = "list.TcpOffloadBytesTransferred = list.DataLength;";
    private const string Advance = "Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, list.DataLength);";

    /// <summary>A target that does this with each list of pended requests of a kind.</summary>
    private static Task Data(string operation, string body, bool isReported, string members = "")
    {
        string complete = $"Ndis.NdisTcpOffload{operation}Complete(NdisMiniportHandle, chain)";
        return ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
            using System.Collections.Generic;
            using Chimney;

            public abstract class Target : OffloadTarget
            {
                private readonly Queue<PendedNetBufferListChain> _work = new();

                public override NdisStatus MiniportTcpOffload{{operation}}(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain{{(operation == "Disconnect" ? ", TcpDisconnectFlags flags" : "")}})
                {
                    _work.Enqueue(chain.Pend());
                    return NdisStatus.Pending;
                }

                public void Work()
                {
                    while (_work.TryDequeue(out var pended))
                    {
                        var chain = pended.Resume();
                        for (var list = chain.First; list is not null; list = list.Next)
                        {
                            {{body}}
                        }
                        {{(isReported ? $"{{|CHIM2013:{complete}|}}" : complete)}};
                    }
                }
                {{members}}
            }
            """);
    }

    [Theory, Breaks("C199")]
    [InlineData("Send")]
    [InlineData("Receive")]
    public Task Nothing_advanced(string operation) => Data(operation, Bytes + " list.Status = NdisStatus.Success;", true);

    [Theory, Breaks("C198")]
    [InlineData("Send")]
    [InlineData("Receive")]
    public Task No_bytes_recorded(string operation) => Data(operation, Advance + " list.Status = NdisStatus.Success;", true);

    [Fact, Breaks("C198")]
    public Task Of_a_composed_driver() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System.Collections.Generic;
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Worker
        {
            private readonly Queue<PendedNetBufferListChain> _work = new();

            public Worker(ProviderChimneyOffloadTcpCharacteristics slots) => slots.TcpOffloadSendHandler = (context, connection, chain) =>
            {
                _work.Enqueue(chain.Pend());
                return NdisStatus.Pending;
            };

            public void Work(NdisMiniportHandle miniport)
            {
                while (_work.TryDequeue(out var pended))
                {
                    var chain = pended.Resume();
                    for (var list = chain.First; list is not null; list = list.Next)
                    {
                        Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, list.DataLength);
                        list.Status = NdisStatus.Success;
                    }
                    {|CHIM2013:Ndis.NdisTcpOffloadSendComplete(miniport, chain)|};
                }
            }
        }
        """);

    [Theory]
    [InlineData("Send")]
    [InlineData("Receive")]
    public Task Silent_when_both_are_done(string operation) => Data(operation, Bytes + " " + Advance + " list.Status = NdisStatus.Success;", false);

    [Theory]
    [InlineData("Send", "UploadInProgress")]
    [InlineData("Receive", "RequestAborted")]
    public Task Silent_where_nothing_was_transferred(string operation, string status) => Data(operation, $"list.Status = NdisStatus.{status};", false);

    [Theory]
    [InlineData("Disconnect")]
    [InlineData("Forward")]
    public Task Silent_for_lists_that_may_be_empty(string operation) => Data(operation, "list.Status = NdisStatus.Success;", false);

    [Fact]
    public Task Silent_when_another_type_does_it() => Data("Send", "list.Status = NdisStatus.Success;", false, """
        public static class Acknowledgements
        {
            public static void Note(NetBufferList list, uint bytes)
            {
                list.TcpOffloadBytesTransferred += bytes;
                Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, bytes);
            }
        }
        """);

    [Fact]
    public Task Silent_where_the_status_is_not_known() => Data("Send", "list.Status = (NdisStatus)list.DataLength;", false);
}
