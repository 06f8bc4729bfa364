namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Wraps what a test is about into a target that answers pended requests.</summary>
internal static class Targets
{
    private static readonly string[] Requests = ["Initiate", "Terminate", "Update", "Invalidate", "Query"];

    /// <summary>A target that does this with each pended <c>list</c>.</summary>
    public static string Answering(string body, string members = "") => $$"""
        using System;
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            private readonly Queue<PendedMiniportOffload> _work = new();

            {{string.Concat(Requests.Where(r => !members.Contains($"Miniport{r}Offload", StringComparison.Ordinal)).Select(r => $"public override void Miniport{r}Offload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());\n    "))}}

            public void Work()
            {
                while (_work.TryDequeue(out var pended))
                {
                    var list = pended.Resume();
                    {{body.ReplaceLineEndings("\n            ")}}
                }
            }

            private static bool IsUp() => Random.Shared.Next(2) == 0;
            {{members.ReplaceLineEndings("\n    ")}}
        }
        """.ReplaceLineEndings("\n") + "\n";

    /// <summary>A target out of slots, which completes what it keeps from a method of its own.</summary>
    /// <param name="handler">The delegate of the slot.</param>
    /// <param name="onOnePath">What is done on one path only.</param>
    /// <param name="rest">What is done on both.</param>
    public static string Composed(string handler, string onOnePath, string rest) => $$"""
        using System.Collections.Generic;
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Worker
        {
            private readonly Queue<PendedMiniportOffload> _work = new();

            public {{handler}} Slot => (context, list) => _work.Enqueue(list.Pend());

            public void Finish(NdisMiniportHandle NdisMiniportHandle, bool isOn)
            {
                while (_work.TryDequeue(out var pended))
                {
                    var list = pended.Resume();
                    if (isOn)
                    {
                        {{onOnePath.ReplaceLineEndings("\n            ")}}
                    }
                    {{rest.ReplaceLineEndings("\n        ")}}
                }
            }
        }
        """;
}
