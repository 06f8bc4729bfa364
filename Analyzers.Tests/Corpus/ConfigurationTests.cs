using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>The same file in other compilations: each has a verdict of its own.</summary>
public class ConfigurationTests
{
    private const string Linked = """
        using System;
        using Chimney;

        public class Filter : IntermediateDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
        #if SIMULATOR
                if (Random.Shared.Next(2) == 0)
                    return;
        #endif
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            }
        }
        """;

    [Theory]
    [InlineData("", "")]
    [InlineData("SIMULATOR", "CHIM1001")]
    public async Task A_linked_file_gets_a_verdict_in_each_project(string symbol, string expected)
        => Assert.Equal(expected, await VerdictAsync(ShapeCompilation.Create([Linked]), symbol));

    /// <summary>Lambdas in the statements of a program are handlers too.</summary>
    [Fact]
    public async Task Top_level_statements_are_looked_at() => Assert.Equal("CHIM1001", await VerdictAsync(
        ShapeCompilation.Create(["using Chimney;\nQueryOffloadCompleteHandler done = (context, list) => { };\ndone(null!, default);\n"]).WithOptions(new(OutputKind.ConsoleApplication)), ""));

    private static async Task<string> VerdictAsync(CSharpCompilation compilation, string symbol)
    {
        var tree = compilation.SyntaxTrees[0];
        var options = ((CSharpParseOptions)tree.Options).WithPreprocessorSymbols(symbol.Split(" ", StringSplitOptions.RemoveEmptyEntries));
        compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.GetText(), options, tree.FilePath));
        Assert.Empty(ShapeCompilation.Errors(compilation));
        return string.Join(' ', (await ShapeCompilation.AnalyzeAsync(compilation, [new ChimneyAnalyzer()])).Select(report => report.Id));
    }
}
