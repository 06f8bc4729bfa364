using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Chimney.Proof;

/// <summary>
/// Which exceptions count where they leave a handler: those of a throw statement, and those that are thrown again by one. What a call or an operator
/// throws by itself is left aside, as chimney.exceptions does by default.
/// </summary>
internal static class Exceptions
{
    private static readonly ConditionalWeakTable<Exception, StrongBox<int>> s_thrown = [];

    private static readonly Type[] s_ofOperators =
        [typeof(NullReferenceException), typeof(InvalidCastException), typeof(IndexOutOfRangeException), typeof(DivideByZeroException), typeof(OverflowException), typeof(OutOfMemoryException)];

    static Exceptions() => AppDomain.CurrentDomain.FirstChanceException += Note;

    /// <summary>Starts to count how often each exception is thrown.</summary>
    internal static void Watch() => RuntimeHelpers.RunClassConstructor(typeof(Exceptions).TypeHandle);

    internal static bool Counts(Exception exception, Assembly subject)
    {
        if (exception is BoundException)
            return false;
        return IsThrownAgain(exception) || (exception.TargetSite?.DeclaringType is { } type && type.Assembly == subject
            && !type.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal)
            && Array.IndexOf(s_ofOperators, exception.GetType()) < 0);
    }

    private static bool IsPassedOn()
    {
        foreach (StackFrame frame in new StackTrace(2, false).GetFrames())
        {
            if (frame.GetMethod()?.DeclaringType?.Assembly is { } assembly && assembly != typeof(object).Assembly)
                return assembly == typeof(NdisStack).Assembly || assembly == typeof(Exceptions).Assembly;
        }
        return false;
    }

    private static bool IsThrownAgain(Exception exception) => s_thrown.TryGetValue(exception, out StrongBox<int>? thrown) && thrown.Value > 1;

    private static void Note(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (Run.Current is null)
            return;
        StrongBox<int> thrown = s_thrown.GetValue(e.Exception, static _ => new StrongBox<int>());
        // NDIS passes exceptions on as well, which is no statement of the subject's.
        if (thrown.Value == 0 || !IsPassedOn())
            thrown.Value++;
    }
}
