using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Which code action a test takes, and what it does to a solution.</summary>
public abstract class CodeActionTest<TVerifier> : AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    /// <summary>The position of the action among those offered for a diagnostic; the first one if null.</summary>
    public int? CodeActionIndex { get; set; }

    public string? CodeActionEquivalenceKey { get; set; }

    /// <summary>A check of the action taken, such as its title.</summary>
    public Action<CodeAction, IVerifier>? CodeActionVerifier { get; set; }

    public CodeActionValidationMode CodeActionValidationMode { get; set; } = CodeActionValidationMode.SemanticStructure;

    private protected CodeAction? Choose(IEnumerable<CodeAction> offered)
    {
        var actions = Flatten(offered)
            .Where(action => CodeActionEquivalenceKey is null || action.EquivalenceKey == CodeActionEquivalenceKey)
            .ToList();
        return (CodeActionIndex ?? 0) < actions.Count ? actions[CodeActionIndex ?? 0] : null;
    }

    /// <summary>The solution after the action, which simplifies and formats what it annotated; changed documents are parsed again.</summary>
    private protected async Task<Solution> ApplyAsync(CodeAction action, Solution solution, IVerifier verify, CancellationToken cancellationToken)
    {
        CodeActionVerifier?.Invoke(action, verify);
        var operations = (await action.GetOperationsAsync(cancellationToken)).OfType<ApplyChangesOperation>().ToList();
        verify.True(operations.Count == 1, $"Expected the code action '{action.Title}' to have one operation that changes the solution, it has {operations.Count}");

        var changed = operations[0].ChangedSolution;
        foreach (var id in ChangedDocuments(solution, changed))
        {
            var document = changed.GetDocument(id)!;
            var built = (await document.GetSyntaxRootAsync(cancellationToken))!;
            var text = await document.GetTextAsync(cancellationToken);
            changed = changed.WithDocumentText(id, SourceText.From(text.ToString(), text.Encoding, text.ChecksumAlgorithm));
            var parsed = (await changed.GetDocument(id)!.GetSyntaxRootAsync(cancellationToken))!;
            verify.True(
                SameShape(built, parsed),
                $"The code action '{action.Title}' builds a tree that its own text does not parse to, in {document.Name}:\n{text}");
        }

        return changed;
    }

    /// <summary>Whether a file was added, was removed, or has another text. (Roslyn calls a document changed that got an equal text.)</summary>
    private protected static async Task<bool> HasChangesAsync(Solution before, Solution after, CancellationToken cancellationToken)
    {
        var files = Files(before);
        if (!Files(after).Keys.ToHashSet().SetEquals(files.Keys))
            return true;
        foreach (var (id, document) in Files(after))
        {
            if (!(await document.GetTextAsync(cancellationToken)).ContentEquals(await files[id].GetTextAsync(cancellationToken)))
                return true;
        }

        return false;

        static Dictionary<DocumentId, TextDocument> Files(Solution solution) => solution.Projects
            .SelectMany(project => project.Documents.Concat(project.AdditionalDocuments).Concat(project.AnalyzerConfigDocuments))
            .ToDictionary(document => document.Id);
    }

    private static IEnumerable<CodeAction> Flatten(IEnumerable<CodeAction> actions)
    {
#if ROSLYN4_5
        // Nested actions became public later.
        return actions;
#else
        return actions.SelectMany(action => action.NestedActions.IsDefaultOrEmpty ? [action] : Flatten(action.NestedActions));
#endif
    }

    private static ImmutableArray<DocumentId> ChangedDocuments(Solution before, Solution after) =>
    [
        .. after.GetChanges(before).GetProjectChanges().SelectMany(project => project.GetChangedDocuments().Concat(project.GetAddedDocuments())),
    ];

    private bool SameShape(SyntaxNode built, SyntaxNode parsed) => CodeActionValidationMode switch
    {
        CodeActionValidationMode.None => true,
        CodeActionValidationMode.Full => built.IsEquivalentTo(parsed),
        _ => CSharp.SyntaxFactory.AreEquivalent(built, parsed, topLevel: false),
    };
}
