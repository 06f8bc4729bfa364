namespace Chimney.Proof.Tests;

/// <summary>The enumeration makes each sequence of choices once, and can make one of them again.</summary>
public class ChoiceTreeTests
{
    private static string Ask(ChoiceTree tree)
        => tree.Choose(2, "first") == 0 ? "a" + tree.Choose(3, "second") : "b";

    [Fact]
    public void All_sequences_are_made_once()
    {
        var tree = new ChoiceTree();
        var made = new List<string>();
        do
            made.Add(Ask(tree));
        while (tree.Next());
        Assert.Equal(["a0", "a1", "a2", "b"], made);
    }

    [Fact]
    public void A_sequence_is_made_again()
    {
        var tree = new ChoiceTree();
        Ask(tree);
        tree.Next();
        Ask(tree);
        Assert.Equal("a1", Ask(new ChoiceTree(tree.Path)));
    }

    [Fact]
    public void One_answer_is_no_choice()
    {
        var tree = new ChoiceTree();
        Assert.Equal(0, tree.Choose(1, "only"));
        Assert.Empty(tree.Path);
        Assert.False(tree.Next());
    }

    [Fact]
    public void A_run_that_asks_otherwise_is_refused()
    {
        var tree = new ChoiceTree();
        tree.Choose(2, "question");
        tree.Next();
        Assert.Throws<NotRepeatableException>(() => tree.Choose(3, "another question"));
    }
}
