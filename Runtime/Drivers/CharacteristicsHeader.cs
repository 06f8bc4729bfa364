namespace Chimney;

/// <summary>NDIS_OBJECT_HEADER of a characteristics structure.</summary>
/// <param name="Type">Object type, fixed per structure.</param>
/// <param name="Revision">Revision of the structure.</param>
public readonly record struct CharacteristicsHeader(byte Type, byte Revision);
