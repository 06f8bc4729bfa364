namespace Chimney.Proof;

/// <summary>So many out of so many, with what that says of the share behind it (95 %, Wilson).</summary>
public readonly record struct Share(int Part, int Whole)
{
    private const double Z = 1.959964;

    /// <summary>The share; 1 of none.</summary>
    public double Value => Whole == 0 ? 1 : (double)Part / Whole;

    /// <summary>The lower end of the interval.</summary>
    public double Low => Whole == 0 ? 0 : Part == 0 ? 0 : Math.Max(0, Middle - Half);

    /// <summary>The upper end of the interval.</summary>
    public double High => Whole == 0 || Part == Whole ? 1 : Math.Min(1, Middle + Half);

    private double Middle => (Value + (Z * Z / (2 * Whole))) / (1 + (Z * Z / Whole));

    private double Half => Z / (1 + (Z * Z / Whole)) * Math.Sqrt((Value * (1 - Value) / Whole) + (Z * Z / (4.0 * Whole * Whole)));

    /// <summary>The difference of two shares with its interval (Newcombe's, made of the two Wilson intervals).</summary>
    public static (double Value, double Low, double High) Difference(Share one, Share other)
    {
        double value = one.Value - other.Value;
        double down = Math.Sqrt(Math.Pow(one.Value - one.Low, 2) + Math.Pow(other.High - other.Value, 2));
        double up = Math.Sqrt(Math.Pow(one.High - one.Value, 2) + Math.Pow(other.Value - other.Low, 2));
        return (value, Math.Max(-1, value - down), Math.Min(1, value + up));
    }

    /// <inheritdoc/>
    public override string ToString() => Whole == 0 ? "–" : string.Create(null, $"{Value:0.0000} [{Low:0.0000}, {High:0.0000}]");
}
