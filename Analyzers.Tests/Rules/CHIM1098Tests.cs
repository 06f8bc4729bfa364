using Chimney.Analyzers.Tests.Foreign;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1098: whatever is wrong in a contract file is said where it stands.</summary>
public class CHIM1098Tests : ContractFileTest
{
    private const string Vendor = """
        namespace Vendor
        {
            public class Sink
            {
                public void Complete(MiniportOffloadBlockList list) => throw new NotSupportedException();
                public bool TryComplete(MiniportOffloadBlockList list, int turns) => throw new NotSupportedException();
                public void Look([Borrows] MiniportOffloadBlockList list) { }
                public void Twice(MiniportOffloadBlockList first, MiniportOffloadBlockList second) => throw new NotSupportedException();
                public void Over(MiniportOffloadBlockList list) => throw new NotSupportedException();
                public void Over(ProtocolOffloadBlockList list) => throw new NotSupportedException();
                public void Nothing(string text) => throw new NotSupportedException();
                public static ProtocolOffloadBlockList Rebuild(MiniportOffloadBlockList list) => throw new NotSupportedException();
                public string Text => "";
            }

            public class Ticket
            {
                public void Close() { }
                public bool TryClose() => true;
                public int Count { get; set; }
                public void Peek() { }
            }

            public struct Stamp { public void Close() { } }
        }
        """;

    private static Task MemberAsync(string entry, params string[] messages) => WrongAsync($$"""{ "members": [ {{entry}} ] }""", messages);

    private static Task DutyAsync(string entry, params string[] messages) => WrongAsync($$"""{ "duties": [ {{entry}} ] }""", messages);

    /// <summary>The places are those of the markup, one message each.</summary>
    private static Task WrongAsync(string contracts, params string[] messages)
    {
        var marked = contracts;
        for (var i = 0; i < messages.Length; i++)
        {
            var at = marked.IndexOf("[|", StringComparison.Ordinal);
            Assert.True(at >= 0, "a place per message");
            var end = marked.IndexOf("|]", at, StringComparison.Ordinal);
            marked = marked[..at] + $"{{|#{i}:" + marked[(at + 2)..end] + "|}" + marked[(end + 2)..];
        }
        return VerifyForeignAsync(Vendor, marked, "public class Plain { }\n", [.. messages.Select((message, i) => new DiagnosticResult("CHIM1098", DiagnosticSeverity.Error).WithLocation(i).WithMessage(message))]);
    }

    [Fact]
    public Task No_JSON() => WrongAsync("""{ "members" [|7|] }""", "this is no JSON: ':' is expected");

    [Fact]
    public Task Unfinished() => WrongAsync("""
        {
          "members": [
            { "member": "Vendor.Sink.Complete",
        [||]
        """, "this is no JSON: the name of a property in quotation marks is expected");

    [Fact]
    public Task Text_after_the_end() => WrongAsync("""{ } [|}|]""", "this is no JSON: there is text after the end");

    [Fact]
    public Task String_over_the_end_of_a_line() => WrongAsync("{ \"members[|\n|]\": [] }", "this is no JSON: the string is not closed");

    [Fact]
    public Task Empty_file() => WrongAsync("[||]", "this is no JSON: a value is expected");

    [Fact]
    public Task Array_instead_of_an_object() => WrongAsync("[|[ ]|]", "the file must be an object with 'members', 'duties' or both");

    [Fact]
    public Task Unknown_property_of_the_file() => WrongAsync("""{ [|"member"|]: [] }""", "'member' is not known here; use '$schema', 'members' or 'duties'");

    [Fact]
    public Task Members_are_no_array() => WrongAsync("""{ "members": [|{ }|] }""", "'members' must be an array");

    [Fact]
    public Task Entry_is_no_object() => WrongAsync("""{ "members": [ [|"Vendor.Sink.Complete"|] ] }""", "an entry of 'members' must be an object");

    [Fact]
    public Task Unknown_property() => MemberAsync(
        """{ "member": "Vendor.Sink.Complete", [|"parmeter"|]: "list", "does": "discharges" }""", "'parmeter' is not known here; use 'member', 'parameter', 'does', 'when' or 'optional'");

    [Fact]
    public Task Property_given_twice() => MemberAsync("""{ "member": "Vendor.Sink.Complete", "does": "discharges", [|"does"|]: "borrows" }""", "'does' is given twice");

    [Fact]
    public Task Property_is_missing() => MemberAsync("""[|{|] "member": "Vendor.Sink.Complete" }""", "'does' is missing");

    [Fact]
    public Task Unknown_effect() => MemberAsync(
        """{ "member": "Vendor.Sink.Complete", "does": [|"completes"|] }""", "'does' must be 'discharges', 'borrows', 'converts' or 'resumes'");

    [Fact]
    public Task Name_is_a_number() => MemberAsync("""{ "member": [|7|], "does": "discharges" }""", "'member' must be a string");

