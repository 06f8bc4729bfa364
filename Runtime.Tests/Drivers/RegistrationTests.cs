namespace Chimney.Runtime.Tests.Drivers;

/// <summary>What NDIS answers to a registration, and what a driver that did not register rightly can do then (C141–C152).</summary>
public class RegistrationTests
{
    /// <summary>A stack around a filter with a mistake; says what an initiate comes to.</summary>
    private static (string Rules, NdisStatus Outcome) Run(ComposedFilter filter, Action<ContractVerifier>? prepare = null)
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        prepare?.Invoke(verifier);
        var host = new RecordingHost();
        using var stack = new NdisStack(host, [filter.Driver], new RecordingTarget(), verifier);
        host.Initiate(OffloadTree.Build(OffloadObject.Neighbor("N")));
        stack.Halt();
        return (string.Join(' ', verifier.Violations.Select(violation => violation.Rule)), host.Completed[0].Statuses[0]);
    }

    [Fact]
    public void A_registration_that_is_refused_blocks_chimney_and_is_one_report()
    {
        var filter = new ComposedFilter();
        filter.TcpClient!.TcpOffloadEventHandler = null;
        Assert.Equal(("C144", NdisStatus.NotSupported), Run(filter));
    }

    [Fact]
    public void One_side_alone_blocks_chimney()
    {
        var filter = new ComposedFilter { Provider = null, TcpProvider = null };
        Assert.Equal(("C143", NdisStatus.NotSupported), Run(filter));
    }

    [Fact]
    public void Neither_side_is_a_driver_without_chimney()
    {
        var filter = new ComposedFilter { Provider = null, TcpProvider = null, Client = null, TcpClient = null };
        Assert.Equal(("", NdisStatus.NotSupported), Run(filter));
    }

    [Theory]
    [InlineData("Flags", "C149")]
    [InlineData("shared handler", "C146")]
    [InlineData("attribute of another slot", "C146")]
    public void What_NDIS_cannot_see_is_reported_and_registered(string mistake, string rule)
    {
        var filter = new ComposedFilter();
        switch (mistake)
        {
            case "Flags":
                filter.Client!.Flags = 4;
                break;
            case "shared handler":
                filter.TcpProvider!.TcpOffloadSendHandler = Refuse;
                filter.TcpProvider.TcpOffloadForwardHandler = Refuse;
                break;
            default:
                filter.Client!.UpdateOffloadCompleteHandler = MeantForQuery;
                break;
        }
        Assert.Equal((rule, NdisStatus.Success), Run(filter));
    }

    private static NdisStatus Refuse(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => NdisStatus.Pending;

    [OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
    private static void MeantForQuery(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
    }

    [Fact]
    public void The_status_says_why()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        var statuses = new List<NdisStatus>();
        var good = new ComposedFilter();
        NdisDriverHandle? kept = null;
        var driver = new ComposedDriver("odd")
        {
            MiniportSetOptions = handle =>
            {
                kept = handle;
                statuses.Add(Ndis.NdisSetOptionalHandlers(handle, good.Client!));
                statuses.Add(Ndis.NdisSetOptionalHandlers(handle, new ProviderChimneyOffloadGenericCharacteristics()));
                good.TcpProvider!.OffloadType = NdisChimneyOffloadType.Ipsec;
                statuses.Add(Ndis.NdisSetOptionalHandlers(handle, good.TcpProvider));
                good.Provider!.Header = new CharacteristicsHeader(0x8E, 1, 0x30);
                statuses.Add(Ndis.NdisSetOptionalHandlers(handle, good.Provider));
                return NdisStatus.Failure;
            },
        };
        using var stack = new NdisStack(new RecordingHost(), [], driver, verifier);
        statuses.Add(Ndis.NdisSetOptionalHandlers(kept!, good.Provider!));

        Assert.Equal([NdisStatus.Failure, NdisStatus.Failure, NdisStatus.NotSupported, NdisStatus.Failure, NdisStatus.Failure], statuses);
        Assert.Equal(["C142", "C144", "C147", "C148", "C141"], verifier.Violations.Select(violation => violation.Rule));
    }

    [Fact]
    public void NDIS_keeps_a_copy_of_what_was_registered()
    {
        var filter = new ComposedFilter();
        using var rig = new Rig(filter.Driver);
        filter.Provider!.InitiateOffloadHandler = null;
        filter.Client!.InitiateOffloadCompleteHandler = (_, _) => throw new InvalidDataException();

        rig.Do(OffloadOperation.Initiate);

        Assert.Single(rig.Host.Completed);
    }

    [Fact]
    public void A_driver_that_does_not_load_or_start_has_no_stack()
    {
        var unloaded = new ComposedDriver("filter") { ProtocolSetOptions = _ => NdisStatus.Resources };
        Assert.Contains("its ProtocolSetOptions returned Resources", Assert.Throws<ArgumentException>(() => new NdisStack(new RecordingHost(), [unloaded], new RecordingTarget())).Message);
        var unstarted = new ComposedFilter { OnInitialize = _ => NdisStatus.Failure };
        Assert.Contains("its MiniportInitializeEx returned Failure", Assert.Throws<ArgumentException>(() => new NdisStack(new RecordingHost(), [unstarted.Driver], new RecordingTarget())).Message);
        var verifier = new ContractVerifier(VerifierMode.Record);
        Assert.Contains("register both client characteristics", Assert.Throws<ArgumentException>(() => new NdisStack(new ComposedDriver("host"), [], new RecordingTarget(), verifier)).Message);
        Assert.Equal("C142", Assert.Single(verifier.Violations).Rule);
    }

    [Fact]
    public void A_target_that_registers_nothing_offers_no_chimney()
    {
        var host = new RecordingHost();
        using var stack = new NdisStack(host, [new ComposedFilter().Driver], new ComposedDriver("plain"));
        host.Initiate(OffloadTree.Build(OffloadObject.Neighbor("N")));
        stack.Halt();
        Assert.Equal([NdisStatus.NotSupported], host.Completed[0].Statuses);
    }

    [Fact]
    public void A_driver_that_tests_the_status_does_without_chimney()
        => Assert.Equal(("", NdisStatus.NotSupported), Run(new ComposedFilter(), verifier => verifier.WithholdsOffloadHandlers = true));

    [Fact]
    public void A_driver_that_uses_what_it_did_not_get_is_told_in_its_handler_too()
    {
        var filter = new ComposedFilter();
        filter.OnInitialize = handle =>
        {
            filter.Initialize(handle);
            return NdisStatus.Success;
        };
        var verifier = new ContractVerifier(VerifierMode.Record) { WithholdsOffloadHandlers = true };
        using var rig = new ChainRig(verifier, filter.Driver);

        rig.Do(OffloadOperation.Send);

        ContractViolation violation = Assert.Single(verifier.Violations);
        Assert.Equal(("C151", OffloadOperation.Send), (violation.Rule, violation.Operation));
        Assert.IsType<NullReferenceException>(violation.Cause);
        Assert.Single(rig.Host.Completed);
    }

    [Fact]
    public void Entry_points_are_for_TCP_and_from_the_start()
    {
        var filter = new ComposedFilter();
        using var rig = new Rig(VerifierMode.Record, filter.Driver);
        Assert.Equal(NdisStatus.Success, Ndis.NdisMGetOffloadHandlers(filter.Driver.NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? handlers));
        Assert.IsType<NdisTcpOffloadEventHandlers>(handlers);
        Assert.Equal(NdisStatus.NotSupported, Ndis.NdisMGetOffloadHandlers(filter.Driver.NdisMiniportHandle, NdisChimneyOffloadType.Rdma, out handlers));
        Assert.Null(handlers);
        Assert.Equal(["C150", "C152"], rig.Verifier.Violations.Select(violation => violation.Rule));
        Assert.Throws<ArgumentNullException>(() => Ndis.NdisMGetOffloadHandlers(null!, NdisChimneyOffloadType.Tcp, out _));
        Assert.Throws<ArgumentNullException>(() => Ndis.NdisSetOptionalHandlers(null!, filter.Client!));
    }

    [Theory]
    [InlineData(typeof(ClientChimneyOffloadGenericCharacteristics), 0x8E, 0x38, 6)]
    [InlineData(typeof(ClientChimneyOffloadTcpCharacteristics), 0x93, 0x40, 6)]
    [InlineData(typeof(ProviderChimneyOffloadGenericCharacteristics), 0x8F, 0x30, 5)]
    [InlineData(typeof(ProviderChimneyOffloadTcpCharacteristics), 0x94, 0x38, 5)]
    public void Structures_have_the_headers_of_the_DDI(Type type, byte header, ushort size, int slots)
    {
        var structure = (NdisDriverOptionalHandlers)Activator.CreateInstance(type)!;
        Assert.Equal(new CharacteristicsHeader(header, 1, size), structure.Header);
        Assert.Equal(slots, structure.Slots.Length);
        // Every slot is a property, of a delegate that is a handler.
        Assert.Equal(
            type.GetProperties().Where(property => property.PropertyType.IsSubclassOf(typeof(Delegate))).Select(property => property.Name),
            structure.Slots.Select(slot => slot.Slot));
        Assert.Equal(0u, structure.Flags);
    }
}
