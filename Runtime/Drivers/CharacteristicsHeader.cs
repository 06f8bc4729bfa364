namespace Chimney;

/// <summary>NDIS_OBJECT_HEADER of a characteristics structure or table.</summary>
/// <param name="Type">Object type, fixed per structure.</param>
/// <param name="Revision">Revision of the structure.</param>
/// <param name="Size">Size of the structure in bytes, as on x64.</param>
public readonly record struct CharacteristicsHeader(byte Type, [OnlyValue(1)] byte Revision, ushort Size);
