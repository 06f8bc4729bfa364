using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Searches are left out only where nobody can see what they find.</summary>
public class ActiveRulesTests : RuleTest
{
    [Fact]
    public void All_are_on_by_default() => Assert.All(Descriptors.All, d => Assert.True(Rules(null, null, null).Any(d)));

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, null, null, false)]
    [InlineData(null, ReportDiagnostic.Suppress, null, false)]
    [InlineData(null, null, ReportDiagnostic.Suppress, true)]
    [InlineData(ReportDiagnostic.Suppress, null, ReportDiagnostic.Warn, true)]
    [InlineData(null, ReportDiagnostic.Suppress, ReportDiagnostic.Error, true)]
    [InlineData(null, ReportDiagnostic.Suppress, ReportDiagnostic.Suppress, false)]
    [InlineData(ReportDiagnostic.Hidden, null, null, true)]
    public void Off_where_no_file_has_it_on(ReportDiagnostic? project, ReportDiagnostic? global, ReportDiagnostic? file, bool isOn)
        => Assert.Equal(isOn, Rules(project, global, file).Any(Descriptors.CHIM4001Blocks));

    [Fact]
    public void On_where_one_of_several_is_on() => Assert.True(Rules(ReportDiagnostic.Suppress, null, null).Any(Descriptors.CHIM4001Blocks, Descriptors.CHIM2005EntryMisused));

    [Fact]
    public async Task Others_report_where_one_is_off()
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer>
        {
            TestCode = Handlers.InDriver("""
                public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                {
                    lock (this)
                        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
                    {|CHIM4001:System.Threading.Thread.Sleep(1)|};
                }
                """),
        };
        test.DisabledDiagnostics.Add("CHIM4002");
        test.DisabledDiagnostics.Add("CHIM5001");
        await test.RunAsync();
    }

    private static ActiveRules Rules(ReportDiagnostic? project, ReportDiagnostic? global, ReportDiagnostic? file)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSyntaxTreeOptionsProvider(new Severities(global, file));
        if (project is { } severity)
            options = options.WithSpecificDiagnosticOptions([KeyValuePair.Create("CHIM4001", severity)]);
        return new(CSharpCompilation.Create("Rules", [CSharpSyntaxTree.ParseText(""), CSharpSyntaxTree.ParseText("")], options: options));
    }

    /// <summary>What configuration files say about CHIM4001.</summary>
    private sealed class Severities(ReportDiagnostic? global, ReportDiagnostic? file) : SyntaxTreeOptionsProvider
    {
        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) => Is(file, diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) => Is(global, diagnosticId, out severity);

        private static bool Is(ReportDiagnostic? known, string id, out ReportDiagnostic severity)
        {
            severity = known ?? ReportDiagnostic.Default;
            return known is not null && id == "CHIM4001";
        }
    }
}
