using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1009CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1009CodeFix>;

/// <summary>The fix of CHIM1009: the attribute says what the body does, wherever it stands, and no caller is harmed.</summary>
public class CHIM1009FixTests
{
    private const string Complete = "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport())";

    /// <summary>A completion handler with this body, after other members.</summary>
    private static string Handler(string body, string name = "ProtocolInitiateOffloadComplete") => $$"""


        public override void {{name}}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
        }
        """;

    private static Task FixAsync(string before, string after) => Verify.VerifyCodeFixAsync(Handlers.InDriver(before), Handlers.InDriver(after));

    private static Task NotOfferedAsync(string source) => FixAsync(source, source);

    /// <summary>The same in several documents.</summary>
    private static Task FixAsync(string[] before, string[] after, Action<Test>? set = null)
    {
        var test = new Test();
        foreach (var source in before)
            test.TestState.Sources.Add(source);
        foreach (var source in after)
            test.FixedState.Sources.Add(source);
        set?.Invoke(test);
        return test.RunAsync();
    }

    [Fact]
    public Task What_completes_discharges() => FixAsync(
        $"private void Finish([Borrows] /* all */ ProtocolOffloadBlockList list) // done\n    => {{|CHIM1009:{Complete}|}};",
        $"private void Finish([Discharges] /* all */ ProtocolOffloadBlockList list) // done\n    => {Complete};");

    [Fact]
    public Task What_only_looks_borrows() => FixAsync(
        "private void Look([DischargesAttribute()] ProtocolOffloadBlockList list) => {|CHIM1009:Console.WriteLine(list.Root.Status)|};",
        "private void Look([Borrows] ProtocolOffloadBlockList list) => Console.WriteLine(list.Root.Status);");

    /// <summary>Each other attribute contradicts one of the two exits.</summary>
    [Theory]
    [InlineData("Discharges", "true", "false")]
    [InlineData("Borrows", "true", "false")]
    [InlineData("Discharges(When = false)", "true", "false")]
    [InlineData("Discharges(When = true)", "false", "true")]
    [InlineData("Discharges", "false", "true")]
    public Task What_tells_by_its_result_says_so(string attribute, string done, string kept)
    {
        string Source(string text, bool isMarked)
        {
            var (kept1, call) = (isMarked && attribute != "Borrows" ? $"{{|CHIM1009:return {kept};|}}" : $"return {kept};", isMarked && attribute != "Discharges" ? $"{{|CHIM1009:{Complete}|}}" : Complete);
            return $$"""
                private bool TryFinish([{{text}}] ProtocolOffloadBlockList list)
                {
                    if (!IsUp())
                        {{kept1}}
                    {{call}};
                    return {{done}};
                }
                """;
        }

        return FixAsync(Source(attribute, isMarked: true), Source($"Discharges(When = {done})", isMarked: false));
    }

    /// <summary>A body that tells by something else than its result is understood without an attribute, if its callers understand it.</summary>
    [Fact]
    public Task What_tells_by_a_parameter_says_nothing() => FixAsync(
        $$"""
        private void Finish(
            // all of it
            [Discharges]
            ProtocolOffloadBlockList list, bool isLast)
        {
            if (!isLast)
                {|CHIM1009:return;|}
            {{Complete}};
        }
        """ + Handler("Finish(list, true);"),
        $$"""
        private void Finish(
            // all of it
            ProtocolOffloadBlockList list, bool isLast)
        {
            if (!isLast)
                return;
            {{Complete}};
        }
        """ + Handler("Finish(list, true);"));

    [Fact]
    public Task Of_several_attributes_one_goes() => FixAsync(
        $$"""
        private sealed class NoteAttribute : Attribute { }
        private void Finish([Note, Discharges] ProtocolOffloadBlockList list, bool isLast)
        {
            if (isLast)
                {{Complete}};
            else
                {|CHIM1009:return;|}
        }
        """ + Handler("Finish(list, true);"),
        $$"""
        private sealed class NoteAttribute : Attribute { }
        private void Finish([Note] ProtocolOffloadBlockList list, bool isLast)
        {
            if (isLast)
                {{Complete}};
            else
                return;
        }
        """ + Handler("Finish(list, true);"));

