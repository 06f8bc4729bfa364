using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Chimney.Benchmarks.Builds;

/// <summary>What the build knew of this machine, and small statistics.</summary>
internal static class Machine
{
    /// <summary>A folder that the project file recorded.</summary>
    public static string Folder(string key)
        => typeof(Machine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;

    /// <summary>The reference assemblies of .NET 10 and the Runtime.</summary>
    public static IReadOnlyList<string> References()
    {
        string pack = Directory.GetDirectories(Path.Combine(Folder("TargetingPackRoot"), "Microsoft.NETCore.App.Ref"), "10.0.*").Order(StringComparer.Ordinal).Last();
        return [.. Directory.GetFiles(Path.Combine(pack, "ref", "net10.0"), "*.dll"), typeof(Ndis).Assembly.Location];
    }

    public static double Median(IEnumerable<double> values) => Percentile(values, 50);

    /// <summary>Processor time of this thread where the system tells it (Linux), else time on the clock.</summary>
    public static double ThreadMilliseconds()
    {
        const int ThreadTime = 3;
        return OperatingSystem.IsLinux() && clock_gettime(ThreadTime, out Time time) == 0
            ? time.Seconds * 1e3 + time.Nanoseconds / 1e6
            : Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    /// <summary>The nearest-rank percentile.</summary>
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Milliseconds(double value) => value.ToString("0.000", CultureInfo.InvariantCulture) + " ms";
}
