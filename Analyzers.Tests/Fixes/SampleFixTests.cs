using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Harness;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Fixes;

/// <summary>
/// The fixes on every source that a test of a rule analyses: whatever is offered keeps the promises of <see cref="FixRun"/>, as it stands, with a
/// comment on every line, and twice in one document.
/// </summary>
public class SampleFixTests(ITestOutputHelper output)
{
    public static TheoryData<string> Classes => [.. Rehearsal.Classes.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Classes))]
    public async Task Every_offered_fix_keeps_its_promise(string name)
    {
        int count = 0;
        foreach (var sample in await SamplesOf(name))
        {
            var plain = await RunAsync(sample.Sources);
            if (sample.Fixed.Length > 0)
                Assert.True(plain.Fixes > 0, "no fix is offered for\n" + sample.Sources[0]);
            if (plain.Fixes == 0)
                continue;
            count++;
            output.WriteLine(plain.Log);
            await RunAsync([.. sample.Sources.Select(WithComments)]); // perhaps with fewer fixes: none is offered that would lose a comment
            if (sample.Sources.Length > 1 || Again(sample.Sources[0]) is not { } twice)
                continue;
            var both = await RunAsync([twice]);
            Assert.True(both.Left == 2 * plain.Left && both.Fixes >= plain.Fixes, $"{both.Left} are left of two, {plain.Left} of one\n{both.Log}");
        }
        output.WriteLine($"{count} sources fixed");
    }

    /// <summary>The sources without errors, or with such that a fix is for.</summary>
    internal static async Task<IEnumerable<Verification>> SamplesOf(string name)
        => from test in await Rehearsal.TestsAsync()
           where test.Class.Name == name
           from verification in test.Verifications
           where verification.Ids.Overlaps(FixSession.FixableIds)
           group verification by verification.Sources[0] into same
           select same.MaxBy(verification => verification.Fixed.Length);

    private static Task<FixOutcome> RunAsync(ImmutableArray<string> sources) => FixRun.RunAsync(ShapeCompilation.Create(sources));

    private static string WithComments(string source)
        => string.Join('\n', source.ReplaceLineEndings("\n").Split('\n').Select((line, index) => line.Length == 0 || line.TrimStart().StartsWith('#') ? line : $"{line} // line {index}"));

    /// <summary>The document with all its types once more, in a namespace; null where it has one of its own, or attributes of its assembly, which stand in none.</summary>
    private static string? Again(string source)
    {
        int start = source.IndexOf("\n\n", StringComparison.Ordinal);
        if (start < 0 || source.Contains("namespace ", StringComparison.Ordinal) || source.Contains("[assembly:", StringComparison.Ordinal) || source[..start].Split('\n').Any(line => !line.StartsWith("using ", StringComparison.Ordinal)))
            return null;
        return $"{source.TrimEnd()}\n\nnamespace Again\n{{\n{source[start..].Trim('\n')}\n}}\n";
    }
}
