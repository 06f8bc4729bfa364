namespace Chimney.Proof.Tests;

/// <summary>A command line that cannot be read is refused with what to do, and with an exit code that is not 0.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("'--seed' needs a whole number, such as 1 in place of 'abc'.", "compare", "--seed", "abc")]
    [InlineData("'--seed' needs a whole number, such as 1.", "mutant", "--seed")]
    [InlineData("'--count' needs a whole number, such as 1 in place of '-3'.", "compare", "--count", "-3")]
    [InlineData("'--number' needs a whole number, such as 1 in place of '99999999999'.", "show", "--number", "99999999999")]
    [InlineData("'--exhaustive' needs a whole number, such as 1 in place of '--seed'.", "compare", "--exhaustive", "--seed", "1")]
    [InlineData("'--shard' needs a share, such as 1/4 for the first of four in place of '5/4'.", "score", "--shard", "5/4")]
    [InlineData("'--out' needs a path in place of '--fix'.", "score", "--out", "--fix")]
    [InlineData("'compare' has no option '--sed'. It has --seed, --count, --exhaustive.", "compare", "--sed", "1")]
    [InlineData("'check' has no option '--seed'. It has none.", "check", "--seed", "1")]
    [InlineData("'score' takes options only: what is '7'?", "score", "7")]
    [InlineData("'judge' needs one file behind it, and got 0.", "judge")]
    [InlineData("There is no 'nowhere.txt' here. Give 'judge' the path of a file of shapes.", "judge", "nowhere.txt")]
    [InlineData("There is no 'nowhere' here. Give 'score-merge' the path of a folder of shards.", "score-merge", "nowhere")]
    [InlineData("There is no verb 'compar'. Call without words for the list of verbs.", "compar")]
    public void What_cannot_be_read_is_refused(string expected, string verb, params string[] rest)
    {
        TextWriter before = Console.Error;
        using var error = new StringWriter();
        Console.SetError(error);
        try
        {
            Assert.Equal(Verbs.Misused, Verbs.Run(verb, rest));
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.Equal(expected, error.ToString().TrimEnd());
    }

    [Fact]
    public void Options_have_values_or_their_defaults()
    {
        (CommandLine? line, string? error) = CommandLine.Read("score", ["--seed", "7", "--shard", "2/3", "--fix"]);
        Assert.Null(error);
        Assert.Equal((7, 1000, "2/3", true, false), (line!.NumberOf("--seed", 1), line.NumberOf("--clean", 1000), line.TextOf("--shard", "1/1"), line.Has("--fix"), line.Has("--out")));
    }
}
