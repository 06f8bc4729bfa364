using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>
/// Writes how an offload target completes a request that is otherwise lost: as a method of the type does it, or with a failure status on every block. Inside the
/// request's handler the list is pended, and a work item completes it.
/// </summary>
internal sealed class TargetCompletion(CheckedDocument document, KnownSymbols symbols, IMethodSymbol completion)
{
    private const string Queue = "QueueWorkItem";
    private const string OwnHandle = "NdisMiniportHandle";
    private static readonly string[] Pended = ["pended", "pendedList", "pendedRequest"];
    private static readonly string[] Failed = ["failed", "failedList", "failedRequest"];
    private static readonly string[] Each = ["block", "eachBlock"];

    public string Title => $"Complete the request with {completion.Name}";

    /// <summary>The statements for each list, or handle of a list, that is known at a position.</summary>
    public IEnumerable<string> At(int position)
    {
        var isInside = document.Model.GetEnclosingSymbol(position) is IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } method && symbols.DutyOf(method) is { Phase: Phase.Request };
        var variables = document.Model.LookupSymbols(position).Where(s => s is ILocalSymbol or IParameterSymbol && s.Locations[0].SourceSpan.Start < position)
            .Select(v => (v.Name, Type: (v as ILocalSymbol)?.Type ?? ((IParameterSymbol)v).Type)).ToList();
        foreach (var (name, type) in variables.Where(v => symbols.IsToken(v.Type)))
        {
            if (!isInside)
                foreach (var now in Now(position, name, type))
                    yield return now;
            foreach (var later in Pend(position, name, type))
                yield return later;
        }
        foreach (var (name, type) in variables.Where(v => symbols.ResumeOf(v.Type) is not null))
            foreach (var statement in isInside ? Later(position, name, type) : OfHandle(position, name, type))
                yield return statement;
    }

    /// <summary>The list is pended first.</summary>
    private IEnumerable<string> Pend(int position, string list, ITypeSymbol type)
        => from pend in type.GetMembers().OfType<IMethodSymbol>().Where(m => symbols.ContractOf(m).Pends).Take(1)
           from name in Free(position, Pended)
           from later in Later(position, name, pend.ReturnType)
           select $"{pend.ReturnType.ToMinimalDisplayString(document.Model, position)} {name} = {list}.{pend.Name}();\n{later}";

    /// <summary>A work item that completes what the handle gives back.</summary>
    private IEnumerable<string> Later(int position, string handle, ITypeSymbol type)
    {
        if (document.Model.LookupSymbols(position, name: Queue).IsEmpty || symbols.ResumeOf(type) is not { } resume)
            yield break;
        foreach (var routine in Routines(position, resume.ReturnType))
            yield return $"{Queue}(() => {routine}({handle}.{resume.Name}()));";
        var unit = new SourceStyle(document.Text, document.Root).Unit;
        foreach (var statements in OfHandle(position, handle, type).Where(s => s.Contains("\n")))
            yield return $"{Queue}(() =>\n{{\n{unit}{statements.Replace("\n", "\n" + unit)}\n}});";
    }

    private IEnumerable<string> OfHandle(int position, string handle, ITypeSymbol type)
    {
        if (symbols.ResumeOf(type) is not { } resume)
            yield break;
        foreach (var routine in Routines(position, resume.ReturnType))
            yield return $"{routine}({handle}.{resume.Name}());";
        foreach (var list in Free(position, Failed))
            if (Fail(position, list, resume.ReturnType) is { } statements)
                yield return $"{resume.ReturnType.ToMinimalDisplayString(document.Model, position)} {list} = {handle}.{resume.Name}();\n{statements}";
    }

    private IEnumerable<string> Now(int position, string list, ITypeSymbol type)
        => Routines(position, type).Select(routine => $"{routine}({list});").Concat(Fail(position, list, type) is { } statements ? [statements] : []);

    /// <summary>The failure status on every block, with what the operation requires of each besides, and the call.</summary>
    private string? Fail(int position, string list, ITypeSymbol type)
    {
        if (!SymbolEqualityComparer.Default.Equals(type, symbols.TokenParameter(completion)?.Type) || FailureStatus() is not { } status || document.Model.LookupSymbols(position, name: OwnHandle).IsEmpty
            || Free(position, Each).FirstOrDefault() is not { } block)
            return null;
        var others = symbols.ContractOf(completion).Requires.Select(r => symbols.MemberWithMark(r.Mark)).OfType<IPropertySymbol>().Where(p => p is { ReturnsByRef: true, NullableAnnotation: NullableAnnotation.Annotated });
        string[] writes = [$"{block}.Status = {status};", .. others.Select(o => $"{block}.{o.Name} = null;")];
        var unit = new SourceStyle(document.Text, document.Root).Unit;
        var loop = symbols.IsChain(type) ? $"for (var {block} = {list}.First; {block} is not null; {block} = {block}.Next)" : $"foreach (var {block} in {list}.Blocks)";
        var body = writes.Length == 1 ? $"\n{unit}{writes[0]}" : $"\n{{\n{unit}{string.Join($"\n{unit}", writes)}\n}}";
        return $"{loop}{body}\n{completion.ContainingType.ToMinimalDisplayString(document.Model, position)}.{completion.Name}({OwnHandle}, {list});";
    }

    /// <summary>The methods of the type that complete a list of the operation, and need nothing but the list.</summary>
    private IEnumerable<string> Routines(int position, ITypeSymbol list)
        => document.Model.LookupSymbols(position).OfType<IMethodSymbol>()
            .Where(m => m is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private, ReturnsVoid: true, Parameters: [{ RefKind: RefKind.None } only] } && SymbolEqualityComparer.Default.Equals(only.Type, list)
                && m.DeclaringSyntaxReferences.Select(r => r.GetSyntax()).Any(code => code.SyntaxTree == document.Root.SyntaxTree && !code.Span.Contains(position)
                    && code.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(c).Symbol, completion))))
            .Select(m => m.Name);

    /// <summary>The status that says that the operation failed, and needs no reason besides.</summary>
    private string? FailureStatus()
        => symbols.ContractOf(completion).Function?.Statuses.FirstOrDefault() is { } allowed && allowed.Values[allowed.Failure] is { Type: { } type } value
            && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value.Value)) is { } field ? $"{type.Name}.{field.Name}" : null;

    private IEnumerable<string> Free(int position, string[] names) => names.Where(n => document.Model.LookupSymbols(position, name: n).IsEmpty).Take(1);
}
