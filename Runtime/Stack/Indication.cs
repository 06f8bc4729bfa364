namespace Chimney;

/// <summary>What an intermediate driver was told, and what the driver above answered to it: both go on unchanged (C092–C096).</summary>
internal struct Indication
{
    /// <summary>The receiver's own handle of the object.</summary>
    internal OffloadHandle? Handle;

    internal TcpOffloadEventType EventType;
    internal uint Information;
    internal IndicateOffloadEvent Code;
    internal NdisStatus Status;

    /// <summary>Whether the driver above has answered.</summary>
    internal bool IsAnswered;

    internal NdisStatus Result;
    internal uint BytesConsumed;
}
