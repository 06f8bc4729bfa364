namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>The corpus must be able to fail: what the notation of a shape accepts, and what it refuses.</summary>
public class ShapeFileTests
{
    [Theory]
    [InlineData("ok", "", true)]
    [InlineData("ok", "CHIM1001", false)]
    [InlineData("ok", "CHIM1099", false)]
    [InlineData("ok~unproven", "CHIM1099", true)]
    [InlineData("ok~unproven", "CHIM1002", false)]
    [InlineData("CHIM1001", "CHIM1001", true)]
    [InlineData("CHIM1001", "", false)]
    [InlineData("CHIM1001", "CHIM1002", false)]
    [InlineData("CHIM1001", "CHIM1001 CHIM1001", false)]
    [InlineData("CHIM1001", "CHIM1001 CHIM1099", false)]
    [InlineData("CHIM1001 CHIM1001", "CHIM1001", false)]
    [InlineData("CHIM1001 CHIM1002", "CHIM1002 CHIM1001", true)]
    [InlineData("CHIM1001~unproven", "CHIM1099", true)]
    [InlineData("CHIM1001~unproven", "", false)]
    [InlineData("CHIM1002/CHIM1006", "CHIM1006", true)]
    [InlineData("CHIM1002/CHIM1006", "CHIM1002 CHIM1006", true)]
    [InlineData("CHIM1002/CHIM1006", "", false)]
    [InlineData("CHIM1002 ?CHIM1006", "CHIM1002", true)]
    [InlineData("CHIM1002 ?CHIM1006", "CHIM1006 CHIM1002", true)]
    [InlineData("CHIM1002 ?CHIM1006", "CHIM1006", false)]
    [InlineData("CHIM4002", "", true)]
    public void An_expectation_is_met_or_not(string expected, string actual, bool met)
    {
        var shape = Shape.ReadAll($"\n//# Z01 | ok | {expected} | title\n").Single();
        Assert.Equal(met, Expectation.Met(shape.Expected, actual.Split(' ', StringSplitOptions.RemoveEmptyEntries), id => id != "CHIM4002"));
    }

    [Fact]
    public void A_shape_is_read_with_its_files_and_marks()
    {
        var shape = Shape.ReadAll("""
            intro
            //# Z01.b | double missing | CHIM1001 CHIM1002 | two faults | C# 12
            int _first; // !CHIM1001
            //## Other.cs
            int x;
            int y; // !CHIM1002
            //## assembly Library
            class Library;
            //# Z02 | ok | ok | next
            """).First();

        Assert.Equal(("Z01.b", "Z01", 12, false), (shape.Id, shape.TableId, shape.CSharp, shape.ExpectsCompilerError));
        Assert.Equal("double missing", string.Join(" ", shape.Verdicts));
        Assert.Equal(["Shape.cs", "Other.cs", "Library.cs"], shape.Sources.Select(source => source.Name));
        Assert.Equal([null, null, "Library"], shape.Sources.Select(source => source.Assembly));
        Assert.Equal([new ShapeMark("Shape.cs", 3, "CHIM1001"), new ShapeMark("Other.cs", 2, "CHIM1002")], shape.Marks);
    }
}
