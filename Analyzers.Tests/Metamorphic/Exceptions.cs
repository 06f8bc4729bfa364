namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>Shapes whose verdict changes with the way they are written, and why.</summary>
internal static class Exceptions
{
    private const string Conditions = "a condition that is switched on is not narrowed by an earlier test of the same thing";
    private const string Either = "either rule is right";
    private const string Hook = "a hook that the base calls by way of a helper counts as what it is in the base";

    public static readonly Dictionary<(string Transformation, string Shape), string> Reasons = new()
    {
        [("do while false", "L41.d")] = "what is said besides the report goes",
        [("if to switch", "D10.c")] = Conditions,
        [("if to switch", "D20.b")] = Conditions,
        [("if to switch", "D35.deep1")] = Conditions,
        [("if to switch", "D35.deep5")] = Conditions,
        [("if to switch", "D35.try")] = Conditions,
        [("if to switch", "X30.008")] = Conditions,
        [("if to switch", "X30.040")] = Conditions,
        [("if to switch", "X30.j")] = Conditions,
        [("if to switch", "X54.g")] = Conditions,
        [("if to switch", "X54.l2")] = Conditions,
        [("if to switch", "X31.a")] = Conditions,
        [("if to switch", "X31.c")] = Conditions,
        [("local function to lambda", "H14")] = "a race is seen between local functions, and not between lambdas",
        [("body in a local function", "A20.b")] = Either,
        [("body in a local function", "H17.a")] = "a timer that is never armed is taken for dropped where a helper makes it",
        [("body in a local function", "L41.d")] = "what is said besides the report goes",
        [("body in a method of its own", "A20.b")] = Either,
        [("body in a method of its own", "G33.a")] = Hook,
        [("body in a method of its own", "H17.a")] = "a timer that is never armed is taken for dropped where a helper makes it",
        [("body in a method of its own", "H31")] = "a field that a helper overwrites is not noticed",
        [("body in a method of its own", "H50")] = "a late loser is taken for one who drops the list where a helper starts it",
        [("body in a method of its own", "K61.b")] = Hook,
        [("body in a method of its own", "L41.d")] = "what is said besides the report goes",
        [("body in a method of its own", "X52.e")] = "one mistake is reported once more where a helper pends the list",
        [("body in a method of its own", "M66.b")] = "the operation of a handle is not known in a helper",
    };
}
