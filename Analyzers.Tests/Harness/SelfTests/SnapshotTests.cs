namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public sealed class SnapshotTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("snapshot");

    private string Source => Path.Combine(_folder.FullName, "Some.cs");

    private string[] Files => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_snapshot_beside_the_test_is_found() => Snapshot.Verify("one line\nand another\n");

    [Fact]
    public void A_match_passes_and_deletes_what_was_received()
    {
        Assert.Throws<InvalidOperationException>(() => Snapshot.Verify("text", Source, "M", update: false));
        var received = Assert.Single(Files);
        Assert.StartsWith("Some.M.", received, StringComparison.Ordinal);
        Assert.EndsWith(".received.txt", received, StringComparison.Ordinal);

        File.Move(Path.Combine(_folder.FullName, received), Path.Combine(_folder.FullName, "Some.M.verified.txt"));
        File.WriteAllText(Path.Combine(_folder.FullName, received), "old");
        Snapshot.Verify("text\r\n", Source, "M", update: false);
        Assert.Equal(["Some.M.verified.txt"], Files);
    }

    [Fact]
    public void A_mismatch_fails_and_writes_what_was_received()
    {
        var verified = Path.Combine(_folder.FullName, "Some.M.verified.txt");
        File.WriteAllText(verified, "text");
        var exception = Assert.Throws<InvalidOperationException>(() => Snapshot.Verify("other", Source, "M", update: false));
        Assert.Contains("Some.M.verified.txt differs", exception.Message, StringComparison.Ordinal);
        Assert.Equal("text", File.ReadAllText(verified));
        Assert.Equal("other", File.ReadAllText(Assert.Single(_folder.GetFiles("*.received.txt")).FullName));
    }

    [Fact]
    public void An_update_rewrites_the_snapshot()
    {
        Snapshot.Verify("text", Source, "M", update: true);
        Snapshot.Verify("other", Source, "M", update: true);
        Snapshot.Verify("other", Source, "M", update: false);
        Assert.Equal(["Some.M.verified.txt"], Files);
    }
}
