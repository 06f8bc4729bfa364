using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Contract;

/// <summary>The members of the framework that wait for something: no handler may call them (C272). A wait of zero time waits for nothing.</summary>
internal static class BlockingMembers
{
    /// <summary>Types, by full name without type parameters, with their members that wait.</summary>
    private static readonly ImmutableDictionary<string, string[]> Members = new Dictionary<string, string[]>
    {
        ["System.Threading.Tasks.Task"] = ["Wait", "WaitAll", "WaitAny", "Result"],
        ["System.Threading.Tasks.ValueTask"] = ["Result"],
        ["System.Runtime.CompilerServices.TaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ValueTaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ConfiguredTaskAwaitable.ConfiguredTaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter"] = ["GetResult"],
        ["System.Threading.Thread"] = ["Sleep", "Join"],
        ["System.Threading.WaitHandle"] = ["WaitOne", "WaitAll", "WaitAny", "SignalAndWait"],
        ["System.Threading.Monitor"] = ["Wait"],
        ["System.Threading.SemaphoreSlim"] = ["Wait"],
        ["System.Threading.ManualResetEventSlim"] = ["Wait"],
        ["System.Threading.CountdownEvent"] = ["Wait"],
        ["System.Threading.Barrier"] = ["SignalAndWait"],
        ["System.Threading.SpinWait"] = ["SpinUntil"],
        ["System.Collections.Concurrent.BlockingCollection"] = ["Take"],
        ["System.Diagnostics.Process"] = ["WaitForExit", "WaitForInputIdle"],
        ["System.Console"] = ["Read", "ReadKey", "ReadLine"],
        ["System.IO.File"] = ["ReadAllBytes", "ReadAllLines", "ReadAllText", "WriteAllBytes", "WriteAllLines", "WriteAllText", "AppendAllLines", "AppendAllText"],
    }.ToImmutableDictionary();

    private static readonly ImmutableHashSet<string> Names = Members.Values.SelectMany(m => m).ToImmutableHashSet();

    /// <summary>The member that waits, as words; null where the operation does not wait.</summary>
    public static string? Find(IOperation operation)
    {
        var (member, instance, arguments) = operation switch
        {
            IInvocationOperation call => ((ISymbol)call.TargetMethod, call.Instance, call.Arguments),
            IPropertyReferenceOperation property => (property.Property, property.Instance, property.Arguments),
            _ => (null!, null, ImmutableArray<IArgumentOperation>.Empty),
        };
        if (member is null || !Names.Contains(member.Name) || !Members.TryGetValue(FullName(member.ContainingType), out var names) || !names.Contains(member.Name))
            return null;
        return arguments.Any(a => IsNoTime(a.Value)) || IsTestedForCompletion(operation, instance) ? null : $"{member.ContainingType.Name}.{member.Name}";
    }

    private static string FullName(INamedTypeSymbol type)
        => type.ContainingType is { } outer ? $"{FullName(outer)}.{type.Name}" : $"{type.ContainingNamespace}.{type.Name}";

    private static bool IsNoTime(IOperation argument)
        => argument is { ConstantValue: { HasValue: true, Value: 0 } } or IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } };

    /// <summary>Whether the code asks elsewhere whether the task is completed, and so takes the result of a completed one.</summary>
    private static bool IsTestedForCompletion(IOperation operation, IOperation? instance)
    {
        var root = operation;
        while (root.Parent is not null)
            root = root.Parent;
        return instance?.Type?.Name is "Task" or "ValueTask" && root.Descendants().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" });
    }
}
