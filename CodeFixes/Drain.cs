using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>
/// Writes what takes all pended handles out of a field and settles each: where the type is torn down, else as a method of its own. Known is what to call only where
/// handlers alone fill the field.
/// </summary>
internal sealed class Drain(CheckedDocument document, KnownSymbols symbols, IFieldSymbol field, TypeDeclarationSyntax type, CancellationToken cancellation)
{
    private const string Method = "CompletePended";
    private static readonly string[] Names = ["kept", "keptRequest", "pendedRequest"];
    private readonly SourceStyle _style = new(document.Text, document.Root);

    /// <summary>The ways to drain the field that a report names, the best one first.</summary>
    public static async Task<IEnumerable<Candidate>> CandidatesAsync(CheckedDocument document, KnownSymbols symbols, Diagnostic report, Func<IFieldSymbol, IEnumerable<IMethodSymbol>> finishers, CancellationToken cancellation)
    {
        if (document.Root.FindNode(report.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || document.Model.GetDeclaredSymbol(type, cancellation) is not INamedTypeSymbol { DeclaringSyntaxReferences.Length: 1 } declared
            || declared.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => report.GetMessage().Contains($"what '{f.Name}' holds")) is not { } field)
            return [];
        var drain = new Drain(document, symbols, field, type, cancellation);
        var ends = HandleHolder.Teardown(symbols, declared).Where(m => SymbolEqualityComparer.Default.Equals(m.ContainingType, declared)).SelectMany(m => m.DeclaringSyntaxReferences).Select(r => r.GetSyntax(cancellation)).OfType<MethodDeclarationSyntax>().ToList();
        var found = ends.SelectMany(end => finishers(field).Select(f => new Candidate($"Call {f.Name} in {end.Identifier.Text}", drain.AtStart(end, f.Name + "();")))).ToList();
        foreach (var end in ends)
            if (await drain.WriteAsync(text => drain.AtStart(end, text)).ConfigureAwait(false) is { } changes)
                found.Add(new($"Complete what '{field.Name}' holds in {end.Identifier.Text}", changes));
        if (ends.Count == 0 && !drain.IsCleared() && await drain.WriteAsync(drain.AsMethod).ConfigureAwait(false) is { } method)
            found.Add(new($"Write a method that completes what '{field.Name}' holds", method));
        return found;
    }

