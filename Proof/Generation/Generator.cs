namespace Chimney.Proof;

/// <summary>Streams of generated subjects: at random from a seed, or all up to a size.</summary>
public static class Generator
{
    /// <summary>Subjects drawn at random. The same seed and number give the same subject, whatever else is drawn.</summary>
    public static IEnumerable<Subject> Random(int seed, int count)
    {
        for (int number = 0; number < count; number++)
            yield return One(seed, number);
    }

    /// <summary>The subject with a number.</summary>
    public static Subject One(int seed, int number)
    {
        var random = new Random(HashOf(seed, number));
        HandlerKind kind = HandlerKind.All[random.Next(HandlerKind.All.Length)];
        int slips = random.Next(2);
        return HandlerWriter.Write($"{seed}-{number} {kind.Name}", kind, (of, _) => random.Next(of), depth: 1 + random.Next(3), slips);
    }

    /// <summary>The subject with a number, and which handler it is, written without a slip.</summary>
    public static (HandlerKind Kind, Subject Subject) Right(int seed, int number)
    {
        var random = new Random(HashOf(seed, number));
        HandlerKind kind = HandlerKind.All[random.Next(HandlerKind.All.Length)];
        return (kind, HandlerWriter.Write($"{seed}-{number} {kind.Name}", kind, (of, _) => random.Next(of), depth: 1 + random.Next(3), slips: 0));
    }

    /// <summary>Every handler of a kind up to a size, once: those that differ from the simplest one in no more choices than this.</summary>
    public static IEnumerable<Subject> Exhaustive(HandlerKind kind, int choices)
    {
        var tree = new ChoiceTree();
        var known = new HashSet<string>();
        do
        {
            int left = choices;
            int Choose(int of, string what)
            {
                int chosen = left == 0 ? 0 : tree.Choose(of, what);
                left -= Math.Min(chosen, 1);
                return chosen;
            }
            Subject subject = HandlerWriter.Write($"all-{choices}-{known.Count} {kind.Name}", kind, Choose, depth: choices, slips: 1);
            if (known.Add(subject.Text))
                yield return subject;
        }
        while (tree.Next());
    }

    private static int HashOf(int seed, int number) => unchecked((seed * 1_000_003) ^ (number * 7919));
}
