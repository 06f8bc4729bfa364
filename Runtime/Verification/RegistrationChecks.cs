using System.Reflection;

namespace Chimney;

/// <summary>What must hold while a driver registers its handlers and asks for those of NDIS.</summary>
internal static class RegistrationChecks
{
    /// <returns>The status that the call answers with.</returns>
    internal static NdisStatus OnSetOptionalHandlers(NdisDriverHandle handle, NdisDriverOptionalHandlers handlers)
    {
        BoundDriver driver = handle.Owner;
        string structure = handlers.GetType().Name;
        if (!handle.IsOpen || handle.IsMiniport != handlers.IsProvider)
        {
            Report(handlers.IsProvider ? "C141" : "C142", driver,
                $"{structure} was registered outside {(handlers.IsProvider ? "MiniportSetOptions" : "ProtocolSetOptions")}. Register it there.");
            return NdisStatus.Failure;
        }
        if (handlers.Header != handlers.RequiredHeader)
        {
            Report("C148", driver, $"the header of {structure} is {handlers.Header}. Leave it as the constructor made it.");
            return NdisStatus.Failure;
        }
        if (handlers.ChimneyType is not (null or NdisChimneyOffloadType.Tcp))
        {
            Report("C147", driver, $"OffloadType of {structure} is {handlers.ChimneyType}. Only Tcp is usable.");
            return NdisStatus.NotSupported;
        }
        foreach ((string slot, Delegate? handler) in handlers.Slots)
        {
            if (handler is not null)
                continue;
            Report(slot == nameof(ClientChimneyOffloadTcpCharacteristics.TcpOffloadForwardCompleteHandler) ? "C145" : "C144", driver,
                $"{slot} of {structure} is empty. Fill every slot: NDIS calls through each of them.");
            return NdisStatus.Failure;
        }
        if (handlers.Flags != 0)
            Report("C149", driver, $"Flags of {structure} is {handlers.Flags}. Leave it 0.");
        if (FindMisplaced(handlers.Slots) is { } misplaced)
            Report("C146", driver, $"{misplaced} Put each handler into the slot of its operation.");
        return NdisStatus.Success;
    }

    /// <summary>Checks what a driver has registered after its SetOptions functions ran.</summary>
    internal static void Complete(BoundDriver driver, ComposedDriver composed)
    {
        bool isHost = driver.Role == DriverRole.Host;
        (string Rule, string Message)? wrong =
            composed.ProviderCount == 1
                ? ("C141", "one of the two provider characteristics was registered. Register the generic one and the one for TCP.")
            : composed.ClientCount == 1 || (isHost && composed.ClientCount == 0)
                ? ("C142", $"{composed.ClientCount} of the two client characteristics were registered. Register the generic one and the one for TCP.")
            : driver.Role == DriverRole.Intermediate && composed.ProviderCount != composed.ClientCount
                ? ("C143", $"only the {(composed.ProviderCount == 0 ? "client" : "provider")} side was registered. Register both sides, or neither to block chimney.")
            : null;
        if (wrong is not null)
            Report(wrong.Value.Rule, driver, wrong.Value.Message);
    }

    /// <returns>Whether the kind of chimney is one that NDIS has entry points for.</returns>
    internal static bool OnGetOffloadHandlers(BoundDriver driver, NdisChimneyOffloadType type)
    {
        if (type != NdisChimneyOffloadType.Tcp)
        {
            Report("C152", driver, $"entry points were asked for {type}, which is reserved. Ask for Tcp.");
            return false;
        }
        if (!driver.IsInitializing || driver.HasAskedForHandlers)
        {
            Report("C150", driver,
                $"entry points were asked for {(driver.HasAskedForHandlers ? "again" : "outside MiniportInitializeEx")}. Ask once, there, and keep the table.");
        }
        return true;
    }

    /// <summary>The rule of an exception that comes from the entry points which NDIS did not give.</summary>
    internal static bool IsUseOfDeniedHandlers(BoundDriver driver, Exception cause) => driver.WasDeniedHandlers && cause is NullReferenceException;

    internal static void UsedDeniedHandlers(BoundDriver driver, Exception cause)
        => Misuse.Report("C151", driver, HandlerFrame.Current?.Given, HandlerFrame.Current?.Operation,
            "the entry points were used although NdisMGetOffloadHandlers had failed. Test its status first.", cause);

    /// <summary>What can be seen of a slot that got the handler of another: the handler's attribute or name, or that two slots share it.</summary>
    private static string? FindMisplaced((string Slot, Delegate? Handler)[] slots)
    {
        var seen = new Dictionary<(MethodInfo, object?), string>();
        foreach ((string slot, Delegate? handler) in slots)
        {
            OffloadHandlerAttribute wanted = handler!.GetType().GetCustomAttribute<OffloadHandlerAttribute>()!;
            MethodInfo method = handler.Method;
            (OffloadOperation, OffloadPhase)? meant = method.GetCustomAttribute<OffloadHandlerAttribute>() is { } own
                ? (own.Operation, own.Phase)
                : DdiNames.HandlerNamed(method.Name);
            if (meant is not null && meant != (wanted.Operation, wanted.Phase))
                return $"{slot} holds {method.Name}, which is a handler for {meant.Value.Item1}.";
            if (!seen.TryAdd((method, handler.Target), slot))
                return $"{slot} holds the handler that {seen[(method, handler.Target)]} holds too.";
        }
        return null;
    }

    private static void Report(string rule, BoundDriver driver, string message) => Misuse.Report(rule, driver, null, null, message);
}
