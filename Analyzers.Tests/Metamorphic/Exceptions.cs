namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>Shapes whose verdict changes with the way they are written, and why.</summary>
internal static class Exceptions
{
    public static readonly Dictionary<(string Transformation, string Shape), string> Reasons = new()
    {
        [("do while false", "L41.d")] = "what is said besides the report goes",
    };
}