    [Fact]
    public Task A_local_function_and_two_in_one_document()
    {
        static string Source(string first, string second, string mark, string end) => $$"""
            public void Work()
            {
                void Finish([{{first}}] ProtocolOffloadBlockList list) => {{mark}}{{Complete}}{{end}};
            }
            private void Other([{{second}}] ProtocolOffloadBlockList list) => {{mark}}{{Complete}}{{end}};
            """;
        return FixAsync(Source("Borrows", "Borrows", "{|CHIM1009:", "|}"), Source("Discharges", "Discharges", "", ""));
    }

    private const string Top = "using System;\nusing Chimney;\n\n";

    private static string Contract(string attribute) => $"{Top}public interface IFinish\n{{\n    void Finish([{attribute}] ProtocolOffloadBlockList list);\n}}\n";

    private static string First(string attribute, bool isMarked) => Handlers.InDriver(
            $"public void Finish([{attribute}] ProtocolOffloadBlockList list) => {(isMarked ? $"{{|CHIM1009:{Complete}|}}" : Complete)};")
        .Replace(": IntermediateDriver", ": IntermediateDriver, IFinish", StringComparison.Ordinal);

    [Fact]
    public Task The_interface_says_the_same() => FixAsync([First("Borrows", isMarked: true), Contract("Borrows")], [First("Discharges", isMarked: false), Contract("Discharges")]);

    [Fact]
    public Task The_base_and_the_other_override_say_the_same()
    {
        static string Source(string attribute, bool isMarked) => $$"""
            {{Top}}public abstract class Worker
            {
                public abstract void Look([{{attribute}}] ProtocolOffloadBlockList list);
            }

            public class One : Worker
            {
                public override void {{(isMarked ? "{|CHIM1009:Look|}" : "Look")}}([{{attribute}}] ProtocolOffloadBlockList list) { }
            }

            public class Two : Worker
            {
                public override void Look([{{attribute}}] ProtocolOffloadBlockList list) => {{(isMarked ? "{|CHIM1009:Console.WriteLine(list.Root.Status)|}" : "Console.WriteLine(list.Root.Status)")}};
            }
            """;
        return FixAsync([Source("Discharges", isMarked: true)], [Source("Borrows", isMarked: false)]);
    }

    [Fact]
    public Task The_other_part_says_it()
    {
        static string Source(string attribute) => $"{Top}public partial class Driver : IntermediateDriver\n{{\n    private partial void Finish([{attribute}] ProtocolOffloadBlockList list);\n}}\n";
        static string Part(bool isMarked) => $"{Top}public partial class Driver\n{{\n    private partial void Finish(ProtocolOffloadBlockList list) => {(isMarked ? $"{{|CHIM1009:{Complete}|}}" : Complete)};\n}}\n";
        return FixAsync([Part(isMarked: true), Source("Borrows")], [Part(isMarked: false), Source("Discharges")]);
    }

    [Fact]
    public Task A_caller_in_another_document_is_settled()
    {
        static string Helper(string attribute, bool isMarked) => $"{Top}public static class Helper\n{{\n    public static void Finish(NdisMiniportHandle handle, [{attribute}] ProtocolOffloadBlockList list) => {(isMarked ? "{|CHIM1009:" : "")}Ndis.NdisMInitiateOffloadComplete(handle, list.ToMiniport()){(isMarked ? "|}" : "")};\n}}\n";
        static string Caller(bool isMarked) => Handlers.InDriver(Handler("Helper.Finish(NdisMiniportHandle, list);", isMarked ? "{|CHIM1001:ProtocolInitiateOffloadComplete|}" : "ProtocolInitiateOffloadComplete"));
        return FixAsync([Helper("Borrows", isMarked: true), Caller(isMarked: true)], [Helper("Discharges", isMarked: false), Caller(isMarked: false)]);
    }

