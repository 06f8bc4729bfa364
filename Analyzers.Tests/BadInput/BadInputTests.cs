using System.Collections.Immutable;
using System.Text;
using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.BadInput;

/// <summary>Input that no handler should be: no crash, no false report, the compiler's own error or CHIM1099 instead.</summary>
public class BadInputTests
{
    private const string Handler = """
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        """;

    private static Task VerifyAsync(string source, params DiagnosticResult[] expected)
        => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("using System;\nusing Chimney;\n" + source, expected);

    [Fact]
    public Task Binding_errors_come_first() => VerifyAsync($$"""
        class C : IntermediateDriver { {{Handler}} { {|CS0103:Missing|}(list); } }
        """);

    [Fact]
    public Task Syntax_errors_come_first() => VerifyAsync($$"""
        class C : IntermediateDriver { {{Handler}} { if ({|CS1525:)|} return; } }
        """);

    [Fact]
    public Task Errors_in_a_helper_leave_it_unproven() => VerifyAsync($$"""
        class C : IntermediateDriver
        {
            {{Handler}} { {|CHIM1099:Finish(list)|}; }
            void Finish(ProtocolOffloadBlockList list) { {|CS0103:Missing|}(list); }
        }
        """);

    [Fact]
    public Task Errors_in_another_type_change_nothing() => VerifyAsync($$"""
        class Broken { {|CS0246:Nothing|} Field; }
        class C : IntermediateDriver { {{Handler.Replace("ProtocolUpdateOffloadComplete", "{|CHIM1001:ProtocolUpdateOffloadComplete|}")}} { } }
        """);

