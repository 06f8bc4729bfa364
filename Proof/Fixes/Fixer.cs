using Chimney.Analyzers.Tests.Fixes;
using Microsoft.CodeAnalysis;

namespace Chimney.Proof;

/// <summary>Does with a subject what a user does who takes every fix that is offered.</summary>
public static class Fixer
{
    /// <summary>Applies the first fix that is offered until none is.</summary>
    /// <returns>The subject after, the titles of the fixes, and what is still reported.</returns>
    public static (Subject After, IReadOnlyList<string> Applied, IReadOnlyList<string> Left) Fix(Subject subject) => FixAsync(subject).GetAwaiter().GetResult();

    private static async Task<(Subject After, IReadOnlyList<string> Applied, IReadOnlyList<string> Left)> FixAsync(Subject subject)
    {
        using var session = new FixSession(Batch.Alone(subject));
        Solution solution = session.Start;
        var applied = new List<string>();
        while (true)
        {
            var reports = await session.ReportsAsync(solution);
            if (applied.Count == FixSession.MostFixes || await FixSession.OfferAsync(solution, reports) is not { } offer)
                return (subject with { Files = [.. (await session.TextsAsync(solution)).Skip(1)] }, applied, [.. reports.Select(report => $"{report.Id}: {report.GetMessage(null)}")]);
            applied.Add($"{offer.Diagnostic.Id}: {offer.Action.Title}");
            solution = await FixSession.ApplyAsync(offer.Action);
        }
    }
}
