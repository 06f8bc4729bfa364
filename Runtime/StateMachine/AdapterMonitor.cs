namespace Chimney;

/// <summary>Drives the machine of the target's adapter: by what the target indicates, and by the initiates and terminates that pass.</summary>
internal sealed class AdapterMonitor(NdisStack stack)
{
    private NdisAdapterState _state;
    private bool _owesSetPower;
    private int _connections;

    internal NdisAdapterState State => _state;

    /// <summary>Connections that are offloaded to the target.</summary>
    internal int Connections => _connections;

    /// <summary>A connection was offloaded, or terminated; threads may do so at the same time.</summary>
    internal void Count(int change) => Interlocked.Add(ref _connections, change);

    /// <summary>Connections that the target had to ask back at some time.</summary>
    internal List<OffloadObject> Owing { get; } = [];

    internal void Owe(OffloadObject item)
    {
        using (stack.Gate.Enter())
            Owing.Add(item);
    }

    /// <summary>What the target did not ask back, though it had to, and nobody took.</summary>
    internal IEnumerable<ContractViolation> OwedUploads => Owing.Distinct()
        .Where(item => item.Connection!.OwedUpload is not null && item.TargetState != OffloadObjectState.NotOffloaded)
        .Select(item => new ContractViolation(item.Connection!.OwedUpload!, OffloadOperation.TcpEvent, stack.Target.Name, item.Name,
            $"{item.Name} cannot go on, and its upload was never asked for. Indicate Retrieve as soon as that is known."));

    /// <summary>A driver indicates a status: NDIS passes it to the drivers above, host stack last.</summary>
    internal void Indicate(BoundDriver driver, NdisStatus status)
    {
        AdapterEvent happened = status switch
        {
            NdisStatus.OffloadPause => AdapterEvent.PauseIndicated,
            NdisStatus.UploadAll => AdapterEvent.UploadAllIndicated,
            NdisStatus.OffloadResume => AdapterEvent.ResumeIndicated,
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "The statuses of the chimney are OffloadPause, UploadAll and OffloadResume."),
        };
        if (driver.Role == DriverRole.Intermediate)
        {
            PassUp(driver, status);
            return;
        }
        StateOutcome outcome = Apply(happened);
        if (outcome.Rule is not null)
        {
            Misuse.Report(outcome.Rule, driver, null, null,
                $"NdisMIndicateStatusEx was called with {status} while the adapter is {_state} ({outcome.Row}). Wait until the last connection is terminated.");
            return;
        }
        PassUp(driver, status);
        if (happened == AdapterEvent.UploadAllIndicated)
            FinishUpload();
    }

    /// <summary>Whether the host may offload something now.</summary>
    internal bool MayInitiate(BoundDriver host, BlockTree tree)
    {
        StateOutcome outcome = AdapterTable.Table.Look(_state, AdapterEvent.InitiateSent, Situation());
        if (outcome.Rule is null)
            return true;
        Misuse.Report(outcome.Rule, host, tree, tree.Operation,
            $"NdisInitiateOffload was called while the adapter is {_state} ({outcome.Row}). Start new offloads after NDIS_STATUS_OFFLOAD_RESUME.");
        return false;
    }

    /// <summary>The target has completed a terminate: it may have been the last one.</summary>
    internal void FinishUpload()
    {
        StateOutcome outcome = Apply(AdapterEvent.LastTerminateCompleted);
        // A target that does not handle the request itself leaves the late answer to NDIS.
        if (outcome.Row == "A03" && _owesSetPower && stack.Target.Instance is not IOffloadOidProvider)
            CompleteSetPower(NdisStatus.Success);
    }

    /// <summary>OID_PNP_SET_POWER to a low state, on its way from the host to the target.</summary>
    internal NdisStatus SetLowPower()
    {
        Apply(AdapterEvent.LowPowerWanted);
        NdisStatus answer = stack.Target.Instance is IOffloadOidProvider provider
                ? provider.MiniportOidRequest(stack.Target.AdapterContexts[0], NdisOid.PnpSetPower)
            : Connections == 0 ? NdisStatus.Success : NdisStatus.Pending;
        if (!MayAnswer(answer))
            answer = NdisStatus.Pending;
        _owesSetPower = answer == NdisStatus.Pending;
        if (!_owesSetPower)
            FinishUpload();
        return answer;
    }

    /// <summary>The late answer to OID_PNP_SET_POWER.</summary>
    internal void CompleteSetPower(NdisStatus status)
    {
        if (!_owesSetPower)
        {
            Misuse.Report("C280", stack.Target, null, null, "NdisMOidRequestComplete was called, but no request is pending. Complete a request once, and only where it was answered with Pending.");
            return;
        }
        if (!MayAnswer(status))
            return;
        _owesSetPower = false;
        if (stack.Host.Instance is IOffloadStatusClient client)
            client.ProtocolOidRequestComplete(stack.Host.BindingContexts[0], NdisOid.PnpSetPower, status);
    }

    private bool MayAnswer(NdisStatus answer)
    {
        StateOutcome outcome = AdapterTable.Table.Look(_state, AdapterEvent.SetPowerAnswered, Situation(answer));
        if (outcome.Rule is null)
            return true;
        Misuse.Report(outcome.Rule, stack.Target, null, null,
            $"OID_PNP_SET_POWER was answered with {answer} while {Connections} connections are offloaded ({outcome.Row}). Return Pending, and complete it after the last terminate.");
        return false;
    }

    private static void PassUp(BoundDriver driver, NdisStatus status)
    {
        for (BoundDriver? above = driver.Above; above is not null; above = above.Above)
        {
            if (above.Instance is not IOffloadStatusClient client)
                continue;
            client.ProtocolStatusEx(above.BindingContexts[0], status);
            return;
        }
    }

    private StateOutcome Apply(AdapterEvent happened)
    {
        using (stack.Gate.Enter())
            return AdapterTable.Table.Apply(ref _state, happened, Situation());
    }

    private AdapterSituation Situation(NdisStatus answer = NdisStatus.Success) => new(Connections, answer);
}
