namespace Chimney;

/// <summary>
/// A driver that carries an operation on passes here what its own handler got in the parameter of the same type (C070, C092–C094).
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class UnchangedAttribute : Attribute
{
}

/// <summary>The values that an argument may have, or that a function returns (C152, C219, C230, C231, C245, C257).</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
public sealed class AcceptsAttribute : Attribute
{
    /// <summary>Only these values.</summary>
    /// <param name="values">The values, constants of one enum.</param>
    public AcceptsAttribute(params object[] values) => Values = values;

    /// <summary>Only the values that the enum declares.</summary>
    /// <param name="declaredBy">The enum.</param>
    public AcceptsAttribute(Type declaredBy)
        : this([]) => DeclaredBy = declaredBy;

    /// <summary>The values; empty where an enum declares them.</summary>
    public IReadOnlyList<object> Values { get; }

    /// <summary>The enum that declares the values, or null.</summary>
    public Type? DeclaredBy { get; }

    /// <summary>The value of another argument that this holds for; null where it always holds.</summary>
    public object? With { get; set; }
}

/// <summary>An argument that is never null or default (C068, C095, C232, C242).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class NeededAttribute : Attribute
{
    /// <summary>The value of another argument that this holds for; null where it always holds.</summary>
    public object? With { get; set; }
}

/// <summary>The count that a handler gives back: zero with this status, and with no other (C097).</summary>
/// <param name="status">The status.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ZeroOnlyWithAttribute(NdisStatus status) : Attribute
{
    /// <summary>The status.</summary>
    public NdisStatus Status { get; } = status;
}

/// <summary>The first of several handles. A driver that has more of them finds the one to complete on in the call entry, or at the chain (C029, C086).</summary>
/// <param name="count">The property that tells how many there are.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FirstOfAttribute(string count) : Attribute
{
    /// <summary>The property that tells how many there are.</summary>
    public string Count { get; } = count;
}

/// <summary>Drivers of other roles do not call the member (C062).</summary>
/// <param name="role">The only role that does.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnlyRoleAttribute(DriverRole role) : Attribute
{
    /// <summary>The only role that calls the member.</summary>
    public DriverRole Role { get; } = role;
}

/// <summary>A field of a state structure that is written where code sets the mark: what data is handed back goes with what was sent of it (C177).</summary>
/// <param name="mark">The mark.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class GoesWithAttribute(ListMark mark) : Attribute
{
    /// <summary>The mark.</summary>
    public ListMark Mark { get; } = mark;
}
