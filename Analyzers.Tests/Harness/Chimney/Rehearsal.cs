using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Chimney.Analyzers.Tests.Rules;
using Microsoft.CodeAnalysis.Testing;
using Xunit.Sdk;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>What one verification asks for: the sources without markup, the ids expected in them, and the sources after the fixes.</summary>
/// <param name="Sources">The sources under test.</param>
/// <param name="Ids">Ids that are expected, of analyzers and of the compiler.</param>
/// <param name="Fixed">What the fixes make of the sources; empty where no fix is tested or none is to be offered.</param>
/// <param name="Test">The test, prepared and not run; null where it does not go through the harness.</param>
internal sealed record Verification(ImmutableArray<string> Sources, ImmutableHashSet<string> Ids, ImmutableArray<string> Fixed, AnalyzerTest<DefaultVerifier>? Test);

/// <summary>One test as it runs: a method, with one row of data.</summary>
internal sealed record RehearsedTest(Type Class, MethodInfo Method, ImmutableArray<Verification> Verifications)
{
    public string Name => $"{Class.Name}.{Method.Name}";

    public ImmutableHashSet<string> Ids => [.. Verifications.SelectMany(verification => verification.Ids)];
}

/// <summary>
/// Runs tests without their work: each verification only notes what it asks for. Thus tests are counted, and their sources used again, by what
/// they assert and not by how they look.
/// </summary>
internal sealed partial class Rehearsal
{
    private static readonly AsyncLocal<Rehearsal?> s_current = new();

    private static readonly Lazy<Task<ImmutableArray<RehearsedTest>>> s_tests = new(() => RunAsync(Classes));

    private readonly List<Verification> _verifications = [];

    /// <summary>The tests of the rules and of every handler, and those that are marked to break the contract.</summary>
    public static Task<ImmutableArray<RehearsedTest>> TestsAsync() => s_tests.Value;

    /// <summary>The classes whose tests are rehearsed.</summary>
    public static IEnumerable<Type> Classes => typeof(Rehearsal).Assembly.GetTypes().Where(IsRehearsed);

    /// <summary>Whether a rehearsal is on: then the verification is noted, and is not to be made.</summary>
    public static bool Notes(AnalyzerTest<DefaultVerifier> test, SolutionState? fixedState = null)
    {
        if (s_current.Value is not { } rehearsal)
            return false;
        string[] marked = [.. test.TestState.Sources.Select(source => source.content.ToString())];
        ImmutableArray<string> sources = [.. marked.Select(WithoutMarkup)];
        ImmutableArray<string> after = fixedState is null ? [] : [.. fixedState.Sources.Select(source => WithoutMarkup(source.content.ToString()))];
        rehearsal._verifications.Add(new Verification(
            sources,
            [.. marked.SelectMany(text => Id().Matches(text).Select(match => match.Groups[1].Value)), .. test.TestState.ExpectedDiagnostics.Select(expected => expected.Id)],
            after.SequenceEqual(sources) ? [] : after,
            test));
        return true;
    }

    /// <summary>As <see cref="Notes(AnalyzerTest{DefaultVerifier}, SolutionState?)"/>, for a verification that does not go through the harness.</summary>
    public static bool Notes(string source, IEnumerable<string> ids)
    {
        s_current.Value?._verifications.Add(new Verification([source], [.. ids], [], null));
        return s_current.Value is not null;
    }

    internal static async Task<ImmutableArray<RehearsedTest>> RunAsync(IEnumerable<Type> classes)
    {
        var tests = ImmutableArray.CreateBuilder<RehearsedTest>();
        foreach (Type type in classes)
            foreach (MethodInfo method in type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null }).OrderBy(method => method.MetadataToken))
                foreach (object?[] row in Rows(method))
                {
                    var rehearsal = new Rehearsal();
                    s_current.Value = rehearsal;
                    object instance = Activator.CreateInstance(type)!;
                    if (method.Invoke(instance, row) is Task task)
                        await task;
                    s_current.Value = null;
                    tests.Add(new RehearsedTest(type, method, [.. rehearsal._verifications]));
                }
        return tests.ToImmutable();
    }

    internal static IEnumerable<object?[]> Rows(MethodInfo method) => method.GetCustomAttribute<TheoryAttribute>() is null
        ? [[]]
        : method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method));

    /// <summary>Tests that do their work without the harness do it here as well.</summary>
    private static bool IsRehearsed(Type type) => type is { IsAbstract: false, IsPublic: true }
        && (RuleClass().IsMatch(type.FullName!) || type.GetMethods().Any(method => method.IsDefined(typeof(BreaksAttribute))));

    private static string WithoutMarkup(string text)
    {
        TestFileMarkupParser.GetPositionsAndSpans(text, out string output, out _, out _);
        return output;
    }

    [GeneratedRegex(@"\{\|((?:CHIM|CS)\d{4}):")]
    private static partial Regex Id();

    [GeneratedRegex(@"\.(Rules\.(CHIM|CS)\d{4}\w*Tests|EveryHandler\.(FixTests|TemplateTests)|Types\.\w+Tests)$")]
    private static partial Regex RuleClass();
}
