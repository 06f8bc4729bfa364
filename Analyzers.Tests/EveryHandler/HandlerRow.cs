using System.Collections.Immutable;

namespace Chimney.Analyzers.Tests.EveryHandler;

/// <summary>What a handler's duty hangs on.</summary>
public enum Owes
{
    List,
    /// <summary>The call, with a list that may be null.</summary>
    CallWithList,
    /// <summary>The call; there is no list.</summary>
    Call,
}

/// <summary>One handler of the DDI as a test writes it: everything that differs between handlers. Its list parameter is named <c>list</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Call">The call that settles its duty, with the list as {0}.</param>
/// <param name="Rebuilt">The list in the view that the call takes.</param>
/// <param name="Wrong">A function of another operation that takes what the call takes; empty where there is none.</param>
/// <param name="Token">The type of its list; empty where it has none.</param>
/// <param name="Result">What it returns; empty where it returns nothing.</param>
public sealed record HandlerRow(string Name, string Parameters, string Call, string Rebuilt, string Wrong, string Token, string Result = "", Owes Owes = Owes.List)
{
    private const string Context = "ProtocolBindingContext context, ";
    private const string Adapter = "MiniportAdapterContext context, ";
    private const string Connection = Adapter + "OffloadContext connection, ";
    private const string Chain = "NetBufferListChain";
    private const string Own = "ImOffloadEntry.From(connection).OffloadHandle";
    private const string Upper = "ImOffloadEntry.From(connection).NdisOffloadHandle";

    private static readonly string[] s_state = ["Initiate", "Terminate", "Update", "Query", "Invalidate"];
    private static readonly string[] s_data = ["Send", "Receive", "Disconnect", "Forward"];

    /// <summary>The handlers of an intermediate driver.</summary>
    public static ImmutableArray<HandlerRow> Intermediate { get; } =
    [
        .. s_state.Select(o => new HandlerRow($"Miniport{o}Offload", Adapter + "MiniportOffloadBlockList list", $"Ndis.{Request(o)}(NdisBindingHandle, {{0}})", "list.ToProtocol(new ImCallEntry())", Request(Next(s_state, o)), "MiniportOffloadBlockList")),
        .. s_state.Select(o => new HandlerRow($"Protocol{o}OffloadComplete", Context + "ProtocolOffloadBlockList list", $"Ndis.{Completion(o)}(NdisMiniportHandle, {{0}})", "list.ToMiniport()", Completion(Next(s_state, o)), "ProtocolOffloadBlockList")),
        .. s_data.Select(o => new HandlerRow($"MiniportTcpOffload{o}", Connection + $"{Chain} list{Flags(o, "TcpDisconnectFlags flags")}", $"Ndis.NdisOffloadTcp{o}({Own}, {{0}}{Flags(o, "flags")})", "list", o == "Disconnect" ? "" : $"NdisOffloadTcp{Next(["Send", "Receive", "Forward"], o)}", Chain, "NdisStatus.Pending")),
        new("MiniportTcpOffloadReceiveReturn", Adapter + Chain + " list", "Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, {0})", "list", "", Chain, "NdisStatus.Success"),
        .. s_data.Select(o => new HandlerRow($"ProtocolTcpOffload{o}Complete", Context + Chain + " list", $"Ndis.NdisTcpOffload{o}Complete(NdisMiniportHandle, {{0}})", "list", $"NdisTcpOffload{Next(s_data, o)}Complete", Chain)),
        new("ProtocolTcpOffloadEvent", "OffloadHandle connection, TcpOffloadEventType type, uint information", $"Ndis.NdisTcpOffloadEventHandler({Upper}, type, information)", "", "", "", Owes: Owes.Call),
        new("ProtocolTcpOffloadReceiveIndicate", $"OffloadHandle connection, {Chain} list, NdisStatus status, out uint bytes", $"Ndis.NdisTcpOffloadReceiveHandler({Upper}, {{0}}, status, out bytes)", "list", "", Chain, "status"),
        new("ProtocolIndicateOffloadEvent", Context + "ProtocolOffloadBlockList list, IndicateOffloadEvent code", "Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, {0}, code)", "list.OverlayAsMiniport()", "", "ProtocolOffloadBlockList", Owes: Owes.CallWithList),
    ];

