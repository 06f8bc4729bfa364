using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>A statement of a handler that is made by chance. Conditions are names of flags, by number among those in scope, perhaps negated.</summary>
internal abstract record Statement
{
    /// <summary>Completes the list, as far as it is the one in hand.</summary>
    internal sealed record Complete : Statement;

    /// <summary>Something that matters to nobody.</summary>
    internal sealed record Note : Statement;

    /// <summary>A flag gets the value of a condition.</summary>
    internal sealed record Assign(int Flag, int Condition) : Statement;

    internal sealed record If(int Condition, ImmutableArray<Statement> Then, ImmutableArray<Statement> Else) : Statement;

    /// <summary>The list is converted; what follows has the converted one.</summary>
    internal sealed record Convert(ImmutableArray<Statement> Then) : Statement;

    /// <summary>Leaves the body of the helper, or the handler.</summary>
    internal sealed record Leave(int Condition) : Statement;

    /// <summary>
    /// A helper with the list in hand, a flag by value, one by reference and one that it sets; what it returns is one more flag after the call.
    /// </summary>
    internal sealed record Call(int Argument, int Reference, int Result, ImmutableArray<Statement> Body) : Statement;

    private const int MostCalls = 3;

    /// <summary>Bodies with calls nested up to three deep.</summary>
    internal static Gen<ImmutableArray<Statement>> SomeBody { get; } = BodyOf(calls: MostCalls, nesting: 3);

    private static Gen<ImmutableArray<Statement>> BodyOf(int calls, int nesting)
        => Gen.Choose(1, 3).SelectMany(count => One(calls, nesting).ArrayOf(count)).Select(statements => statements.ToImmutableArray());

    private static Gen<Statement> One(int calls, int nesting)
    {
        var flag = Gen.Choose(0, 11);
        var simple = Gen.Frequency(
            (4, Gen.Constant<Statement>(new Complete())),
            (1, Gen.Constant<Statement>(new Note())),
            (2, from name in flag from condition in flag select (Statement)new Assign(name, condition)),
            (2, flag.Select(condition => (Statement)new Leave(condition))));
        if (nesting == 0)
            return simple;
        // Asked for when needed only: the trees of generators would be as large as all programs.
        var inner = Gen.Constant(0).SelectMany(_ => BodyOf(calls, nesting - 1));
        var branch = from condition in flag from then in inner from otherwise in inner select (Statement)new If(condition, then, otherwise);
        var convert = inner.Select(then => (Statement)new Convert(then));
        var call = from argument in flag
                   from reference in flag
                   from result in flag
                   from body in Gen.Constant(0).SelectMany(_ => BodyOf(calls - 1, nesting))
                   select (Statement)new Call(argument, reference, result, body);
        return calls == 0
            ? Gen.Frequency((4, simple), (3, branch), (1, convert))
            : Gen.Frequency((4, simple), (3, branch), (1, convert), (4, call));
    }
}

/// <summary>Writes a program, with its calls or with the bodies of the helpers in their place.</summary>
internal sealed class ProgramText(bool inline)
{
    private readonly StringBuilder _helpers = new();
    private int _names;

    /// <summary>The class of a driver with one handler.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">What its handler does.</param>
    /// <param name="inline">Whether the bodies of helpers stand in place of the calls.</param>
    /// <param name="first">Statements before all others.</param>
    internal static string Of(string name, ImmutableArray<Statement> body, bool inline, string first = "")
    {
        var text = new ProgramText(inline);
        string statements = text.Write(body, new Scope("list", IsConverted: false, ["f0", "f1"], _ => "return;"));
        return $$"""
            using Chimney;

            public class {{name}} : IntermediateDriver
            {
                private static bool Ask() => System.Random.Shared.Next(2) == 0;

                public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                {
                    bool f0 = Ask(), f1 = Ask();
                    {{first}}
                    {{statements}}
                }

                {{text._helpers}}
            }
            """;
    }

    private static string Condition(int number, Scope scope) => (number % 2 == 0 ? "" : "!") + scope.Flags[number / 2 % scope.Flags.Length];

    private static string Flag(int number, Scope scope) => scope.Flags[number % scope.Flags.Length];

    private static string Completion(Scope scope) => $"Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {scope.List}{(scope.IsConverted ? "" : ".ToMiniport()")});";

    private string Write(ImmutableArray<Statement> body, Scope scope)
    {
        var text = new StringBuilder();
        foreach (var statement in body)
        {
            (string written, scope) = Write(statement, scope);
            text.AppendLine(written);
        }
        return text.ToString();
    }

    private (string Text, Scope After) Write(Statement statement, Scope scope)
    {
        switch (statement)
        {
            case Statement.Complete:
                return (Completion(scope), scope);
            case Statement.Assign assign:
                return ($"{Flag(assign.Flag, scope)} = {Condition(assign.Condition, scope)};", scope);
            case Statement.If branch:
                return ($"if ({Condition(branch.Condition, scope)}) {{\n{Write(branch.Then, scope)}}} else {{\n{Write(branch.Else, scope)}}}", scope);
            case Statement.Convert { Then: var then } when !scope.IsConverted:
                string converted = $"m{_names++}";
                return ($"{{\nMiniportOffloadBlockList {converted} = {scope.List}.ToMiniport();\n{Write(then, scope with { List = converted, IsConverted = true })}}}", scope);
            case Statement.Convert { Then: var then }:
                return ($"{{\n{Write(then, scope)}}}", scope);
            case Statement.Leave leave:
                return ($"{{ {scope.Leave(Condition(leave.Condition, scope))} }}", scope);
            case Statement.Call call:
                return inline ? Inlined(call, scope) : Called(call, scope);
            default:
                return ("System.Console.Out.WriteLine();", scope);
        }
    }

    private (string Text, Scope After) Called(Statement.Call call, Scope scope)
    {
        int id = _names++;
        var inner = new Scope("list", scope.IsConverted, ["a", "r", "o"], result => $"return {result};");
        string type = scope.IsConverted ? nameof(MiniportOffloadBlockList) : nameof(ProtocolOffloadBlockList);
        string body = Write(call.Body, inner); // with helpers of its own, which come first
        _helpers.AppendLine($"private bool H{id}({type} list, bool a, ref bool r, out bool o)\n{{\no = false;\n{body}return {Condition(call.Result, inner)};\n}}");
        return ($"bool x{id} = H{id}({scope.List}, {Condition(call.Argument, scope)}, ref {Flag(call.Reference, scope)}, out bool o{id});", scope.With($"x{id}", $"o{id}"));
    }

    private (string Text, Scope After) Inlined(Statement.Call call, Scope scope)
    {
        int id = _names++;
        // A reference is the flag itself.
        var inner = scope with { Flags = [$"a{id}", Flag(call.Reference, scope), $"o{id}"], Leave = result => $"x{id} = {result}; goto end{id};" };
        return ($"bool x{id}, o{id} = false;\n{{\nbool a{id} = {Condition(call.Argument, scope)};\n{Write(call.Body, inner)}x{id} = {Condition(call.Result, inner)};\n}}\nend{id}: ;", scope.With($"x{id}", $"o{id}"));
    }

    private sealed record Scope(string List, bool IsConverted, ImmutableArray<string> Flags, Func<string, string> Leave)
    {
        public Scope With(params string[] flags) => this with { Flags = Flags.AddRange(flags) };
    }
}
