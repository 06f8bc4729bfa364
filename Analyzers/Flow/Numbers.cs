using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>Arithmetic and order of the 64-bit values that stand for scalars, as the type at hand has them.</summary>
internal static class Numbers
{
    /// <summary>The value of an empty nullable; null references are 0.</summary>
    public const long Nothing = long.MinValue;

    private static readonly Range OnlyNothing = Range.Of(Nothing);

    public static bool IsNullable(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>The values that are null in the type.</summary>
    public static Range NullOf(ITypeSymbol? type) => IsNullable(type) ? OnlyNothing : Range.Zero;

    /// <summary>The type whose order and size count: of a nullable the inner one, of an enum the one below.</summary>
    public static SpecialType Kind(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { TypeArguments: [var inner] } && IsNullable(type))
            type = inner;
        return type is INamedTypeSymbol { EnumUnderlyingType: { } below } ? below.SpecialType : type?.SpecialType ?? SpecialType.None;
    }

    private static bool IsUnsigned(SpecialType kind)
        => kind is SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Char;

    private static bool IsFloating(SpecialType kind) => kind is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal;

    /// <summary>A number of the same order among fractions, with 0 for zero.</summary>
    public static long OfFraction(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits < 0 ? -(bits & long.MaxValue) : bits;
    }

    /// <summary>What a conversion between numeric types makes of a known number; null where that is not followed.</summary>
    public static long? Converted(long value, ITypeSymbol? from, ITypeSymbol? to)
    {
        var (source, target) = (Kind(from), Kind(to));
        if (value == Nothing && IsNullable(from))
            return value;
        if (IsFloating(source) != IsFloating(target) && IsNumeric(source) && IsNumeric(target))
            return IsFloating(target) ? OfFraction(value) : null;
        return Wrapped(value, target);
    }

    /// <summary>What is left of a number in a type that may be too small for it.</summary>
    private static long Wrapped(long value, SpecialType kind) => kind switch
    {
        SpecialType.System_Byte => (byte)value,
        SpecialType.System_SByte => (sbyte)value,
        SpecialType.System_Int16 => (short)value,
        SpecialType.System_UInt16 or SpecialType.System_Char => (ushort)value,
        SpecialType.System_Int32 => (int)value,
        SpecialType.System_UInt32 => (uint)value,
        _ => value,
    };

    /// <summary>Whether a conversion between the types leaves every value as it is. Of 64 bits only the meaning changes, not the value that stands for them.</summary>
    public static bool IsKept(ITypeSymbol? from, ITypeSymbol? to)
    {
        var (source, target) = (Kind(from), Kind(to));
        return source == target || !IsNumeric(source) || !IsNumeric(target) || !IsFloating(source) && !IsFloating(target) && Values(target).Contains(Values(source));
    }

    private static bool IsNumeric(SpecialType kind) => IsFloating(kind) || !Values(kind).IsEmpty;

    /// <summary>The values of an integral type; none of others.</summary>
    private static Range Values(SpecialType kind) => kind switch
    {
        SpecialType.System_Byte => Range.Between(byte.MinValue, byte.MaxValue),
        SpecialType.System_SByte => Range.Between(sbyte.MinValue, sbyte.MaxValue),
        SpecialType.System_Int16 => Range.Between(short.MinValue, short.MaxValue),
        SpecialType.System_UInt16 or SpecialType.System_Char => Range.Between(ushort.MinValue, ushort.MaxValue),
        SpecialType.System_Int32 => Range.Between(int.MinValue, int.MaxValue),
        SpecialType.System_UInt32 => Range.Between(uint.MinValue, uint.MaxValue),
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => Range.All,
        _ => Range.Empty,
    };

