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
internal static class ListMistakes
{
    internal static readonly Dictionary<string, ListMistake> All = new()
    {
        ["null chain sent down"] = Request("C069", (_, op, context, _, flags) => ScriptedLists.PassDown(op, context, default, flags)),
        ["lists cut off on the way down"] = Request("C069", (_, op, context, chain, flags) =>
        {
            chain.First!.Next = null;
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["foreign list chained on"] = Request("C069", (_, op, context, chain, flags) =>
        {
            chain.First!.Next!.Next = ListRig.Data();
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["lists sent down in another order"] = Request("C078", (_, op, context, chain, flags) =>
        {
            PendedNetBufferListChain[] parts = new PendedNetBufferListChain[2];
            parts[0] = chain.SplitAt(1, out NetBufferListChain rest).Pend();
            parts[1] = rest.Pend();
            ScriptedLists.PassDown(op, context, parts[1].Resume(), flags);
            return ScriptedLists.PassDown(op, context, parts[0].Resume(), flags);
        }),
        ["chain overtaken by a later one"] = Request("C078", (self, op, context, chain, flags) =>
        {
            PendedNetBufferListChain pended = chain.Pend();
            self.Later(() => ScriptedLists.PassDown(op, context, pended.Resume(), flags));
            return NdisStatus.Pending;
        }),
        ["send refused with another status"] = Request("C074", (self, op, _, chain, _) => Refuse(self, op, chain, NdisStatus.UploadInProgress)),
        ["rest of a send refused"] = Request("C074", (self, op, context, chain, flags) =>
        {
            ScriptedLists.PassDown(op, context, chain.SplitAt(1, out NetBufferListChain rest), flags);
            return Refuse(self, op, rest, NdisStatus.UploadRequested);
        }),
        ["receive refused with success"] = Request("C075", (self, op, _, chain, _) => Refuse(self, op, chain, NdisStatus.Success), OffloadOperation.Receive),
        ["SourceHandle written before the chain goes down"] = Request("C076", (_, op, context, chain, flags) =>
        {
            chain.First!.SourceHandle = "mine";
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["SourceHandle not restored from an own context"] = new("C076", "filter", rig => ByHand(rig.Filter, restore: false, free: true)),
        ["list context not freed"] = new("C087", "filter", rig => ByHand(rig.Filter, restore: true, free: false)),
        ["SourceHandle left changed in a refused send"] = Request("C077", (self, op, _, chain, _) =>
        {
            chain.First!.SourceHandle = null;
            chain.First.Status = NdisStatus.RequestUpload;
            chain.First.Next!.Status = NdisStatus.UploadRequested;
            self.PassUp(op, chain);
            return NdisStatus.Pending;
        }),
        ["chain used after it was sent down"] = Request("C079", (_, op, context, chain, flags) =>
        {
            NdisStatus result = ScriptedLists.PassDown(op, context, chain, flags);
            GC.KeepAlive(chain.First);
            return result;
        }),
        ["list written after it was sent down"] = Request("C079", (_, op, context, chain, flags) =>
        {
            NetBufferList list = chain.First!;
            NdisStatus result = ScriptedLists.PassDown(op, context, chain, flags);
            list.Status = NdisStatus.Failure;
            return result;
        }),
        ["sent down twice"] = Request("C037", (_, op, context, chain, flags) =>
        {
            ScriptedLists.PassDown(op, context, chain, flags);
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["completion sent down"] = Completion("C006", (self, op, chain) => Requests.Ask(op, self.Own!, chain)),
        ["null chain completed"] = Completion("C084", (self, op, _) => self.PassUp(op, default)),
        ["foreign list completed along"] = Completion("C084", (self, op, chain) =>
        {
            chain.First!.Next!.Next = ListRig.Data();
            self.PassUp(op, chain);
        }),
        ["own lists completed"] = Completion("C084", (self, op, chain) =>
        {
            self.PassUp(op, chain);
            self.PassUp(op, NetBufferListChain.From(ListRig.Data()));
        }),
        ["lists cut off on the way up"] = Completion("C085", (self, op, chain) =>
        {
            chain.First!.Next = null;
            self.PassUp(op, chain);
        }),
        ["completed twice"] = Completion("C085", (self, op, chain) =>
        {
            self.PassUp(op, chain);
            self.PassUp(op, chain);
        }),
        ["rest of a split chain dropped"] = Completion("C080", (self, op, chain) => self.PassUp(op, chain.SplitAt(1, out _))),
        ["completed on another miniport"] = Completion("C086", (self, op, chain) => Requests.Complete(op, self.NdisMiniportHandles[1], chain)) with { Miniports = 2 },
        ["status changed on the way up"] = Completion("C088", (self, op, chain) =>
        {
            chain.First!.Status = NdisStatus.RequestAborted;
            self.PassUp(op, chain);
        }),
        ["byte count changed on the way up"] = Completion("C088", (self, op, chain) =>
        {
            chain.First!.TcpOffloadBytesTransferred = 1;
            self.PassUp(op, chain);
        }),
        ["data moved on the way up"] = Completion("C088", (self, op, chain) =>
        {
            chain.First!.FirstNetBuffer!.Reset();
            self.PassUp(op, chain);
        }),
        ["list read after it went up"] = Completion("C090", (self, op, chain) =>
        {
            NetBufferList list = chain.First!;
            self.PassUp(op, chain);
            GC.KeepAlive(list.Next);
        }),
        ["chain used after it went up"] = Completion("C090", (self, op, chain) =>
        {
            self.PassUp(op, chain);
            GC.KeepAlive(chain.First);
        }),
        ["return completed"] = new("C091", "filter", rig => rig.Filter.OnReturn = (self, chain) =>
        {
            Ndis.NdisTcpOffloadReceiveComplete(self.NdisMiniportHandle, chain);
            return NdisStatus.Success;
        }),
        ["returned lists completed by the target"] = new("C091", "target", rig => rig.Target.OnReturn = (self, _, chain) =>
            Ndis.NdisTcpOffloadReceiveComplete(self.NdisMiniportHandle, chain)),
        ["another event passed on"] = Event("C092", (own, type, _) => Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, 1)),
        ["event passed on twice"] = Event("C092", (own, type, information) =>
        {
            Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
            Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
        }),
        ["event passed on for no object"] = Event("C095", (_, type, information) => Ndis.NdisTcpOffloadEventHandler(default, type, information)),
        ["data passed on with another status"] = Data("C093", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus _, out uint consumed) =>
            Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, NdisStatus.Resources, out consumed)),
        ["no data passed on"] = Data("C093", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed) =>
            Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, default, status, out consumed)),
        ["another generic indication passed on"] = new("C094", "filter", rig => rig.Filter.OnGeneric = (self, list, _) =>
            Ndis.NdisMOffloadEventIndicate(self.NdisMiniportHandle, list.OverlayAsMiniport(), (IndicateOffloadEvent)9)),
        ["answer changed on the way down"] = Data("C096", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed) =>
        {
            Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out consumed);
            consumed = 0;
            return NdisStatus.OffloadDataNotAccepted;
        }),
        ["refused list used"] = Data("C098", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed) =>
        {
            NetBufferList list = chain.First!;
            NdisStatus result = Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out consumed);
            list.Status = NdisStatus.Success;
            return result;
        }),

