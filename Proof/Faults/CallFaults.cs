using System.Collections.Immutable;
using static Chimney.Proof.Sites;

namespace Chimney.Proof;

/// <summary>The call that settles the duty is missing, doubled or moved.</summary>
internal static class CallFaults
{
    internal static ImmutableArray<FaultOperator> All { get; } =
    [
        OnCall("delete the call", _ => Nothing),
        OnCall("duplicate the call", call => Block($"{call} {call}")),
        OnCall("duplicate the call on a branch", call => Block($"{call} if (Adapter.IsUp()) {{ {call} }}")),
        OnCall("move the call into a branch", call => Block($"if (Adapter.IsUp()) {{ {call} }}")),
        OnCall("move the call into a counted loop", call => Block($"for (int again = 0; again < 2; again++) {{ {call} }}")),
        OnCall("move the call into a loop over names", call => Block($"foreach (string each in Adapter.Names()) {{ {call} }}")),
        OnCall("move the call into a try block", call => Block($"try {{ Adapter.Probe(); {call} }} catch (Exception) {{ Adapter.Note(\"caught\"); }}")),
        OnCall("move the call into a catch block", call => Block($"try {{ Adapter.Probe(); }} catch (Exception) {{ {call} }}")),
        OnCall("duplicate the call in a finally block", call => Block($"try {{ {call} }} finally {{ {call} }}")),
        OnCall("duplicate the call in a catch block", call => Block($"try {{ {call} Adapter.Probe(); }} catch (Exception) {{ {call} }}")),
        OnCall("throw before the call", call => Block($"if (Adapter.IsUp()) {{ throw new InvalidOperationException(); }} {call}")),
        OnCall("throw after the call", call => Block($"{call} if (Adapter.IsUp()) {{ throw new InvalidOperationException(); }}")),
        new("return before the call", (node, kind) => Settler(node) is { } call && !call.Ancestors().Any(outer => outer is Microsoft.CodeAnalysis.CSharp.Syntax.FinallyClauseSyntax)
            ? [Block($"if (Adapter.IsUp()) {{ {Leave(call, kind)} }} {call}")] : []),
    ];
}
