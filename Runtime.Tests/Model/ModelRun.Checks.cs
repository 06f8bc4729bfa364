namespace Chimney.Runtime.Tests.Model;

// What the drivers of a run tell, and what is compared.
internal sealed partial class ModelRun
{
    private int _skip;

    /// <summary>Whether the mistake of the scenario has been made. From then on only what it must not break is compared.</summary>
    internal bool FaultIsMade { get; private set; }

    /// <summary>The operation that the mistake was made in.</summary>
    internal OffloadOperation FaultOperation { get; private set; }

    internal string FaultyDriver => FaultTable.Rows[_scenario.Fault!.Kind].IsTargets ? "target" : $"filter{FaultyLevel}";

    private int FaultyLevel => FaultTable.Rows[_scenario.Fault!.Kind].IsTargets ? TargetLevel
        : _filters.Count == 0 ? -1 : _filters[_scenario.Fault!.Filter % _filters.Count].Level;

    /// <summary>The mistake to make here and now; null where there is none.</summary>
    internal FaultRow? TakeFault(int level, FaultPlace place, OffloadOperation operation, ModelTree? tree = null)
    {
        if (_scenario.Fault is not { } fault || FaultIsMade || level != FaultyLevel)
            return null;
        FaultRow row = FaultTable.Rows[fault.Kind];
        if (row.Place != place || !row.Fits(operation, tree) || _skip++ < fault.Skip)
            return null;
        FaultIsMade = true;
        FaultOperation = operation;
        return row;
    }

    /// <summary>The first report names the mistake, and all of them the driver that made it.</summary>
    internal void ExpectBlame()
    {
        string[] rules = FaultTable.RulesOf(FaultTable.Rows[_scenario.Fault!.Kind], FaultOperation);
        bool isRight = Verifier.Violations.Count > 0 && rules.Contains(Verifier.Violations[0].Rule) && Verifier.Violations.All(violation => violation.Driver == FaultyDriver);
        if (!isRight)
            throw new ModelException(Describe($"{FaultyDriver} broke {string.Join(" or ", rules)}; reported was {Text(Verifier.Violations.Select(violation => violation.ToString()))}"));
    }

    internal void Seen(ModelTree? tree, OffloadOperation operation, OffloadPhase phase, int level)
    {
        Expect(tree is not null, $"{operation} has lost ProtocolReserved at level {level}");
        if (tree is null)
            return;
        bool isRight = phase == OffloadPhase.Request ? tree.Journey.Down(level) : tree.Journey.Up(level);
        Expect(isRight && tree.Operation == operation, $"{tree} was at level {level} out of turn");
    }

    internal void Seen(NetBufferListChain chain, OffloadOperation operation, OffloadPhase phase, int level)
    {
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
        {
            ModelList known = _lists[list];
            if (known.IsRefused)
            {
                Expect(level == 0 && !known.IsHome && list.Status == NdisStatus.Failure, $"{operation} on {known.Object.Name} was refused, and is at level {level} with {list.Status}");
                known.IsHome = true;
                continue;
            }
            bool isRight = phase == OffloadPhase.Request ? known.Journey.Down(level) : known.Journey.Up(level);
            Expect(isRight && known.Operation == operation, $"a list of {known.Operation} on {known.Object.Name} was at level {level} out of turn");
            if (level != 0)
                continue;
            known.IsHome = true;
            Happened.Add($"{operation} {list.Status}");
            Expect(list.Status == known.Status, $"{operation} on {known.Object.Name} came back with {list.Status} in place of {known.Status}");
            Expect(list.TcpOffloadBytesTransferred == known.Transferred, $"{operation} on {known.Object.Name} came back with {list.TcpOffloadBytesTransferred} bytes in place of {known.Transferred}");
            Expect(list.DataLength == known.Length - known.Transferred, $"the data of {operation} on {known.Object.Name} starts at another place");
            Expect(ReferenceEquals(list.SourceHandle, Host.NdisBindingHandle), $"{operation} on {known.Object.Name} came back with a foreign SourceHandle");
        }
    }