    /// <summary>The values that stand in the relation to the bound; null where the operator is no comparison.</summary>
    public static Range? Against(BinaryOperatorKind kind, long bound, ITypeSymbol? type)
    {
        var isNullable = IsNullable(type);
        switch (kind)
        {
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                var equal = bound != 0 && type?.SpecialType == SpecialType.System_Boolean ? Range.NonZero : Range.Of(bound); // whatever is not false is true
                return kind == BinaryOperatorKind.Equals ? equal : equal.Complement();
            case BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual:
                if (isNullable && bound == Nothing)
                    return Range.Empty;
                var less = !IsUnsigned(Kind(type)) ? Range.Less(bound)
                    : bound >= 0 ? Range.Between(0, bound - 1) : Range.Between(0, long.MaxValue).Union(Range.Less(bound));
                var set = kind switch
                {
                    BinaryOperatorKind.LessThan => less,
                    BinaryOperatorKind.LessThanOrEqual => less.Union(Range.Of(bound)),
                    BinaryOperatorKind.GreaterThanOrEqual => less.Complement(),
                    _ => less.Union(Range.Of(bound)).Complement(),
                };
                return isNullable ? set.Intersect(OnlyNothing.Complement()) : set;
            default:
                return null;
        }
    }

    public static BinaryOperatorKind Mirror(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => kind,
    };

    /// <summary>The result on two known numbers; null where it is not followed.</summary>
    public static long? Fold(BinaryOperatorKind kind, long a, long b, ITypeSymbol? type)
    {
        if (Against(kind, b, type) is { } set)
            return set.Contains(a) ? 1 : 0;
        if (IsNullable(type) && (a == Nothing || b == Nothing))
            return Nothing;
        var numbers = Kind(type);
        return IsFloating(numbers) || Exact(kind, a, b, numbers) is not { } exact ? null : Wrapped(exact, numbers);
    }

    private static long? Exact(BinaryOperatorKind kind, long a, long b, SpecialType numbers)
    {
        var (isUnsigned, places) = (IsUnsigned(numbers), (int)b & (numbers is SpecialType.System_Int32 or SpecialType.System_UInt32 ? 31 : 63));
        return kind switch
        {
            BinaryOperatorKind.Add => unchecked(a + b),
            BinaryOperatorKind.Subtract => unchecked(a - b),
            BinaryOperatorKind.Multiply => unchecked(a * b),
            BinaryOperatorKind.And => a & b,
            BinaryOperatorKind.Or => a | b,
            BinaryOperatorKind.ExclusiveOr => a ^ b,
            BinaryOperatorKind.LeftShift => a << places,
            BinaryOperatorKind.RightShift => isUnsigned ? (long)((ulong)a >> places) : a >> places,
            BinaryOperatorKind.Remainder when isUnsigned && b != 0 => (long)((ulong)a % (ulong)b),
            BinaryOperatorKind.Divide when isUnsigned && b != 0 => (long)((ulong)a / (ulong)b),
            BinaryOperatorKind.Remainder when b is not (0 or -1) => a % b,
            BinaryOperatorKind.Divide when b is not (0 or -1) => a / b,
            _ => null,
        };
    }

    /// <summary>What is known of the result where only the right operand is a known number. Signed numbers are taken not to overflow.</summary>
    public static Range Bounds(BinaryOperatorKind kind, Range left, long right, ITypeSymbol? type) => kind switch
    {
        _ when IsNullable(type) || IsFloating(Kind(type)) => Range.All,
        BinaryOperatorKind.Add => Moved(left, right, type),
        BinaryOperatorKind.Subtract when right != long.MinValue => Moved(left, -right, type),
        BinaryOperatorKind.And when right >= 0 => Range.Between(0, right),
        BinaryOperatorKind.Or when right > 0 => Range.NonZero,
        BinaryOperatorKind.Remainder when right > 0 => Range.Between(IsUnsigned(Kind(type)) ? 0 : 1 - right, right - 1),
        _ => Range.All,
    };

    /// <summary>A counter without sign that may go below zero starts again at the top.</summary>
    private static Range Moved(Range range, long distance, ITypeSymbol? type)
    {
        var (moved, natural) = (range.Shift(distance), Range.Between(0, long.MaxValue));
        return IsUnsigned(Kind(type)) && natural.Contains(range) && !natural.Contains(moved) ? Range.All : moved;
    }
}
