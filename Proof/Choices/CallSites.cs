using System.Diagnostics;
using System.Reflection;

namespace Chimney.Proof;

/// <summary>Where a subject calls its surroundings from: the place itself, and whether an exception would be noticed before it leaves the handler.</summary>
internal sealed class CallSites(Assembly subject)
{
    private readonly Dictionary<(MethodBase Method, int Offset), bool> _protected = [];

    /// <summary>The assembly of the subject.</summary>
    internal Assembly Subject => subject;

    /// <summary>The place, told apart by the calls that led to it, and whether it or one of those calls stands in a try block.</summary>
    internal (int Place, bool IsProtected) Find(int line, bool isInHandler)
    {
        var trace = new StackTrace(2, false);
        var place = default(HashCode);
        place.Add(line);
        bool isProtected = false;
        MethodBase? inHandler = null;
        for (int i = 0; i < trace.FrameCount; i++)
        {
            StackFrame frame = trace.GetFrame(i)!;
            MethodBase? method = frame.GetMethod();
            Assembly? assembly = method?.DeclaringType?.Assembly;
            if (assembly == typeof(NdisStack).Assembly)
                break;
            if (assembly != subject || method!.DeclaringType!.Name == "Adapter")
                continue;
            int offset = frame.GetILOffset();
            place.Add(method);
            place.Add(offset);
            // In a catch or finally block, its method's frame still stands in the try block.
            if (isInHandler)
                inHandler ??= method;
            isProtected |= method != inHandler && IsProtected(method, offset);
        }
        return (place.ToHashCode(), isProtected);
    }

    private bool IsProtected(MethodBase method, int offset)
    {
        if (_protected.TryGetValue((method, offset), out bool known))
            return known;
        IEnumerable<ExceptionHandlingClause> clauses = method.GetMethodBody()?.ExceptionHandlingClauses ?? [];
        // An async method is one try block as a whole, which nobody has written.
        if (method.Name == "MoveNext" && clauses.MaxBy(clause => clause.TryLength) is { Flags: ExceptionHandlingClauseOptions.Clause } widest)
            clauses = clauses.Where(clause => clause.TryLength != widest.TryLength);
        bool found = clauses.Any(clause => offset >= clause.TryOffset && offset < clause.TryOffset + clause.TryLength);
        _protected.Add((method, offset), found);
        return found;
    }
}