    internal void Remember(ModelTree? tree, int level, Span<object?> imReserved, object? sourceHandle)
    {
        if (tree is not null)
            _remembered[(tree, level)] = (imReserved[0], imReserved[1], sourceHandle);
    }

    internal void Recall(ModelTree? tree, int level, Span<object?> imReserved, object? sourceHandle)
    {
        if (tree is null || !_remembered.TryGetValue((tree, level), out var before))
            return;
        Expect(ReferenceEquals(imReserved[0], before.Item1) && ReferenceEquals(imReserved[1], before.Item2), $"ImReserved of {tree} is not restored at level {level}");
        Expect(level == 0 || ReferenceEquals(sourceHandle, before.Item3), $"SourceHandle of {tree} is not restored at level {level}");
    }

    internal void TurnsBack(ModelTree tree) => Expect(tree.Journey.Turn(TargetLevel), $"{tree} is not with the target");

    internal void SentBack(ModelTree? tree, int level)
    {
        if (tree is null)
            return;
        Expect(tree.Journey.Turn(level), $"{tree} is not at level {level}");
        ReferenceModel.Fail(tree, NdisStatus.Resources);
    }

    internal void CameHome(ModelTree tree, List<NdisStatus> statuses)
    {
        if (tree.IsRefused)
            ReferenceModel.Fail(tree, NdisStatus.Failure);
        else
            Expect(tree.Journey.Up(0), $"{tree} came home out of turn");
        _trees.Remove(tree);
        Happened.UnionWith(statuses.Select(status => $"{tree.Operation} {status}"));
        IEnumerable<NdisStatus> expected = tree.Blocks.Select(block => block.Status);
        Expect(statuses.SequenceEqual(expected), $"{tree} came home with {string.Join(" ", statuses)} in place of {string.Join(" ", expected)}");
        if (FaultIsMade)
        {
            for (int i = 0; i < statuses.Count; i++)
                tree.Blocks[i].Status = statuses[i];
        }
        ReferenceModel.Complete(tree);
        foreach (ModelBlock block in tree.Blocks)
        {
            if (tree.IsRefused || block.Object is not { Connection: { } connection } item)
                continue;
            if (tree.Operation == OffloadOperation.Terminate)
                connection.Terminated();
            // What was given with an initiate that succeeds is gone; what comes back with a terminate is there.
            bool isHere = tree.Operation == OffloadOperation.Initiate ? !block.Succeeded && block.IsNew : tree.Operation == OffloadOperation.Terminate && block.Succeeded;
            NetBufferList? list = _real[item].NetBufferListChain;
            foreach (ModelList known in isHere ? block.SendData : [])
            {
                Expect(list == known.List && ReferenceEquals(list.SourceHandle, Host.NdisBindingHandle), $"send data of {item.Name} did not come back as it went");
                known.IsHome = true;
                Happened.Add($"send data back from {tree.Operation}");
                list = list?.Next;
            }
            Expect(list is null || tree.Operation is not (OffloadOperation.Initiate or OffloadOperation.Terminate) || item.IsLost, $"{item.Name} has more send data than it should");
        }
    }

    internal void HostSaw(OffloadHandle handle, TcpOffloadEventType type, uint information)
    {
        Expect(Expected == (_byHandle[handle], type, information), $"the host saw {type} ({information}) of {_byHandle[handle].Name}");
        Happened.Add(type.ToString());
        Expected = null;
    }

    internal void HostSaw(OffloadHandle handle, NetBufferList list)
    {
        Expect(ExpectedData?.List == list && ExpectedData.Object == _byHandle[handle], $"the host got other data on {_byHandle[handle].Name}");
        Happened.Add("data");
        ExpectedData = null;
    }

