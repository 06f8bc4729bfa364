using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>A code fix test whose sources see the Runtime; the analyzer must also survive unfinished code and concurrency.</summary>
public class ChimneyCodeFixTest<TAnalyzer, TCodeFix> : CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    public ChimneyCodeFixTest() => ChimneySetup.Apply(this);

    protected override CompilationOptions CreateCompilationOptions() => ChimneySetup.CompilationOptions(base.CreateCompilationOptions());

    protected override async Task RunImplAsync(CancellationToken cancellationToken)
    {
        if (Rehearsal.Notes(this, FixedState))
            return;
        await base.RunImplAsync(cancellationToken);
        await RobustnessCheck.RunAsync(this, GetDiagnosticAnalyzers, CreateParseOptions(), CreateCompilationOptions(), Verify, cancellationToken);
    }
}

/// <summary>Short forms for tests of one analyzer and its code fix.</summary>
public class ChimneyVerifier<TAnalyzer, TCodeFix>
    : CodeFixVerifier<TAnalyzer, TCodeFix, ChimneyCodeFixTest<TAnalyzer, TCodeFix>, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new();