    /// <summary>The handlers of a target: requests, which it answers upward. It owes nothing for lists that come back to its pool.</summary>
    public static ImmutableArray<HandlerRow> Target { get; } =
    [
        .. s_state.Select(o => new HandlerRow($"Miniport{o}Offload", Adapter + "MiniportOffloadBlockList list", $"Ndis.{Completion(o)}(NdisMiniportHandle, {{0}})", "list", Completion(Next(s_state, o)), "MiniportOffloadBlockList")),
        .. s_data.Select(o => new HandlerRow($"MiniportTcpOffload{o}", Connection + $"{Chain} list{Flags(o, "TcpDisconnectFlags flags")}", $"Ndis.NdisTcpOffload{o}Complete(NdisMiniportHandle, {{0}})", "list", $"NdisTcpOffload{Next(s_data, o)}Complete", Chain, "NdisStatus.Pending")),
    ];

    public bool HasList => Token.Length > 0;

    public bool IsChain => Token == Chain;

    private bool Returns => Result.Length > 0;

    /// <summary>Members of a driver: the handler with this body, and what the body may use.</summary>
    /// <remarks>
    /// In the body, CALL is the right call, CALL(x) the same with another list, WRONG the wrong call, RETURN leaves the handler, SELF calls a
    /// helper that does what the handler should, BASE the base's handler, PARK keeps a pended handle, FIRST looks into the list.
    /// </remarks>
    public string With(string body)
    {
        string Settle(string list) => string.Format(null, Call, list);
        string arguments = string.Join(", ", Parameters.Split(", ").Select(p => (p.StartsWith("out ", StringComparison.Ordinal) ? "out " : "") + p.Split(' ')[^1]));
        string text = System.Text.RegularExpressions.Regex.Replace(body, @"\bCALL\(([^)]+)\)", m => Settle(m.Groups[1].Value))
            .Replace("CALL", Settle(Rebuilt), StringComparison.Ordinal)
            .Replace("WRONG", System.Text.RegularExpressions.Regex.Replace(Settle(Rebuilt), @"^Ndis\.\w+", "Ndis." + Wrong), StringComparison.Ordinal)
            .Replace("RETURN", Returns ? $"return {Result};" : "return;", StringComparison.Ordinal)
            .Replace("SELF", $"Help{Name}({arguments})", StringComparison.Ordinal)
            .Replace("BASE", $"base.{Name}({arguments})", StringComparison.Ordinal)
            .Replace("PARK", "Parked.Enqueue", StringComparison.Ordinal)
            .Replace("FIRST", IsChain ? "list.First" : "list.Root.Status", StringComparison.Ordinal)
            .Replace("TOKEN", Token, StringComparison.Ordinal);
        string result = Returns ? "NdisStatus" : "void";
        string start = Parameters.Contains("out uint bytes", StringComparison.Ordinal) ? "bytes = 0;\n    " : "";
        return $$"""
            public override {{result}} {{Name}}({{Parameters}})
            {
                {{start}}{{text}}
                {{(Returns ? $"return {Result};" : "")}}
            }

            private {{result}} Help{{Name}}({{Parameters}})
            {
                {{start}}{{Settle(Rebuilt)}};
                {{(Returns ? $"return {Result};" : "")}}
            }

            """;
    }

    /// <summary>What handlers of this list type use besides: a queue that is emptied, helpers that say what they do with a list, code that nobody sees.</summary>
    public static string Surroundings(string token)
    {
        string handle = token switch { "NetBufferListChain" => "PendedNetBufferListChain", "MiniportOffloadBlockList" => "PendedMiniportOffload", _ => "PendedProtocolOffload" };
        string complete = token switch
        {
            "NetBufferListChain" => "Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, parked.Resume())",
            "MiniportOffloadBlockList" => "{ var list = parked.Resume(); foreach (var block in list.Blocks) block.Status = NdisStatus.Failure; Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list); }",
            _ => "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport())",
        };
        return $$"""
            public delegate void Unseen{{token}}({{token}} list);

            public Unseen{{token}}? External;

            private readonly Queue<{{handle}}> Parked = new();

            public void Drain()
            {
                while (Parked.TryDequeue(out var parked))
                    {{complete}};
            }

            private void Take([Discharges] {{token}} list) => Parked.Enqueue(list.Pend());

            private static void Look([Borrows] {{token}} list) => Adapter.Note(list.IsNull ? "null" : "a list");

            """;
    }

    private static string Request(string operation) => operation == "Query" ? "NdisQueryOffloadState" : $"Ndis{operation}Offload";

    private static string Completion(string operation) => operation == "Query" ? "NdisMQueryOffloadStateComplete" : $"NdisM{operation}OffloadComplete";

    private static string Flags(string operation, string text) => operation == "Disconnect" ? ", " + text : "";

    private static string Next(string[] operations, string operation) => operations[(Array.IndexOf(operations, operation) + 1) % operations.Length];
}
