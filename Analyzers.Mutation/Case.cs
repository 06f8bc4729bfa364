using System.Collections.Immutable;
using System.Reflection;
using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Flow;
using Chimney.Analyzers.Tests.Flow.Laws;
using Chimney.Analyzers.Tests.Harness;
using Chimney.Analyzers.Tests.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Mutation;

/// <summary>What can kill a mutant: sources with a verdict, or a law. Fails where the verdict is another one.</summary>
/// <param name="Group">The class of the test, or the first letters of the shape's id.</param>
/// <param name="Text">What it is made of: the same where nothing has changed.</param>
/// <param name="VerifyAsync">Compiles its sources when first asked, and then analyses them as often as wanted.</param>
internal sealed record Case(string Group, string Text, Func<CancellationToken, Task> VerifyAsync)
{
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(30);

    private static readonly AnalyzerOptions s_noOptions = new([]);

    /// <summary>All shapes of the corpus, the right ones with faults as well, all tests of rules and of contract files that go through the harness, and the laws.</summary>
    public static async Task<List<Case>> AllAsync()
    {
        var shapes = ShapeCorpus.Shapes.Values.Where(shape => !shape.ExpectsCompilerError && !ShapeCorpus.Deviations.ContainsKey(shape.Id)).Select(OfShape);
        var tests = await Rehearsal.RunAsync(Rehearsal.Classes.Where(IsOfTheEngine).Concat(typeof(Rehearsal).Assembly.GetTypes().Where(type => IsOfContractFiles(type) || type is { IsAbstract: false, IsPublic: true } && type.IsSubclassOf(typeof(RuleTest)) && IsOfTheEngine(type))).Concat([typeof(ComposedDriverTests), typeof(ActiveRulesTests)]).Distinct());
        return [.. shapes, .. ArgumentFaultTests.FaultyShapes.Values.Select(pair => OfFault(pair.Fault, pair.Shape)), .. tests.SelectMany(test => test.Verifications.Select(verification => verification.Test).OfType<AnalyzerTest<DefaultVerifier>>().Select(one => OfSources(test.Class.Name, string.Concat(one.TestState.Sources.Concat(one.TestState.AdditionalFiles).Concat(one.TestState.AnalyzerConfigFiles).Select(file => file.content)), one.PrepareAsync))), .. Laws()];
    }

    /// <summary>What never ends is a failure. It is left behind, and ends when its mutant is no longer the active one.</summary>
    /// <param name="patience">How often the usual time it is given.</param>
    public async Task VerifyInTimeAsync(int patience = 1)
    {
        using var timeout = new CancellationTokenSource(patience * s_mostTime);
        await Task.Run(() => VerifyAsync(timeout.Token)).WaitAsync(patience * s_mostTime);
    }

    private static Case OfShape(Shape shape) => OfSources(shape.Id[..2], string.Concat(shape.Sources), () => Task.FromResult<(ImmutableArray<(Compilation, AnalyzerOptions)>, Action<IEnumerable<Diagnostic>>)>((
        [(ShapeCompilation.Create(shape), s_noOptions)],
        reports =>
        {
            if (!ShapeTests.IsMet(shape, [.. reports]))
                throw new InvalidOperationException($"{shape.Id} got {string.Join(' ', reports)}");
        })));

    private static Case OfFault(ArgumentFault fault, Shape shape) => OfSources($"{shape.Id[..1]} with {fault.Name}", string.Concat(shape.Sources), () => Task.FromResult<(ImmutableArray<(Compilation, AnalyzerOptions)>, Action<IEnumerable<Diagnostic>>)>((
        [(ShapeCompilation.Create(shape), s_noOptions)],
        reports =>
        {
            if (!fault.IsToldOf(reports, shape))
                throw new InvalidOperationException($"{fault.Name} in {shape.Id} got {string.Join(' ', reports)}");
        })));

    private static Case OfSources(string group, string text, Func<Task<(ImmutableArray<(Compilation Compilation, AnalyzerOptions Options)> Projects, Action<IEnumerable<Diagnostic>> Verify)>> prepare)
    {
        var recordings = new List<Recording>();
        Action<IEnumerable<Diagnostic>>? verify = null;
        return new(group, text, async cancellation =>
        {
            if (verify is null)
            {
                var prepared = await prepare();
                foreach (var (compilation, options) in prepared.Projects)
                    recordings.Add(await Recording.OfAsync(compilation, options));
                verify = prepared.Verify;
            }
            verify(recordings.SelectMany(recording => recording.Replay(new ChimneyAnalyzer(), cancellation)));
        });
    }

    /// <summary>The tests of single classes of the engine, of messages and of configurations. Laws of whole handlers take too long.</summary>
    private static IEnumerable<Case> Laws() =>
        from type in typeof(RangeTests).Assembly.GetTypes()
        where type.IsPublic && type != typeof(TransferLawTests) && type.Namespace!.StartsWith(typeof(RangeTests).Namespace!, StringComparison.Ordinal) || type == typeof(MessageTests) || type == typeof(ConfigurationTests)
        from method in type.GetMethods()
        where method.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "FactAttribute" or "TheoryAttribute")
        from row in method.GetParameters().Length == 0 ? [[]] : Rehearsal.Rows(method)
        select new Case(type.Name, $"{method.Name} {string.Join(' ', row)} {type.Module.ModuleVersionId}", _ =>
        {
            object instance = Activator.CreateInstance(type, [.. type.GetConstructors()[0].GetParameters().Select(_ => new Silent())])!;
            return method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, row, null) as Task ?? Task.CompletedTask;
        });

    /// <summary>Not what the compiler refuses, nor mistakes in contract files and options.</summary>
    private static bool IsOfTheEngine(Type type) => !(type.Name.StartsWith("CS", StringComparison.Ordinal) || type.Name.Contains("RefusedByTypes", StringComparison.Ordinal) || type.Name is "CHIM1097Tests" or "CHIM1098Tests");

    private static bool IsOfContractFiles(Type type) => type is { IsAbstract: false, IsPublic: true, Namespace: "Chimney.Analyzers.Tests.Foreign" };

    private sealed class Silent : Xunit.Abstractions.ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
