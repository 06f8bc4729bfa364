using static Chimney.AdapterEvent;
using static Chimney.NdisAdapterState;

namespace Chimney;

/// <summary>What an offload target says of all its offloads together.</summary>
/// <remarks>Source pages: NDIS_STATUS_OFFLOAD_PAUSE; NDIS_STATUS_UPLOAD_ALL; NDIS_STATUS_OFFLOAD_RESUME; Power Management for Offload Targets.</remarks>
public enum NdisAdapterState
{
    /// <summary>Takes new offloads.</summary>
    Running,
    /// <summary>Takes no new offloads; those that are there go on.</summary>
    Paused,
    /// <summary>Takes no new offloads, and the host ends those that are there.</summary>
    Uploading,
}

/// <summary>What can happen to an adapter as a whole.</summary>
internal enum AdapterEvent : byte
{
    PauseIndicated,
    UploadAllIndicated,
    ResumeIndicated,
    LastTerminateCompleted,
    LowPowerWanted,
    SetPowerAnswered,
    InitiateSent,
}

/// <summary>What a guard may ask about an adapter.</summary>
/// <param name="Connections">Connections that are offloaded to it.</param>
/// <param name="Answer">What the target answers to OID_PNP_SET_POWER.</param>
internal readonly record struct AdapterSituation(int Connections, NdisStatus Answer = NdisStatus.Success);

/// <summary>The rows of the adapter of an offload target.</summary>
internal static class AdapterTable
{
    private static readonly NdisAdapterState[] s_all = [Running, Paused, Uploading];

    internal static readonly StateTable<NdisAdapterState, AdapterEvent, AdapterSituation> Table = new("Adapter of an offload target",
        new("A01", [Running, Paused], [PauseIndicated], Paused) { Note = "the host starts no new offloads; those under way still arrive and are queued (C281)" },
        new("A01 while uploading", [Uploading], [PauseIndicated]),
        new("A02", s_all, [UploadAllIndicated], Uploading) { Note = "the host starts no new offloads and terminates all connections, then paths and neighbors" },
        new("A03", [Uploading], [LastTerminateCompleted], Paused) { Guards = [new("no connection is offloaded", s => s.Connections == 0)], Note = "a pending OID_PNP_SET_POWER succeeds" },
        new("A04", [Paused], [ResumeIndicated], Running) { Note = "the host reads the capabilities again, which may have changed" },
        new("A04 too early", [Uploading], [ResumeIndicated], Rule: "C283"),
        new("A04 again", [Running], [ResumeIndicated]),
        new("A05", s_all, [LowPowerWanted], Uploading) { Note = "the host terminates all connections" },
        new("A06", s_all, [SetPowerAnswered])
        {
            Guards = [new("no success while a connection is offloaded", s => s.Answer != NdisStatus.Success || s.Connections == 0, "C280")],
            Note = "Pending until A03",
        },
        new("started", [Running], [InitiateSent]),
        new("not now", [Paused, Uploading], [InitiateSent], Rule: "C262"),
        new("nothing to do", [Running, Paused, Uploading], [LastTerminateCompleted]));
}
