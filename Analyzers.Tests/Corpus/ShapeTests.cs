using System.Text.RegularExpressions;
using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>The corpus is whole: it covers its table, and every source compiles or is refused as it says.</summary>
public class ShapeTests
{
    public static TheoryData<string> All => [.. Supported.Select(shape => shape.Id)];

    private static IEnumerable<Shape> Supported => ShapeCorpus.Shapes.Values.Where(shape => RoslynHost.Supports(shape.CSharp));

    [CSharpFact(14)]
    public void This_host_knows_the_language_of_every_shape() => Assert.Equal(ShapeCorpus.Shapes.Values, Supported);

    [Theory]
    [MemberData(nameof(All))]
    public void Compiles_or_is_refused_as_expected(string id)
    {
        var shape = ShapeCorpus.Shapes[id];
        var errors = ShapeCompilation.Errors(ShapeCompilation.Create(shape));
        if (shape.ExpectsCompilerError)
            Assert.True(Expectation.Met(shape.Expected, errors.Select(error => error.Id), _ => true), string.Join('\n', errors));
        else
            Assert.True(errors.IsEmpty, string.Join('\n', errors));
    }

    [Fact]
    public void Every_row_of_the_table_has_a_source_or_a_reason()
    {
        var sources = ShapeCorpus.Shapes.Values.Select(shape => shape.TableId).ToHashSet();
        Assert.All(ShapeCorpus.Table.Keys, id => Assert.True(sources.Contains(id) ^ ShapeCorpus.NotYet.ContainsKey(id), $"{id} has neither or both"));
        Assert.All(ShapeCorpus.NotYet, row => Assert.True(ShapeCorpus.Table.ContainsKey(row.Key) && row.Value != "", $"{row.Key} is unknown or has no reason"));
        Assert.All(sources.Where(id => id[0] != 'X'), id => Assert.Contains(id, ShapeCorpus.Table.Keys));
    }

    [Fact]
    public void Every_table_row_with_a_source_has_one_with_the_row_s_verdict()
        => Assert.All(
            ShapeCorpus.Table.Keys.Except(ShapeCorpus.NotYet.Keys),
            id => Assert.Subset(ShapeCorpus.Table[id].ToHashSet(), ShapeCorpus.Shapes[id].Verdicts.ToHashSet()));

    /// <summary>Guards the corpus against slips of the pen: the two columns of a shape's first line say the same thing twice.</summary>
    [Fact]
    public void Verdict_words_agree_with_the_ids() => Assert.All(ShapeCorpus.Shapes.Values, shape =>
    {
        var ids = shape.Expected.SelectMany(item => item.Ids).ToHashSet();
        Assert.All(shape.Verdicts.Where(word => word != "ok"), word => Assert.NotEmpty(IdsOf(word, ids).Intersect(ids)));
        Assert.Subset(
            shape.Verdicts.SelectMany(word => IdsOf(word, ids)).ToHashSet(),
            shape.Expected.Where(item => !item.Optional).SelectMany(item => item.Ids).ToHashSet());
        Assert.Subset(ids, shape.Marks.Select(mark => mark.Id).ToHashSet());
        if (shape.Id == shape.TableId && shape.Expected.Any(item => item.OrUnproven))
            Assert.Contains("unproven", ShapeCorpus.Table[shape.Id]);
    });

    private static string[] IdsOf(string word, IEnumerable<string> ids) => word switch
    {
        "ok" => ["CHIM1009", "CHIM4002"],
        "missing" => ["CHIM1001", "CHIM1006", "CHIM1007"],
        "double" => ["CHIM1002"],
        "wrong-fn" => ["CHIM1003"],
        "wrong-list" => ["CHIM1004"],
        "use-after" => ["CHIM1005"],
        "bad-transfer" => ["CHIM1001", "CHIM1002", "CHIM1006"],
        "unproven" => ["CHIM1099"],
        "compiler error" => [.. ids.Where(id => Regex.IsMatch(id, @"^CS\d{4}$"))],
        _ => throw new FormatException($"{word} is no verdict."),
    };
}
