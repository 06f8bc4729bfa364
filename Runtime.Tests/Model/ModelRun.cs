using System.Text;

namespace Chimney.Runtime.Tests.Model;

/// <summary>How a scenario is played.</summary>
internal enum RunMode
{
    /// <summary>Everybody keeps the contract: moves that would break it are left out, and the verifier must be silent.</summary>
    Legal,
    /// <summary>The host asks for what it likes: the verifier must report what the model says, and nothing else.</summary>
    HostMayErr,
    /// <summary>One driver makes a mistake: it is reported, nobody else is, and all operations still come home.</summary>
    DriverErrs,
}

/// <summary>Plays a scenario on a stack and compares the stack with the model on the way.</summary>
internal sealed partial class ModelRun : IDisposable
{
    private readonly Scenario _scenario;
    private readonly RunMode _mode;
    private readonly Dictionary<ModelObject, OffloadObject> _real = [];
    private readonly Dictionary<OffloadHandle, ModelObject> _byHandle = [];
    private readonly Dictionary<NetBufferList, ModelList> _lists = [];
    private readonly Dictionary<(ModelTree, int), (object?, object?, object?)> _remembered = [];
    private readonly List<ModelTree> _trees = [];
    private readonly List<string> _mismatches = [];
    private readonly List<ModelFilter> _filters = [];
    private uint _value = 100;

    internal ModelRun(Scenario scenario, RunMode mode)
    {
        _scenario = scenario;
        _mode = mode;
        Host = new ModelHost(this) { Name = "host" };
        Target = new ModelTarget(this) { Name = "target", HandsBack = scenario.Moves.Count % 2 == 1 };
        int level = 0;
        foreach (FilterKind kind in scenario.World.Filters)
        {
            // Who makes a mistake with one list is not made to stumble over it by what it does with others.
            bool isPlain = scenario.Fault is not null && kind == FilterKind.ByHand;
            _filters.Add(new ModelFilter(this, isPlain ? FilterKind.Passing : kind, ++level) { Name = $"filter{level}" });
        }
        TargetLevel = level + 1;
        Verifier = new ContractVerifier(mode == RunMode.Legal ? VerifierMode.Throw : VerifierMode.Record);
        int next = 0;
        IReadOnlyList<int> choices = scenario.Schedule;
        Stack = new NdisStack(Host, _filters, Target, Verifier)
        {
            Schedule = choices.Count == 0 ? null : new Schedule(ready => choices[next++ % choices.Count] % ready),
        };
        MakeObjects();
    }

    internal ReferenceModel Model { get; } = new();
    internal NdisStack Stack { get; }
    internal ContractVerifier Verifier { get; }
    internal ModelHost Host { get; }
    internal ModelTarget Target { get; }
    internal int TargetLevel { get; }

    /// <summary>The event that the host must see before the target's call returns.</summary>
    internal (ModelObject Object, TcpOffloadEventType Type, uint Information)? Expected { get; set; }

    internal ModelList? ExpectedData { get; set; }

    /// <summary>The rules that host requests broke.</summary>
    internal List<string> ReportedRules { get; } = [];

    /// <summary>What came to the host, in words: runs are worth something only where they get somewhere.</summary>
    internal HashSet<string> Happened { get; } = [];

    /// <summary>Plays the whole scenario, brings everything home, and takes the stack down.</summary>
    /// <exception cref="ModelException">Stack and model differ.</exception>
    internal void Play()
    {
        try
        {
            foreach (Move move in _scenario.Moves)
            {
                if (!FaultIsMade)
                    Make(move);
                Compare();
            }
            BringHome();
            CompareAtEnd();
            Stack.Halt();
            Compare();
        }
        catch (Exception exception) when (exception is not ModelException)
        {
            throw new ModelException(Describe($"{exception.GetType().Name}: {exception.Message}"), exception);
        }
    }

    public void Dispose() => Stack.Dispose();

    /// <summary>Notes a difference; it is told when the step is over, for an exception in a handler would be the handler's.</summary>
    internal void Expect(bool holds, string otherwise)
    {
        if (!holds && !FaultIsMade)
            _mismatches.Add(otherwise);
    }

