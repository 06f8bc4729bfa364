namespace Chimney;

/// <summary>What a target records in a list before it completes it: how many bytes, and where the data starts now. The statuses are a matter of the connection's state.</summary>
internal static class TargetChecks
{
    /// <summary>Puts one list right.</summary>
    /// <returns>What was wrong with it; null where nothing was.</returns>
    internal static (string, string)? Repair(BufferChain chain, NetBufferList list)
    {
        if (!chain.Holder!.HasDuties)
            return null;
        OffloadOperation operation = chain.Operation;
        (string, string)? order = null;
        // Sends are acknowledged in order, receives filled in order.
        if (((operation == OffloadOperation.Send && list.StatusMember == NdisStatus.Success) || operation == OffloadOperation.Receive)
            && list.Connection is { } connection && !connection.Order.Pass(chain.Holder.Level, operation, list.Sequence))
        {
            order = operation == OffloadOperation.Send
                ? ("C194", "a send was completed with success after a later one of its connection. Send, and complete, in posting order.")
                : ("C207", "a receive was completed after a later one of its connection. Fill and complete receives in posting order.");
        }
        return order ?? (operation == OffloadOperation.Forward ? null : RepairBytes(operation, list));
    }

    /// <summary>Along a chain, at most one send of a connection went out in part, and none after it (C196).</summary>
    internal static (string, string)? Pattern(BufferChain chain)
    {
        if (chain.Operation != OffloadOperation.Send || !chain.Holder!.HasDuties)
            return null;
        OffloadObject? failed = null;
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
        {
            if (failed is not null && failed == list.Connection && (list.StatusMember == NdisStatus.Success || list.BytesMember > 0))
                return ("C196", "a send went out, in whole or in part, behind one of its chain that did not go out in full. Fail all later ones unsent.");
            if (list.StatusMember != NdisStatus.Success)
                failed = list.Connection;
        }
        return null;
    }

    private static (string, string)? RepairBytes(OffloadOperation operation, NetBufferList list)
    {
        uint all = list.SeenLength;
        uint moved = all - Math.Min(list.Length, all);
        uint bytes = list.BytesMember;
        bool inFull = list.StatusMember == NdisStatus.Success && operation != OffloadOperation.Receive;
        (string, string)? wrong =
            bytes > all ? (all == 0 && operation == OffloadOperation.Receive
                ? ("C223", $"a zero-byte receive was completed with {bytes} bytes. It consumes no data.")
                : ("C198", $"a list of {all} bytes was completed with {bytes} bytes in TcpOffloadBytesTransferred. Record what was acknowledged or stored."))
            : inFull && bytes == 0 && all > 0 ? ("C198", "a list was completed with success and no bytes in TcpOffloadBytesTransferred. Record what was acknowledged before completing it.")
            : inFull && bytes != all ? ("C196", $"a list was completed with success, but only {bytes} of its {all} bytes. Success means that all of it was sent and acknowledged.")
            : moved != bytes ? ("C199", $"the data of a list was advanced by {moved} bytes, but {bytes} were transferred. Call NdisAdvanceNetBufferDataStart for each buffer, by what was acknowledged or stored in it.")
            : null;
        if (wrong is null)
            return null;
        list.BytesMember = inFull ? all : Math.Min(bytes, all);
        list.MoveData(list.BytesMember);
        return wrong;
    }
}