        ["completed inside the handler"] = new("C192", "target", rig => rig.Target.OnRequest = Once((self, op, chain) =>
        {
            Requests.Succeed(op, chain);
            Requests.Complete(op, self.NdisMiniportHandle, chain);
        })),
        ["completed as another kind"] = Work("C193", (self, op, chain) => Ndis.NdisTcpOffloadReceiveComplete(self.NdisMiniportHandle, chain)),
        ["completed twice by the target"] = Work("C193", (self, op, chain) =>
        {
            Requests.Complete(op, self.NdisMiniportHandle, chain);
            Requests.Complete(op, self.NdisMiniportHandle, chain);
        }),
        ["null chain completed by the target"] = Work("C193", (self, op, chain) =>
        {
            Requests.Complete(op, self.NdisMiniportHandle, chain);
            Requests.Complete(op, self.NdisMiniportHandle, default);
        }),
        ["own lists completed by the target"] = Work("C193", (self, op, chain) =>
        {
            Requests.Complete(op, self.NdisMiniportHandle, chain);
            Requests.Complete(op, self.NdisMiniportHandle, NetBufferListChain.From(ListRig.Data()));
        }),
        ["sends completed as a disconnect"] = Work("C200", (self, _, chain) => Ndis.NdisTcpOffloadDisconnectComplete(self.NdisMiniportHandle, chain)),
        ["SourceHandle changed by the target"] = Work("C110", (self, op, chain) =>
        {
            chain.First!.SourceHandle = null;
            Requests.Complete(op, self.NdisMiniportHandle, chain);
        }),
        ["sends completed out of order"] = Work("C194", Reversed),
        ["success for a part"] = Bytes("C196", bytes: 3, advance: 3),
        ["sent behind a send that failed"] = Raw("C196", (self, op, chain) =>
        {
            NetBufferListChain first = chain.SplitAt(1, out NetBufferListChain rest);
            Requests.Succeed(op, rest);
            first.First!.Status = NdisStatus.UploadInProgress;
            first.Append(rest);
            Requests.Complete(op, self.NdisMiniportHandle, first);
        }),
        ["success without bytes"] = Bytes("C198", bytes: 0, advance: 0),
        ["more bytes than there are"] = Bytes("C198", bytes: 1_000, advance: 0),
        ["data not advanced"] = Bytes("C199", bytes: null, advance: 0),
        ["data advanced too far"] = Raw("C199", (self, op, chain) =>
        {
            Requests.SetStatus(chain, NdisStatus.UploadInProgress);
            Ndis.NdisAdvanceNetBufferDataStart(chain.First!.FirstNetBuffer!, 4);
            Requests.Complete(op, self.NdisMiniportHandle, chain);
        }),
        ["receives completed out of order"] = Work("C207", Reversed, OffloadOperation.Receive),
        ["receive never completed"] = new("C208", "target", rig =>
        {
            rig.Target.Only = OffloadOperation.Receive;
            rig.Target.OnRequest = (self, _, chain) => self.Kept.Enqueue(chain.Pend());
        }, rig =>
        {
            rig.Host.PostReceive(rig.Connection, rig.Lists(10));
            rig.Stack.Run();
        }, KeepsLists: true),
        ["zero-byte receive with data"] = new("C223", "target", rig =>
        {
            rig.Target.Only = OffloadOperation.Receive;
            rig.Target.OnWork = (self, op, chain) =>
            {
                chain.First!.TcpOffloadBytesTransferred = 5;
                Requests.Complete(op, self.NdisMiniportHandle, chain);
            };
        }, rig =>
        {
            rig.Host.PostReceive(rig.Connection, rig.Lists(0));
            rig.Stack.Run();
        }),
        ["list written after it was completed"] = Work("C090", (self, op, chain) =>
        {
            NetBufferList list = chain.First!;
            Requests.Complete(op, self.NdisMiniportHandle, chain);
            list.Status = NdisStatus.Failure;
        }),
        ["SourceHandle left changed in a refused initiate"] = new("C060", "above", rig =>
        {
            rig.Connection.NetBufferListChain = rig.Lists(10, 20);
            rig.Above.Only = OffloadOperation.Initiate;
            rig.Above.OnRequest = (self, op, list) =>
            {
                Tcp(list).NetBufferListChain!.SourceHandle = null;
                foreach (MiniportOffloadBlock block in list.Blocks)
                    block.Status = NdisStatus.Failure;
                Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            };
        }, _ => { }),
        ["send data forgotten in a terminate"] = new("C176", "target", rig => rig.Connection.NetBufferListChain = rig.Lists(10, 20), rig =>
        {
            rig.Host.Terminate(rig.Tree);
            rig.Stack.Run();
        }),
        ["receive handed back with a terminate"] = new("C177", "target", rig =>
        {
            rig.Target.Only = OffloadOperation.Receive;
            rig.Target.OnRequest = (self, _, chain) => self.Kept.Enqueue(chain.Pend());
            rig.Target.OnTerminate = (_, _, list) => Tcp(list).HandBack(rig.Target.Kept.Dequeue().Resume());
        }, rig =>
        {
            rig.Host.PostReceive(rig.Connection, rig.Lists(10));
            rig.Stack.Run();
            rig.Host.Terminate(rig.Tree);
            rig.Stack.Run();
        }),
        ["data indicated with another status"] = Indicates("C219", rig =>
            Ndis.NdisTcpOffloadReceiveHandler(rig.Target.Handles["T"], NetBufferListChain.From(ListRig.Data()), NdisStatus.Resources, out _)),
        ["several lists indicated"] = Indicates("C220", rig => rig.IndicateData(ListRig.Data(), ListRig.Data())),
        ["list indicated that is still above"] = Indicates("C098", rig =>
        {
            NetBufferList list = ListRig.Data();
            rig.IndicateData(list);
            rig.IndicateData(list);
        }),
        ["accepted list used by the target"] = Indicates("C098", rig =>
        {
            NetBufferList list = ListRig.Data();
            rig.IndicateData(list);
            list.FirstNetBuffer = null;
        }),
        ["query without a list"] = Indicates("C242", rig =>
            Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, default, IndicateOffloadEvent.NeighborReachabilityQuery)),
        ["other code with a list"] = Indicates("C242", rig =>
            Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, new NeighborQuery(rig.Target.Handles["N"]).GetBlockList(), (IndicateOffloadEvent)7)),
        ["query with a failed block"] = Indicates("C243", rig =>
        {
            MiniportOffloadBlockList list = new NeighborQuery(rig.Target.Handles["N"]).GetBlockList();
            list.Root.Status = NdisStatus.Failure;
            Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, list, IndicateOffloadEvent.NeighborReachabilityQuery);
        }),
        ["reserved code indicated"] = Indicates("C245", rig =>
            Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, default, IndicateOffloadEvent.NeighborReachabilityInDoubt)),

        ["segment in two buffers forwarded"] = Host("C256", rig =>
        {
            NetBufferList list = rig.Lists(10);
            list.FirstNetBuffer!.Next = new NetBuffer(new byte[10]);
            rig.Host.Forward(rig.Connection, list);
        }),
        ["disconnect with both flags"] = Host("C257", rig => rig.Host.Disconnect(rig.Connection, (TcpDisconnectFlags)3, rig.Lists(0))),
        ["disconnect with two lists"] = Host("C257", rig => rig.Host.Disconnect(rig.Connection, TcpDisconnectFlags.GracefulClose, rig.Lists(0, 0))),
        ["abort with data"] = Host("C257", rig => rig.Host.Disconnect(rig.Connection, TcpDisconnectFlags.AbortiveClose, rig.Lists(5))),
        ["list returned twice"] = Host("C098", rig =>
        {
            rig.At(() => rig.IndicateData(ListRig.Data()));
            NetBufferList list = rig.Host.Kept[0];
            rig.Host.ReturnAll();
            Ndis.NdisOffloadTcpReceiveReturn(rig.Host.NdisBindingHandle, NetBufferListChain.From(list));
        }),
        ["list never returned"] = Host("C154", rig => rig.At(() => rig.IndicateData(ListRig.Data()))),
    };

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
