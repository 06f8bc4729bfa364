namespace Chimney.Runtime.Tests.Verification;

/// <summary>A mistake on the data path: the rule, who makes it, and what it takes to make it in a run where everything else is right.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Culprit">The driver that breaks it.</param>
/// <param name="Arrange">Makes the driver do it, before anything is offloaded.</param>
/// <param name="Run">What happens then; everything that the data path has where null.</param>
/// <param name="KeepsLists">Whether lists stay where they are, which is the mistake.</param>
internal sealed record ListMistake(string Rule, string Culprit, Action<ListRig> Arrange, Action<ListRig>? Run = null, bool KeepsLists = false)
{
    internal int Miniports { get; init; } = 1;
}

/// <summary>Every mistake that can be made with buffer lists and indications, by name.</summary>
internal static partial class ListMistakes
{
    internal static Dictionary<string, ListMistake> All { get; } = OfFilters.Concat(OfEnds).ToDictionary();

    private static ListMistake Request(string rule, ListRequestScript script, OffloadOperation operation = OffloadOperation.Send)
        => new(rule, "filter", rig =>
        {
            bool done = false;
            rig.Filter.Only = operation;
            rig.Filter.OnRequest = (self, op, context, chain, flags) =>
            {
                bool again = done;
                done = true;
                return again ? ScriptedLists.PassDown(op, context, chain, flags) : script(self, op, context, chain, flags);
            };
        });

    private static ListMistake Completion(string rule, ListCompletionScript script) => new(rule, "filter", rig =>
    {
        bool done = false;
        rig.Filter.OnRequest = (self, op, context, chain, flags) =>
        {
            self.Own ??= ImOffloadEntry.From(context).OffloadHandle;
            return ScriptedLists.PassDown(op, context, chain, flags);
        };
        rig.Filter.OnCompletion = (self, op, chain) =>
        {
            bool again = done;
            done = true;
            if (again)
                self.PassUp(op, chain);
            else
                script(self, op, chain);
        };
    });

    private static ListMistake Event(string rule, Action<OffloadHandle, TcpOffloadEventType, uint> script)
        => new(rule, "filter", rig => rig.Filter.OnEvent = (_, own, type, information) => script(own, type, information));

    private static ListMistake Data(string rule, DataScript script) => new(rule, "filter", rig =>
    {
        rig.Host.ChooseAnswer = rule == "C098" ? (_, _) => 0 : null;
        rig.Filter.OnData = script;
    });

    /// <summary>The target completes its first sends in a wrong way, with everything recorded that has to be.</summary>
    private static ListMistake Work(string rule, ListTargetScript script, OffloadOperation operation = OffloadOperation.Send)
        => Raw(rule, (self, op, chain) =>
        {
            Requests.Succeed(op, chain);
            script(self, op, chain);
        }, operation);

    private static ListMistake Raw(string rule, ListTargetScript script, OffloadOperation operation = OffloadOperation.Send)
        => new(rule, "target", rig =>
        {
            rig.Target.Only = operation;
            rig.Target.OnWork = Once(script);
        });

    private static ListMistake Bytes(string rule, uint? bytes, uint advance) => Raw(rule, (self, op, chain) =>
    {
        NetBufferListChain first = chain.SplitAt(1, out NetBufferListChain rest);
        NetBufferList list = first.First!;
        list.Status = NdisStatus.Success;
        list.TcpOffloadBytesTransferred = bytes ?? list.DataLength;
        Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, advance);
        Requests.Complete(op, self.NdisMiniportHandle, first);
        Requests.Succeed(op, rest);
        Requests.Complete(op, self.NdisMiniportHandle, rest);
    });

    private static ListMistake Indicates(string rule, Action<ListRig> indicate) => new(rule, "target", rig => rig.Indicates = () => indicate(rig));

    private static ListMistake Host(string rule, Action<ListRig> run) => new(rule, "host", _ => { }, rig =>
    {
        run(rig);
        rig.Stack.Run();
    });

    private static ListTargetScript Once(ListTargetScript script)
    {
        bool done = false;
        return (self, op, chain) =>
        {
            bool again = done;
            done = true;
            if (again)
            {
                PendedNetBufferListChain pended = chain.Pend();
                self.Later(() =>
                {
                    NetBufferListChain resumed = pended.Resume();
                    Requests.Succeed(op, resumed);
                    Requests.Complete(op, self.NdisMiniportHandle, resumed);
                });
            }
            else
            {
                script(self, op, chain);
            }
        };
    }

    private static NdisStatus Refuse(ScriptedLists self, OffloadOperation operation, NetBufferListChain chain, NdisStatus status)
    {
        Requests.SetStatus(chain, status);
        self.PassUp(operation, chain);
        return NdisStatus.Pending;
    }

    private static void Reversed(ListTarget self, OffloadOperation operation, NetBufferListChain chain)
    {
        PendedNetBufferListChain first = chain.SplitAt(1, out NetBufferListChain rest).Pend();
        Requests.Complete(operation, self.NdisMiniportHandle, rest);
        Requests.Complete(operation, self.NdisMiniportHandle, first.Resume());
    }

    private static MiniportOffloadBlock Tcp(MiniportOffloadBlockList list) => list.Root.DependentBlockList.DependentBlockList;

    /// <summary>The filter keeps SourceHandle of its first send in list contexts of its own.</summary>
    private static void ByHand(ScriptedLists filter, bool restore, bool free)
    {
        bool done = false;
        filter.OnRequest = (_, op, context, chain, flags) =>
        {
            for (NetBufferList? list = chain.First; list is not null && !done; list = list.Next)
                Ndis.NdisAllocateNetBufferListContext(list, list.SourceHandle!);
            done = true;
            return ScriptedLists.PassDown(op, context, chain, flags);
        };
        filter.OnCompletion = (self, op, chain) =>
        {
            for (NetBufferList? list = chain.First; list is not null; list = list.Next)
            {
                if (Ndis.NdisGetNetBufferListContext(list) is not { } saved)
                    continue;
                if (restore)
                    list.SourceHandle = saved;
                if (free)
                    Ndis.NdisFreeNetBufferListContext(list);
            }
            self.PassUp(op, chain);
        };
    }

    /// <summary>The same done right.</summary>
    internal static void SaveByHand(ListRig rig) => ByHand(rig.Filter, restore: true, free: true);
}
