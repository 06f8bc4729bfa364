using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>What a target has to have done with a list by the time it completes the operation (C105, C157, C173, C177, C178).</content>
internal sealed partial class Interpreter
{
    /// <summary>A helper that promises to discharge whatever it gets: seen from here, the functions that it calls may all be those of other operations.</summary>
    private void CheckPromise(Frame frame, CallSite site, IMethodSymbol method, Value list, FlowState state)
    {
        if (list is not Token { Duty: var id } || state.Duties.Get(id) is not { Situation: Situation.Owed } || _duties[id] is not { Contract: not null, IsOfCall: false } info || IsVirtualCall(site) || bodies.Of(method, cancellation) is not { } body)
            return;
        var takers = body.Graph.OriginalOperation.Descendants().OfType<IInvocationOperation>()
            .Where(c => symbols.ContractOf(c.TargetMethod).Pends || c.TargetMethod.MethodKind == MethodKind.DelegateInvoke || c.TargetMethod.Parameters.Any(p => symbols.IsToken(p.Type) || symbols.IsPended(p.Type))).ToList();
        if (takers.Count > 0 && takers.All(c => symbols.ContractOf(c.TargetMethod).Discharges is { } function && !Accepts(state, info, function)))
            Report(frame, FindingKind.WrongFunction, site.Operation, id, state, takers[0].TargetMethod.Name, takers[0].Syntax);
    }

    private void CheckCompletion(Frame frame, IOperation call, DutyInfo info, DutyState duty, ImmutableArray<RequiredMark> requires, FlowState state)
    {
        foreach (var required in requires.Where(r => duty.Marks.Asks(r)))
        {
            if (required.OnSuccess)
            {
                if (duty.Marks.HasNone(required) && LastStatus(state, info.Id) == 0 && !NamesOf(required.Mark).Any(symbols.IsNamed))
                    Add(FindingKind.NotRecorded, required, NamesOf(required.Mark).First());
                continue;
            }
            var isOfTree = required.After == required.Mark && !symbols.EveryBlockMarks.HasNone(required); // else that it was done at all is enough
            if (!duty.Marks.HasNone(required))
            {
                if (required.After != required.Mark && new MarkSearch(symbols, bodies).LeftOut(_type, required, cancellation).ToList() is { Count: > 0 } left)
                    Add(FindingKind.NotSettled, required, string.Join(", ", left));
                if (isOfTree && duty.Marks.HasFirstOnly(required) && duty.Marks.OnlyLink() is var link && (link < 0 || IsUntouched(frame, info) && !GoesOnElsewhere(call, link)))
                    Add(FindingKind.NotEveryBlock, required, link < 0 ? "the root only" : $"what {symbols.Links[link].Name} leads to only");
            }
            else if (isOfTree)
            {
                if (!required.IfAny && RoleFor(info) == Role.Target && IsUntouched(frame, info) && !IsSetHere(required.Mark) && !new MarkSearch(symbols, bodies).IsSetBeforePended(OwnTypes(), required.Mark, cancellation))
                    Add(FindingKind.NotEveryBlock, required, "no block");
            }
            else if (requires.Any(r => duty.Marks.Has(r)) && (!Sets(required) || IsLeftHere(frame, info, required)))
                Add(FindingKind.NotSettled, required, "");
        }

        void Add(FindingKind kind, RequiredMark missing, string detail) => frame.Findings.Add(new(kind, call.Syntax, info, state.Path)
        {
            Missing = ImmutableArray.Create(missing),
            Detail = detail,
            Related = (WrittenAt(state, info.Id, true) ?? WrittenAt(state, info.Id, false)) is { } at ? ImmutableArray.Create(at.Syntax) : ImmutableArray<SyntaxNode>.Empty,
        });
    }

    /// <summary>Whether code that was run sets the mark, on another path than this one.</summary>
    private bool IsSetHere(int mark) => _ran.Append(_root!).Any(b => b.Graph.OriginalOperation.Descendants().Any(o => MarkSearch.Sets(symbols, o, mark)));

    private IEnumerable<string> NamesOf(int mark) => symbols.MembersWithMark(mark).Select(m => m.Name);

