using System.Collections.Immutable;
using System.Numerics;
using Chimney.Analyzers.Flow;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using Xunit.Abstractions;
using Range = Chimney.Analyzers.Flow.Range;

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

    /// <summary>The integral types: sign, and what the runtime makes of a number in them.</summary>
    private static readonly (SpecialType Type, bool IsUnsigned, Func<long, long> Wrap)[] s_integral =
    [
        (SpecialType.System_Byte, true, n => (byte)n), (SpecialType.System_SByte, false, n => (sbyte)n),
        (SpecialType.System_Int16, false, n => (short)n), (SpecialType.System_UInt16, true, n => (ushort)n), (SpecialType.System_Char, true, n => (char)n),
        (SpecialType.System_Int32, false, n => (int)n), (SpecialType.System_UInt32, true, n => (uint)n),
        (SpecialType.System_Int64, false, n => n), (SpecialType.System_UInt64, true, n => n),
        (SpecialType.System_IntPtr, false, n => n), (SpecialType.System_UIntPtr, true, n => n),
    ];

    private static readonly SpecialType[] s_fractions = [SpecialType.System_Single, SpecialType.System_Double, SpecialType.System_Decimal];

    private static readonly ImmutableArray<long> s_numbers = [.. from bound in Operands.Bounds.Concat([byte.MaxValue, sbyte.MinValue, short.MinValue, short.MaxValue, ushort.MaxValue, uint.MaxValue]) from off in new[] { -1, 0, 1 } select unchecked(bound + off)];

    private static INamedTypeSymbol Type(SpecialType type) => s_compilation.GetSpecialType(type);

    private static INamedTypeSymbol Nullable(SpecialType type) => Type(SpecialType.System_Nullable_T).Construct(Type(type));

    [Fact]
    public void Conversions_between_integers_are_those_of_the_runtime()
    {
        foreach (var from in s_integral)
            foreach (var to in s_integral)
            {
                long[] values = [.. s_numbers.Select(from.Wrap).Distinct()];
                Assert.All(values, n => Assert.Equal(to.Wrap(n), Numbers.Converted(n, Type(from.Type), Type(to.Type))));
                Assert.Equal(values.All(n => to.Wrap(n) == n), Numbers.IsKept(Type(from.Type), Type(to.Type)));
                Assert.Equal(values.All(n => to.Wrap(n) == n), Numbers.IsKept(Nullable(from.Type), Nullable(to.Type)));
            }
    }

    [Fact]
    public void Fractions_have_the_order_of_integers_and_are_no_integers()
    {
        foreach (var fraction in s_fractions)
        {
            foreach (var integral in s_integral)
            {
                Assert.Null(Numbers.Converted(1, Type(fraction), Type(integral.Type)));
                Assert.Equal(Numbers.OfFraction(5), Numbers.Converted(5, Type(integral.Type), Type(fraction)));
                Assert.False(Numbers.IsKept(Type(fraction), Type(integral.Type)) || Numbers.IsKept(Type(integral.Type), Type(fraction)));
            }
            Assert.All(s_fractions, other => Assert.Equal(other == fraction, Numbers.IsKept(Type(fraction), Type(other))));
            Assert.All(s_fractions, other => Assert.Equal(7, Numbers.Converted(7, Type(fraction), Type(other))));
            Assert.Null(Numbers.Fold(BinaryOperatorKind.Add, 1, 1, Type(fraction)));
            Assert.True(Numbers.Bounds(BinaryOperatorKind.Add, Range.Of(1), 1, Type(fraction)).IsAll);
        }
        double[] ordered = [double.NegativeInfinity, -2, -1.5, -double.Epsilon, 0, double.Epsilon, 0.5, 1, 1.5, 2, double.PositiveInfinity];
        Assert.Equal(ordered.Select(Numbers.OfFraction).Order(), ordered.Select(Numbers.OfFraction));
        Assert.Equal(ordered.Length, ordered.Select(Numbers.OfFraction).Distinct().Count());
        Assert.Equal((0, 0), (Numbers.OfFraction(0), Numbers.OfFraction(-0.0)));
    }

    [Fact]
    public void Other_types_keep_their_values()
    {
        SpecialType[] others = [SpecialType.System_Boolean, SpecialType.System_String, SpecialType.System_Object];
        foreach (var other in others)
        {
            Assert.All(s_integral, integral => Assert.True(Numbers.IsKept(Type(other), Type(integral.Type)) && Numbers.IsKept(Type(integral.Type), Type(other))));
            Assert.Equal(5, Numbers.Converted(5, Type(SpecialType.System_Double), Type(other)));
            Assert.Equal(5, Numbers.Converted(5, Type(other), Type(SpecialType.System_Double)));
        }
        Assert.True(Numbers.IsKept(null, s_long) && Numbers.IsKept(s_long, null));
        Assert.Equal(300, Numbers.Converted(300, null, null));
    }

    [Fact]
    public void Enums_count_as_what_they_are_stored_in()
    {
        var day = s_compilation.GetTypeByMetadataName("System.DayOfWeek")!;
        Assert.Equal(SpecialType.System_Int32, Numbers.Kind(day));
        Assert.Equal(SpecialType.System_Int32, Numbers.Kind(Type(SpecialType.System_Nullable_T).Construct(day)));
        Assert.Equal(SpecialType.None, Numbers.Kind(null));
        Assert.Equal(SpecialType.None, Numbers.Kind(s_compilation.GetTypeByMetadataName("System.Lazy`1")!.Construct(s_long)));
        Assert.Equal(1, Numbers.Converted((1L << 32) + 1, s_long, day));
    }

    /// <summary>Nothing is equal to nothing, in no order with anything, and makes nothing of what it is used with.</summary>
    [Fact]
    public void Nothing_is_as_in_the_language()
    {
        foreach (var integral in s_integral)
        {
            var (type, inner) = (Nullable(integral.Type), Type(integral.Type));
            Assert.True(Numbers.IsNullable(type) && !Numbers.IsNullable(inner) && !Numbers.IsNullable(null));
            Assert.Equal((Range.Of(Numbers.Nothing), Range.Zero), (Numbers.NullOf(type), Numbers.NullOf(inner)));
            Assert.Equal(Numbers.Nothing, Numbers.Converted(Numbers.Nothing, type, Nullable(SpecialType.System_Int32)));
            foreach (var kind in s_comparisons)
            {
                bool isAgainst = kind is BinaryOperatorKind.NotEquals;
                Assert.Equal(kind is BinaryOperatorKind.Equals ? 1 : 0, Numbers.Fold(kind, Numbers.Nothing, Numbers.Nothing, type));
                Assert.Equal(isAgainst ? 1 : 0, Numbers.Fold(kind, Numbers.Nothing, 3, type));
                Assert.Equal(isAgainst ? 1 : 0, Numbers.Fold(kind, 3, Numbers.Nothing, type));
                Assert.Equal(Numbers.Fold(kind, 2, 3, inner), Numbers.Fold(kind, 2, 3, type));
            }
            foreach (var kind in s_arithmetic)
            {
                Assert.Equal(Numbers.Nothing, Numbers.Fold(kind, Numbers.Nothing, 3, type));
                Assert.Equal(Numbers.Nothing, Numbers.Fold(kind, 3, Numbers.Nothing, type));
                Assert.Equal(Numbers.Fold(kind, 7, 2, inner), Numbers.Fold(kind, 7, 2, type));
                Assert.True(Numbers.Bounds(kind, Range.Of(1), 2, type).IsAll);
            }
        }
    }

    [Fact]
    public void Whatever_is_not_false_is_true()
    {
        var type = Type(SpecialType.System_Boolean);
        Assert.Equal(Range.NonZero, Numbers.Against(BinaryOperatorKind.Equals, 1, type));
        Assert.Equal(Range.Zero, Numbers.Against(BinaryOperatorKind.NotEquals, 1, type));
        Assert.Equal(Range.Zero, Numbers.Against(BinaryOperatorKind.Equals, 0, type));
        Assert.Equal(Range.NonZero, Numbers.Against(BinaryOperatorKind.NotEquals, 0, type));
        Assert.Equal(Range.Of(1), Numbers.Against(BinaryOperatorKind.Equals, 1, s_long));
        Assert.All(s_arithmetic, kind => Assert.Null(Numbers.Against(kind, 1, s_long)));
    }

    private static readonly BinaryOperatorKind[] s_small = [.. s_arithmetic, BinaryOperatorKind.And, BinaryOperatorKind.Or, BinaryOperatorKind.ExclusiveOr];

    /// <summary>Every operator on small numbers, in every type: the number, where the runtime has one.</summary>
    [Fact]
    public void Small_numbers_are_followed()
    {
        foreach (var (special, isUnsigned, wrap) in s_integral)
            foreach (var kind in s_small)
                for (long a = isUnsigned ? 0 : -9; a < 10; a++)
                    for (long b = isUnsigned || kind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift ? 0 : -9; b < 10; b++)
                    {
                        bool isDivision = kind is BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder;
                        long? expected = isDivision && (b == 0 || b == -1) ? null : wrap(kind switch
                        {
                            BinaryOperatorKind.And => a & b,
                            BinaryOperatorKind.Or => a | b,
                            BinaryOperatorKind.ExclusiveOr => a ^ b,
                            _ => Result(kind, a, b),
                        });
                        Assert.Equal(expected, Numbers.Fold(kind, a, b, Type(special)));
                    }
    }

    /// <summary>What is said of a result is not more, and where numbers are small not less, than is true.</summary>
    [Fact]
    public void Bounds_are_as_narrow_as_they_can_be()
    {
        void Are(Range expected, BinaryOperatorKind kind, Range left, long right, ITypeSymbol type) => Assert.Equal(expected, Numbers.Bounds(kind, left, right, type));
        var few = Range.Between(2, 5);
        foreach (var type in new[] { s_long, s_ulong })
        {
            Are(Range.Between(5, 8), BinaryOperatorKind.Add, few, 3, type);
            Are(Range.Between(0, 3), BinaryOperatorKind.Subtract, few, 2, type);
            Are(Range.All, BinaryOperatorKind.Subtract, few, long.MinValue, type);
            Are(Range.Between(0, 6), BinaryOperatorKind.And, Range.All, 6, type);
            Are(Range.Zero, BinaryOperatorKind.And, Range.All, 0, type);
            Are(Range.All, BinaryOperatorKind.And, Range.All, -2, type);
            Are(Range.NonZero, BinaryOperatorKind.Or, Range.All, 1, type);
            Are(Range.All, BinaryOperatorKind.Or, Range.All, 0, type);
            Are(Range.All, BinaryOperatorKind.Multiply, few, 2, type);
            Are(Range.All, BinaryOperatorKind.Remainder, few, -3, type);
        }
        Are(Range.Between(-2, 2), BinaryOperatorKind.Remainder, Range.All, 3, s_long);
        Are(Range.Between(0, 2), BinaryOperatorKind.Remainder, Range.All, 3, s_ulong);
        Are(Range.Zero, BinaryOperatorKind.Remainder, Range.All, 1, s_long);
        Are(Range.Between(-1, 2), BinaryOperatorKind.Subtract, few, 3, s_long);
        Are(Range.All, BinaryOperatorKind.Subtract, few, 3, s_ulong); // starts again at the top
        Are(Range.All, BinaryOperatorKind.Add, few, -3, s_ulong);
    }

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