    [Fact]
    public Task No_full_name() => MemberAsync(
        """{ "member": [|"Complete"|], "does": "discharges" }""", "'Complete' must be the full name of a type, a dot, and the name of a method");

    [Fact]
    public Task Unknown_type() => MemberAsync("""{ "member": [|"Vendor.Sinc.Complete"|], "does": "discharges" }""", "there is no type 'Vendor.Sinc'");

    [Fact]
    public Task Optional_is_about_types_only() => MemberAsync(
        """{ "member": [|"Vendor.Sink.Complet"|], "does": "discharges", "optional": true }""", "'Vendor.Sink' has no method 'Complet'");

    [Fact]
    public Task Optional_is_no_bool() => DutyAsync("""{ "type": "Vendor.Ticket", "settledBy": ["Close"], "optional": [|"yes"|] }""", "'optional' must be true or false");

    [Fact]
    public Task Unknown_member() => MemberAsync("""{ "member": [|"Vendor.Sink.Complet"|], "does": "discharges" }""", "'Vendor.Sink' has no method 'Complet'");

    [Fact]
    public Task Property_is_no_method() => MemberAsync("""{ "member": [|"Vendor.Sink.Text"|], "does": "borrows" }""", "'Vendor.Sink' has no method 'Text'");

    [Fact]
    public Task Ambiguous_overload() => MemberAsync(
        """{ "member": [|"Vendor.Sink.Over"|], "does": "discharges" }""",
        "'Over' has several overloads; write one of 'Over(Chimney.MiniportOffloadBlockList)', 'Over(Chimney.ProtocolOffloadBlockList)'");

    [Fact]
    public Task No_such_overload() => MemberAsync(
        """{ "member": [|"Vendor.Sink.Over(int)"|], "does": "discharges" }""",
        "no overload of 'Over' has these parameters; there are 'Over(Chimney.MiniportOffloadBlockList)', 'Over(Chimney.ProtocolOffloadBlockList)'");

    [Fact]
    public Task Generic_overloads() => MemberAsync(
        """{ "member": [|"Chimney.ImCallEntry.From`2"|], "does": "borrows" }, { "member": "Chimney.ImCallEntry.From", "does": "borrows" }, { "member": "Chimney.ImCallEntry.From`1", "does": "borrows" }""",
        "'Chimney.ImCallEntry' has no method 'From'");

    [Fact]
    public Task Unknown_parameter() => MemberAsync(
        """{ "member": "Vendor.Sink.TryComplete", "parameter": [|"lst"|], "does": "discharges" }""", "'TryComplete' has no parameter 'lst'; use 'list' or 'turns'");

    [Fact]
    public Task Wrong_parameter() => MemberAsync(
        """{ "member": "Vendor.Sink.TryComplete", "parameter": [|"turns"|], "does": "discharges" }""", "'turns' is no offload list or object of a type in 'duties'");

    [Fact]
    public Task No_list_at_all() => MemberAsync(
        """{ "member": [|"Vendor.Sink.Nothing"|], "does": "discharges" }""", "'Nothing' takes no offload list or object of a type in 'duties'");

    [Fact]
    public Task Several_lists() => MemberAsync(
        """{ "member": [|"Vendor.Sink.Twice"|], "does": "discharges" }""", "'Twice' takes several; say with 'parameter' which one is meant: 'first' or 'second'");

    [Fact]
    public Task Contradicts_the_declaration() => MemberAsync(
        """{ "member": [|"Vendor.Sink.Look"|], "does": "discharges" }""", "the declaration says [Borrows] on 'list', which is something else");

    [Fact]
    public Task Contradicts_the_contract() => MemberAsync(
        """{ "member": [|"Chimney.Ndis.NdisQueryOffloadState"|], "does": "borrows" }""", "'NdisQueryOffloadState' is a function or handler of the contract, which discharges its list");

    [Fact]
    public Task Contradicts_a_conversion() => MemberAsync(
        """{ "member": [|"Chimney.MiniportOffloadBlockList.Pend"|], "does": "converts" }""", "'Pend' returns no offload list");

    [Fact]
    public Task When_without_discharges() => MemberAsync(
        """{ "member": "Vendor.Sink.TryComplete", "does": "borrows", "when": [|true|] }""", "'when' is true or false, and stands with 'discharges' only");

    [Fact]
    public Task When_without_a_bool() => MemberAsync(
        """{ "member": [|"Vendor.Sink.Complete"|], "does": "discharges", "when": true }""", "'Complete' returns no bool, so 'when' says nothing");

    [Fact]
    public Task Conversion_that_returns_nothing() => MemberAsync("""{ "member": [|"Vendor.Sink.Complete"|], "does": "converts" }""", "'Complete' returns no offload list");

    [Fact]
    public Task Duplicate_entry() => WrongAsync("""
        {
          "members": [
            { "member": "Vendor.Sink.Complete", "does": "discharges" },
            { "member": [|"Vendor.Sink.Complete"|], "parameter": "list", "does": "borrows" }
          ]
        }
        """, "line 3 of Foreign.chimney.json speaks of this already");

