namespace Chimney;

/// <summary>
/// Marks a handler of the DDI: an interface member, a delegate type or a plain method. Whoever is entered through it gets the duty for its
/// list parameter; whoever calls it has handed the list over for that operation and phase.
/// </summary>
/// <param name="operation">The operation that the handler belongs to.</param>
/// <param name="phase">The direction in which the operation travels.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class OffloadHandlerAttribute(OffloadOperation operation, OffloadPhase phase) : Attribute
{
    /// <summary>The operation that the handler belongs to.</summary>
    public OffloadOperation Operation { get; } = operation;

    /// <summary>The direction in which the operation travels.</summary>
    public OffloadPhase Phase { get; } = phase;
}

/// <summary>Marks a DDI function: calling it discharges the duty of its list parameter, for this operation and phase.</summary>
/// <param name="operation">The operation that the function belongs to.</param>
/// <param name="phase">The direction in which the function sends the operation.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class OffloadFunctionAttribute(OffloadOperation operation, OffloadPhase phase) : Attribute
{
    /// <summary>The operation that the function belongs to.</summary>
    public OffloadOperation Operation { get; } = operation;

    /// <summary>The direction in which the function sends the operation.</summary>
    public OffloadPhase Phase { get; } = phase;
}

/// <summary>States the role of a driver type or of one handler delegate. Inherited. Types without it count as intermediate drivers.</summary>
/// <param name="role">The role.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Delegate | AttributeTargets.Method, Inherited = true)]
public sealed class OffloadRoleAttribute(DriverRole role) : Attribute
{
    /// <summary>The role.</summary>
    public DriverRole Role { get; } = role;
}

/// <summary>The callee takes over the duty of this list and discharges it exactly once. Checked against the callee's body (CHIM1009).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DischargesAttribute : Attribute
{
    private bool? _when;

    /// <summary>For Try-methods: the duty is taken over only where the method returns this value. Unset: on every return.</summary>
    public bool When
    {
        get => _when ?? true;
        set => _when = value;
    }

    /// <summary>Whether <see cref="When"/> was given.</summary>
    public bool IsConditional => _when.HasValue;
}

/// <summary>The callee only looks at this list; the duty stays with the caller. Checked against the callee's body (CHIM1009).</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Method)]
public sealed class BorrowsAttribute : Attribute
{
}

/// <summary>The member consumes its receiver and returns the list that carries the duty on, in the other view.</summary>
/// <remarks><see cref="Restores"/> tells a full conversion from an overlay, which leaves the saved members to the driver.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConvertsAttribute : Attribute
{
    /// <summary>Whether the conversion saves or restores ImReserved and SourceHandle and settles the call entry (C012–C014, C040–C043).</summary>
    public bool Restores { get; set; }
}

/// <summary>The member moves the duty of its receiver into the storable handle that it returns.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PendsAttribute : Attribute
{
}

/// <summary>The member moves the duty out of its receiver, a storable handle, into the list that it returns.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResumesAttribute : Attribute
{
}

/// <summary>The member takes a chain apart: the returned part and the rest each owe what the chain owed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SplitsAttribute : Attribute
{
}

/// <summary>
/// Marks the operations whose duty belongs to the call and not to a list: events, which are carried up before the handler returns, with
/// whatever list, or none (C092, C094).
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OwesCallAttribute : Attribute
{
}

/// <summary>Marks the types whose values carry a duty: block lists and chains.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class OffloadTokenAttribute : Attribute
{
}

/// <summary>Marks the storable handle types that <see cref="PendsAttribute"/> members return.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PendedTokenAttribute : Attribute
{
}

/// <summary>Marks the call entry: the record of one operation, usable only while the operation's list is held (C014, C015, C056).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CallEntryAttribute : Attribute
{
}
