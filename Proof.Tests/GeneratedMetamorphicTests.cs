using Chimney.Analyzers;
using Chimney.Analyzers.Tests.Metamorphic;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace Chimney.Proof.Tests;

/// <summary>Generated handlers, right ones and mutants, get the same reports however they are written.</summary>
public class GeneratedMetamorphicTests(ITestOutputHelper output)
{
    /// <summary>With CHIMNEY_METAMORPHIC=all, forty times as many.</summary>
    private static readonly int s_times = Environment.GetEnvironmentVariable("CHIMNEY_METAMORPHIC") == "all" ? 40 : 1;

    /// <summary>Handlers whose reports change, and why.</summary>
    private static readonly Dictionary<(string Transformation, string Handler), string> s_known = new()
    {
        [("body in a method of its own", "11-22")] = "a list that a work item loses is reported once more where a helper pends it",
    };

    private static readonly Lazy<(Subject[] Subjects, string?[] Verdicts)> s_before = new(() =>
    {
        Subject[] subjects =
        [
            .. Enumerable.Range(0, 12 * s_times).Select(number => Generator.Right(11, number).Subject),
            .. Enumerable.Range(0, 24 * s_times).Select(number => Mutants.One(11, number).Subject).OfType<Subject>(),
        ];
        return (subjects, VerdictsOf(subjects));
    });

    public static TheoryData<string> Names => [.. Transformation.All.Select(transformation => transformation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verdicts_stay(string name)
    {
        var transformation = Transformation.All.Single(one => one.Name == name);
        (Subject[] subjects, string?[] before) = s_before.Value;
        var changed = subjects.Select((subject, i) => (Index: i, Subject: subject with { Files = [transformation.Apply(CSharpSyntaxTree.ParseText(subject.Files[0]).GetRoot()).ToFullString()] }))
            .Where(row => row.Subject.Files[0] != subjects[row.Index].Files[0]).ToArray();
        string?[] after = VerdictsOf([.. changed.Select(row => row.Subject)]);
        output.WriteLine($"{after.Count(verdict => verdict is not null)} handlers");
        var different = changed.Zip(after).Where(row => row.Second is not null && before[row.First.Index] != row.Second && !s_known.ContainsKey((name, row.First.Subject.Id.Split(' ')[0])))
            .Select(row => $"{row.First.Subject.Id}: {before[row.First.Index]} -> {row.Second}\n{row.First.Subject.Text}");
        Assert.True(!different.Any(), string.Join('\n', different));
    }

    /// <summary>The rules that are reported of each subject; null where it does not compile.</summary>
    private static string?[] VerdictsOf(Subject[] subjects)
    {
        using var batch = new Batch(subjects);
        var reports = batch.Analyze(new ChimneyAnalyzer());
        return [.. subjects.Select((_, i) => batch.ErrorsOf(i).Count > 0 ? null : string.Join(' ', reports[i].Select(report => report.Id).Distinct().Order(StringComparer.Ordinal)))];
    }
}
