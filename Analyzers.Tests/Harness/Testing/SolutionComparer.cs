using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Compares the files of a fixed solution with those of the expected state: names, folders, text and encoding.</summary>
internal static class SolutionComparer
{
    public static async Task VerifyAsync(Solution actual, SolutionState expected, IVerifier verify, CancellationToken cancellationToken)
    {
        foreach (var state in expected.AdditionalProjects.Values.Prepend(expected))
        {
            var project = actual.Projects.Single(item => item.Name == state.Name);
            await VerifyFilesAsync("document", project.Documents, state.Sources, state);
            await VerifyFilesAsync("additional document", project.AdditionalDocuments, state.AdditionalFiles, state);
            await VerifyFilesAsync("analyzer config document", project.AnalyzerConfigDocuments, state.AnalyzerConfigFiles, state);
        }

        async Task VerifyFilesAsync(string kind, IEnumerable<TextDocument> documents, SourceFileCollection files, ProjectState state)
        {
            var found = documents.OrderBy(SolutionBuilder.DocumentPath, StringComparer.Ordinal).ToList();
            var wanted = files.OrderBy(file => SolutionBuilder.ExpectedPath(file.filename, state), StringComparer.Ordinal).ToList();
            var foundNames = string.Join(", ", found.Select(SolutionBuilder.DocumentPath));
            var wantedNames = string.Join(", ", wanted.Select(file => SolutionBuilder.ExpectedPath(file.filename, state)));
            verify.True(foundNames == wantedNames, $"Expected the {kind}s of {state.Name} to be: {wantedNames}; they are: {foundNames}");

            foreach (var (document, (name, content)) in found.Zip(wanted))
            {
                var text = await document.GetTextAsync(cancellationToken);
                verify.True(
                    text.ToString() == content.ToString(),
                    $"content of '{name}' did not match. Diff shown with expected as baseline:\n{Diff(content, text)}");
                verify.True(
                    text.Encoding?.WebName == content.Encoding?.WebName,
                    $"encoding of '{name}' was expected to be '{content.Encoding?.WebName}' but was '{text.Encoding?.WebName}'");
            }
        }
    }

    /// <summary>The lines of both texts along a longest common subsequence.</summary>
    private static string Diff(SourceText expected, SourceText actual)
    {
        var left = Lines(expected);
        var right = Lines(actual);
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var result = new StringBuilder();
        var (l, r) = (0, 0);
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && r < right.Length && left[l] == right[r])
            {
                result.Append(' ').AppendLine(Visible(left[l++]));
                r++;
            }
            else if (r == right.Length || (l < left.Length && common[l + 1, r] >= common[l, r + 1]))
            {
                result.Append('-').AppendLine(Visible(left[l++]));
            }
            else
            {
                result.Append('+').AppendLine(Visible(right[r++]));
            }
        }

        return result.ToString();

        static string[] Lines(SourceText text) => [.. text.Lines.Select(line => text.ToString(line.SpanIncludingLineBreak))];

        static string Visible(string line) => line.TrimEnd('\r', '\n') + (line.EndsWith("\r\n", StringComparison.Ordinal) ? "<CR><LF>" : "");
    }
}
