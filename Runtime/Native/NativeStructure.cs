namespace Chimney;

/// <summary>A member of a structure of the DDI. Bit fields have the offset of the unit that holds them.</summary>
/// <param name="Name">Its name; members of a nested structure are named with it.</param>
/// <param name="Offset">Offset on x64, in bytes.</param>
/// <param name="Offset86">Offset on x86, in bytes.</param>
/// <param name="Size">Size on x64, in bytes; of a bit field, that of its unit.</param>
/// <param name="Size86">Size on x86, in bytes.</param>
/// <param name="FirstBit">Of a bit field, its lowest bit.</param>
/// <param name="Bits">Of a bit field, the number of bits; otherwise 0.</param>
public sealed record NativeMember(string Name, int Offset, int Offset86, int Size, int Size86, int FirstBit = 0, int Bits = 0);

/// <summary>Size and members of a structure of the DDI, on x64 and x86.</summary>
/// <param name="Name">Its name in the header.</param>
/// <param name="Size">Size on x64, in bytes.</param>
/// <param name="Size86">Size on x86, in bytes.</param>
/// <param name="Members">The members in the order of the header; those of a union overlap.</param>
/// <remarks>Source: ndischimney.h, by the rules of Microsoft's compilers for alignment and bit fields.</remarks>
public sealed record NativeStructure(string Name, int Size, int Size86, IReadOnlyList<NativeMember> Members)
{
    /// <summary>A member by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such member.</exception>
    public NativeMember this[string name]
        => Members.FirstOrDefault(member => member.Name == name)
            ?? throw new KeyNotFoundException($"{Name} has no member {name}: it has {string.Join(", ", Members.Select(member => member.Name))}.");
}
