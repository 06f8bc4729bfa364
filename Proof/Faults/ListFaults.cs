using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Chimney.Proof.Sites;

namespace Chimney.Proof;

/// <summary>The call is made, but it is the wrong one, with the wrong list, or not the end of it.</summary>
internal static class ListFaults
{
    internal static ImmutableArray<FaultOperator> All { get; } =
    [
        new("call the function of another operation", (node, kind) => IsFunction(node) && kind.Row.Wrong.Length > 0 && node.ToString() == FunctionOf(kind)
            ? [SyntaxFactory.IdentifierName(kind.Row.Wrong)] : []),
        new("pass a default list", (node, _) => Settler(node) is { } call && Replaced(call.ToString()) is { } text ? [Block(text)] : []),
        OnList("touch the list after the call", (call, list, kind) => kind.Row.HasList ? $"{call} {kind.Touch(list)}" : null),
        OnList("touch the list through an alias after the call", (call, list, kind) => kind.Row.HasList ? $"var other = {list}; {call} {kind.Touch("other")}" : null),
        OnList("touch the list on a branch after the call", (call, list, kind) => kind.Row.HasList ? $"{call} if (Adapter.IsUp()) {{ {kind.Touch(list)} }}" : null),
        OnList("call once more through an alias", (call, list, kind) => kind.Row.HasList ? $"var other = {list}; {call} {kind.Call("other")};" : null),
        OnList("pend the list and call", (call, list, kind) => kind.MayPend ? $"var kept = {list}.Pend(); {call} Adapter.Note(kept.ToString()!);" : null),
        OnList("call and pend the list", (call, list, kind) => kind.MayPend ? $"{call} var kept = {list}.Pend(); Adapter.Note(kept.ToString()!);" : null),
        OnList("pend the list in place of the call", (_, list, kind) => kind.MayPend ? $"var kept = {list}.Pend(); Adapter.Note(kept.ToString()!);" : null),
        OnList("move the call into a local function that nobody calls", (call, list, kind) => kind.Row.HasList && kind.MayCapture
            ? $"void Unused({kind.Row.Token} inner) {{ {Regex.Replace(kind.Call("inner"), @"\b" + list + @"\b", "inner")}; }} Adapter.Note(nameof(Unused));" : null),
        OnList("move the call into a lambda that nobody calls", (call, list, kind) => kind.Row.HasList && kind.MayCapture
            ? $"Action<{kind.Row.Token}> unused = inner => {Regex.Replace(kind.Call("inner"), @"\b" + list + @"\b", "inner")}; Adapter.Note(unused.ToString()!);" : null),
    ];

    private static bool IsFunction(SyntaxNode node)
        => node is IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Ndis" } } access } && access.Name == node;

    private static string FunctionOf(HandlerKind kind) => Regex.Match(kind.Row.Call, @"^Ndis\.(\w+)").Groups[1].Value;

    private static string? Replaced(string call) => call.StartsWith("Ndis.", StringComparison.Ordinal)
        ? Regex.Replace(call, @"\b(list|alias\d+|rebuilt\d+|kept\.Resume\(\)|parked\d*\.Resume\(\))(?=\W)(\.\w+\((new \w+\(\))?\))?", "default") is var text && text != call ? text : null
        : null;
}
