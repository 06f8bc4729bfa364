using System.Collections.Immutable;
using Chimney.Analyzers.Tests.EveryHandler;

namespace Chimney.Proof;

/// <summary>One handler of the DDI in one role and form, as the generator writes it.</summary>
public sealed record HandlerKind(HandlerRow Row, DriverRole Role, bool IsSlot)
{
    /// <summary>Every handler: of intermediate drivers as classes and in slots, of targets, and of host stacks, which owe nothing.</summary>
    public static ImmutableArray<HandlerKind> All { get; } =
    [
        .. HandlerRow.Intermediate.Select(row => new HandlerKind(row, DriverRole.Intermediate, false)),
        .. HandlerRow.Intermediate.Select(row => new HandlerKind(row, DriverRole.Intermediate, true)),
        .. HandlerRow.Target.Select(row => new HandlerKind(row, DriverRole.Target, false)),
        .. HandlerRow.Intermediate.Where(row => row.Name.StartsWith("Protocol", StringComparison.Ordinal)).Select(row => new HandlerKind(row, DriverRole.Host, false)),
    ];

    /// <summary>Whether the list may be kept for later: indications are over when they return.</summary>
    public bool MayPend => HasListForSure && Owes && !Row.Name.Contains("Indicate", StringComparison.Ordinal);

    /// <summary>Whether lambdas can do what the handler does: an out parameter cannot be captured.</summary>
    public bool MayCapture => !Row.Parameters.Contains("out ", StringComparison.Ordinal);

    /// <summary>Whether there is a handler of the base to call.</summary>
    public bool HasBase => Role == DriverRole.Intermediate && !IsSlot;

    /// <summary>Name and role in one word.</summary>
    public string Name => $"{Role}{(IsSlot ? "Slot" : "")}.{Row.Name}";

    /// <summary>The type of a pended list.</summary>
    public string Handle => Row.Token switch
    {
        "NetBufferListChain" => "PendedNetBufferListChain",
        "MiniportOffloadBlockList" => "PendedMiniportOffload",
        _ => "PendedProtocolOffload",
    };

    /// <summary>The names of the parameters, as arguments of a helper that has the same ones.</summary>
    public string Arguments(string list) => string.Join(", ", Row.Parameters.Split(", ").Select(parameter =>
    {
        string name = parameter.Split(' ')[^1];
        return (parameter.StartsWith("out ", StringComparison.Ordinal) ? "out " : "") + (name == "list" ? list : name);
    }));

    /// <summary>The call that settles the duty.</summary>
    public string Call(string list) => string.Format(null, Row.Call, Row.Rebuilt.Length == 0 ? "" : list + Row.Rebuilt["list".Length..]);

    /// <summary>The call with an argument that is in the right view already.</summary>
    public string CallWith(string list) => string.Format(null, Row.Call, list);

    /// <summary>The call of another operation's function.</summary>
    public string WrongCall(string list) => System.Text.RegularExpressions.Regex.Replace(Call(list), @"^Ndis\.\w+", "Ndis." + Row.Wrong);

    /// <summary>The call outside the handler, for a list that was pended: a data request is given back, as there is no connection at hand.</summary>
    public string LateCall(string list)
        => Row.IsChain && Role == DriverRole.Intermediate && Row.Name.StartsWith("MiniportTcp", StringComparison.Ordinal) && !Row.Name.EndsWith("Return", StringComparison.Ordinal)
            ? $"Ndis.Ndis{Row.Name["Miniport".Length..]}Complete(NdisMiniportHandle, {list})"
            : Call(list);

    /// <summary>Leaves the handler. A host stack that is asked to take data in refuses it.</summary>
    public string Return => Row.Result.Length == 0 ? "return;" : Role == DriverRole.Host ? "return NdisStatus.OffloadDataNotAccepted;" : $"return {Row.Result};";

    /// <summary>Whether there is something to be settled: a host stack's requests come back, and that is all.</summary>
    public bool Owes => Role != DriverRole.Host;

    /// <summary>Whether the list is always there.</summary>
    public bool HasListForSure => Row.HasList && Row.Owes == Analyzers.Tests.EveryHandler.Owes.List;

    /// <summary>A look into the list.</summary>
    public string Touch(string list) => Row.IsChain ? $"_ = {list}.First;" : $"_ = {list}.Root.Status;";
}
