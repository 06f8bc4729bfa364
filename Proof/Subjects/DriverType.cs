using System.Reflection;
using System.Runtime.CompilerServices;

namespace Chimney.Proof;

/// <summary>The driver that a subject declares: how to make one, what it handles itself, and what else can be called on it.</summary>
internal sealed class DriverType
{
    private const BindingFlags Anything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Func<Run, object> _make;
    private readonly (FieldInfo Field, object? Value)[] _statics;

    private DriverType(Func<Run, object> make, DriverRole role, IEnumerable<OffloadOperation> operations, Type[] own, IReadOnlyList<Type> all)
    {
        _make = make;
        Role = role;
        Operations = [.. operations];
        MethodInfo[] callable = [.. own.Where(type => typeof(OffloadDriver).IsAssignableFrom(type)).SelectMany(type => type.GetMethods(Anything)).Where(IsCallable)];
        Endings = [.. callable.Where(method => IsEnding(method.Name))];
        Others = [.. callable.Where(method => !IsEnding(method.Name))];
        RemembersAnything = all.Where(type => !type.Name.StartsWith('<')).SelectMany(type => type.GetFields(Anything)).Any(Remembers);
        foreach (Type type in all.Where(type => !type.ContainsGenericParameters))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        _statics = [.. all.Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetFields(Anything)).Where(field => field is { IsStatic: true, IsLiteral: false, IsInitOnly: false } && !field.FieldType.IsByRefLike)
            .Select(field => (field, field.GetValue(null)))];
    }

    /// <summary>Its place in a stack.</summary>
    internal DriverRole Role { get; }

    /// <summary>The operations that it has handlers of its own for.</summary>
    internal HashSet<OffloadOperation> Operations { get; }

    /// <summary>Methods that end its life.</summary>
    internal IReadOnlyList<MethodInfo> Endings { get; }

    /// <summary>Methods that anybody may call at any time.</summary>
    internal IReadOnlyList<MethodInfo> Others { get; }

    /// <summary>Whether a second request may find what the first one left.</summary>
    internal bool RemembersAnything { get; }

    /// <summary>Makes a driver, with all that its types share as it was in the beginning.</summary>
    internal object Make(Run run)
    {
        foreach ((FieldInfo field, object? value) in _statics)
            field.SetValue(null, value);
        return _make(run);
    }

    /// <summary>Finds the driver of a subject.</summary>
    /// <returns>The driver, or why there is none.</returns>
    internal static (DriverType? Driver, string? Why) Find(IEnumerable<Type> types)
    {
        Type[] all = [.. types];
        Type[] drivers = [.. all.Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && (typeof(IOffloadClient).IsAssignableFrom(type) || typeof(IOffloadProvider).IsAssignableFrom(type)))];
        Type[] named = [.. drivers.Where(type => type.Name == "Shape")];
        drivers = named.Length == 1 ? named : drivers;
        if (drivers.Length == 0)
            return OfSlots(all);
        if (drivers.Length > 1)
            return (null, "several drivers");
        Type driver = drivers[0];
        ConstructorInfo[] constructors =
            [.. driver.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(c => c.GetParameters().All(parameter => Arguments.CanMake(parameter.ParameterType)))];
        if (constructors.Length == 0)
            return (null, "the driver's constructor has parameters");
        DriverRole role = driver.GetCustomAttribute<OffloadRoleAttribute>(true)?.Role
            ?? (!typeof(IOffloadProvider).IsAssignableFrom(driver) ? DriverRole.Host : !typeof(IOffloadClient).IsAssignableFrom(driver) ? DriverRole.Target : DriverRole.Intermediate);
        if (role == DriverRole.None || (role == DriverRole.Host && !typeof(ProtocolDriver).IsAssignableFrom(driver)))
            return (null, $"a driver of role {role}");
        if ((role != DriverRole.Target && !typeof(IOffloadClient).IsAssignableFrom(driver)) || (role is DriverRole.Target or DriverRole.Intermediate && !typeof(IOffloadProvider).IsAssignableFrom(driver)))
            return (null, $"a driver of role {role} that has only one of its edges");
        OffloadOperation[] operations = [.. HandlersOf(driver)];
        if (operations.Length == 0)
            return (null, "no handler of its own");
        return (new DriverType(run => MakeBy(constructors[run.Choose(constructors.Length, "constructor")], run), role, operations, [.. WithBases(driver)], all), null);
    }

    /// <summary>Whether a field may hold another value when the next request comes. A lambda that the compiler keeps does not.</summary>
    private static bool Remembers(FieldInfo field)
        => !field.IsLiteral && (!field.Name.StartsWith('<') || field.Name.EndsWith("k__BackingField", StringComparison.Ordinal))
            && !(field.IsInitOnly && (field.FieldType.IsPrimitive || field.FieldType == typeof(NdisBindingHandle) || field.FieldType == typeof(NdisMiniportHandle)));

    private static object MakeBy(ConstructorInfo constructor, Run run)
        => constructor.Invoke([.. constructor.GetParameters().Select(parameter => { object?[] values = Arguments.Of(parameter.ParameterType, run.Domains); return values[run.Choose(values.Length, "argument")]; })]);

    private static IEnumerable<Type> WithBases(Type type)
    {
        for (Type? own = type; own is not null && own.Assembly == type.Assembly; own = own.BaseType)
            yield return own;
    }

    private static IEnumerable<OffloadOperation> HandlersOf(Type driver)
        => from edge in new[] { typeof(IOffloadClient), typeof(IOffloadProvider) }
           where edge.IsAssignableFrom(driver)
           let map = driver.GetInterfaceMap(edge)
           from pair in map.InterfaceMethods.Zip(map.TargetMethods)
           where pair.Second.DeclaringType!.Assembly == driver.Assembly || pair.Second.DeclaringType.IsInterface
           select pair.First.GetCustomAttribute<OffloadHandlerAttribute>()!.Operation;

    private static (DriverType? Driver, string? Why) OfSlots(Type[] all)
    {
        foreach (Type type in all.Where(type => type is { IsClass: true, ContainsGenericParameters: false }))
        {
            MemberInfo[] tables =
            [
                .. type.GetFields(Anything).Where(field => IsTable(field.FieldType) && !field.Name.StartsWith('<')),
                .. type.GetMethods(Anything).Where(method => IsTable(method.ReturnType) && method.GetParameters().Length == 0 && !method.Name.StartsWith('<')),
            ];
            if (tables.Length == 0)
                continue;
            bool isStatic = type is { IsAbstract: true, IsSealed: true };
            if (!isStatic && (type.IsAbstract || type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is null))
                continue;
            object Make(Run run)
            {
                object? owner = isStatic ? null : Activator.CreateInstance(type, nonPublic: true);
                object?[] made = [.. tables.Select(table => table is FieldInfo field ? field.GetValue(owner) : ((MethodInfo)table).Invoke(owner, []))];
                T Table<T>() where T : new() => made.OfType<T>().FirstOrDefault() ?? new T();
                return new SlotDriver(
                    Table<ClientChimneyOffloadGenericCharacteristics>(), Table<ClientChimneyOffloadTcpCharacteristics>(),
                    Table<ProviderChimneyOffloadGenericCharacteristics>(), Table<ProviderChimneyOffloadTcpCharacteristics>());
            }
            OffloadOperation[] operations = [.. tables.SelectMany(table => Filled(table, isStatic ? null : Activator.CreateInstance(type, nonPublic: true)))];
            return (new DriverType(Make, DriverRole.Intermediate, operations, [], all), null);
        }
        return (null, "no driver");
    }

    private static IEnumerable<OffloadOperation> Filled(MemberInfo member, object? owner)
    {
        object? table = member is FieldInfo field ? field.GetValue(owner) : ((MethodInfo)member).Invoke(owner, []);
        return from property in table?.GetType().GetProperties() ?? []
               where property.GetValue(table) is Delegate
               select property.PropertyType.GetCustomAttribute<OffloadHandlerAttribute>()!.Operation;
    }

    private static bool IsTable(Type type) => type.GetCustomAttribute<OffloadCharacteristicsAttribute>() is not null;

    private static bool IsEnding(string name)
        => name is "Dispose" or "DisposeAsync" || name.Contains("Halt", StringComparison.Ordinal) || name.Contains("Unbind", StringComparison.Ordinal);

    private static bool IsCallable(MethodInfo method)
        => (method.IsPublic || method.IsAssembly) && !method.IsSpecialName && !method.ContainsGenericParameters && !method.Name.StartsWith('<')
            && method.GetBaseDefinition().DeclaringType!.Assembly == method.DeclaringType!.Assembly
            && method.GetCustomAttribute<OffloadHandlerAttribute>() is null
            && method.GetParameters().All(parameter => Arguments.CanMake(parameter.ParameterType));
}
