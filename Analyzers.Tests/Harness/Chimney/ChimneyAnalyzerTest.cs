using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>An analyzer test whose sources see the Runtime; the analyzer must also survive unfinished code and concurrency.</summary>
public class ChimneyAnalyzerTest<TAnalyzer> : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    public ChimneyAnalyzerTest() => ChimneySetup.Apply(this);

    protected override CompilationOptions CreateCompilationOptions() => ChimneySetup.CompilationOptions(base.CreateCompilationOptions());

    protected override async Task RunImplAsync(CancellationToken cancellationToken)
    {
        if (Rehearsal.Notes(this))
            return;
        await base.RunImplAsync(cancellationToken);
        await RobustnessCheck.RunAsync(this, GetDiagnosticAnalyzers, CreateParseOptions(), CreateCompilationOptions(), Verify, cancellationToken);
    }
}

/// <summary>Short forms for tests of one analyzer.</summary>
public class ChimneyVerifier<TAnalyzer> : AnalyzerVerifier<TAnalyzer, ChimneyAnalyzerTest<TAnalyzer>, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new();

/// <summary>What all tests of this product have in common.</summary>
internal static class ChimneySetup
{
    public static void Apply(AnalyzerTest<DefaultVerifier> test)
    {
        test.ReferenceAssemblies = ReferenceAssemblies.Net.Net80;
        test.TestState.AdditionalReferences.Add(typeof(OffloadHandlerAttribute).Assembly);
    }

    /// <summary>As in a project from today's templates.</summary>
    public static CompilationOptions CompilationOptions(CompilationOptions options) =>
        ((CSharpCompilationOptions)options).WithNullableContextOptions(NullableContextOptions.Enable);
}
