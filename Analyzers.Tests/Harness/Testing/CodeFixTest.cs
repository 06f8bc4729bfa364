using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// An <see cref="AnalyzerTest{TVerifier}"/> that goes on to apply the code fix, one diagnostic at a time and with Fix All, if a fixed state has
/// content. Fixed code equal to the test code states that no fix is offered.
/// </summary>
public abstract class CodeFixTest<TVerifier> : CodeActionTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    private ImmutableArray<CodeFixProvider> _providers;

    protected CodeFixTest()
    {
        FixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
        BatchFixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
    }

    /// <summary>The only source file after the fixes, or one more.</summary>
    public string FixedCode
    {
        set => FixedState.Sources.Add(value);
    }

    /// <summary>The same after Fix All, where that differs.</summary>
    public string BatchFixedCode
    {
        set => BatchFixedState.Sources.Add(value);
    }

    public SolutionState FixedState { get; }

    public SolutionState BatchFixedState { get; }

    /// <summary>How many fixes it takes: exactly, or at most if negative. By default at most one per fixable diagnostic.</summary>
    public int? NumberOfIncrementalIterations { get; set; }

    /// <summary>How many times Fix All runs: exactly, or at most if negative. By default at most once per document, project or solution.</summary>
    public int? NumberOfFixAllIterations { get; set; }

    public int? NumberOfFixAllInDocumentIterations { get; set; }

    public int? NumberOfFixAllInProjectIterations { get; set; }

    public CodeFixTestBehaviors CodeFixTestBehaviors { get; set; }

    protected abstract IEnumerable<CodeFixProvider> GetCodeFixProviders();

    private protected override ImmutableArray<string> FixableDiagnostics => [.. Providers.SelectMany(provider => provider.FixableDiagnosticIds)];

    private ImmutableArray<CodeFixProvider> Providers => _providers.IsDefault ? _providers = [.. GetCodeFixProviders()] : _providers;

    protected override async Task RunImplAsync(CancellationToken cancellationToken)
    {
        await base.RunImplAsync(cancellationToken);
        if (!FixedState.HasContent && !BatchFixedState.HasContent)
            return;

        var inherited = TestState.WithInheritedValuesApplied(null, FixableDiagnostics);
        var test = Evaluate(inherited);
        var fixedOnce = Evaluate(inherited = FixedState.WithInheritedValuesApplied(inherited, FixableDiagnostics));
        var fixedAtOnce = Evaluate(BatchFixedState.WithInheritedValuesApplied(inherited, FixableDiagnostics));
        if (FixedState.HasContent)
            await VerifyDiagnosticsAsync(fixedOnce, Verify.PushContext("Diagnostics of fixed state"), cancellationToken);
        if (BatchFixedState.HasContent)
            await VerifyDiagnosticsAsync(fixedAtOnce, Verify.PushContext("Diagnostics of batch fixed state"), cancellationToken);

        if ((CodeFixTestBehaviors & CodeFixTestBehaviors.SkipLocalDiagnosticCheck) == 0)
            await VerifyLocalityAsync(CreateSolution(test), Verify.PushContext("Locality of fixable diagnostics"), cancellationToken);

        var fixable = test.ExpectedDiagnostics.Where(expected => FixableDiagnostics.Contains(expected.Id)).ToList();
        await VerifyFixAsync(
            test,
            fixedOnce,
            Iterations(fixedOnce, NumberOfIncrementalIterations, fixable.Count),
            scope: null,
            Verify.PushContext("Iterative code fix application"),
            cancellationToken);

        var documents = fixable.Where(expected => expected.HasLocation).Select(expected => expected.Spans[0].Span.Path).Distinct().Count();
        await VerifyFixAllAsync(
            FixAllScope.Document,
            CodeFixTestBehaviors.SkipFixAllInDocumentCheck,
            Iterations(fixedAtOnce, NumberOfFixAllInDocumentIterations ?? NumberOfFixAllIterations, documents));
        await VerifyFixAllAsync(
            FixAllScope.Project,
            CodeFixTestBehaviors.SkipFixAllInProjectCheck,
            Iterations(fixedAtOnce, NumberOfFixAllInProjectIterations ?? NumberOfFixAllIterations, ChangedProjects(test, fixedAtOnce)));
        await VerifyFixAllAsync(
            FixAllScope.Solution,
            CodeFixTestBehaviors.SkipFixAllInSolutionCheck,
            Iterations(fixedAtOnce, NumberOfFixAllIterations, 1));

        int Iterations(SolutionState result, int? asked, int atMost) =>
            asked ?? (ChangedProjects(test, result) == 0 ? 0 : -Math.Max(1, atMost));

        async Task VerifyFixAllAsync(FixAllScope scope, CodeFixTestBehaviors skip, int iterations)
        {
            if ((CodeFixTestBehaviors & skip) == 0 && Providers.Any(provider => SupportsFixAll(provider, scope)))
                await VerifyFixAsync(test, fixedAtOnce, iterations, scope, Verify.PushContext($"Fix all in {scope.ToString().ToLowerInvariant()}"), cancellationToken);
        }
    }

    private async Task VerifyFixAsync(
        SolutionState from,
        SolutionState to,
        int expectedIterations,
        FixAllScope? scope,
        IVerifier verify,
        CancellationToken cancellationToken)
    {
        var solution = CreateSolution(from);
        var iterations = 0;
        while (iterations <= Math.Abs(expectedIterations))
        {
            var diagnostics = await GetSortedDiagnosticsAsync(solution, verify, cancellationToken);
            var offer = await FixOffer.FindFirstAsync(solution, diagnostics, Providers, Choose, provider => SupportsFixAll(provider, scope), cancellationToken);
            if (offer is null)
                break;
            if (expectedIterations == 0)
                verify.Fail($"Expected no code fix, but '{offer.Action.Title}' is offered for {offer.Diagnostic}");

            var action = scope is { } all ? await offer.FixAllAsync(all, diagnostics, cancellationToken) : offer.Action;
            var changed = action is null ? solution : await ApplyAsync(action, solution, verify, cancellationToken);
            if (!await HasChangesAsync(solution, changed, cancellationToken))
                break;

            // One change too many is counted, but not looked at: the text after the expected number may still be right.
            if (++iterations <= Math.Abs(expectedIterations))
                solution = changed;
            if (scope is null && (CodeFixTestBehaviors & CodeFixTestBehaviors.FixOne) != 0)
                break;
        }

        await SolutionComparer.VerifyAsync(solution, to, verify, cancellationToken);
        verify.True(
            expectedIterations < 0 ? iterations <= -expectedIterations : iterations == expectedIterations,
            $"Expected {(expectedIterations < 0 ? "at most " : "")}'{Math.Abs(expectedIterations)}' iterations but found "
            + (iterations > Math.Abs(expectedIterations) ? "more." : $"'{iterations}' iterations."));
    }

    private async Task VerifyLocalityAsync(Solution solution, IVerifier verify, CancellationToken cancellationToken)
    {
        foreach (var project in solution.Projects)
        {
            var compilation = await GetCompilationAsync(project, cancellationToken);
            var driver = WithAnalyzers(compilation, project);
            var local = new HashSet<(string, Location)>();
            foreach (var tree in compilation.SyntaxTrees)
            {
                var found = (await driver.GetAnalyzerSyntaxDiagnosticsAsync(tree, cancellationToken))
                    .Concat(await driver.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), null, cancellationToken));
                local.UnionWith(found.Where(diagnostic => diagnostic.Location.SourceTree == tree).Select(diagnostic => (diagnostic.Id, diagnostic.Location)));
            }

            foreach (var diagnostic in await WithAnalyzers(compilation, project).GetAnalyzerDiagnosticsAsync(cancellationToken))
            {
                verify.True(
                    !FixableDiagnostics.Contains(diagnostic.Id) || !diagnostic.Location.IsInSource || local.Contains((diagnostic.Id, diagnostic.Location)),
                    $"Code fix is attempting to provide a fix for a non-local analyzer diagnostic: {diagnostic}");
            }
        }
    }

    private static bool SupportsFixAll(CodeFixProvider provider, FixAllScope? scope) =>
        scope is null || provider.GetFixAllProvider()?.GetSupportedFixAllScopes().Contains(scope.Value) == true;

    private static int ChangedProjects(SolutionState before, SolutionState after) =>
        (before.HasSameContentAs(after) ? 0 : 1)
        + after.AdditionalProjects.Count(item => !before.AdditionalProjects[item.Key].HasSameContentAs(item.Value));
}