    internal ModelList Know(NetBufferList list, ModelObject item, OffloadOperation operation, uint length, bool abort = false)
        => _lists[list] = new ModelList(list, item, operation, length) { IsAbort = abort };

    internal ModelList ListOf(NetBufferList list) => _lists[list];

    private void MakeObjects()
    {
        int connections = 0;
        World world = _scenario.World;
        for (int n = 0; n < world.Neighbors.Count; n++)
        {
            (ModelObject neighbor, OffloadObject realNeighbor) = Add(OffloadObject.Neighbor($"N{n + 1}"), null);
            for (int p = 0; p < world.Neighbors[n].Count; p++)
            {
                (ModelObject path, OffloadObject realPath) = Add(realNeighbor.AddPath($"P{n + 1}{p + 1}", isIp6: p % 2 == 1), neighbor);
                for (int t = 0; t < world.Neighbors[n][p]; t++)
                {
                    (ModelObject connection, OffloadObject real) = Add(realPath.AddConnection($"T{n + 1}{p + 1}{t + 1}"), path);
                    if (world.States.Count > 0)
                        connection.Connection!.Initial = world.States[connections++ % world.States.Count];
                    real.Write<TcpOffloadStateDelegated>().State = connection.Connection!.Initial;
                }
            }
        }

        (ModelObject, OffloadObject) Add(OffloadObject real, ModelObject? lower)
        {
            ModelObject item = Model.Add(real.Kind, real.Name, lower);
            item.HostCached = real.Kind == OffloadObjectKind.Path ? real.Read<PathOffloadStateCached>().PathMtu : 0;
            _real[item] = real;
            _byHandle[real.OffloadHandle] = item;
            return (item, real);
        }
    }

    private void Make(Move move)
    {
        switch (move)
        {
            case Ask ask: Send(ask, isLegal: _mode != RunMode.HostMayErr); break;
            case AskData ask: Send(ask); break;
            case GiveBack give:
                for (int i = 0; i < give.Lists && Host.Received > 0; i++)
                    Host.GiveBackOldest();
                break;
            case ChangeValues change: Change(Model.Objects[change.Object % Model.Objects.Count]); break;
            case Step step:
                for (int i = 0; i < step.Count && Stack.Step(); i++)
                    Compare();
                break;
            case Unpark unpark:
                if (_filters.Count > 0)
                    _filters[unpark.Filter % _filters.Count].GoOn(unpark.Pick);
                break;
            case Answer answer: Target.Later(() => Target.Answer(answer.Pick, answer.Outcomes)); break;
            case AnswerData answer: AtTarget(answer.Object, item => Target.AnswerData(item, answer.Operation, answer.Lists, (uint)answer.Bytes)); break;
            case IndicateData indicate: AtTarget(indicate.Object, item => Target.IndicateData(item, (uint)indicate.Bytes, (uint)indicate.Accepted)); break;
            case Indicate indicate: AtTarget(indicate.Object, item => Target.Indicate(item, indicate.Type, indicate.Reason)); break;
        }
    }

    private void AtTarget(int index, Action<ModelObject> work)
    {
        List<ModelObject> connections = Model.Objects.FindAll(item => item.Connection is not null);
        if (connections.Count > 0)
            {
            Target.Later(() =>
            {
                if (!FaultIsMade)
                    work(connections[index % connections.Count]);
            });
        }
    }

    private void Send(Ask ask, bool isLegal)
    {
        if (Model.Plan(ask, isLegal) is not { } tree)
            return;
        HashSet<string> broken = Model.BrokenRules(tree);
        if (broken.Contains(ReferenceModel.Unsettled))
            return;
        OffloadTree blocks = OffloadTree.Build(
            Model.Objects.Where(item => item.Kind == ask.Layer).Select(item => _real[item]), real => tree.Uses[_byHandle[real.OffloadHandle]]);
        if (ask.Operation == OffloadOperation.Initiate && broken.Count == 0)
            AddSendData(tree, ask.Lists);
        tree.IsRefused = broken.Count > 0;
        _trees.Add(tree);
        int before = Verifier.Violations.Count;
        Host.Send(tree, blocks);
        if (!tree.IsRefused)
            ReferenceModel.Start(tree);
        ExpectReport(before, broken, tree.ToString());
    }

