namespace Chimney.Runtime.Tests.Verification;

// What the target at the bottom and the host stack at the top can do wrong.
internal static partial class ListMistakes
{
    private static Dictionary<string, ListMistake> OfEnds => new()
    {
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
}
