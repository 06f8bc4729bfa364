using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Chimney.Proof;

/// <summary>Right handlers with one fault each, drawn from a seed: the operators take turns.</summary>
public static class Mutants
{
    /// <summary>How many handlers are looked at for a site.</summary>
    private const int MostHandlers = 400;

    /// <summary>The right handler that the mutant with a number was made of.</summary>
    public static Subject Right(int seed, int number) => Draw(seed, number).Right!;

    /// <summary>The mutant with a number: the same for the same seed, whatever else is drawn.</summary>
    /// <returns>The operator and the mutant; null where no handler has a site.</returns>
    public static (FaultOperator Operator, Subject? Subject) One(int seed, int number) => Draw(seed, number) is var drawn ? (drawn.Operator, drawn.Subject) : default;

    private static (FaultOperator Operator, Subject? Subject, Subject? Right) Draw(int seed, int number)
    {
        FaultOperator fault = FaultOperator.All[number % FaultOperator.All.Length];
        for (int attempt = 0; attempt < MostHandlers; attempt++)
        {
            // Handlers of negative numbers are not among those that are compared as they are.
            int handler = -1 - attempt - (MostHandlers * number);
            (HandlerKind kind, Subject subject) = Generator.Right(seed, handler);
            SyntaxNode root = CSharpSyntaxTree.ParseText(subject.Files[0]).GetRoot();
            SyntaxNode[] mutants = [.. fault.Mutate(root, kind)];
            if (mutants.Length == 0)
                continue;
            string text = mutants[(int)((uint)handler % mutants.Length)].NormalizeWhitespace(eol: "\n").ToFullString() + "\n";
            return (fault, subject with { Id = $"{seed}-{number} {kind.Name}: {fault.Name}", Files = [text] }, subject);
        }
        return (fault, null, null);
    }
}