    [Fact]
    public Task Unknown_type_of_a_duty() => DutyAsync("""{ "type": [|"Vendor.Tickets"|], "settledBy": ["Close"] }""", "there is no type 'Vendor.Tickets'");

    [Fact]
    public Task Struct_as_a_duty() => DutyAsync("""{ "type": [|"Vendor.Stamp"|], "settledBy": ["Close"] }""", "'Stamp' is no class or interface, so its objects cannot be followed");

    [Fact]
    public Task Nothing_settles() => DutyAsync("""{ "type": [|"Vendor.Ticket"|], "borrowedBy": ["Peek"] }""", "nothing settles 'Ticket'; give 'settledBy' or 'trySettledBy'");

    [Fact]
    public Task Unknown_member_of_a_duty() => DutyAsync("""{ "type": "Vendor.Ticket", "settledBy": ["Close", [|"Shut"|]] }""", "'Ticket' has no method 'Shut'");

    [Fact]
    public Task Try_member_without_a_bool() => DutyAsync(
        """{ "type": "Vendor.Ticket", "trySettledBy": [[|"Close"|]] }""", "'Close' returns no bool, so it cannot say whether it settled anything");

    [Fact]
    public Task Member_in_two_lists() => DutyAsync("""{ "type": "Vendor.Ticket", "settledBy": ["Close"], "borrowedBy": [[|"Close"|]] }""", "'Close' is given twice");

    [Fact]
    public Task Names_are_no_array() => DutyAsync("""{ "type": "Vendor.Ticket", "settledBy": [|"Close"|] }""", "'settledBy' must be an array of names");

    [Fact]
    public Task Unknown_option() => DutyAsync(
        """{ "type": "Vendor.Ticket", "settledBy": ["Close"], "unknownCallee": [|"maybe"|] }""", "'unknownCallee' must be 'unproven', 'trusted' or 'untrusted'");

    [Fact]
    public Task Duplicate_duty() => WrongAsync(
        """{ "duties": [ { "type": "Vendor.Ticket", "settledBy": ["Close"] }, { "type": [|"Vendor.Ticket"|], "settledBy": ["Close"] } ] }""", "line 1 of Foreign.chimney.json speaks of this already");

    [Fact]
    public Task One_mistake_does_not_hide_the_next() => WrongAsync("""
        {
          "members": [
            { "member": [|"Vendor.Sinc.Complete"|], "does": "discharges" },
            { "member": "Vendor.Sink.Complete", "does": "discharges" },
            { "member": [|"Vendor.Sink.Complet"|], "does": "discharges" }
          ]
        }
        """, "there is no type 'Vendor.Sinc'", "'Vendor.Sink' has no method 'Complet'");

    [Theory]
    [InlineData("{ }")]
    [InlineData("""{ "members": [], "duties": [] }""")]
    [InlineData("""{ "$schema": "chimney.schema.json", /* nothing yet */ "members": [ ], } // the end""")]
    [InlineData("""{ "members": [ { "member": "Vendor.Sink.Complete", "does": "discharges" } ] }""")]
    [InlineData("""{ "members": [ { "member": "Vendor.Sink.TryComplete", "parameter": "list", "does": "discharges", "when": true } ] }""")]
    [InlineData("""{ "members": [ { "member": "Vendor.Sink.Over( Chimney.ProtocolOffloadBlockList )", "does": "borrows" } ] }""")]
    [InlineData("""{ "members": [ { "member": "Vendor.Sink.Rebuild", "does": "converts" }, { "member": "Vendor.Sink.Look", "does": "borrows" } ] }""")]
    [InlineData("""{ "members": [ { "member": "Vendor.Sink.Twice", "parameter": "first", "does": "discharges" }, { "member": "Vendor.Sink.Twice", "parameter": "second", "does": "borrows" } ] }""")]
    [InlineData("""{ "duties": [ { "type": "Vendor.Ticket", "settledBy": ["Cl\u006fse"], "trySettledBy": ["TryClose"], "borrowedBy": ["Peek"], "owedFrom": ["Count"] } ] }""")]
    [InlineData("""{ "members": [ { "member": "Vendor.Newer..ctor", "does": "discharges", "optional": true } ], "duties": [ { "type": "Vendor.Newer`1", "settledBy": ["Close"], "optional": true } ] }""")]
    public Task Silent_for(string contracts) => VerifyForeignAsync(Vendor, contracts, "public class Plain { }\n");

    /// <summary>Files of other names are other tools' business.</summary>
    [Fact]
    public async Task Silent_for_other_files()
    {
        var test = new Harness.ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = "public class Plain { }\n" };
        test.TestState.AdditionalFiles.Add(("/0/settings.json", "{ no JSON"));
        test.TestState.AdditionalFiles.Add(("/0/chimney.json.txt", "{ no JSON"));
        await test.RunAsync();
    }
}