    /// <summary>Compares what the host sees of its objects with the model.</summary>
    private void Compare()
    {
        if (FaultIsMade)
            return;
        foreach ((ModelObject item, OffloadObject real) in _real)
        {
            (OffloadObjectState, int, bool, bool, bool, bool) expected =
                ((OffloadObjectState)item.State, item.Queries, item.IsUpdating, item.IsInvalidating, item.IsLost, item.HardwareFailed);
            var actual = (real.State, real.RunningQueries, real.IsUpdating, real.IsInvalidating, real.IsLost, real.HasHardwareFailed);
            Expect(actual == expected, $"{item.Name} is {actual} in place of {expected}");
            // The word is written and cleared below, some time before the completion is here.
            bool isPublished = !real.OffloadHandle.ContextWord.IsNull;
            Expect(isPublished == item.IsPublished || item.State is ObjectState.G or ObjectState.Z, $"the context of {item.Name} is {(isPublished ? "there" : "not there")}");
            Expect(ModelValues.DelegatedOf(real) == item.HostDelegated, $"the delegated value of {item.Name} is {ModelValues.DelegatedOf(real)} in place of {item.HostDelegated}");
            if (item.State is ObjectState.A or ObjectState.X)
                CompareContext(item, real);
        }
        if (_mode != RunMode.HostMayErr)
            Expect(Verifier.Violations.Count == 0, $"reported was {Text(Verifier.Violations.Select(violation => violation.ToString()))}");
        if (_mismatches.Count > 0)
            throw new ModelException(Describe(Text(_mismatches)));
    }

    /// <summary>The host's context leads through one entry of each intermediate driver to what the target published.</summary>
    private void CompareContext(ModelObject item, OffloadObject real)
    {
        OffloadContext context = real.OffloadHandle.ContextWord;
        foreach (ModelFilter filter in _filters)
        {
            if (context.Value is not ImOffloadEntry entry)
            {
                Expect(false, $"the context of {item.Name} is no entry of {filter.Name}");
                return;
            }
            context = entry.OwnHandle.ContextWord;
        }
        Expect(Target.Contexts.TryGetValue(item, out ModelContext? published) && context.Value == published, $"the context of {item.Name} is not what the target published");
    }

    /// <summary>Completes all that is outstanding, terminates all that is offloaded, and runs until nothing is left to do.</summary>
    private void BringHome()
    {
        for (int round = 0; round < 100; round++)
        {
            while (Stack.Step())
                Compare();
            if (!MakeWork())
                return;
        }
        Expect(false, "the run does not end");
        Compare();
    }

    /// <returns>Whether there was anything to do.</returns>
    private bool MakeWork()
    {
        bool any = false;
        foreach (ModelFilter filter in _filters)
        {
            any |= filter.Parked > 0;
            while (filter.Parked > 0)
                filter.GoOn(0);
        }
        any |= Target.TreesLeft > 0;
        for (int i = Target.TreesLeft; i > 0; i--)
            Target.Later(() => Target.Answer(0, []));
        for (; Host.Received > 0; any = true)
            Host.GiveBackOldest();
        if (any)
            return true;
        if (!Model.Objects.Exists(item => item.State is ObjectState.A or ObjectState.X || item.IsLost))
            return false;
        Send(new Ask(OffloadOperation.Terminate, OffloadObjectKind.Neighbor, []), isLegal: true);
        return true;
    }

    private void CompareAtEnd()
    {
        foreach (ModelTree tree in _trees)
            _mismatches.Add($"{tree} did not come home");
        foreach (ModelList list in _lists.Values.Where(list => !list.IsHome))
            _mismatches.Add($"a list of {list.Operation} on {list.Object.Name} did not come home");
        if (!FaultIsMade)
        {
            foreach (ModelFilter filter in _filters)
                Expect(filter.EntriesInUse == 0, $"{filter.Name} still has {filter.EntriesInUse} offload entries");
            Expect(Stack.Adapter.Connections == 0, $"the adapter still counts {Stack.Adapter.Connections} connections");
            Expect(Target.Contexts.Count == 0, $"the target still has {Target.Contexts.Count} objects");
        }
        if (_mismatches.Count > 0)
            throw new ModelException(Describe(Text(_mismatches)));
        Compare();
    }
}
