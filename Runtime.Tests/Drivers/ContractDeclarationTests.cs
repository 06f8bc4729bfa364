using System.Reflection;

namespace Chimney.Runtime.Tests.Drivers;

/// <summary>The contract stands as attributes on the Runtime's own declarations: complete, and in the DDI's names.</summary>
public class ContractDeclarationTests
{
    private static readonly Assembly s_runtime = typeof(Ndis).Assembly;

    private static readonly (OffloadOperation Operation, string Request, string Completion)[] s_functions =
    [
        (OffloadOperation.Initiate, "NdisInitiateOffload", "NdisMInitiateOffloadComplete"),
        (OffloadOperation.Terminate, "NdisTerminateOffload", "NdisMTerminateOffloadComplete"),
        (OffloadOperation.Update, "NdisUpdateOffload", "NdisMUpdateOffloadComplete"),
        (OffloadOperation.Query, "NdisQueryOffloadState", "NdisMQueryOffloadStateComplete"),
        (OffloadOperation.Invalidate, "NdisInvalidateOffload", "NdisMInvalidateOffloadComplete"),
    ];

    [Fact]
    public void Every_function_of_Ndis_names_operation_and_phase()
    {
        // Services such as NdisAdvanceNetBufferDataStart take no list for good.
        var actual = typeof(Ndis).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => m.GetCustomAttribute<OffloadFunctionAttribute>() is { Operation: <= OffloadOperation.Invalidate })
            .Select(m => (m.Name, m.GetCustomAttribute<OffloadFunctionAttribute>()!.Operation, m.GetCustomAttribute<OffloadFunctionAttribute>()!.Phase));
        Assert.Equal(
            s_functions.SelectMany(f => new[] { (f.Request, f.Operation, OffloadPhase.Request), (f.Completion, f.Operation, OffloadPhase.Completion) }).Order(),
            actual.Order());
    }

    [Fact]
    public void Every_handler_names_operation_and_phase_and_its_slot_the_same()
    {
        foreach ((OffloadOperation operation, _, _) in s_functions)
        {
            MethodInfo request = typeof(IOffloadProvider).GetMethod($"Miniport{operation}Offload")!;
            MethodInfo completion = typeof(IOffloadClient).GetMethod($"Protocol{operation}OffloadComplete")!;
            PropertyInfo requestSlot = typeof(ProviderChimneyOffloadGenericCharacteristics).GetProperty($"{operation}OffloadHandler")!;
            PropertyInfo completionSlot = typeof(ClientChimneyOffloadGenericCharacteristics).GetProperty($"{operation}OffloadCompleteHandler")!;
            Assert.Equal($"W{operation}OffloadHandler", requestSlot.PropertyType.Name);
            Assert.Equal($"{operation}OffloadCompleteHandler", completionSlot.PropertyType.Name);
            foreach ((MemberInfo member, OffloadPhase phase) in new (MemberInfo, OffloadPhase)[]
            {
                (request, OffloadPhase.Request), (requestSlot.PropertyType, OffloadPhase.Request),
                (completion, OffloadPhase.Completion), (completionSlot.PropertyType, OffloadPhase.Completion),
            })
            {
                OffloadHandlerAttribute attribute = member.GetCustomAttribute<OffloadHandlerAttribute>()!;
                Assert.Equal((operation, phase), (attribute.Operation, attribute.Phase));
            }
            string[] parameters = [.. request.GetParameters().Select(p => p.Name!), .. completion.GetParameters().Select(p => p.Name!)];
            Assert.Equal(["miniportAdapterContext", "offloadBlockList", "protocolBindingContext", "offloadBlockList"], parameters);
        }
    }

    [Theory]
    [InlineData(typeof(ProtocolDriver), DriverRole.Host)]
    [InlineData(typeof(IntermediateDriver), DriverRole.Intermediate)]
    [InlineData(typeof(OffloadTarget), DriverRole.Target)]
    [InlineData(typeof(Surface.HandMade), DriverRole.Intermediate)]
    [InlineData(typeof(Surface.Double), DriverRole.None)]
    public void Every_base_names_its_role(Type type, DriverRole role)
        => Assert.Equal(role, type.GetCustomAttribute<OffloadRoleAttribute>()!.Role);

    [Theory]
    [InlineData(typeof(MiniportOffloadBlockList), "ToProtocol", "OverlayAsProtocol")]
    [InlineData(typeof(ProtocolOffloadBlockList), "ToMiniport", "OverlayAsMiniport")]
    public void Tokens_say_what_converts_and_pends(Type token, string full, string overlay)
    {
        Assert.NotNull(token.GetCustomAttribute<OffloadTokenAttribute>());
        Assert.True(token.IsByRefLike);
        Assert.True(token.GetMethod(full)!.GetCustomAttribute<ConvertsAttribute>()!.Restores);
        Assert.False(token.GetMethod(overlay)!.GetCustomAttribute<ConvertsAttribute>()!.Restores);
        MethodInfo pend = token.GetMethod("Pend")!;
        Assert.NotNull(pend.GetCustomAttribute<PendsAttribute>());
        Assert.NotNull(pend.ReturnType.GetCustomAttribute<PendedTokenAttribute>());
        Assert.NotNull(pend.ReturnType.GetMethod("Resume")!.GetCustomAttribute<ResumesAttribute>());
        Assert.Empty(token.GetConstructors());
    }

    /// <summary>A member that takes a token is a handler, a function, or says that it borrows.</summary>
    [Fact]
    public void Every_token_parameter_of_the_runtime_is_annotated()
    {
        var bare = new List<string>();
        foreach (MethodInfo method in s_runtime.GetExportedTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)))
        {
            if (!method.IsPublic && !method.IsFamily)
                continue;
            foreach (ParameterInfo parameter in method.GetParameters().Where(p => p.ParameterType.GetCustomAttribute<OffloadTokenAttribute>() is not null))
            {
                bool annotated = parameter.GetCustomAttribute<BorrowsAttribute>() is not null || parameter.GetCustomAttribute<DischargesAttribute>() is not null
                    || method.GetCustomAttribute<OffloadFunctionAttribute>() is not null
                    || IsHandler(method);
                if (!annotated)
                    bare.Add($"{method.DeclaringType!.Name}.{method.Name}");
            }
        }
        Assert.Empty(bare);
    }

    private static bool IsHandler(MethodInfo method)
    {
        Type type = method.DeclaringType!;
        if (type.IsSubclassOf(typeof(Delegate)))
            return type.GetCustomAttribute<OffloadHandlerAttribute>() is not null || type.GetCustomAttribute<OffloadFunctionAttribute>() is not null;
        if (type.IsInterface)
            return method.GetCustomAttribute<OffloadHandlerAttribute>() is not null;
        return type.GetInterfaces().Where(i => i == typeof(IOffloadProvider) || i == typeof(IOffloadClient))
            .SelectMany(i => type.GetInterfaceMap(i).TargetMethods).Any(target => target.Name == method.Name);
    }

    [Fact]
    public void A_driver_composed_from_functions_fills_the_slots()
    {
        var client = new ClientChimneyOffloadGenericCharacteristics
        {
            InvalidateOffloadCompleteHandler = (_, _) => { },
        };
        var provider = new ProviderChimneyOffloadGenericCharacteristics
        {
            InitiateOffloadHandler = (_, list) => list.Pend(),
        };

        Assert.Equal((0x8E, 1), (client.Header.Type, client.Header.Revision));
        Assert.Equal((0x8F, 1), (provider.Header.Type, provider.Header.Revision));
        Assert.NotNull(client.InvalidateOffloadCompleteHandler);
        Assert.Null(client.QueryOffloadCompleteHandler);
        Assert.NotNull(provider.InitiateOffloadHandler);
        Assert.Null(provider.UpdateOffloadHandler);
    }
}