    [Fact]
    public async Task Without_the_runtime_nothing_is_reported()
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = "class C { void ProtocolUpdateOffloadComplete(object list) { } }" };
        test.TestState.AdditionalReferences.Clear();
        await test.RunAsync();
    }

    [Fact]
    public Task A_look_alike_of_the_attributes_decides_nothing() => VerifyAsync("""
        namespace Other
        {
            enum Operation { Update }
            [AttributeUsage(AttributeTargets.Method)] class OffloadHandlerAttribute : Attribute { public OffloadHandlerAttribute(Operation o, Operation p) { } }
            static class C { [OffloadHandler(Operation.Update, Operation.Update)] static void M(ProtocolOffloadBlockList list) { } }
        }
        """);

    [Fact]
    public async Task Two_versions_of_the_runtime_are_both_understood()
    {
        var old = CSharpCompilation.Create("Chimney.Runtime.Old", [CSharpSyntaxTree.ParseText(OldRuntime)], References.WithoutRuntime, new(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        Assert.True(old.Emit(image).Success);
        var source = """
            extern alias old;
            static class C
            {
                [Chimney.OffloadHandler(Chimney.OffloadOperation.Update, Chimney.OffloadPhase.Completion)]
                public static void Today(Chimney.NdisMiniportHandle handle, Chimney.ProtocolOffloadBlockList list) { }

                [old::Chimney.OffloadHandler(old::Chimney.OffloadOperation.Update, old::Chimney.OffloadPhase.Completion)]
                public static void Yesterday(old::Chimney.ProtocolOffloadBlockList list) { }

                [old::Chimney.OffloadHandler(old::Chimney.OffloadOperation.Update, old::Chimney.OffloadPhase.Completion)]
                public static void Done(old::Chimney.ProtocolOffloadBlockList list) => old::Chimney.Ndis.Complete(list);
            }
            """;
        var compilation = CSharpCompilation.Create("C", [CSharpSyntaxTree.ParseText(source)],
            References.WithRuntime.Add(MetadataReference.CreateFromImage(image.ToArray()).WithAliases(["old"])), new(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.Equal(["CHIM1001 Today", "CHIM1001 Yesterday"], (await AnalyzeAsync(compilation)).Select(d => $"{d.Id} {Text(d)}").Order());
    }

    private const string OldRuntime = """
        namespace Chimney
        {
            public enum OffloadOperation { Initiate, Terminate, Update }
            public enum OffloadPhase { Request, Completion }
            public class OffloadHandlerAttribute : System.Attribute { public OffloadHandlerAttribute(OffloadOperation operation, OffloadPhase phase) { } }
            public class OffloadFunctionAttribute : System.Attribute { public OffloadFunctionAttribute(OffloadOperation operation, OffloadPhase phase) { } }
            public class OffloadTokenAttribute : System.Attribute { }
            [OffloadToken] public ref struct ProtocolOffloadBlockList { }
            public static class Ndis { [OffloadFunction(OffloadOperation.Update, OffloadPhase.Completion)] public static void Complete(ProtocolOffloadBlockList list) { } }
        }
        """;

    [Theory]
    [InlineData("[OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)] static void M() { }")]
    [InlineData("[OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)] static void M(int list) { }")]
    [InlineData("[OffloadHandler((OffloadOperation)99, (OffloadPhase)99)] static void M(int list) { }")]
    [InlineData("static int P { [OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)] get => 0; }")]
    [InlineData("[OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)] public static C operator +(C a, C b) => a;")]
    [InlineData("[OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)] static extern void M(ProtocolOffloadBlockList list);")]
    [InlineData("[OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)] static partial void M(ProtocolOffloadBlockList list);")]
    [InlineData("[OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)] abstract protected void M(ProtocolOffloadBlockList list);")]
    [InlineData("static void M([Discharges] int number, [Borrows] string text) { }")]
    [InlineData("static void M([Discharges(When = true)] ref int number) { }")]
    [InlineData("[Converts, Pends, Resumes] static int M() => 0; void N() => M();")]
    public Task Attributes_on_impossible_places_are_no_handlers(string member)
        => VerifyAsync($"abstract partial class C {{ {member} }}");

    [Theory]
    [InlineData("{|CS0592:OffloadHandler|}(OffloadOperation.Update, OffloadPhase.Completion)", "C() { }")]
    [InlineData("{|CS0592:Discharges|}", "void M() { }")]
    [InlineData("OffloadHandler({|CS1503:1|}, OffloadPhase.Completion)", "static void M(ProtocolOffloadBlockList list) { }")]
    [InlineData("{|CS7036:OffloadHandler|}", "static void M(ProtocolOffloadBlockList list) { }")]
    public Task The_compiler_refuses_attributes(string attribute, string member) => VerifyAsync($"class C {{ [{attribute}] {member} }}");

    [Fact]
    public Task A_handler_without_a_body_is_the_compiler_s_business() => VerifyAsync("""
        class C : IntermediateDriver
        {
            public override void {|CS0501:ProtocolUpdateOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list);
        }
        """);

    [Fact]
    public async Task Over_budget_the_analysis_says_so()
    {
        // helpers that call helpers with ever new arguments
        var body = new StringBuilder();
        for (var i = 0; i < 120; i++)
            body.Append($"F{i}(list, a + {i}, b, c);\n");
        var helpers = new StringBuilder();
        for (var i = 0; i < 120; i++)
            helpers.Append($"void F{i}(ProtocolOffloadBlockList l, int a, int b, int c) {{ for (var x = a; x < b; x++) for (var y = b; y < c; y++) for (var z = c; z < a; z++) if (x > y || y > z && z != x) Console.WriteLine(x + y + z); "
                + string.Concat(Enumerable.Range(0, 120).Where(j => j > i && j < i + 9).Select(j => $"F{j}(l, x0 + b, {j}, c); ")).Replace("x0", "a") + "}\n");
        var source = $$"""
            using System; using Chimney;
            class C : IntermediateDriver
            {
                {{Handler}} { int a = Environment.TickCount, b = a * 3, c = b * 5; {{body}} }
                {{helpers}}
            }
            """;
        var compilation = CSharpCompilation.Create("C", [CSharpSyntaxTree.ParseText(source)], References.WithRuntime, new(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var found = await AnalyzeAsync(compilation);
        Assert.Equal("CHIM1099", found.Single().Id);
        Assert.Contains("budget", found.Single().GetMessage(null));
    }

    [Fact]
    public async Task Thirty_independent_flags_and_the_last_one_decides()
    {
        var flags = string.Concat(Enumerable.Range(0, 30).Select(i => $"var f{i} = Environment.TickCount % {i + 2} == 0;\n"));
        var tests = string.Concat(Enumerable.Range(0, 30).Select(i => $"if (f{i}) Console.WriteLine({i});\n"));
        var again = string.Concat(Enumerable.Range(0, 30).Select(i => $"if (!f{i}) Console.WriteLine({i});\n"));
        var complete = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";
        Assert.Empty(await BodyAsync($"{flags}{tests}if (f29) {complete}\n{again}if (!f29) {complete}"));
        Assert.Equal("CHIM1001", (await BodyAsync($"{flags}{tests}{again}if (f29) {complete}")).Single().Id);
    }

    [Fact]
    public async Task A_handler_of_ten_thousand_lines_gets_its_verdict()
    {
        var body = string.Concat(Enumerable.Range(0, 2_500).Select(i => $"if (Environment.TickCount == {i})\n{{\n    Console.WriteLine({i});\n}}\n"));
        Assert.Equal("CHIM1001", (await BodyAsync(body)).Single().Id);
        Assert.Empty(await BodyAsync(body + "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());"));
    }

    private static Task<ImmutableArray<Diagnostic>> BodyAsync(string body) => AnalyzeAsync(CSharpCompilation.Create(
        "C",
        [CSharpSyntaxTree.ParseText($"using System; using Chimney; class C : IntermediateDriver {{ {Handler} {{\n{body}\n}} }}")],
        References.WithRuntime,
        new(OutputKind.DynamicallyLinkedLibrary)));

    private static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation)
        => compilation.WithAnalyzers([new ChimneyAnalyzer()]).GetAnalyzerDiagnosticsAsync(default);

    private static string Text(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);

    private static class References
    {
        public static readonly ImmutableArray<MetadataReference> WithoutRuntime = ReferenceAssemblies.Net.Net80.ResolveAsync(LanguageNames.CSharp, default).Result;

        public static readonly ImmutableArray<MetadataReference> WithRuntime = WithoutRuntime.Add(MetadataReference.CreateFromFile(typeof(OffloadHandlerAttribute).Assembly.Location));
    }
}
