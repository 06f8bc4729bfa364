using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.Proof;

/// <summary>
/// What is done to a source before it is run, on the lines that it has: statements say where they stand, as catch and finally blocks cannot be told from
/// the stack of calls; conditions note how they come out; loops count their turns, so that they end; calls of the surroundings are told which answers
/// make a difference; and a driver that splits chains gets a second virtual miniport, without which chains have one part only.
/// </summary>
internal sealed class Instrument(bool splits) : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax s_turn = SyntaxFactory.ParseStatement("Chimney.Proof.Unknown.Turn();");

    private static readonly MemberDeclarationSyntax s_miniports = SyntaxFactory.ParseMemberDeclaration("public override int VirtualMiniports => 2;")!;

    public override SyntaxNode? Visit(SyntaxNode? node)
        => base.Visit(node) is { } visited ? Conditions.IsLeaf(node) ? Conditions.Noted(node!, visited) : visited : null;

    public override SyntaxNode? VisitSwitchStatement(SwitchStatementSyntax node)
        => base.VisitSwitchStatement(node) is SwitchStatementSyntax choice ? choice.WithExpression(Conditions.Switched(node, choice.Expression)) : null;

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
        => base.VisitForEachStatement(node) is ForEachStatementSyntax loop
            ? SyntaxFactory.Block(loop.WithStatement(Block(Conditions.Note(node.Expression, true), loop.Statement)), Conditions.Note(node.Expression, false)) : null;

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
        => base.VisitWhileStatement(node) is WhileStatementSyntax loop ? loop.WithStatement(Counted(loop.Statement)) : null;

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
        => base.VisitForStatement(node) is ForStatementSyntax loop ? loop.WithStatement(Counted(loop.Statement)) : null;

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
        => base.VisitDoStatement(node) is DoStatementSyntax loop ? loop.WithStatement(Counted(loop.Statement)) : null;

    public override SyntaxNode? VisitLabeledStatement(LabeledStatementSyntax node)
        => base.VisitLabeledStatement(node) is LabeledStatementSyntax { Statement: not LocalDeclarationStatementSyntax } label ? label.WithStatement(Counted(label.Statement)) : node;

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node) => Narrowing.Of(node)?.WithTriviaFrom(node) ?? base.VisitInvocationExpression(node);

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        var type = (ClassDeclarationSyntax)base.VisitClassDeclaration(node)!;
        bool isDriver = type.BaseList?.Types.Any(b => b.Type.ToString() == nameof(IntermediateDriver)) == true;
        return splits && isDriver && type.Members.Count > 0 && !type.Members.OfType<PropertyDeclarationSyntax>().Any(p => p.Identifier.Text == "VirtualMiniports")
            ? type.WithMembers(type.Members.Insert(0, s_miniports))
            : type;
    }

    public override SyntaxNode? VisitBlock(BlockSyntax node)
        => base.VisitBlock(node) is BlockSyntax block ? block.WithStatements(Marked(node.Statements, block.Statements)) : null;

    public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node)
        => base.VisitSwitchSection(node) is SwitchSectionSyntax section ? section.WithStatements(Marked(node.Statements, section.Statements)) : null;

    private static SyntaxList<StatementSyntax> Marked(SyntaxList<StatementSyntax> places, SyntaxList<StatementSyntax> statements)
    {
        var marked = new List<StatementSyntax>();
        for (int i = 0; i < statements.Count; i++)
        {
            if (places[i] is ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax or IfStatementSyntax or ForEachStatementSyntax)
                marked.Add(Mark(places[i]));
            marked.Add(statements[i]);
        }
        return SyntaxFactory.List(marked);
    }

    private static StatementSyntax Mark(StatementSyntax place)
    {
        SyntaxNode body = place.Ancestors().First(node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        FileLinePositionSpan lines = body.GetLocation().GetMappedLineSpan();
        bool isHandler = place.Ancestors().TakeWhile(node => node != body).Any(node => node is CatchClauseSyntax or FinallyClauseSyntax);
        static string Word(bool value) => value ? "true" : "false";
        return SyntaxFactory.ParseStatement(
            $"Chimney.Proof.Unknown.At({LineOf(place)}, {lines.StartLinePosition.Line + 1}, {lines.EndLinePosition.Line + 1}, {Word(isHandler)}, {Word(place is ThrowStatementSyntax { Expression: null })}, Chimney.Proof.Surrounding.{SurroundingOf(place)});");
    }

    private static int LineOf(SyntaxNode place) => place.GetLocation().GetMappedLineSpan().StartLinePosition.Line + 1;

    /// <summary>Whether the body that a statement stands in would notice an exception there.</summary>
    private static Surrounding SurroundingOf(StatementSyntax place)
    {
        bool isInHandler = false;
        for (SyntaxNode? node = place; node is not null and not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax); node = node.Parent)
        {
            if (node.Parent is TryStatementSyntax attempt && attempt.Block == node)
                return Surrounding.Try;
            isInHandler |= node is CatchClauseSyntax or FinallyClauseSyntax;
        }
        return isInHandler ? Surrounding.Handler : Surrounding.None;
    }

    private static StatementSyntax Counted(StatementSyntax body) => Block(s_turn, body);

    private static BlockSyntax Block(params StatementSyntax[] statements)
        => SyntaxFactory.Block(SyntaxFactory.Token(SyntaxKind.OpenBraceToken), SyntaxFactory.List(statements), SyntaxFactory.Token(SyntaxKind.CloseBraceToken));
}
