using System.Reflection;

namespace Chimney.Analyzers.Mutation;

/// <summary>The class that Stryker has put into the assembly under test, which holds all mutants and runs with one of them.</summary>
internal static class MutantSwitch
{
    public const int None = -1;

    private static readonly Type s_control = typeof(ChimneyAnalyzer).Assembly.GetTypes().Single(type => type.Name == "MutantControl");
    private static readonly FieldInfo s_active = s_control.GetField("ActiveMutant")!;
    private static readonly FieldInfo s_capture = s_control.GetField("CaptureCoverage")!;
    private static readonly MethodInfo s_reached = s_control.GetMethod("GetCoverageData")!;

    public static int Active
    {
        set => s_active.SetValue(null, value);
    }

    /// <summary>The mutants whose place a run comes to; none where it fails.</summary>
    public static async Task<IEnumerable<int>> ReachedAsync(Func<Task> run)
    {
        s_capture.SetValue(null, true);
        s_reached.Invoke(null, null);
        try
        {
            await run();
            return ((IList<int>[])s_reached.Invoke(null, null)!)[0];
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Fails without a mutant: {exception.Message}");
            return [];
        }
        finally
        {
            s_capture.SetValue(null, false);
        }
    }
}
