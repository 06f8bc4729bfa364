using System.Reflection;

namespace Chimney;

/// <summary>Names of functions and handlers for messages and traces, read from the contract attributes: the only list there is.</summary>
internal static class DdiNames
{
    private static readonly Dictionary<(OffloadOperation, OffloadPhase), string> s_functions = Read<OffloadFunctionAttribute>(
        [typeof(Ndis)], attribute => (attribute.Operation, attribute.Phase));

    private static readonly Dictionary<(OffloadOperation, OffloadPhase), string> s_handlers = Read<OffloadHandlerAttribute>(
        [typeof(IOffloadProvider), typeof(IOffloadClient)], attribute => (attribute.Operation, attribute.Phase));

    internal static string Function(OffloadOperation operation, OffloadPhase phase) => s_functions[(operation, phase)];

    internal static string Handler(OffloadOperation operation, OffloadPhase phase) => s_handlers[(operation, phase)];

    /// <summary>What a method is for that has the name of a handler; null for any other name.</summary>
    internal static (OffloadOperation, OffloadPhase)? HandlerNamed(string name)
    {
        foreach (((OffloadOperation, OffloadPhase) key, string handler) in s_handlers)
        {
            if (handler == name)
                return key;
        }
        return null;
    }

    private static Dictionary<(OffloadOperation, OffloadPhase), string> Read<TAttribute>(
        Type[] types, Func<TAttribute, (OffloadOperation, OffloadPhase)> key) where TAttribute : Attribute
        => types.SelectMany(type => type.GetMethods())
            .Select(method => (method.Name, Attribute: method.GetCustomAttribute<TAttribute>()))
            .Where(method => method.Attribute is not null)
            .ToDictionary(method => key(method.Attribute!), method => method.Name);
}
