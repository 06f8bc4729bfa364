using System.Reflection;

namespace Chimney.Proof;

/// <summary>Arguments for what anybody may call.</summary>
internal static class Arguments
{
    internal static bool CanMake(Type type)
        => type == typeof(bool) || type == typeof(int) || type == typeof(string) || type == typeof(CancellationToken) || type == typeof(NdisStatus);

    /// <summary>All values of a type that make a difference.</summary>
    internal static object?[] Of(Type type, Domains domains)
        => type == typeof(bool) ? [false, true]
            : type == typeof(int) ? [.. domains.Integers]
            : type == typeof(string) ? [.. domains.Strings]
            : type == typeof(NdisStatus) ? [.. domains.Statuses]
            : [default(CancellationToken)];

    /// <summary>All lists of arguments of a method that make a difference.</summary>
    internal static IEnumerable<object?[]> All(MethodInfo method, Domains domains)
    {
        IEnumerable<object?[]> lists = [[]];
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            object?[] values = Of(parameter.ParameterType, domains);
            lists = lists.SelectMany(list => values.Select(value => (object?[])[.. list, value]));
        }
        return lists;
    }
}
