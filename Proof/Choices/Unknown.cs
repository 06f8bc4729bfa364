namespace Chimney.Proof;

/// <summary>What handlers cannot know of their surroundings. Everything here asks the run at hand.</summary>
public static class Unknown
{
    /// <summary>An unknown condition.</summary>
    public static bool IsUp() => Ask("IsUp").Choose(2, "IsUp") == 1;

    /// <summary>An unknown number.</summary>
    public static int Load() => Answer("Load", run => run.Domains.Integers);

    /// <summary>One of several numbers.</summary>
    public static int LoadOf(int[] answers) => Answer("Load", _ => answers);

    /// <summary>An unknown text.</summary>
    public static string? Read() => Answer("Read", run => run.Domains.Strings);

    /// <summary>One of several texts.</summary>
    public static string? ReadOf(string?[] answers) => Answer("Read", _ => answers);

    /// <summary>A list of unknown length.</summary>
    public static List<string> Names() => NamesOf([0, 1, 2, 3]);

    /// <summary>A list of one of several lengths.</summary>
    public static List<string> NamesOf(int[] lengths) => [.. Enumerable.Repeat("name", Answer("Names", _ => lengths))];

    /// <summary>Work that ends at once, later, or with an exception.</summary>
    public static Task WorkAsync()
    {
        Run run = Ask("WorkAsync");
        return run.Choose(3, "WorkAsync") switch
        {
            0 => Task.CompletedTask,
            1 => run.EndsLater(),
            _ => Task.FromException(new SurroundingsException()),
        };
    }

    /// <summary>A call that may throw, and does nothing else.</summary>
    public static void Probe() => Ask("Probe");

    /// <summary>A call that may throw, and does nothing that matters.</summary>
    public static void Note(string text) => Ask("Note");

    /// <summary>A statement begins.</summary>
    public static void At(int line, int first, int last, bool isHandler, bool isRethrow, Surrounding surrounding) => Run.Current?.Reach(line, (first, last), isHandler, isRethrow, surrounding);

    /// <summary>A condition comes out.</summary>
    public static bool Decides(int start, int length, bool outcome)
    {
        Run.Current?.Trail.Add(new Decision(start, length, outcome));
        return outcome;
    }

    /// <summary>A switch looks for its label.</summary>
    public static T Switches<T>(T value, params (int Start, int Length, object? Constant)[] labels)
    {
        foreach ((int start, int length, object? constant) in labels)
            Decides(start, length, Equals(value, constant));
        return value;
    }

    /// <summary>A loop begins a turn.</summary>
    public static void Turn() => Run.Current?.Turns();

    private static T Answer<T>(string call, Func<Run, IReadOnlyList<T>> answers)
    {
        Run run = Ask(call);
        IReadOnlyList<T> all = answers(run);
        return all[run.Choose(all.Count, call)];
    }

    /// <summary>Any of these calls may throw; that makes a difference only where somebody would notice.</summary>
    private static Run Ask(string call)
    {
        Run run = Run.Current ?? throw new InvalidOperationException("No run is under way.");
        if (run.Enters(call))
        {
            int thrown = run.Choose(1 + run.Domains.Exceptions.Count, call + " throws");
            if (thrown > 0)
            {
                throw run.Domains.Exceptions[thrown - 1] is { } type ? (Exception)Activator.CreateInstance(type, "from the surroundings")! : new SurroundingsException();
            }
        }
        return run;
    }
}

/// <summary>What a statement stands in.</summary>
public enum Surrounding
{
    /// <summary>Nothing that notices exceptions.</summary>
    None,
    /// <summary>A try block.</summary>
    Try,
    /// <summary>A catch or finally block, with no try block around it.</summary>
    Handler,
}

/// <summary>An exception that no source names.</summary>
public sealed class SurroundingsException : Exception;

/// <summary>Ends a run that asks for too much. What it found until then counts; what it did not find is not known.</summary>
public sealed class BoundException : Exception;
