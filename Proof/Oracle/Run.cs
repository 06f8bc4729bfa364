using System.Diagnostics;

namespace Chimney.Proof;

/// <summary>One run of a driver under one sequence of choices.</summary>
/// <param name="choices">The choices.</param>
/// <param name="domains">Which answers make a difference.</param>
/// <param name="sites">The calls of the subject.</param>
/// <param name="calledOnce">The operation after which the other methods are called once only; null where they are always called twice.</param>
internal sealed class Run(ChoiceTree choices, Domains domains, CallSites sites, OffloadOperation? calledOnce = null)
{
    /// <summary>Name of the choice to call the other methods once only; which operation it is about is its answer.</summary>
    internal const string Once = "called once";

    /// <summary>A place that asks for the sixth time in one delivery is a loop that goes on and on.</summary>
    private const int MostAsksOfPlace = 5;

    private const int MostChoices = 40;
    private const int MostTurns = 100;

    [ThreadStatic]
    private static Run? t_current;

    private readonly Dictionary<int, int> _asked = [];
    private readonly Dictionary<(int First, int Last), (int Line, bool IsHandler)> _reached = [];
    private readonly Dictionary<(int First, int Last), int> _rethrown = [];
    private int _turns, _choicesBefore;
    private readonly Queue<TaskCompletionSource> _later = new();

    /// <summary>The run that this thread makes.</summary>
    internal static Run? Current => t_current;

    internal Domains Domains { get; } = domains;

    /// <summary>Whether the bound was hit: what comes after it does not count.</summary>
    internal bool IsAbandoned { get; private set; }

    /// <summary>Whether what happens from now on is nobody's mistake: an exception that does not count has left the driver.</summary>
    internal bool IsOver { get; private set; }

    internal OffloadOperation? CalledOnce { get; } = calledOnce;

    /// <summary>The choices of the run that shows what this one would have shown if it had not failed by itself; null where it did not.</summary>
    internal IReadOnlyList<Choice>? Anew { get; set; }

    /// <summary>The choices made so far.</summary>
    internal IReadOnlyList<Choice> Choices => choices.Path;

    /// <summary>Whether an exception that counts has left the driver.</summary>
    internal bool IsLeft { get; private set; }

    /// <summary>Looks at an exception that has left the driver.</summary>
    internal void Leaves(Exception exception)
    {
        if (Exceptions.Counts(exception, sites.Subject))
            IsLeft = true;
        else
            IsOver = true;
    }

    /// <summary>Runs a body as this run.</summary>
    internal void Make(Action body)
    {
        t_current = this;
        try
        {
            body();
        }
        finally
        {
            t_current = null;
        }
    }

    /// <summary>Starts to count anew: what asks often in one delivery is a loop, in many it is a handler that runs many times.</summary>
    internal void Begins()
    {
        _asked.Clear();
        Trail.Begin();
        _turns = 0;
        _choicesBefore = choices.Count;
    }

    internal int Choose(int of, string what) => choices.Choose(of, what);

    /// <summary>Notes a call of the surroundings.</summary>
    /// <returns>Whether an exception of the call would be noticed.</returns>
    internal bool Enters(string call)
    {
        Debug.Assert(call.Length > 0);
        (int place, bool isProtected) = sites.Find(Last.Line, Last.Surrounding == Surrounding.Handler);
        int asked = _asked[place] = _asked.GetValueOrDefault(place) + 1;
        // Code that catches everything must end as well: after a while it gets answers again.
        if ((asked > MostAsksOfPlace || choices.Count - _choicesBefore > MostChoices) && asked < 100 * MostAsksOfPlace)
        {
            IsAbandoned = true;
            throw new BoundException();
        }
        return isProtected || Last.Surrounding == Surrounding.Try;
    }

    /// <summary>The conditions of the subject, as they came out so far, for each delivery.</summary>
    internal Trail Trail { get; } = new();

    /// <summary>Notes a turn of a loop; one that asks nothing must end as well.</summary>
    internal void Turns()
    {
        if (++_turns > MostTurns)
        {
            IsAbandoned = true;
            throw new BoundException();
        }
    }

    /// <summary>The statement that began last: its line, and what it stands in.</summary>
    internal (int Line, Surrounding Surrounding) Last { get; private set; }

    /// <summary>Notes that a statement begins.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="body">The lines of the method or lambda that it is in.</param>
    /// <param name="isHandler">Whether it stands in a catch or finally block.</param>
    /// <param name="isRethrow">Whether it throws the exception that is handled again.</param>
    /// <param name="surrounding">What it stands in.</param>
    internal void Reach(int line, (int First, int Last) body, bool isHandler, bool isRethrow, Surrounding surrounding)
    {
        if (isRethrow)
            _rethrown[body] = line;
        Last = (line, surrounding);
        _reached[body] = (line, isHandler);
    }

    /// <summary>
    /// The lines where a method may be of which the stack of calls names one: in a catch or finally block that is a line of the try block, and the statement
    /// that began last says more, or where it was thrown again if finally blocks ran since. A lambda of one expression has no statements; the line of its own is right.
    /// </summary>
    internal IEnumerable<int> Places(int line, bool isCertain)
    {
        (int First, int Last) innermost = _reached.Keys.Where(body => body.First <= line && line <= body.Last).DefaultIfEmpty().MaxBy(body => body.First);
        if (!_reached.TryGetValue(innermost, out (int Line, bool IsHandler) reached) || !reached.IsHandler)
            return [line];
        return !isCertain ? [reached.Line] : _rethrown.TryGetValue(innermost, out int again) ? new[] { line, reached.Line, again }.Distinct() : [line, reached.Line];
    }

    /// <summary>A task that ends when the stack has nothing else to do.</summary>
    internal Task EndsLater()
    {
        var source = new TaskCompletionSource();
        _later.Enqueue(source);
        return source.Task;
    }

    /// <summary>Ends the oldest task that waits.</summary>
    internal TaskCompletionSource? NextLater() => _later.TryDequeue(out TaskCompletionSource? source) ? source : null;
}
