using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>A handler that a driver lacks: what it is called, what it takes and returns, which duty it gets.</summary>
internal sealed record MissingHandler(string Name, IMethodSymbol Signature, Duty Duty);

/// <summary>
/// Writes the handlers that a driver lacks: each carries its operation on, or, in a target, completes it from a work item. What a host does with what comes back to it,
/// only the author knows.
/// </summary>
internal sealed class HandlerStubs(CheckedDocument document, TypeDeclarationSyntax type, string modifiers)
{
    private readonly SourceStyle _style = new(document.Text, document.Root);

    /// <summary>The handlers at the end of the type; null where one of them cannot be written for certain.</summary>
    public async Task<TextChange?> WriteAsync(IReadOnlyList<MissingHandler> handlers, CancellationToken cancellation)
    {
        // what is in scope in a body shows in a document that has the bodies
        var empty = AtEnd(type, _style, handlers.Select(h => $"{Head(h)} {{ }}"));
        if (empty is not { } added || await CheckedDocument.CreateAsync(document.Document.WithText(document.Text.WithChanges(added)), cancellation).ConfigureAwait(false) is not { } scope
            || KnownSymbols.Create(scope.Model.Compilation) is not { } symbols)
            return null;
        var written = new List<string>();
        foreach (var method in scope.Root.DescendantNodes(new TextSpan(added.Span.Start, added.NewText!.Length)).OfType<MethodDeclarationSyntax>().Where(m => m.SpanStart >= added.Span.Start))
            if (Body(scope, symbols, method, handlers[written.Count].Duty, cancellation) is { } body)
                written.Add($"{Head(handlers[written.Count])}\n{{\n{_style.Unit}{body.Replace("\n", "\n" + _style.Unit)}\n}}");
            else
                return null;
        return AtEnd(type, _style, written);
    }

    /// <summary>Methods behind the last member of a type, or as its first ones.</summary>
    public static TextChange? AtEnd(TypeDeclarationSyntax type, SourceStyle style, IEnumerable<string> methods)
    {
        if (!type.CloseBraceToken.IsKind(SyntaxKind.CloseBraceToken) || !style.StartsLine(type.CloseBraceToken))
            return null;
        var (end, outer) = (style.LineEnd, style.IndentOf(type.SpanStart) + style.Unit);
        var text = string.Join("\n\n", methods).Replace("\n", end + outer).Replace(end + outer + end, end + end);
        return new(new(style.LineStart(type.CloseBraceToken.SpanStart), 0), $"{(type.Members.Count > 0 ? end : "")}{outer}{text}{end}");
    }

    private string Head(MissingHandler handler)
    {
        var position = type.CloseBraceToken.SpanStart;
        return $"{modifiers} {Text(handler.Signature.ReturnType)} {handler.Name}({string.Join(", ", handler.Signature.Parameters.Select(p => $"{(p.RefKind == RefKind.Out ? "out " : "")}{Text(p.Type)} {p.Name}"))})";

        string Text(ITypeSymbol given) => given.ToMinimalDisplayString(document.Model, position);
    }

    private static string? Body(CheckedDocument scope, KnownSymbols symbols, MethodDeclarationSyntax method, Duty duty, CancellationToken cancellation)
    {
        var position = method.Body!.OpenBraceToken.Span.End;
        if (scope.Model.GetDeclaredSymbol(method, cancellation) is not { } declared || symbols.RoleOf(declared.ContainingType) is var role && role is Role.Host or Role.None)
            return null;
        if (role == Role.Target && duty.Phase == Phase.Request)
            return Remedy.OfTarget(scope, symbols, duty.Operation)?.At(position).FirstOrDefault() is { } later ? later + Return() : null;
        if (DischargeCall.For(scope, symbols, duty.Operation, duty.Phase) is not { } call || call.At(position).FirstOrDefault() is not { } only)
            return null;
        return declared.ReturnsVoid || symbols.FunctionFor(duty.Operation, duty.Phase)!.ReturnsVoid ? $"{only};{Return()}" : $"return {only};";

        string Return() => duty.Answer is { } answer ? $"\nreturn {declared.ReturnType.ToMinimalDisplayString(scope.Model, position)}.{answer.Name};" : "";
    }
}
