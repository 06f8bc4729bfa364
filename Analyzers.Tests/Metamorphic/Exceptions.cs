namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>Shapes whose verdict changes with the way they are written, and why.</summary>
internal static class Exceptions
{
    private const string Either = "either rule is right";

    public static readonly Dictionary<(string Transformation, string Shape), string> Reasons = new()
    {
        [("do while false", "L41.d")] = "what is said besides the report goes",
        [("body in a local function", "A20.b")] = Either,
        [("body in a local function", "X157.a")] = Either,
        [("body in a local function", "X165")] = Either,
        [("body in a local function", "L41.d")] = "what is said besides the report goes",
        [("body in a method of its own", "A20.b")] = Either,
        [("body in a method of its own", "X157.a")] = Either,
        [("body in a method of its own", "X165")] = Either,
        [("body in a method of its own", "L41.d")] = "what is said besides the report goes",
    };
}
