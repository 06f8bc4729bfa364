namespace Chimney.Proof;

/// <summary>A program that is both run and analysed: files that declare a driver, of which one is its own.</summary>
/// <param name="Id">Names the subject.</param>
/// <param name="Files">The files' texts; a line of the first one is a line of the subject.</param>
/// <param name="IsSlots">Whether the handlers stand in slots, with no driver class around them.</param>
public sealed record Subject(string Id, IReadOnlyList<string> Files, bool IsSlots = false)
{
    /// <summary>The whole text.</summary>
    public string Text => string.Join('\n', Files);
}
