using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

/// <summary>Offers to write the first letter of a method's name in upper case, and to put "M_" before the name.</summary>
public class CapitalizeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [LowercaseMethodAnalyzer.Rule.Id];

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            Offer("Capitalize", name => char.ToUpperInvariant(name[0]) + name[1..]);
            Offer("Prefix", name => "M_" + name);

            void Offer(string title, Func<string, string> rename) => context.RegisterCodeFix(
                CodeAction.Create(title, _ => RenameAsync(context.Document, diagnostic, rename), equivalenceKey: title),
                diagnostic);
        }

        return Task.CompletedTask;
    }

    protected static async Task<Document> RenameAsync(Document document, Diagnostic diagnostic, Func<string, string> rename)
    {
        var root = (await document.GetSyntaxRootAsync())!;
        var name = root.FindToken(diagnostic.Location.SourceSpan.Start);
        return document.WithSyntaxRoot(root.ReplaceToken(name, SyntaxFactory.Identifier(rename(name.Text)).WithTriviaFrom(name)));
    }
}

/// <summary>Fix All does something else than the single fix.</summary>
public sealed class OtherFixAllFix : CapitalizeFix
{
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (_, document, diagnostics) =>
        await RenameAsync(document, diagnostics[0], name => "All_" + name));
}

/// <summary>One action of its own, without Fix All.</summary>
public abstract class SingleActionFix : CapitalizeFix
{
    public override FixAllProvider? GetFixAllProvider() => null;

    public sealed override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(Action(context.Document, context.Diagnostics[0]), context.Diagnostics);
        return Task.CompletedTask;
    }

    protected abstract CodeAction Action(Document document, Diagnostic diagnostic);
}

/// <summary>Changes the name, but never to one that satisfies the analyzer.</summary>
public sealed class EndlessFix : SingleActionFix
{
    protected override CodeAction Action(Document document, Diagnostic diagnostic) =>
        CodeAction.Create("Endless", _ => RenameAsync(document, diagnostic, name => name + "_"), "Endless");
}

/// <summary>Leaves a method named q as it is.</summary>
public sealed class AllButQFix : SingleActionFix
{
    protected override CodeAction Action(Document document, Diagnostic diagnostic) =>
        CodeAction.Create("All but q", _ => RenameAsync(document, diagnostic, name => name == "q" ? name : name.ToUpperInvariant()), "All but q");
}

/// <summary>Puts two words into one token.</summary>
public sealed class WrongTreeFix : SingleActionFix
{
    protected override CodeAction Action(Document document, Diagnostic diagnostic) =>
        CodeAction.Create("Wrong tree", _ => RenameAsync(document, diagnostic, name => "M<T> /* " + name + " */"), "Wrong tree");
}

/// <summary>Puts a comment into white space.</summary>
public sealed class WrongTriviaFix : SingleActionFix
{
    protected override CodeAction Action(Document document, Diagnostic diagnostic) => CodeAction.Create(
        "Wrong trivia",
        async cancellationToken =>
        {
            var root = (await document.GetSyntaxRootAsync(cancellationToken))!;
            var name = root.FindToken(diagnostic.Location.SourceSpan.Start);
            var fixedName = SyntaxFactory.Identifier(
                SyntaxFactory.TriviaList(SyntaxFactory.SyntaxTrivia(SyntaxKind.WhitespaceTrivia, "/* */")),
                name.Text.ToUpperInvariant(),
                SyntaxFactory.TriviaList());
            return document.WithSyntaxRoot(root.ReplaceToken(name, fixedName));
        },
        "Wrong trivia");
}

/// <summary>Capitalizes, and adds a document in a folder.</summary>
public sealed class NewDocumentFix : SingleActionFix
{
    protected override CodeAction Action(Document document, Diagnostic diagnostic) => CodeAction.Create(
        "New document",
        async _ =>
        {
            var renamed = await RenameAsync(document, diagnostic, name => name.ToUpperInvariant());
            return renamed.Project.AddDocument("New.cs", SourceText.From("// new", Encoding.UTF8), ["Sub"]).Project.Solution;
        },
        "New document");
}

/// <summary>Capitalizes without care for white space and qualified names, but asks for both.</summary>
public sealed class AnnotatedFix : SingleActionFix
{
    protected override CodeAction Action(Document document, Diagnostic diagnostic) => CodeAction.Create(
        "Annotated",
        async cancellationToken =>
        {
            var root = (await document.GetSyntaxRootAsync(cancellationToken))!;
            var method = (MethodDeclarationSyntax)root.FindNode(diagnostic.Location.SourceSpan);
            var fixedMethod = method
                .WithIdentifier(SyntaxFactory.Identifier(method.Identifier.Text.ToUpperInvariant()).WithTrailingTrivia(SyntaxFactory.Space))
                .WithReturnType(method.ReturnType.WithAdditionalAnnotations(Simplifier.Annotation))
                .WithAdditionalAnnotations(Formatter.Annotation);
            return document.WithSyntaxRoot(root.ReplaceNode(method, fixedMethod));
        },
        "Annotated");
}

/// <summary>Wants to change the solution twice.</summary>
public sealed class TwoChangesFix : SingleActionFix
{
    protected override CodeAction Action(Document document, Diagnostic diagnostic) => new TwoChanges(document.Project.Solution);

    private sealed class TwoChanges(Solution solution) : CodeAction
    {
        public override string Title => "Two changes";

        public override string EquivalenceKey => Title;

        protected override Task<IEnumerable<CodeActionOperation>> ComputeOperationsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<CodeActionOperation>>([new ApplyChangesOperation(solution), new ApplyChangesOperation(solution)]);
    }
}

/// <summary>Replaces a type that does not exist (an error of the compiler) by object.</summary>
public sealed class UnknownTypeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => ["CS0246"];

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        context.RegisterCodeFix(CodeAction.Create("Use object", FixAsync, "Use object"), context.Diagnostics);
        return Task.CompletedTask;

        async Task<Document> FixAsync(CancellationToken cancellationToken)
        {
            var root = (await context.Document.GetSyntaxRootAsync(cancellationToken))!;
            var type = root.FindNode(context.Span).FirstAncestorOrSelf<TypeSyntax>()!;
            return context.Document.WithSyntaxRoot(root.ReplaceNode(type, SyntaxFactory.ParseTypeName("object").WithTriviaFrom(type)));
        }
    }
}
