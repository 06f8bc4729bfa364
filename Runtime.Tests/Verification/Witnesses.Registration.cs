namespace Chimney.Runtime.Tests.Verification;

// Mistakes of a driver that registers its handlers.
internal static partial class Witnesses
{
    private static Dictionary<string, Witness> Registration => new()
    {
        ["C141"] = Registers(filter => filter.TcpProvider = null),
        ["C142"] = Registers(filter => filter.Client = null),
        ["C143"] = Registers(filter =>
        {
            filter.Client = null;
            filter.TcpClient = null;
        }),
        ["C144"] = Registers(filter => filter.Provider!.UpdateOffloadHandler = null),
        ["C145"] = Registers(filter => filter.TcpClient!.TcpOffloadForwardCompleteHandler = null),
        ["C146"] = Registers(filter => filter.Client!.UpdateOffloadCompleteHandler = ProtocolQueryOffloadComplete),
        ["C147"] = Registers(filter => filter.TcpClient!.OffloadType = NdisChimneyOffloadType.Rdma),
        ["C148"] = Registers(filter => filter.Provider!.Header = filter.Provider.Header with { Size = 4 }),
        ["C149"] = Registers(filter => filter.Provider!.Flags = 1),
        ["C150"] = Registers(filter => filter.OnInitialize = handle =>
        {
            filter.Initialize(handle);
            return filter.Initialize(handle);
        }),
        ["C151"] = verifier =>
        {
            verifier.WithholdsOffloadHandlers = true;
            Registers(filter => filter.OnInitialize = handle =>
            {
                Ndis.NdisMGetOffloadHandlers(handle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? handlers);
                return handlers!.Header.Revision == 1 ? NdisStatus.Success : NdisStatus.NotSupported;
            })(verifier);
        },
        ["C152"] = Registers(filter => filter.OnInitialize = handle => Ndis.NdisMGetOffloadHandlers(handle, NdisChimneyOffloadType.Ipsec, out _)),
    };

    private static Witness Registers(Action<ComposedFilter> mistake) => verifier =>
    {
        var filter = new ComposedFilter();
        mistake(filter);
        using var rig = new Rig(verifier, filter.Driver);
        rig.Do(OffloadOperation.Initiate);
    };

    /// <summary>Named for the slot that it is not put into.</summary>
    private static void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
    }
}
