namespace Chimney.Proof.Tests;

/// <summary>Handlers whose duty is Dispose: what a translation is, how it is labelled, and what is counted.</summary>
public class PeerTests
{
    private const string Head = "public class Shape : IntermediateDriver\n{\n    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)\n    {\n";

    private static (Subject? Subject, string? Why) Translate(string body, string members = "")
    {
        var subject = new Subject("one", [$"{Head}{body}\n    }}\n{members}}}\n"]);
        using var batch = new Batch([subject]);
        var compilation = batch.Analysed();
        return DisposeTranslation.Translate(subject, compilation, compilation.SyntaxTrees.Single(tree => tree.FilePath == Batch.FileOf(0)));
    }

    [Fact]
    public void A_translation_keeps_the_control_flow()
    {
        string text = Translate(
            """
            if (list.IsNull)
                return;
            ProtocolOffloadBlockList alias = list;
            if (alias.Root.Status == NdisStatus.Success)
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, alias.ToMiniport());
            else
                Parked.Enqueue(list.Pend());
            """,
            "    private readonly Queue<PendedProtocolOffload> Parked = new();\n").Subject!.Text;
        Assert.Equal(
            """
            public class Shape
            {
                public void Handle(ProtocolBindingContext context)
                {
                    var list = new Chimney.Proof.Counted();
                    if ((list == null))
                        return;
                    Chimney.Proof.Counted alias = list;
                    if (alias.Status == NdisStatus.Success)
                        alias.Dispose();
                    else
                        Parked.Enqueue(list);
                }

                private readonly Queue<Chimney.Proof.Counted> Parked = new();
            }

            """,
            text,
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, default);", "a function is called without the list")]
    [InlineData("_ = list.Blocks;", "it asks for Blocks")]
    [InlineData("_ = NdisMiniportHandle;", "it asks its driver for something")]
    public void What_has_no_counterpart_is_not_translated(string body, string why) => Assert.Equal(why, Translate(body).Why);

    [Theory]
    [InlineData("DONE", DisposeFaults.None)]
    [InlineData("Adapter.Note(\"\");", DisposeFaults.Missing)]
    [InlineData("if (Adapter.IsUp()) DONE", DisposeFaults.Missing)]
    [InlineData("DONE DONE", DisposeFaults.Double)]
    [InlineData("DONE _ = list.Root.Status;", DisposeFaults.UseAfter)]
    [InlineData("if (Adapter.IsUp()) DONE DONE", DisposeFaults.Double)]
    [InlineData("if (Adapter.Load() > 2) DONE if (Adapter.Load() < 2) DONE", DisposeFaults.Missing | DisposeFaults.Double)]
    [InlineData("DONE throw new InvalidOperationException();", DisposeFaults.None)]
    [InlineData("throw new InvalidOperationException();", DisposeFaults.Missing)]
    [InlineData("Adapter.Probe(); DONE", DisposeFaults.None)]
    [InlineData("QueueWorkItem(() => Adapter.Note(\"\")); DONE", DisposeFaults.None)]
    public void Runs_label_a_translation(string body, DisposeFaults faults)
    {
        Subject subject = Translate(body.Replace("DONE", "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());", StringComparison.Ordinal)).Subject!;
        using var batch = new Batch([subject]);
        Assert.Equal((faults, false), DisposeRuns.Judge(batch, 0));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(10, 0, 0.001953)]
    [InlineData(1, 8, 0.039063)]
    [InlineData(5, 5, 1)]
    public void McNemar_s_test_is_exact(int one, int other, double chance) => Assert.Equal(chance, PeerTable.Chance(one, other), 0.000001);

    /// <summary>Peers are found in the package cache, are configured, and report something; ours is right about the slice, or says that it cannot tell.</summary>
    [Fact]
    public void A_slice_is_compared()
    {
        var score = PeerScore.Of(seed: 4, clean: 16, faulty: 32);
        Assert.True(score.Rows.Count >= 12, string.Join('\n', score.Left));
        Assert.Equal(48, score.Rows.Count + score.Left.Values.Sum());
        Assert.All(Enumerable.Range(1, Peer.All.Length), tool => Assert.Contains(score.Rows, row => row.Reported[tool]));
        Assert.All(score.Rows, row => Assert.True(row.IsUnproven || row.Reported[0] == (row.Faults != 0), row.Id));
        Assert.Contains($"| {Peer.All[0].Name} |", PeerPage.Write(score, 4, "commit"), StringComparison.Ordinal);
    }
}
