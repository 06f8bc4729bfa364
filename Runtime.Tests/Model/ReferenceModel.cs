namespace Chimney.Runtime.Tests.Model;

/// <summary>Main state of an object as the host knows it, by the letters of the state machine.</summary>
internal enum ObjectState
{
    N,
    G,
    A,
    X,
    Z,
}

/// <summary>What the model knows of an object.</summary>
internal sealed class ModelObject(OffloadObjectKind kind, string name, ModelObject? lower)
{
    internal OffloadObjectKind Kind { get; } = kind;
    internal string Name { get; } = name;
    internal ModelObject? Lower { get; } = lower;
    internal List<ModelObject> Dependents { get; } = [];

    // As the host knows it.
    internal ObjectState State { get; set; }
    internal int Queries { get; set; }
    internal bool IsUpdating { get; set; }
    internal bool IsInvalidating { get; set; }

    /// <summary>Initiates that run with the object as a linker.</summary>
    internal int Links { get; set; }

    /// <summary>Its terminate failed, so that the drivers below still have it (T22).</summary>
    internal bool IsLost { get; set; }

    internal bool HardwareFailed { get; set; }
    internal bool IsPublished { get; set; }
    internal uint HostCached { get; set; }
    internal uint HostDelegated { get; set; }

    // As the target knows it.
    internal bool IsInvalidAtTarget { get; set; }
    internal uint TargetCached { get; set; }
    internal uint TargetDelegated { get; set; }

    internal ModelConnection? Connection { get; } = kind == OffloadObjectKind.TcpConnection ? new ModelConnection() : null;

    internal bool MayNotSend => IsInvalidAtTarget || (Lower?.MayNotSend ?? false);

    internal bool DependsOn(ModelObject other) => this == other || (Lower?.DependsOn(other) ?? false);
}

/// <summary>A block of a tree, with what the model expects of it.</summary>
internal sealed class ModelBlock(ModelObject? item, List<ModelBlock> dependents)
{
    internal ModelObject? Object { get; } = item;
    internal List<ModelBlock> Dependents { get; } = dependents;
    internal bool IsNew { get; set; }
    internal uint Cached { get; set; }
    internal uint Delegated { get; set; }

    /// <summary>The lists that go along with an initiate, or come back with a terminate.</summary>
    internal List<ModelList> SendData { get; } = [];

    /// <summary>Whether a terminate hands the sends back that are not done, in place of completing them (C176).</summary>
    internal bool HandsBack { get; set; }

    /// <summary>What became of the block's own object.</summary>
    internal NdisStatus Own { get; set; }

    /// <summary>What the host must see.</summary>
    internal NdisStatus Status { get; set; }

    internal bool Succeeded => Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
}

/// <summary>An operation on a tree, and how far it has come.</summary>
internal sealed class ModelTree(OffloadOperation operation, List<ModelBlock> roots, IReadOnlyDictionary<ModelObject, BlockUse> uses)
{
    internal IReadOnlyDictionary<ModelObject, BlockUse> Uses { get; } = uses;
    internal OffloadOperation Operation { get; } = operation;
    internal List<ModelBlock> Roots { get; } = roots;
    internal List<ModelBlock> Blocks { get; } = [.. roots.SelectMany(InOrder)];
    internal Journey Journey { get; } = new();

    /// <summary>NDIS answers it itself, for the host may not ask for it.</summary>
    internal bool IsRefused { get; set; }

    public override string ToString() => $"{Operation} of {string.Join(" ", Blocks.Select(block => block.Object?.Name ?? "-"))}";

    private static IEnumerable<ModelBlock> InOrder(ModelBlock block) => block.Dependents.SelectMany(InOrder).Prepend(block);
}

/// <summary>Where a list is: each driver is entered once on each way, in the order of the stack.</summary>
internal sealed class Journey
{
    private int _level;
    private bool _turned;

    internal bool IsHome { get; private set; }

    /// <summary>A list that hangs on a block is where the tree is.</summary>
    internal void RideTo(int level) => _level = level;

    /// <summary>A request enters the driver of a level.</summary>
    internal bool Down(int level) => !_turned && level == ++_level;

    /// <summary>The driver that has the request ends it.</summary>
    internal bool Turn(int level)
    {
        bool isRight = !_turned && level == _level;
        _turned = true;
        return isRight;
    }

    /// <summary>A completion enters the driver of a level; 0 is the host.</summary>
    internal bool Up(int level)
    {
        bool isRight = _turned && level == --_level;
        IsHome = level == 0;
        return isRight;
    }
}

/// <summary>
/// What a run must look like, from the pages of the DDI alone: which requests a host may make, the statuses of a tree, the state of every object.
/// It shares nothing with the code that it is compared with.
/// </summary>
internal sealed class ReferenceModel
{
    /// <summary>The pages do not say whether the request is legal: it is not made.</summary>
    internal const string Unsettled = "unsettled";

