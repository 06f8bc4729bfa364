namespace Chimney.Proof;

/// <summary>The verbs about other analyzers.</summary>
internal static class PeerVerbs
{
    /// <summary>Compares, and writes the page.</summary>
    internal static int Compare(int seed, int clean, int faulty, string file)
    {
        string page = PeerPage.Write(PeerScore.Of(seed, clean, faulty), seed, ScoreShard.CommitAtHand);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, page);
        Console.WriteLine(page);
        return 0;
    }

    /// <summary>Shows a handler and its translation.</summary>
    internal static int Show(Subject subject)
    {
        using var batch = new Batch([subject]);
        var compilation = batch.Analysed();
        (Subject? translated, string? why) = DisposeTranslation.Translate(subject, compilation, compilation.SyntaxTrees.Single(tree => tree.FilePath == Batch.FileOf(0)));
        Console.WriteLine($"{subject.Text}\n{translated?.Text ?? why}");
        return translated is null ? 1 : 0;
    }
}
