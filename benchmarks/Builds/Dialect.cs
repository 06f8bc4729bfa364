namespace Chimney.Benchmarks.Builds;

/// <summary>The five state-manipulation operations, as the parts of DDI names.</summary>
internal sealed record Operation(string Name, string Function)
{
    public static readonly Operation[] All =
    [
        new("Initiate", "InitiateOffload"), new("Terminate", "TerminateOffload"), new("Update", "UpdateOffload"),
        new("Query", "QueryOffloadState"), new("Invalidate", "InvalidateOffload"),
    ];
}

/// <summary>
/// What the same handlers are written in: the DDI, where the duty is to complete a list, or a lease, where the duty is Dispose. Bodies name the
/// parts that differ by placeholders.
/// </summary>
internal abstract class Dialect
{
    public static readonly Dialect Offload = new OffloadDialect();
    public static readonly Dialect Lease = new LeaseDialect();

    /// <summary>Sources that the project needs beside the handlers.</summary>
    public abstract string Support { get; }

    public abstract string BaseType { get; }

    /// <summary>The body in this dialect: $OPEN takes the duty on, $DONE ends it, $PEND keeps it for later, $STATUS reads the outcome.</summary>
    public string Write(string body, Operation operation, bool isRequest)
    {
        string done = Done("offloadBlockList", operation, isRequest);
        return body.Replace("$HEADER", Header(operation, isRequest), StringComparison.Ordinal)
            .Replace("$OPEN\n", Open(isRequest), StringComparison.Ordinal)
            .Replace("$DONE", done, StringComparison.Ordinal)
            .Replace("$PENDED", Pended(isRequest), StringComparison.Ordinal)
            .Replace("$PEND", Pend, StringComparison.Ordinal)
            .Replace("$RESUMED", Resumed(operation, isRequest), StringComparison.Ordinal)
            .Replace("$STATUS", Status, StringComparison.Ordinal)
            .Replace("$LIST", List(isRequest), StringComparison.Ordinal)
            .Replace("$OP", operation.Name, StringComparison.Ordinal);
    }

    protected abstract string Pend { get; }

    protected abstract string Status { get; }

    protected abstract string Header(Operation operation, bool isRequest);

    protected abstract string Open(bool isRequest);

    protected abstract string Done(string list, Operation operation, bool isRequest);

    protected abstract string Pended(bool isRequest);

    /// <summary>The statement that takes `held` out of its queue for good.</summary>
    protected abstract string Resumed(Operation operation, bool isRequest);

    protected abstract string List(bool isRequest);

    private sealed class OffloadDialect : Dialect
    {
        public override string Support => "public sealed class TimedCall : Chimney.ImCallEntry { public long Started { get; init; } }\n";

        public override string BaseType => "IntermediateDriver";

        protected override string Pend => "offloadBlockList.Pend()";

        protected override string Status => "offloadBlockList.Root.Status";

        protected override string Header(Operation operation, bool isRequest) => isRequest
            ? $"public override void Miniport{operation.Name}Offload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)"
            : $"public override void Protocol{operation.Name}OffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)";

        protected override string Open(bool isRequest) => "";

        protected override string Done(string list, Operation operation, bool isRequest) => isRequest
            ? $"Ndis.Ndis{operation.Function}(NdisBindingHandle, {list}.ToProtocol(new TimedCall {{ Started = Environment.TickCount64 }}));"
            : $"Ndis.NdisM{operation.Function}Complete(NdisMiniportHandle, {list}.ToMiniport());";

        protected override string Pended(bool isRequest) => isRequest ? "PendedMiniportOffload" : "PendedProtocolOffload";

        protected override string Resumed(Operation operation, bool isRequest) => Done("held.Resume()", operation, isRequest);

        protected override string List(bool isRequest) => isRequest ? "MiniportOffloadBlockList" : "ProtocolOffloadBlockList";
    }

    private sealed class LeaseDialect : Dialect
    {
        public override string Support => """
            using System.Collections.Generic;
            using Chimney;

            public sealed class LeaseBlock { public NdisStatus Status { get; set; } }

            public sealed class Lease(object? source) : System.IDisposable
            {
                public object? Source { get; } = source;
                public NdisStatus Status { get; set; }
                public List<LeaseBlock> Blocks { get; } = [];
                public void Dispose() => Blocks.Clear();
            }

            public abstract class LeaseDriver
            {
                public string Name { get; set; } = "";

            """ + string.Concat(Operation.All.Select(o =>
                $"    public virtual void Miniport{o.Name}Offload(MiniportAdapterContext miniportAdapterContext) {{ }}\n    public virtual void Protocol{o.Name}OffloadComplete(ProtocolBindingContext protocolBindingContext) {{ }}\n")) + "}\n";

        public override string BaseType => "LeaseDriver";

        protected override string Pend => "offloadBlockList";

        protected override string Status => "offloadBlockList.Status";

        protected override string Header(Operation operation, bool isRequest) => isRequest
            ? $"public override void Miniport{operation.Name}Offload(MiniportAdapterContext miniportAdapterContext)"
            : $"public override void Protocol{operation.Name}OffloadComplete(ProtocolBindingContext protocolBindingContext)";

        protected override string Open(bool isRequest) => $"var offloadBlockList = new Lease({(isRequest ? "miniportAdapterContext" : "protocolBindingContext")});\n";

        protected override string Done(string list, Operation operation, bool isRequest) => $"{list}.Dispose();";

        protected override string Pended(bool isRequest) => "Lease";

        protected override string Resumed(Operation operation, bool isRequest) => "held.Dispose();";

        protected override string List(bool isRequest) => "Lease";
    }
}
