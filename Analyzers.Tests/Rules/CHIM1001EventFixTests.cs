using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>;

/// <summary>The quick-fix of CHIM1001 for events, which are told once: the call comes where there is none yet (shapes X41.k and X41.t).</summary>
public class CHIM1001EventFixTests
{
    private const string Tell = "Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(connection).NdisOffloadHandle, type, information);";

    private static string Event(string body, bool isMarked = true, string members = "") => InDriver($$"""
        public override void {{(isMarked ? "{|CHIM1001:ProtocolTcpOffloadEvent|}" : "ProtocolTcpOffloadEvent")}}(OffloadHandle connection, TcpOffloadEventType type, uint information)
        {
        {{string.Join('\n', body.ReplaceLineEndings("\n").Split('\n').Select(line => "    " + line))}}
        }

        {{members}}
        """);

    private static Task FixAsync(string before, string after) => Verify.VerifyCodeFixAsync(Event(before), Event(after, isMarked: false));

    [Fact]
    public Task In_the_arm_that_only_notes() => FixAsync(
        $"""
        switch (type)
        [
            case TcpOffloadEventType.SendBacklogChange:
                Console.WriteLine("backlog");
                break;
            default:
                {Tell}
                break;
        ]
        """.Replace('[', '{').Replace(']', '}'),
        $"""
        switch (type)
        [
            case TcpOffloadEventType.SendBacklogChange:
                Console.WriteLine("backlog");
                {Tell}
                break;
            default:
                {Tell}
                break;
        ]
        """.Replace('[', '{').Replace(']', '}'));

    [Fact]
    public Task On_the_other_branch() => FixAsync(
        $"if (IsUp())\n    {Tell}",
        $"if (IsUp())\n    {Tell}\nelse\n    {Tell}");

    [Fact]
    public Task Where_the_conditions_exclude_each_other() => FixAsync(
        $"if (information > 2)\n    {Tell}\nif (information < 2)\n    {Tell}",
        $"if (information > 2)\n    {Tell}\nif (information < 2)\n    {Tell}\nif (information <= 2 && information >= 2)\n    {Tell}");

    [Fact]
    public Task Where_a_flag_decides_twice() => FixAsync(
        $"bool isUp = IsUp();\nif (isUp)\n    {Tell}\nif (isUp != false && IsUp())\n    Console.WriteLine();",
        $"bool isUp = IsUp();\nif (isUp)\n    {Tell}\nelse\n    {Tell}\nif (isUp != false && IsUp())\n    Console.WriteLine();");

    [Fact]
    public Task In_a_helper_whose_catch_alone_tells() => Verify.VerifyCodeFixAsync(
        Event("if (!IsUp())\n    Help(connection, type, information);\nelse\n    " + Tell, members: Helper("        Console.WriteLine();")),
        Event("if (!IsUp())\n    Help(connection, type, information);\nelse\n    " + Tell, isMarked: false, Helper($"        Console.WriteLine();\n        {Tell}")));

    private static string Helper(string attempt)
        => $"private void Help(OffloadHandle connection, TcpOffloadEventType type, uint information)\n{{\n    try\n    {{\n{attempt}\n    }}\n    catch (InvalidOperationException)\n    {{\n        {Tell}\n    }}\n}}";

    [Fact]
    public Task Not_offered_where_the_variable_may_change_between()
    {
        string source = Event($"uint seen = information;\nwhile (IsUp())\n{{\n    if (seen > 2)\n        {Tell}\n    seen = 3;\n    if (seen < 2)\n        {Tell}\n}}");
        return Verify.VerifyCodeFixAsync(source, source);
    }

    [Fact]
    public Task Where_the_catch_ends() => FixAsync(
        $"try\n{{\n    Console.WriteLine();\n    {Tell}\n}}\ncatch (Exception)\n{{\n}}",
        $"try\n{{\n    Console.WriteLine();\n    {Tell}\n}}\ncatch (Exception)\n{{\n    {Tell}\n}}");

    [Fact]
    public Task At_the_end_where_there_is_none() => FixAsync("Console.WriteLine(type);", $"Console.WriteLine(type);\n{Tell}");

    private static string Report(string more) => $$"""
        private static void Report(NdisOffloadHandle above, TcpOffloadEventType type, uint information, bool always)
        {
            if (always || type == TcpOffloadEventType.Retrieve)
                Ndis.NdisTcpOffloadEventHandler(above, type, information);{{more}}
        }
        """;

    [Fact]
    public Task Inside_the_helper()
    {
        const string Call = "Report(ImOffloadEntry.From(connection).NdisOffloadHandle, type, information, false);";
        return Verify.VerifyCodeFixAsync(
            Event(Call, isMarked: true, Report("")),
            Event(Call, isMarked: false, Report("\n    else\n        Ndis.NdisTcpOffloadEventHandler(above, type, information);")));
    }

    /// <summary>Where the two calls stand, one would always follow the other.</summary>
    [Theory]
    [InlineData("for (int i = 0; i < 2; i++)\n    if (i == 1 && IsUp())\n        TELL")]
    [InlineData("if (IsUp())\n    Console.WriteLine();\nwhile (IsUp())\n{\n    TELL\n    if (IsUp())\n        return;\n}")]
    public Task Not_behind_another_call(string body)
    {
        string source = Event(body.Replace("TELL", Tell, StringComparison.Ordinal));
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