    // For each operation the rule that a request breaks in the states N, G, A, X and Z; none where it is legal.
    private static readonly Dictionary<OffloadOperation, string?[]> s_requests = new()
    {
        [OffloadOperation.Initiate] = [null, "C247", null, "C247", "C251"],
        [OffloadOperation.Query] = ["C247", "C247", null, null, "C251"],
        [OffloadOperation.Update] = ["C247", "C248", null, "C248", "C251"],
        [OffloadOperation.Invalidate] = ["C247", "C247", null, "C247", "C251"],
        [OffloadOperation.Terminate] = ["C247", "C247", null, null, "C251"],
        [OffloadOperation.Send] = ["C247", "C247", null, null, "C251"],
    };

    private static readonly NdisStatus[][] s_refusals =
    [
        [NdisStatus.OffloadNeighborEntries, NdisStatus.OffloadVlanMismatch, NdisStatus.Failure],
        [NdisStatus.OffloadPathEntries, NdisStatus.Resources, NdisStatus.Failure],
        [NdisStatus.OffloadTcpEntries, NdisStatus.OffloadConnectionRejected, NdisStatus.Failure],
    ];

    internal List<ModelObject> Objects { get; } = [];

    internal ModelObject Add(OffloadObjectKind kind, string name, ModelObject? lower)
    {
        var item = new ModelObject(kind, name, lower);
        lower?.Dependents.Add(item);
        Objects.Add(item);
        return item;
    }

    /// <summary>The tree over all objects of a layer and what depends on them; null where nothing is left of it.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="isLegal">Whether blocks that would make the request illegal become placeholders.</param>
    internal ModelTree? Plan(Ask ask, bool isLegal)
    {
        Dictionary<ModelObject, BlockUse> uses = [];
        int index = 0;
        foreach (ModelObject item in Objects)
            uses[item] = ask.Uses.Count == 0 ? BlockUse.Object : ask.Uses[index++ % ask.Uses.Count];
        while (true)
        {
            var tree = new ModelTree(ask.Operation, Chain(Objects.Where(item => item.Kind == ask.Layer), uses), uses);
            if (tree.Blocks.Count == 0)
                return null;
            List<ModelBlock> wrong = isLegal ? tree.Blocks.FindAll(block => BrokenRules(tree, block).Any()) : [];
            if (wrong.Count == 0)
                return tree;
            wrong.ForEach(block => uses[block.Object!] = BlockUse.Placeholder);
        }
    }

    /// <summary>Every rule that the host breaks with a request; each is one that may be reported first.</summary>
    internal HashSet<string> BrokenRules(ModelTree tree) => [.. tree.Blocks.SelectMany(block => BrokenRules(tree, block))];

    /// <summary>The rules that the host breaks with a request on the data path.</summary>
    internal static IEnumerable<string> BrokenRules(ModelObject item, OffloadOperation operation, bool abort)
    {
        if (item.Connection is not { } connection)
            return ["C068"];
        if (s_requests[OffloadOperation.Send][(int)item.State] is { } rule)
            return [rule];
        return operation == OffloadOperation.Disconnect && (connection.AbortAsked || (connection.CloseAsked && !abort)) ? ["C204"] : [];
    }

    /// <summary>The host has sent the request down.</summary>
    internal static void Start(ModelTree tree)
    {
        foreach (ModelBlock block in tree.Blocks)
        {
            if (block.Object is not { } item)
                continue;
            block.IsNew = !item.IsPublished;
            block.Cached = item.HostCached;
            block.Delegated = item.HostDelegated;
            switch (tree.Operation)
            {
                case OffloadOperation.Initiate:
                    if (block.IsNew)
                        item.State = ObjectState.G;
                    else
                        item.Links++;
                    break;
                case OffloadOperation.Query: item.Queries++; break;
                case OffloadOperation.Update: item.IsUpdating = true; break;
                case OffloadOperation.Invalidate: item.IsInvalidating = true; break;
                default: item.State = ObjectState.Z; break;
            }
        }
    }

    /// <summary>The target settles the tree: each block's own outcome, and the status that follows for it.</summary>
    internal static void Settle(ModelTree tree, IReadOnlyList<int> outcomes)
    {
        for (int i = 0; i < tree.Blocks.Count; i++)
        {
            ModelBlock block = tree.Blocks[i];
            int outcome = outcomes.Count == 0 ? 0 : outcomes[i % outcomes.Count];
            bool isTerminate = tree.Operation == OffloadOperation.Terminate;
            bool fails = outcome > 0 && block.Object is not null && (tree.Operation != OffloadOperation.Initiate || block.IsNew) && !(isTerminate && outcome > 1);
            block.HandsBack = isTerminate && outcome > 1;
            block.Own = !fails ? NdisStatus.Success
                : tree.Operation != OffloadOperation.Initiate ? NdisStatus.Failure
                : s_refusals[(int)block.Object!.Kind][(outcome - 1) % 3];
            block.Status = block.Own;
        }
        if (tree.Operation == OffloadOperation.Initiate)
            SettleInitiate(tree.Roots, lowerIn: true);
    }