    private void Send(AskData ask)
    {
        List<ModelObject> items = _mode == RunMode.HostMayErr ? Model.Objects : Model.Objects.FindAll(item => item.Connection is not null);
        if (items.Count == 0)
            return;
        ModelObject item = items[ask.Object % items.Count];
        HashSet<string> broken = [.. ReferenceModel.BrokenRules(item, ask.Operation, ask.Abort)];
        OffloadHandle handle = _real[item].OffloadHandle;
        // By a handle that NDIS has never seen nobody can be told from anybody.
        if (handle.Binding is null || (_mode != RunMode.HostMayErr && broken.Count > 0) || !(item.Connection?.MakesSense(ask.Operation, ask.Abort) ?? true))
            return;
        NetBufferList? first = null;
        uint bytes = ask is { Operation: OffloadOperation.Disconnect, Abort: true } ? 0 : (uint)ask.Bytes;
        for (int i = ask.Operation == OffloadOperation.Disconnect ? 1 : ask.Lists; i > 0; i--)
        {
            first = new NetBufferList(new NetBuffer(new byte[bytes])) { Next = first };
            ModelList known = Know(first, item, ask.Operation, bytes, ask.Abort);
            known.IsRefused = broken.Count > 0;
        }
        if (broken.Count == 0)
            item.Connection!.Ask(ask.Operation, ask.Abort);
        int before = Verifier.Violations.Count;
        Host.Send(ask.Operation, handle, first!, ask.Abort);
        ExpectReport(before, broken, ask.ToString());
    }

    private void ExpectReport(int before, HashSet<string> broken, string what)
    {
        List<ContractViolation> reported = [.. Verifier.Violations.Skip(before)];
        bool isRight = broken.Count == 0 ? reported.Count == 0 : reported is [{ Driver: "host" } one] && broken.Contains(one.Rule);
        Expect(isRight, $"{what} breaks {Text(broken)}, reported was {Text(reported.Select(violation => violation.ToString()))}");
        ReportedRules.AddRange(reported.Select(violation => violation.Rule));
    }

    /// <summary>Connections that have no send data left from an earlier offload get some.</summary>
    private void AddSendData(ModelTree tree, int count)
    {
        foreach (ModelBlock block in tree.Blocks)
        {
            if (block.Object is not { Connection: not null, State: ObjectState.N } item)
                continue;
            OffloadObject real = _real[item];
            for (int i = 0; i < count && real.NetBufferListChain is null or { Next: null }; i++)
                real.NetBufferListChain = new NetBufferList(new NetBuffer(new byte[4])) { Next = real.NetBufferListChain };
            for (NetBufferList? list = real.NetBufferListChain; list is not null; list = list.Next)
            {
                block.SendData.Add(Know(list, item, OffloadOperation.Send, list.DataLength));
                block.SendData[^1].IsHome = true;
            }
        }
    }

    private void Change(ModelObject item)
    {
        _value++;
        item.HostCached = _value;
        ModelValues.ChangeCached(_real[item], _value);
        if (Target.Contexts.TryGetValue(item, out ModelContext? context) && item.Kind != OffloadObjectKind.Path)
        {
            item.TargetDelegated = _value;
            ModelValues.ChangeDelegated(context.Values, _value);
        }
    }

    private static string Text(IEnumerable<string> texts) => string.Join("; ", texts) is { Length: > 0 } text ? text : "nothing";

    private string Describe(string what) => new StringBuilder()
        .AppendLine(what)
        .AppendLine("The run, and the trace of the stack:")
        .AppendLine(_scenario.ToString())
        .AppendJoin(Environment.NewLine, Stack.Trace)
        .ToString();
}

/// <summary>Stack and model differ; the message holds the run and the trace.</summary>
internal sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);