    /// <summary>Whether code of the type throws away what the field holds: one more method would not mend that.</summary>
    private bool IsCleared()
        => type.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(i => i.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Clear", Expression: var cleared } && SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(cleared, cancellation).Symbol, field));

    /// <summary>The statements where the function puts them; null where it is not known for certain what settles the handles.</summary>
    private async Task<ImmutableArray<TextChange>?> WriteAsync(Func<string, ImmutableArray<TextChange>> place)
    {
        var duties = Duties().ToList();
        if (duties.Count == 0 || duties.Select(d => d.Operation).Distinct().Count() < duties.Count || symbols.RoleOf(field.ContainingType) is not (Role.Intermediate or Role.Target) || Loop() is not { } loop)
            return null;
        // what is in scope there shows in a document that has the loop
        var empty = place(loop("{ }"));
        if (empty.IsEmpty || await CheckedDocument.CreateAsync(document.Document.WithText(document.Text.WithChanges(empty)), cancellation).ConfigureAwait(false) is not { } scope || KnownSymbols.Create(scope.Model.Compilation) is not { } known)
            return null;
        var written = new TextSpan(empty[0].Span.Start, empty.Sum(c => c.NewText!.Length - c.Span.Length) + empty[empty.Length - 1].Span.End - empty[0].Span.Start);
        if (scope.Root.DescendantNodes().OfType<BlockSyntax>().FirstOrDefault(b => written.Contains(b.Span) && b is { Statements.Count: 0, Parent: StatementSyntax }) is not { } inner)
            return null;
        var settled = duties.Select(d => Settle(scope, known, d, inner.OpenBraceToken.Span.End)).ToList();
        if (settled.Any(s => s is null))
            return null;
        return place(loop(settled.Count == 1 ? settled[0]! : Switch(duties.Zip(settled, (d, s) => (d, s!)))));
    }

    private static string? Settle(CheckedDocument scope, KnownSymbols symbols, Duty duty, int position)
        => (symbols.RoleOf(scope.Model.GetEnclosingSymbol(position)?.ContainingType) == Role.Target ? Remedy.OfTarget(scope, symbols, duty.Operation)?.At : DischargeCall.For(scope, symbols, duty.Operation, duty.Phase) is { } call ? call.StatementsAt : null)?.Invoke(position).FirstOrDefault();

    /// <summary>The handlers that fill the field; none where other code may do so too.</summary>
    private IEnumerable<Duty> Duties()
    {
        var users = field.ContainingType.GetMembers().OfType<IMethodSymbol>().Where(m => m.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation).DescendantTokens().Any(t => t.ValueText == field.Name))).ToList();
        var own = symbols.HandlersOf(field.ContainingType);
        var duties = users.Select(m => own.TryGetValue(m, out var duty) ? duty : symbols.DutyOf(m)).ToList();
        return field.DeclaredAccessibility != Accessibility.Private || users.Zip(duties, (m, d) => d is null && m.Parameters.Any(p => symbols.IsPended(p.Type) || symbols.IsToken(p.Type))).Any(isOther => isOther)
            ? [] : duties.OfType<Duty>().Distinct();
    }

    /// <summary>What takes each handle out of the field, around what settles it.</summary>
    private Func<string, string>? Loop()
    {
        var position = type.CloseBraceToken.SpanStart;
        if (Names.FirstOrDefault(n => document.Model.LookupSymbols(position, name: n).IsEmpty && !type.DescendantTokens().Any(t => t.ValueText == n)) is not { } name)
            return null;
        if (symbols.IsPended(field.Type))
            return field.IsReadOnly ? null : body => $"if ({field.Name} is {{ }} {name})" + (body == "{ }" ? " { }" : _style.Nested($"{field.Name} = null;\n{body}"));
        var members = field.Type.GetMembers().OfType<IMethodSymbol>().Where(m => m is { DeclaredAccessibility: Accessibility.Public, IsStatic: false }).ToList();
        if (members.FirstOrDefault(m => m is { ReturnType.SpecialType: SpecialType.System_Boolean, Parameters: [{ RefKind: RefKind.Out, Type: var given }] } && m.Name is "TryDequeue" or "TryPop" or "TryTake" && symbols.IsPended(given)) is { } take)
            return body => $"while ({field.Name}.{take.Name}(out var {name}))" + Inner(body);
        if (field.Type is INamedTypeSymbol { TypeArguments: [.., var last] } generic && symbols.IsPended(last) && members.Any(m => m is { Name: "Clear", Parameters.IsEmpty: true, ReturnsVoid: true }))
            return body => $"foreach (var {name} in {field.Name}{(generic.TypeArguments.Length == 2 ? ".Values" : "")}){Inner(body)}\n{field.Name}.Clear();";
        return null;

        string Inner(string body) => body == "{ }" ? " { }" : _style.Nested(body);
    }

    /// <summary>What is done with handles of several operations.</summary>
    private string Switch(IEnumerable<(Duty Duty, string Text)> settled)
    {
        var unit = _style.Unit;
        var handle = Names.First(n => settled.First().Text.Contains(n + "."));
        return $"switch ({handle}.Operation)\n{{\n{string.Join("\n", settled.Select(s => $"{unit}case OffloadOperation.{s.Duty.OperationName}:\n{unit}{{\n{unit}{unit}{s.Text.Replace("\n", $"\n{unit}{unit}")}\n{unit}{unit}break;\n{unit}}}"))}\n}}";
    }

    private ImmutableArray<TextChange> AtStart(MethodDeclarationSyntax member, string statement)
    {
        var insertion = new Insertion(_style);
        return member switch
        {
            { Body: { Statements: [var first, ..] } } => insertion.Before(first, statement),
            { Body: { } body } => insertion.AtEndOf(body, statement),
            { ExpressionBody.Expression: { } whole } => insertion.BeforeBody(member, whole, document.Model.GetDeclaredSymbol(member, cancellation) is { ReturnsVoid: false }, statement),
            _ => ImmutableArray<TextChange>.Empty,
        };
    }

    private ImmutableArray<TextChange> AsMethod(string statement)
        => document.Model.LookupSymbols(type.CloseBraceToken.SpanStart, name: Method).IsEmpty && HandlerStubs.AtEnd(type, _style, [$"public {(field.IsStatic ? "static " : "")}void {Method}()\n{{\n{_style.Unit}{statement.Replace("\n", "\n" + _style.Unit)}\n}}"]) is { } change
            ? ImmutableArray.Create(change) : ImmutableArray<TextChange>.Empty;
}
