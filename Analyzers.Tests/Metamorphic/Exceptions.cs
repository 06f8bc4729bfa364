namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>Shapes whose verdict changes with the way they are written, and why.</summary>
internal static class Exceptions
{
    public static readonly Dictionary<(string Transformation, string Shape), string> Reasons = new()
    {
        [("do while false", "L41.c")] = "a deviation: the report that should not be there goes",
        [("do while false", "L41.d")] = "what is said besides the report goes",
        [("locals renamed", "M41")] = Usings,
        [("locals renamed", "M41.a")] = Usings,
        [("locals renamed", "M41.b")] = Usings,
    };

    private const string Usings = "a deviation, M41.a: what other shapes dispose of counts";
}
