namespace Chimney.Demo;

/// <summary>The lines that two texts do not share, by their longest common subsequence.</summary>
internal static class LineDiff
{
    /// <returns>Removed lines after "-", added ones after "+", with the line number in their own text.</returns>
    public static IEnumerable<string> Between(string before, string after)
    {
        string[] a = before.ReplaceLineEndings("\n").Split('\n');
        string[] b = after.ReplaceLineEndings("\n").Split('\n');
        // length of the longest common subsequence of what follows line i of a and line j of b
        var common = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
                (i, j) = (i + 1, j + 1);
            else if (i < a.Length && (j == b.Length || common[i + 1, j] >= common[i, j + 1]))
                yield return $"{i + 1,4} - {a[i++]}";
            else
                yield return $"{j + 1,4} + {b[j++]}";
        }
    }
}
