namespace Chimney;

/// <summary>What NDIS does with a driver before the first call: lets it register its handlers, and starts its miniport.</summary>
internal static class Registration
{
    /// <summary>Calls the SetOptions functions of a composed driver.</summary>
    /// <returns>Whether every edge that its place asks for is registered. Where not, chimney is blocked there.</returns>
    /// <exception cref="ArgumentException">The driver did not load.</exception>
    internal static bool Load(BoundDriver driver, ComposedDriver composed)
    {
        composed.Unregister();
        bool refused = driver.MiniportHandle is not null && CallSetOptions(driver, composed.MiniportSetOptions, isMiniport: true);
        refused |= driver.BindingHandle is not null && CallSetOptions(driver, composed.ProtocolSetOptions, isMiniport: false);
        // A refused registration was reported: what it leaves incomplete is the same mistake.
        if (!refused)
            RegistrationChecks.Complete(driver, composed);
        bool complete = (driver.MiniportHandle is null || composed.ProviderCount == 2) && (driver.BindingHandle is null || composed.ClientCount == 2);
        if (!complete && driver.Role == DriverRole.Host)
            throw new ArgumentException($"{driver.Name} has no handlers for the operations it starts: register both client characteristics in ProtocolSetOptions.", "host");
        if (!complete)
            composed.Unregister();
        return complete;
    }

    /// <summary>Binds the miniport edge of a driver, and starts the miniport of a composed one.</summary>
    /// <exception cref="ArgumentException">The miniport did not start.</exception>
    internal static void Start(BoundDriver driver, IOffloadBinding binding)
    {
        driver.IsInitializing = true;
        try
        {
            foreach (NdisMiniportHandle miniport in driver.MiniportHandles)
                binding.BindMiniportEdge(miniport);
            if (binding is not ComposedDriver { MiniportInitializeEx: { } initialize })
                return;
            NdisStatus status = initialize(driver.MiniportHandle!);
            if (status == NdisStatus.Success)
                return;
            if (!driver.WasDeniedHandlers)
                throw new ArgumentException($"{driver.Name} did not start: its MiniportInitializeEx returned {status}. Return Success from it, or leave the driver out.");
            driver.HasHandlers = false;
        }
        catch (NullReferenceException exception) when (driver.WasDeniedHandlers)
        {
            RegistrationChecks.UsedDeniedHandlers(driver, exception);
            driver.HasHandlers = false;
        }
        finally
        {
            driver.IsInitializing = false;
        }
    }

    internal static NdisStatus SetOptionalHandlers(NdisDriverHandle handle, NdisDriverOptionalHandlers optionalHandlers)
    {
        NdisStatus status = RegistrationChecks.OnSetOptionalHandlers(handle, optionalHandlers);
        if (status == NdisStatus.Success)
            ((ComposedDriver)handle.Owner.Instance).Register(optionalHandlers);
        else
            handle.WasRefused = true;
        return status;
    }

    internal static NdisStatus GetOffloadHandlers(BoundDriver driver, NdisChimneyOffloadType type, out NdisOffloadEventHandlers? handlers)
    {
        bool granted = RegistrationChecks.OnGetOffloadHandlers(driver, type) && !driver.Stack.Verifier.WithholdsOffloadHandlers;
        driver.HasAskedForHandlers = true;
        driver.WasDeniedHandlers |= !granted;
        handlers = granted ? NdisTcpOffloadEventHandlers.Instance : null;
        return granted ? NdisStatus.Success : NdisStatus.NotSupported;
    }

    /// <returns>Whether a registration was refused.</returns>
    private static bool CallSetOptions(BoundDriver driver, SetOptionsHandler? setOptions, bool isMiniport)
    {
        if (setOptions is null)
            return false;
        var handle = new NdisDriverHandle(driver, isMiniport) { IsOpen = true };
        NdisStatus status = setOptions(handle);
        handle.IsOpen = false;
        if (status != NdisStatus.Success && !handle.WasRefused)
        {
            throw new ArgumentException(
                $"{driver.Name} did not load: its {(isMiniport ? "MiniportSetOptions" : "ProtocolSetOptions")} returned {status}. Return what NdisSetOptionalHandlers returned, or leave the driver out.");
        }
        return handle.WasRefused;
    }
}
