using System.Text;
using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What the reports say and which places they show: handler, operation, path and remedy.</summary>
public class MessageTests : RuleTest
{
    [Fact]
    public async Task Of_every_rule() => Snapshot.Verify(await DescribeAsync("""
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            if (list.Root.Status != NdisStatus.Success)
                return;
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (_ready && IsUp())
                Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            switch (list.Root.Status)
            {
                case NdisStatus.Success:
                    Finish(list);
                    break;
                case NdisStatus.Failure:
                    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
                    break;
                default:
                    throw new InvalidOperationException();
            }
            if (_ready)
                Finish(list);
        }

        private void Finish(ProtocolOffloadBlockList list)
        {
            if (list.IsNull)
                return;
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            Console.WriteLine(list.Root.Status);
        }

        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                Console.WriteLine(block.Status);
            Ndis.NdisUpdateOffload(NdisBindingHandle, default);
        }

        private readonly Queue<PendedMiniportOffload> _parked = new();

        private bool _ready;

        public void Start() => _ready = true;

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            Look(list);
            External?.Invoke(list);
        }

        private static void Look([Borrows] MiniportOffloadBlockList list)
        {
            if (list.Root.Status is NdisStatus.Failure)
                list.Pend();
        }

        public delegate void Use(MiniportOffloadBlockList list);

        public Use? External;
        """));

    [Fact]
    public async Task Of_chains_and_events() => Snapshot.Verify(await DescribeAsync("""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
        {
            if (!_ready)
                return NdisStatus.Pending;
            return Ndis.NdisOffloadTcpReceive(ImOffloadEntry.From(connection).OffloadHandle, list);
        }

        public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain list) => NdisStatus.Success;

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain list)
        {
            var part = list.SplitFirst(out var rest);
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, part);
            if (_ready)
                Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, rest);
        }

        public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext context, NetBufferListChain list)
        {
            var first = list.First;
            Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, list);
            Console.WriteLine(first?.Status);
        }

        public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext context, NetBufferListChain list)
            => Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, default);

        public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext context, NetBufferListChain list)
        {
            while (!list.IsNull)
            {
                var part = list.SplitFirst(out list);
                Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, part);
                if (_ready)
                    Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, part);
            }
        }

        public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
        {
            _parked.Enqueue(list.Pend());
            return NdisStatus.Pending;
        }

        public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list, TcpDisconnectFlags flags)
        {
            _parked.Enqueue(list.Pend());
            return NdisStatus.Pending;
        }

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                switch (parked.Operation)
                {
                    case OffloadOperation.Forward:
                        Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, parked.Resume());
                        break;
                    default:
                        parked.Resume();
                        break;
                }
        }

        public override void ProtocolTcpOffloadEvent(OffloadHandle connection, TcpOffloadEventType type, uint information)
        {
            if (type == TcpOffloadEventType.Abort)
                throw new InvalidOperationException();
            if (type != TcpOffloadEventType.Retrieve)
                Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(connection).NdisOffloadHandle, type, information);
        }

        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle connection, NetBufferListChain list, NdisStatus status, out uint bytes)
        {
            bytes = 0;
            return NdisStatus.OffloadDataNotAccepted;
        }

        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
        {
            if (list.IsNull)
                return;
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.OverlayAsMiniport());
        }

        private static void Look([Borrows] NetBufferListChain list) => list.Pend();

        private readonly Queue<PendedNetBufferListChain> _parked = new();

        private bool _ready;

        public void Start() => _ready = true;
        """));

    private static async Task<string> DescribeAsync(string members)
    {
        var references = await ReferenceAssemblies.Net.Net80.ResolveAsync(LanguageNames.CSharp, default);
        var compilation = CSharpCompilation.Create(
            "Messages",
            [CSharpSyntaxTree.ParseText(Handlers.InDriver(members), path: "Filter.cs")],
            references.Add(MetadataReference.CreateFromFile(typeof(OffloadHandlerAttribute).Assembly.Location)),
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var found = await compilation.WithAnalyzers([new ChimneyAnalyzer()]).GetAnalyzerDiagnosticsAsync(default);
        var text = new StringBuilder();
        foreach (var diagnostic in found.OrderBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id))
        {
            text.AppendLine($"{Place(diagnostic.Location)}: {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(null)}");
            foreach (var location in diagnostic.AdditionalLocations)
                text.AppendLine($"    {Place(location)}: {location.SourceTree!.GetText().ToString(location.SourceSpan)}");
        }
        return text.ToString();
    }

    private static string Place(Location location) => $"{location.GetLineSpan().Path}({location.GetLineSpan().StartLinePosition.Line + 1})";
}