    [Fact]
    public Task A_caller_in_another_document_would_be_harmed()
    {
        var helper = $"{Top}public static class Helper\n{{\n    public static void {{|CHIM1009:Finish|}}([Discharges] ProtocolOffloadBlockList list) {{ }}\n}}\n";
        string[] sources = [helper, Handlers.InDriver(Handler("Helper.Finish(list);"))];
        return FixAsync(sources, sources);
    }

    [Fact]
    public Task A_caller_in_another_project_would_be_harmed()
    {
        var helper = $"{Top}public static class Helper\n{{\n    public static void {{|CHIM1009:Finish|}}([Discharges] ProtocolOffloadBlockList list) {{ }}\n}}\n";
        return FixAsync([helper], [helper], test =>
        {
            var user = test.TestState.AdditionalProjects["User"];
            user.Sources.Add(Handlers.InDriver(Handler("Helper.Finish(list);")));
            user.AdditionalProjectReferences.Add("TestProject");
            user.AdditionalReferences.AddRange(test.TestState.AdditionalReferences);
        });
    }

    [Fact]
    public Task None_where_the_body_keeps_no_promise() => NotOfferedAsync($$"""
        private void Finish([Discharges] ProtocolOffloadBlockList list)
        {
            if (IsUp())
                {|CHIM1009:return;|}
            {{Complete}};
        }
        """ + Handler("Finish(list);"));

    /// <summary>What the method returns where it completed cannot be read.</summary>
    [Fact]
    public Task None_where_the_result_is_not_known() => NotOfferedAsync($$"""
        private bool TryFinish([Discharges] ProtocolOffloadBlockList list)
        {
            if (IsUp())
                {|CHIM1009:return false;|}
            {{Complete}};
            return IsUp();
        }
        """);

    [Fact]
    public Task None_where_nobody_shows_that_a_promise_is_too_much() => NotOfferedAsync($$"""
        private void Finish([Discharges] ProtocolOffloadBlockList list, bool isLast)
        {
            if (isLast)
                {{Complete}};
            else
                {|CHIM1009:return;|}
        }
        """);

    [Fact]
    public Task None_where_another_implementation_keeps_its_word()
    {
        string[] sources =
        [
            First("Borrows", isMarked: true), Contract("Borrows"),
            $"{Top}public class Other : IFinish\n{{\n    public void Finish([Borrows] ProtocolOffloadBlockList list) {{ }}\n}}\n",
        ];
        return FixAsync(sources, sources);
    }

    [Fact]
    public Task None_where_another_implementation_says_nothing()
    {
        string[] sources =
        [
            First("Borrows", isMarked: true), Contract("Borrows"),
            $"{Top}public class Other : IFinish\n{{\n    public void Finish(ProtocolOffloadBlockList list) {{ }}\n}}\n",
        ];
        return FixAsync(sources, sources);
    }

    [Fact]
    public Task None_where_another_project_says_it()
    {
        string[] sources = [First("Borrows", isMarked: true)];
        return FixAsync(sources, sources, test =>
        {
            var contracts = test.TestState.AdditionalProjects["Contracts"];
            contracts.Sources.Add(Contract("Borrows"));
            contracts.AdditionalReferences.AddRange(test.TestState.AdditionalReferences);
            test.TestState.AdditionalProjectReferences.Add("Contracts");
        });
    }

    /// <summary>A contract file that says the same would be wrong then (CHIM1098).</summary>
    [Fact]
    public Task None_where_a_contract_file_says_it()
    {
        string[] sources = [Handlers.InDriver($"public void Finish([Borrows] ProtocolOffloadBlockList list) => {{|CHIM1009:{Complete}|}};")];
        return FixAsync(sources, sources, test => test.TestState.AdditionalFiles.Add(("driver.chimney.json", """{ "members": [ { "member": "Driver.Finish", "does": "borrows" } ] }""")));
    }

    [Fact]
    public Task None_where_a_comment_would_be_lost() => NotOfferedAsync(
        $"private void Finish([Borrows(/* all of it */)] ProtocolOffloadBlockList list) => {{|CHIM1009:{Complete}|}};");
}
