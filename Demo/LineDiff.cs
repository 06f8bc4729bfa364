namespace Chimney.Demo;

/// <summary>The difference of two texts, line by line, by their longest common subsequence.</summary>
internal static class LineDiff
{
    private const int Context = 2;

    /// <returns>Removed lines after "-", added ones after "+", some lines around, and "..." between changes; with numbers of the text after.</returns>
    public static IEnumerable<string> Between(string before, string after)
    {
        List<(char Mark, string Line)> lines = Align(before.ReplaceLineEndings("\n").Split('\n'), after.ReplaceLineEndings("\n").Split('\n'));
        int number = 1;
        bool wasShown = true;
        for (int i = 0; i < lines.Count; i++)
        {
            bool isShown = lines.Skip(i - Context).Take(Math.Min(i, Context) + 1 + Context).Any(line => line.Mark != ' ');
            if (isShown && !wasShown)
                yield return "     ...";
            wasShown = isShown;
            if (isShown)
                yield return $"{(lines[i].Mark == '-' ? "" : number),4} {lines[i].Mark} {lines[i].Line}".TrimEnd();
            number += lines[i].Mark == '-' ? 0 : 1;
        }
    }

    private static List<(char Mark, string Line)> Align(string[] a, string[] b)
    {
        // length of the longest common subsequence of what follows line i of a and line j of b
        var common = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        var lines = new List<(char, string)>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                lines.Add((' ', a[i++]));
                j++;
            }
            else if (i < a.Length && (j == b.Length || common[i + 1, j] >= common[i, j + 1]))
                lines.Add(('-', a[i++]));
            else
                lines.Add(('+', b[j++]));
        }
        return lines;
    }
}
