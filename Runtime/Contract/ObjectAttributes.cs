namespace Chimney;

/// <summary>
/// States which operations must not be open on an object when this one is requested of it (C247, C248, C250, C251). An operation is open from its
/// request to its completion.
/// </summary>
/// <param name="operations">The open operations with which this one is refused.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class RefusedWhileAttribute(params OffloadOperation[] operations) : Attribute
{
    /// <summary>The open operations with which this one is refused.</summary>
    public IReadOnlyList<OffloadOperation> Operations { get; } = operations;
}

/// <summary>The member gives something that stands for its receiver in a request: the list of a tree, the handle of an object.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class NamesObjectAttribute : Attribute
{
}

/// <summary>The callee requests an operation of the object, or of the objects of the tree, that it gets here.</summary>
/// <param name="operation">The operation.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RequestsAttribute(OffloadOperation operation) : Attribute
{
    /// <summary>The operation.</summary>
    public OffloadOperation Operation { get; } = operation;
}

/// <summary>The method makes an object of a layer, which depends on the receiver if there is one.</summary>
/// <param name="kind">The layer.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MakesObjectAttribute(OffloadObjectKind kind) : Attribute
{
    /// <summary>The layer.</summary>
    public OffloadObjectKind Kind { get; } = kind;
}

/// <summary>The method builds a tree over the object in its first argument, and over all that depends on it unless another argument chooses.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BuildsTreeAttribute : Attribute
{
}

/// <summary>The receiver, or the argument, is an object of this layer; another one is refused (C254, C263).</summary>
/// <param name="kind">The layer.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class NeedsObjectAttribute(OffloadObjectKind kind) : Attribute
{
    /// <summary>The layer.</summary>
    public OffloadObjectKind Kind { get; } = kind;
}

/// <summary>Marks the operation that brings objects to the target (C246).</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OffloadsAttribute : Attribute
{
}

/// <summary>The values of the member with which a connection can be offloaded (C246).</summary>
/// <param name="states">The states.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OffloadableInAttribute(params TcpOffloadConnectionState[] states) : Attribute
{
    /// <summary>The states.</summary>
    public IReadOnlyList<TcpOffloadConnectionState> States { get; } = states;
}
