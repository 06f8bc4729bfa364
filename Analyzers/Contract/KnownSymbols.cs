using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <summary>The contract of one compilation, read from the attributes of the Runtime that it references. Knows no DDI name.</summary>
internal sealed partial class KnownSymbols
{
    private readonly ImmutableHashSet<ISymbol> _attributes;
    private readonly ConcurrentDictionary<IMethodSymbol, MethodContract> _methods = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableDictionary<ISymbol, Duty>> _implementations = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, MemberContract> _members = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _contracts = new(SymbolEqualityComparer.Default);
    private readonly Lazy<ImmutableArray<(Duty Duty, IMethodSymbol Method)>> _functions;
    private readonly Lazy<ImmutableArray<string>> _triggers;
    private readonly ConcurrentDictionary<string, bool> _named = new();
    private readonly Lazy<Marks> _everyBlockMarks;
    private readonly Lazy<Marks> _readMarks;

    private KnownSymbols(Compilation compilation, ImmutableArray<INamedTypeSymbol> handlerAttributes)
    {
        Compilation = compilation;
        Assemblies = handlerAttributes.Select(a => a.ContainingAssembly).ToImmutableArray();
        _attributes = AttributeNames.SelectMany(n => compilation.GetTypesByMetadataName("Chimney." + n)).ToImmutableHashSet<ISymbol>(SymbolEqualityComparer.Default);
        _functions = new(FindFunctions);
        _triggers = new(FindTriggers);
        _characteristics = new(() => Assemblies.Take(1).SelectMany(a => TypesIn(a.GlobalNamespace)).Where(IsCharacteristics).ToImmutableArray());
        _handlerNames = new(FindHandlerNames);
        var members = Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)).SelectMany(t => t.GetMembers()).Where(m => m is IPropertySymbol or IMethodSymbol).Select(MemberOf);
        _everyBlockMarks = new(() => members.Where(m => m.OfEveryBlock).Aggregate(Marks.None, (marks, m) => marks.With(m.Mark)));
        _readMarks = new(() => members.SelectMany(m => m.ReadMarks).Aggregate(Marks.None, (marks, mark) => marks.With(mark)));
    }

    private static readonly string[] AttributeNames =
    [
        "OffloadHandlerAttribute", "OffloadFunctionAttribute", "OffloadRoleAttribute", "DischargesAttribute", "BorrowsAttribute", "ConvertsAttribute",
        "PendsAttribute", "ResumesAttribute", "SplitsAttribute", "OffloadTokenAttribute", "PendedTokenAttribute", "CallEntryAttribute",
        "OwesCallAttribute", "PreserveAttribute", "MarksAttribute", "RequiresMarkAttribute", "RequestReturnsAttribute", "MayGiveBackAttribute", "AllowedStatusAttribute",
        "OffloadCharacteristicsAttribute", "RegistersAttribute", "OnlyValueAttribute", "MustTestResultAttribute", "ListContextAttribute", "NotDuringAttribute", "ListMayBeNullAttribute", "NeedsListAttribute",
        "AskFirstAttribute", "AskedForAttribute", "RefusedWhileAttribute", "NamesObjectAttribute", "RequestsAttribute", "MakesObjectAttribute", "BuildsTreeAttribute", "NeedsObjectAttribute",
        "OffloadsAttribute", "OffloadableInAttribute",
        "UnchangedAttribute", "AcceptsAttribute", "NeededAttribute", "ZeroOnlyWithAttribute", "FirstOfAttribute", "OnlyRoleAttribute",
        "MarksReadAttribute", "GoesWithAttribute",
    ];

    public Compilation Compilation { get; }

    /// <summary>The Runtime assemblies; more than one where a project mixes versions.</summary>
    public ImmutableArray<IAssemblySymbol> Assemblies { get; }

    /// <summary>What contract files say about code that cannot be annotated.</summary>
    public ForeignContracts Foreign { get; private set; } = ForeignContracts.None;

    /// <summary>The contract of the compilation, or null where it does not reference the Runtime.</summary>
    public static KnownSymbols? Create(Compilation compilation)
    {
        var attributes = compilation.GetTypesByMetadataName("Chimney.OffloadHandlerAttribute");
        return attributes.IsEmpty ? null : new(compilation, attributes);
    }

    /// <summary>The contract of the compilation and of its contract files, or null where it has neither.</summary>
    public static KnownSymbols? Create(Compilation compilation, ImmutableArray<AdditionalText> files, CancellationToken cancellation)
    {
        files = ContractFile.In(files);
        var symbols = Create(compilation);
        if (symbols is null && files.IsEmpty)
            return null;
        symbols ??= new(compilation, ImmutableArray<INamedTypeSymbol>.Empty);
        symbols.Foreign = ContractFile.Read(symbols, files, cancellation);
        return symbols;
    }

    public bool IsToken(ITypeSymbol? type) => type is { IsRefLikeType: true } && Find(type, "OffloadTokenAttribute") is not null;

    public bool IsPended(ITypeSymbol? type) => type is { TypeKind: TypeKind.Class } && Find(type, "PendedTokenAttribute") is not null;

    /// <summary>The member of a pended token that gives the list back, or null.</summary>
    public IMethodSymbol? ResumeOf(ITypeSymbol handle) => IsPended(handle) ? handle.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => ContractOf(m).Resumes) : null;

    /// <summary>Whether the type is a token that can be taken apart, in contrast to a list that goes as a whole.</summary>
    public bool IsChain(ITypeSymbol? type) => IsToken(type) && type!.GetMembers().OfType<IMethodSymbol>().Any(m => ContractOf(m).Splits);

    public bool IsCallEntry(ITypeSymbol? type)
    {
        for (var t = type; t is { TypeKind: TypeKind.Class }; t = t.BaseType)
            if (Find(t, "CallEntryAttribute") is not null)
                return true;
        return false;
    }

    public IParameterSymbol? TokenParameter(IMethodSymbol method) => method.Parameters.FirstOrDefault(p => IsToken(p.Type));

    /// <summary>Whether the method takes anything that the Runtime gives to handlers; others need no look at where they are used.</summary>
    public bool MayBeSlotted(IMethodSymbol method) => method.Parameters.Any(p => Assemblies.Contains(p.Type.ContainingAssembly, SymbolEqualityComparer.Default));

    public MethodContract ContractOf(IMethodSymbol method)
        => Foreign.Moves.TryGetValue(method.OriginalDefinition, out var move) ? move.Contract : _methods.GetOrAdd(method.OriginalDefinition, ReadMethod);

    /// <summary>Whether the type is one whose values can bring a duty: a list, or what a contract file declares.</summary>
    public bool CanOwe(ITypeSymbol? type) => IsToken(type) || Foreign.DutyOf(type) is not null;

    /// <summary>What is said about writing a member of a block or of a call entry.</summary>
    public MemberContract MemberOf(ISymbol member)
        => Assemblies.Contains(member.ContainingAssembly, SymbolEqualityComparer.Default) ? _members.GetOrAdd(member.OriginalDefinition, ReadMember) : MemberContract.None;

    /// <summary>The property whose writing sets the mark, or by which the methods are reached that do.</summary>
    public IPropertySymbol? MemberWithMark(int mark)
        => MembersWithMark(mark).OfType<IPropertySymbol>().FirstOrDefault()
            ?? Links[0].ContainingType.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(p => MembersWithMark(mark).Any(m => SymbolEqualityComparer.Default.Equals(m.ContainingType, p.Type)));

    /// <summary>The members that set the mark.</summary>
    public IEnumerable<ISymbol> MembersWithMark(int mark)
        => Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)).SelectMany(t => t.GetMembers()).Where(m => m is (IPropertySymbol or IMethodSymbol) && MemberOf(m) is var c && (c.Mark == mark || c.ReadMarks.Contains(mark)));

    /// <summary>The marks that are about every block of a tree.</summary>
    public Marks EveryBlockMarks => _everyBlockMarks.Value;

    /// <summary>Whether any source of the compilation has the name in it, or other assemblies that may do what the name stands for.</summary>
    public bool IsNamed(string name) => _named.GetOrAdd(name, n => Compilation.SourceModule.ReferencedAssemblySymbols.Any(a => a.Modules.Any(m => m.ReferencedAssemblySymbols.Any(r => Assemblies.Contains(r, SymbolEqualityComparer.Default))))
        || Compilation.SyntaxTrees.Any(t => t.GetText().ToString().IndexOf(n, StringComparison.Ordinal) >= 0));

    /// <summary>The marks that reading sets.</summary>
    public Marks ReadMarks => _readMarks.Value;

    /// <summary>The links of blocks: two, the same in both views.</summary>
    public IReadOnlyList<IPropertySymbol> Links => Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)).Where(t => t.IsRefLikeType).Select(LinksOf).First(l => l.Count > 0);

    /// <summary>The mark that tells that it was asked which state follows a block: what is done then is done where it may be.</summary>
    public int TestMark => Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)).First(t => t.Name == "ListMark").GetMembers("StateTested").OfType<IFieldSymbol>().First().ConstantValue is int mark ? mark : -1;

    /// <summary>The links of a block to further ones, in the order of their declaration.</summary>
    public static IReadOnlyList<IPropertySymbol> LinksOf(INamedTypeSymbol block)
        => block.GetMembers().OfType<IPropertySymbol>().Where(p => SymbolEqualityComparer.Default.Equals(p.Type, block)).ToList();

    /// <summary>The handler that a delegate type is a slot for.</summary>
    public Duty? SlotOf(ITypeSymbol? type)
        => type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } ? ReadDuty(type, "OffloadHandlerAttribute") : null;

    public Passing PassingOf(IParameterSymbol parameter)
    {
        var original = parameter.OriginalDefinition;
        if (Find(original, "DischargesAttribute") is { } discharges)
        {
            var when = discharges.NamedArguments.FirstOrDefault(a => a.Key == "When").Value.Value;
            return when is bool value ? (value ? Passing.DischargesWhenTrue : Passing.DischargesWhenFalse) : Passing.Discharges;
        }
        if (Find(original, "BorrowsAttribute") is not null)
            return Passing.Borrows;
        return Foreign.Passings.IsEmpty ? Passing.Unstated : ForeignPassing(original);
    }

    /// <summary>What a contract file says of the parameter, or of that of a member that its method overrides or implements.</summary>
    private Passing ForeignPassing(IParameterSymbol parameter)
    {
        if (Foreign.Passings.TryGetValue(parameter, out var passing) || parameter.ContainingSymbol is not IMethodSymbol method)
            return passing;
        for (var m = method.OverriddenMethod; m is not null; m = m.OverriddenMethod)
            if (Foreign.Passings.TryGetValue(m.OriginalDefinition.Parameters[parameter.Ordinal], out passing))
                return passing;
        foreach (var stated in Foreign.Passings)
            if (stated.Key is { ContainingSymbol: IMethodSymbol { ContainingType: { TypeKind: TypeKind.Interface } contract } member } && stated.Key.Ordinal == parameter.Ordinal)
                foreach (var implemented in method.ContainingType.AllInterfaces)
                    if (SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, contract)
                        && implemented.GetMembers(member.Name).Any(m => SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, member) && SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(m), method)))
                        return stated.Value;
        return Passing.Unstated;
    }

    /// <summary>The role of a driver: its own or an inherited attribute; unattributed drivers count as intermediate (C031).</summary>
    public Role RoleOf(INamedTypeSymbol? type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (RoleOn(t) is { } role)
                return role;
        return Role.Intermediate;
    }

    public Role? RoleOn(ISymbol symbol)
        => Find(symbol, "OffloadRoleAttribute") is { ConstructorArguments: [{ Value: int role }] } ? (Role)role : null;

    /// <summary>The handlers that the type's members implement, by implementing member (in its original form).</summary>
    public ImmutableDictionary<ISymbol, Duty> HandlersOf(INamedTypeSymbol type) => _implementations.GetOrAdd(type, FindImplementations);

    /// <summary>The DDI function for an operation and phase.</summary>
    public IMethodSymbol? FunctionFor(int operation, Phase phase)
        => _functions.Value.FirstOrDefault(f => f.Duty.Operation == operation && f.Duty.Phase == phase).Method;

    /// <summary>The member of a list type that rebuilds it in the other view, with restoring. An indication has no call entry to restore from.</summary>
    public IMethodSymbol? ConverterOf(ITypeSymbol list, Phase phase)
        => list.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => ContractOf(m) is { Converts: true } contract && contract.Restores == (phase != Phase.Indication));

    /// <summary>Names without which no code can use a slot or a pended handle; sources that mention none need no look inside bodies.</summary>
    public ImmutableArray<string> TriggerNames => _triggers.Value;

    private MethodContract ReadMethod(IMethodSymbol method)
    {
        var attributes = method.GetAttributes();
        var handler = ReadDuty(method, "OffloadHandlerAttribute") ?? InheritedHandler(method);
        var function = ReadDuty(FunctionOf(method), "OffloadFunctionAttribute");
        if (attributes.IsEmpty && handler is null && function is null)
            return MethodContract.None;
        var converts = Find(method, "ConvertsAttribute");
        return new()
        {
            Handler = handler,
            Function = function,
            Converts = converts is not null,
            Restores = converts is not null && IsSet(converts, "Restores"),
            Pends = Find(method, "PendsAttribute") is not null,
            Resumes = Find(method, "ResumesAttribute") is not null,
            Splits = Find(method, "SplitsAttribute") is not null,
            Requires = FindAll(method, "RequiresMarkAttribute").Where(a => a.ConstructorArguments is [{ Value: int }])
                .Select(a => new RequiredMark((int)a.ConstructorArguments[0].Value!)
                {
                    FirstOnly = IsSet(a, "FirstOnly"),
                    ByStatus = IsSet(a, "ByStatus"),
                    IfAny = IsSet(a, "IfAny"),
                    OnSuccess = IsSet(a, "OnSuccess"),
                    Role = RoleIn(a),
                    After = Named(a, "After", (int)a.ConstructorArguments[0].Value!),
                }).ToImmutableArray(),
            ListContext = Find(method, "ListContextAttribute") is { ConstructorArguments: [{ Value: int step }] } ? (ListContextStep)step : null,
            NotDuring = !method.ContainingType.IsRefLikeType && Find(method, "NotDuringAttribute") is { ConstructorArguments: [{ Kind: TypedConstantKind.Array } operations] } ? operations.Values.Select(o => (int)o.Value!).ToImmutableArray() : ImmutableArray<int>.Empty,
        };
    }

    private MemberContract ReadMember(ISymbol member)
    {
        var preserved = FindAll(member, "PreserveAttribute").Where(a => a.ConstructorArguments is [{ Value: int }, ..])
            .Select(a => ((Role)(int)a.ConstructorArguments[0].Value!, a.ConstructorArguments is [_, { Value: int phase }] ? (Phase?)(Phase)phase : null)).ToImmutableArray();
        var marks = Find(member, "MarksAttribute");
        return new()
        {
            Preserved = preserved,
            Mark = marks is { ConstructorArguments: [{ Value: int mark }] } ? mark : -1,
            AskedBefore = AskedBefore(member),
            IsAsked = member.ContainingType.GetMembers().Any(m => AskedBefore(m).Contains(member.Name)),
            OfEveryBlock = marks is not null && IsSet(marks, "OfEveryBlock"),
            IsBorrowed = Find(member, "BorrowsAttribute") is not null,
            ByValue = marks is not null && IsSet(marks, "ByValue"),
            ReadMarks = FindAll(member, "MarksReadAttribute").Where(a => a.ConstructorArguments is [{ Value: int }]).Select(a => (int)a.ConstructorArguments[0].Value!).ToImmutableArray(),
            NotDuring = Find(member, "NotDuringAttribute") is { ConstructorArguments: [{ Kind: TypedConstantKind.Array } operations] } during
                ? new(operations.Values.Select(o => (int)o.Value!).ToImmutableArray(), RoleIn(during)) : null,
            IsStatus = marks is not null && member is IPropertySymbol { Type.TypeKind: TypeKind.Enum },
            Before = marks?.NamedArguments.FirstOrDefault(a => a.Key == "Before").Value.Value is int later ? later : -1,
            From = marks?.NamedArguments.FirstOrDefault(a => a.Key == "From").Value.Value is int source ? source : -1,
        };
    }

    private Duty? InheritedHandler(IMethodSymbol method)
    {
        if (method.IsStatic || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.DelegateInvoke))
            return null;
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return SlotOf(method.ContainingType);
        foreach (var member in method.ExplicitInterfaceImplementations)
            if (ReadDuty(member, "OffloadHandlerAttribute") is { } duty)
                return duty;
        for (var m = method; m is not null; m = m.OverriddenMethod)
            if (ReadDuty(m, "OffloadHandlerAttribute") is { } own)
                return own;
            else if (HandlersOf(m.ContainingType.OriginalDefinition).TryGetValue(m.OriginalDefinition, out var implemented))
                return implemented;
        return null;
    }

    private ImmutableDictionary<ISymbol, Duty> FindImplementations(INamedTypeSymbol type)
    {
        var result = ImmutableDictionary.CreateBuilder<ISymbol, Duty>(SymbolEqualityComparer.Default);
        if (type.TypeKind == TypeKind.Interface)
            return result.ToImmutable();
        foreach (var contract in type.AllInterfaces)
            if (HasHandlers(contract.OriginalDefinition))
                foreach (var member in contract.GetMembers())
                    if (ReadDuty(member, "OffloadHandlerAttribute") is { } duty && type.FindImplementationForInterfaceMember(member) is IMethodSymbol implementation)
                        result[LastOverride(type, implementation).OriginalDefinition] = duty;
        return result.ToImmutable();
    }

    /// <summary>The override that the type runs; the interface map names the method that was overridden.</summary>
    public static IMethodSymbol LastOverride(INamedTypeSymbol type, IMethodSymbol method)
    {
        for (var t = type; t is not null && method.IsVirtual | method.IsAbstract | method.IsOverride; t = t.BaseType)
            foreach (var member in t.GetMembers(method.Name).OfType<IMethodSymbol>())
                for (var m = member; m is not null; m = m.OverriddenMethod)
                    if (SymbolEqualityComparer.Default.Equals(m, method))
                        return member;
        return method;
    }

    private bool HasHandlers(INamedTypeSymbol contract)
        => _contracts.GetOrAdd(contract, c => c.GetMembers().Any(m => ReadDuty(m, "OffloadHandlerAttribute") is not null));

    private ImmutableArray<(Duty, IMethodSymbol)> FindFunctions()
        => Compilation.GetTypesByMetadataName("Chimney.Ndis").Take(1).SelectMany(t => t.GetMembers()).OfType<IMethodSymbol>()
            .Select(m => (ContractOf(m).Function!, m)).Where(f => f.Item1 is not null).ToImmutableArray();

    private ImmutableArray<string> FindTriggers()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)))
        {
            if (SlotOf(type) is not null || IsCharacteristics(type) || type.TypeKind == TypeKind.Class && type.GetMembers().Any(NamesObject))
                names.Add(type.Name);
            if (type.TypeKind is TypeKind.Class or TypeKind.Struct && type.DeclaredAccessibility == Accessibility.Public)
                foreach (var member in type.GetMembers())
                    if (member is IPropertySymbol property && SlotOf(property.Type) is not null || member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && (ContractOf(method).Resumes || Find(method, "MustTestResultAttribute") is not null))
                        names.Add(member.Name);
        }
        names.UnionWith(_functions.Value.Select(f => f.Method.Name)); // called under a lock, whatever the type
        names.UnionWith(Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)).SelectMany(t => t.GetMembers()).OfType<IMethodSymbol>().Where(m => OnlyRoleOf(m) is not null).Select(m => m.Name));
        names.UnionWith(Foreign.TriggerNames);
        names.Add("OffloadHandler"); // local functions and lambdas with the attribute
        return names.ToImmutableArray();
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceSymbol space)
        => space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(TypesIn));

    private Duty? ReadDuty(ISymbol symbol, string attribute)
        => Find(symbol, attribute) is { ConstructorArguments: [{ Value: int operation } first, { Value: int phase }] }
            ? DutyOf(operation, first, (Phase)phase) : null;

    private Duty DutyOf(int operation, TypedConstant constant, Phase phase)
    {
        var member = NameOf(constant);
        return new(operation, member?.Name ?? $"operation {operation}", phase, member is not null && Find(member, "OwesCallAttribute") is not null)
        {
            Answer = phase == Phase.Request && member is not null && Find(member, "RequestReturnsAttribute") is { ConstructorArguments: [{ Value: not null } status] } && NameOf(status) is { } name
                ? new(Convert.ToInt64(status.Value, CultureInfo.InvariantCulture), name.Name) : null,
            GivenBack = member is not null && Find(member, "MayGiveBackAttribute") is { ConstructorArguments: [{ Kind: TypedConstantKind.Array } refusals] } ? new(refusals.Values, Role.Intermediate, 0) : null,
            IsOffload = member is not null && Find(member, "OffloadsAttribute") is not null,
            RefusedWhile = member is not null && Find(member, "RefusedWhileAttribute") is { ConstructorArguments: [{ Kind: TypedConstantKind.Array } refused] }
                ? refused.Values.Select(v => (int)v.Value!).ToImmutableArray() : ImmutableArray<int>.Empty,
            NullList = member is not null && Find(member, "ListMayBeNullAttribute") is { ConstructorArguments: [{ Value: int nullable }, { Kind: TypedConstantKind.Array } except] } && (Phase)nullable == phase
                ? new(except.Values) : null,
            Statuses = member is null ? ImmutableArray<AllowedStatuses>.Empty : FindAll(member, "AllowedStatusAttribute").Where(a => a.ConstructorArguments is [{ Kind: TypedConstantKind.Array }])
                .Select(a => new AllowedStatuses(a.ConstructorArguments[0].Values, RoleIn(a), 1) { IsOpen = IsSet(a, "IsOpen") }).ToImmutableArray(),
        };
    }

    private static Role RoleIn(AttributeData data) => data.NamedArguments.FirstOrDefault(a => a.Key == "Role").Value.Value is int role ? (Role)role : Role.None;

    private static bool IsSet(AttributeData data, string name) => data.NamedArguments.Any(a => a.Key == name && a.Value.Value is true);

    private static IFieldSymbol? NameOf(TypedConstant constant)
        => constant.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, constant.Value));

    /// <summary>A named argument of an attribute, or its default.</summary>
    private static T Named<T>(AttributeData attribute, string name, T fallback)
        => attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value is T value ? value : fallback;

    private AttributeData? Find(ISymbol symbol, string attribute)
    {
        foreach (var data in symbol.GetAttributes())
            if (data.AttributeClass is { } type && type.Name == attribute && _attributes.Contains(type))
                return data;
        return null;
    }

    private IEnumerable<AttributeData> FindAll(ISymbol symbol, string attribute)
        => symbol.GetAttributes().Where(a => a.AttributeClass is { } type && type.Name == attribute && _attributes.Contains(type));
}
