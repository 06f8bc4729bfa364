using System.Numerics;
using Chimney.Analyzers.Flow;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>Arithmetic of the analysis against that of the runtime.</summary>
public class NumberLawTests(ITestOutputHelper output)
{
    private static readonly CSharpCompilation s_compilation = CSharpCompilation.Create("Numbers", references: [MetadataReference.CreateFromFile(typeof(long).Assembly.Location)]);
    private static readonly ITypeSymbol s_long = s_compilation.GetSpecialType(SpecialType.System_Int64);
    private static readonly ITypeSymbol s_ulong = s_compilation.GetSpecialType(SpecialType.System_UInt64);

    private static readonly BinaryOperatorKind[] s_comparisons =
    [
        BinaryOperatorKind.Equals, BinaryOperatorKind.NotEquals, BinaryOperatorKind.LessThan, BinaryOperatorKind.LessThanOrEqual, BinaryOperatorKind.GreaterThan, BinaryOperatorKind.GreaterThanOrEqual,
    ];

    private static readonly BinaryOperatorKind[] s_arithmetic =
    [
        BinaryOperatorKind.Add, BinaryOperatorKind.Subtract, BinaryOperatorKind.Multiply, BinaryOperatorKind.Divide, BinaryOperatorKind.Remainder, BinaryOperatorKind.LeftShift, BinaryOperatorKind.RightShift,
    ];

    private static readonly BinaryOperatorKind[] s_bounded = [BinaryOperatorKind.Add, BinaryOperatorKind.Subtract, BinaryOperatorKind.And, BinaryOperatorKind.Or, BinaryOperatorKind.Remainder];

    private static readonly Gen<(long A, long B, bool IsUnsigned)> s_pair = from a in Operands.Number from b in Operands.Number from isUnsigned in Gen.Elements(false, true) select (a, b, isUnsigned);

    [Fact]
    public void Comparisons_are_those_of_the_runtime() => LawCheck.Holds(output, from pair in s_pair from kind in Gen.Elements(s_comparisons) select (pair, kind), operands =>
    {
        var ((a, b, isUnsigned), kind) = operands;
        int order = isUnsigned ? ((ulong)a).CompareTo((ulong)b) : a.CompareTo(b);
        bool expected = kind switch
        {
            BinaryOperatorKind.Equals => order == 0,
            BinaryOperatorKind.NotEquals => order != 0,
            BinaryOperatorKind.LessThan => order < 0,
            BinaryOperatorKind.LessThanOrEqual => order <= 0,
            BinaryOperatorKind.GreaterThan => order > 0,
            _ => order >= 0,
        };
        var type = isUnsigned ? s_ulong : s_long;
        Assert.Equal(expected, Numbers.Against(kind, b, type)!.Contains(a));
        Assert.Equal(expected, Numbers.Against(Numbers.Mirror(kind), a, type)!.Contains(b));
        Assert.Equal(expected ? 1 : 0, Numbers.Fold(kind, a, b, type));
    });

    [Fact]
    public void Bounds_lose_no_result() => LawCheck.Holds(output, from range in Operands.SomeRange from pair in s_pair from kind in Gen.Elements(s_bounded) select (range, pair, kind), operands =>
    {
        var (range, (a, b, isUnsigned), kind) = operands;
        var exact = kind switch { BinaryOperatorKind.Add => (Int128)a + b, BinaryOperatorKind.Subtract => (Int128)a - b, _ => 0 };
        if (!range.Contains(a) || exact < long.MinValue || exact > long.MaxValue || Numbers.Fold(kind, a, b, isUnsigned ? s_ulong : s_long) is not { } result)
            return;
        Assert.True(Numbers.Bounds(kind, range, b, isUnsigned ? s_ulong : s_long).Contains(result), $"{a} {kind} {b} = {result}");
    });

    [Fact]
    public void Results_are_those_of_the_runtime() => LawCheck.Holds(output, from pair in s_pair from kind in Gen.Elements(s_arithmetic) select (pair.A, pair.B, kind), operands =>
    {
        var (a, b, kind) = operands;
        void Agrees(SpecialType type, Func<long> result)
        {
            if (Numbers.Fold(kind, a, b, s_compilation.GetSpecialType(type)) is { } folded)
                Assert.Equal(result(), folded);
        }
        Agrees(SpecialType.System_Int64, () => Result(kind, a, b));
        Agrees(SpecialType.System_UInt64, () => (long)Result(kind, (ulong)a, (ulong)b));
        (a, b) = ((int)a, (int)b);
        Agrees(SpecialType.System_Int32, () => Result(kind, (int)a, (int)b));
        (a, b) = ((uint)a, (uint)b);
        Agrees(SpecialType.System_UInt32, () => Result(kind, (uint)a, (uint)b));
    });

    private static T Result<T>(BinaryOperatorKind kind, T a, T b)
        where T : IBinaryInteger<T>, IShiftOperators<T, int, T>
        => kind switch
        {
            BinaryOperatorKind.Add => unchecked(a + b),
            BinaryOperatorKind.Subtract => unchecked(a - b),
            BinaryOperatorKind.Multiply => unchecked(a * b),
            BinaryOperatorKind.Divide => a / b,
            BinaryOperatorKind.Remainder => a % b,
            BinaryOperatorKind.LeftShift => a << int.CreateTruncating(b),
            _ => a >> int.CreateTruncating(b),
        };
}
