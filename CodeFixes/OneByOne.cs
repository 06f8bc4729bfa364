using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Chimney.CodeFixes;

/// <summary>Fixes one report after the other, in all documents: for fixes that other documents see.</summary>
internal sealed class OneByOne(Func<CheckedDocument, Diagnostic, CancellationToken, Task<(string Title, CheckedDocument After)?>> fix) : FixAllProvider
{
    public override Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        var documents = context.Scope switch
        {
            FixAllScope.Solution => context.Solution.Projects.SelectMany(p => p.Documents),
            FixAllScope.Project => context.Project.Documents,
            _ => [context.Document!],
        };
        var ids = documents.Where(d => d.Project.Language == LanguageNames.CSharp).Select(d => d.Id).ToList();
        return Task.FromResult<CodeAction?>(CodeAction.Create("Correct the attributes", cancellation => FixAsync(context.Solution, ids, context.DiagnosticIds, cancellation), context.CodeActionEquivalenceKey));
    }

    private async Task<Solution> FixAsync(Solution solution, IEnumerable<DocumentId> documents, ICollection<string> ids, CancellationToken cancellation)
    {
        foreach (var id in documents)
        {
            var tried = 0;
            while (await CheckedDocument.CreateAsync(solution.GetDocument(id)!, cancellation).ConfigureAwait(false) is { } current
                && current.Reports.Where(r => ids.Contains(r.Id)).OrderBy(r => r.Location.SourceSpan.Start).Skip(tried).FirstOrDefault() is { } report)
                if (await fix(current, report, cancellation).ConfigureAwait(false) is { } fixedOne)
                    solution = fixedOne.After.Document.Project.Solution;
                else
                    tried++;
        }
        return solution;
    }
}