    /// <summary>
    /// Whether the types that were looked at go over blocks in another way too, or ask for their layer: which blocks there are may be known by then.
    /// </summary>
    private bool GoesOnElsewhere(IOperation call, int link)
    {
        var block = symbols.Links[link].ContainingType;
        var others = call.ChildOperations.OfType<IArgumentOperation>().Select(a => a.Value.Type).Where(symbols.IsToken).SelectMany(t => t!.GetMembers()).OfType<IPropertySymbol>()
            .Where(p => p.Type.IsRefLikeType && KnownSymbols.LinksOf((INamedTypeSymbol)p.Type).Count == 0).Select(p => p.Name).Append(symbols.Links[1 - link].Name).Concat(NamesOf(symbols.TestMark));
        return Mentions(others);
    }

    /// <summary>Whether all that was done with the list was seen, or was done by the type that completes it.</summary>
    private bool IsUntouched(Frame frame, DutyInfo info)
    {
        if (info.Origin != DutyOrigin.Taken)
            return info.Origin == DutyOrigin.Handler;
        var root = info.Site ?? frame.Body.Graph.OriginalOperation;
        while (root.Parent is not null)
            root = root.Parent;
        return !TakesHandles() && root.DescendantsAndSelf().All(o => o switch
        {
            IMemberReferenceOperation { Member: { IsStatic: false } or IFieldSymbol } reference when Holds(reference.Type) => IsOwn(reference.Member),
            IInvocationOperation call when Holds(call.Type) || call.TargetMethod.Parameters.Any(p => p.RefKind == RefKind.Out && Holds(p.Type)) => !symbols.Compilation.Declares(call.TargetMethod) || IsOwn(call.TargetMethod),
            _ => true,
        });
    }

    private IEnumerable<INamedTypeSymbol> OwnTypes()
    {
        for (var type = _type; type is not null; type = type.BaseType)
            if (symbols.Compilation.Declares(type))
                yield return type;
    }

    private bool IsOwn(ISymbol member) => OwnTypes().Any(t => SymbolEqualityComparer.Default.Equals(t, member.ContainingType));

    /// <summary>Whether other types may give this one pended lists.</summary>
    private bool TakesHandles() => _type is null || OwnTypes().SelectMany(t => t.GetMembers()).Any(m => m.DeclaredAccessibility != Accessibility.Private && m switch
    {
        IFieldSymbol field => Holds(field.Type),
        IPropertySymbol property => Holds(property.Type),
        IMethodSymbol method => method.Parameters.Any(p => Holds(p.Type)),
        _ => false,
    });

    /// <summary>Whether the type is that of a handle, or of something that a handle may be in.</summary>
    private bool Holds(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => Holds(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } generic => generic.TypeArguments.Any(Holds),
        INamedTypeSymbol own when symbols.Compilation.Declares(own) => own.GetMembers().Any(m => symbols.IsPended(TypeOfMember(m))),
        _ => symbols.IsPended(type),
    };

    /// <summary>Whether the type of the body, or a base of it, or one whose code was run, mentions one of the names: what is missing may have been done in another method.</summary>
    private bool Mentions(IEnumerable<string> names)
    {
        var known = new HashSet<string>(names);
        return OwnTypes().Concat(_ran.Select(b => b.Method?.ContainingType).OfType<INamedTypeSymbol>()).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .SelectMany(t => t.DeclaringSyntaxReferences).Any(r => r.GetSyntax(cancellation).DescendantTokens().Any(t => known.Contains(t.ValueText)));
    }

    /// <summary>
    /// A helper that only looks at its lists, with a body: what it writes is followed. That the lists stay the caller's is believed, and checked where the
    /// helper stands (CHIM1009).
    /// </summary>
    private bool LookAt(Frame frame, CallSite site, IMethodSymbol method, FlowState state, Action<FlowState, Value> push)
    {
        if (IsVirtualCall(site) || method.Parameters.Any(p => symbols.IsToken(p.Type) && symbols.PassingOf(p) != Passing.Borrows)
            || symbols.IsToken(method.ReturnType) || symbols.IsCallEntry(method.ReturnType) || bodies.Of(method, cancellation) is not { } body)
            return false;
        foreach (var argument in site.Arguments)
            Use(frame, ref state, argument, site.Operation);
        var found = frame.Findings.Count;
        var exits = new List<(FlowState State, Value Result)>();
        Invoke(frame, site.Operation, body, site.Receiver, site.Arguments, state, (after, result) => exits.Add((after, result)));
        frame.Findings.RemoveRange(found, frame.Findings.Count - found);
        foreach (var (after, result) in exits) // its decisions are not those of the caller
            push(after.WithPath(state.Path).With(duties: state.Duties.Select((id, duty) => duty with { Marks = after.Duties.Get(id)?.Marks ?? duty.Marks })), result);
        return exits.Count > 0;
    }
}