    /// <summary>An intermediate driver sends an initiate back (C060).</summary>
    internal static void Fail(ModelTree tree, NdisStatus status) => tree.Blocks.ForEach(block => block.Status = status);

    /// <summary>The completion has reached the host.</summary>
    internal static void Complete(ModelTree tree)
    {
        if (tree.IsRefused)
            return;
        foreach (ModelBlock block in tree.Blocks)
        {
            if (block.Object is { } item)
                Complete(tree.Operation, block, item);
        }
    }

    private static void Complete(OffloadOperation operation, ModelBlock block, ModelObject item)
    {
        switch (operation)
        {
            case OffloadOperation.Initiate:
                if (!block.IsNew)
                {
                    item.Links--;
                    return;
                }
                item.State = block.Succeeded ? ObjectState.A : ObjectState.N;
                item.IsPublished = block.Succeeded;
                break;
            case OffloadOperation.Query:
                item.Queries--;
                item.HardwareFailed |= !block.Succeeded;
                break;
            case OffloadOperation.Update:
                item.IsUpdating = false;
                break;
            case OffloadOperation.Invalidate:
                item.IsInvalidating = false;
                item.State = ObjectState.X;
                item.HardwareFailed |= !block.Succeeded;
                break;
            default:
                item.State = ObjectState.N;
                item.IsLost = !block.Succeeded;
                item.IsPublished = !block.Succeeded;
                item.HardwareFailed &= !block.Succeeded;
                break;
        }
        if (block.Succeeded && operation is OffloadOperation.Query or OffloadOperation.Terminate)
            item.HostDelegated = block.Delegated;
    }

    private static IEnumerable<string> BrokenRules(ModelTree tree, ModelBlock block)
    {
        if (block.Object is not { } item)
            yield break;
        bool isAgain = tree.Operation == OffloadOperation.Terminate && item.IsLost;
        string? rule = tree.Operation == OffloadOperation.Initiate && item.IsLost ? "C247" : s_requests[tree.Operation][(int)item.State];
        if (rule is not null && !(isAgain && item.State == ObjectState.N))
        {
            yield return rule;
            yield break;
        }
        switch (tree.Operation)
        {
            case OffloadOperation.Initiate when item.State == ObjectState.N:
                if (item.Lower is { State: not ObjectState.A } lower && !(Has(tree, lower) && lower.State is ObjectState.N or ObjectState.G))
                    yield return "C128";
                if (item.Connection is { MayBeOffloaded: false })
                    yield return "C246";
                break;
            case OffloadOperation.Initiate when block.Dependents.Count == 0:
                yield return "C266";
                break;
            case OffloadOperation.Update when item.IsUpdating || item.IsInvalidating:
                yield return "C248";
                break;
            case OffloadOperation.Invalidate when item.IsInvalidating:
                yield return "C247";
                break;
            case OffloadOperation.Terminate:
                if (item.Links > 0)
                    yield return Unsettled;
                if (item.Queries > 0 || item.IsUpdating || item.IsInvalidating)
                    yield return "C250";
                if (item.Dependents.Exists(dependent => dependent.State != ObjectState.N && !Has(tree, dependent)))
                    yield return "C253";
                break;
        }
    }

    private static bool Has(ModelTree tree, ModelObject item) => tree.Blocks.Exists(block => block.Object == item);

    private static List<ModelBlock> Chain(IEnumerable<ModelObject> items, Dictionary<ModelObject, BlockUse> uses)
        => [.. items.Where(item => uses[item] != BlockUse.Omit)
            .Select(item => new ModelBlock(uses[item] == BlockUse.Object ? item : null, Chain(item.Dependents, uses)))];

    /// <returns>How many blocks of the chain are in.</returns>
    private static int SettleInitiate(List<ModelBlock> chain, bool lowerIn)
    {
        int taken = 0;
        foreach (ModelBlock block in chain)
        {
            if (block.IsNew && !lowerIn)
                block.Own = NdisStatus.Failure;
            bool isIn = block.Own == NdisStatus.Success;
            int dependents = SettleInitiate(block.Dependents, lowerIn && isIn);
            block.Status = block.Object is null ? NdisStatus.Success
                : !isIn ? block.Own
                : dependents == block.Dependents.Count ? NdisStatus.Success
                : !block.IsNew && dependents == 0 ? NdisStatus.Failure
                : NdisStatus.OffloadPartialSuccess;
            taken += block.Succeeded ? 1 : 0;
        }
        return taken;
    }
}
