using Microsoft.CodeAnalysis.CSharp;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>
/// The Roslyn that this copy of the test project runs on. Code that needs newer API than the oldest host asks for the symbols ROSLYN4_5,
/// ROSLYN4_14 and ROSLYN5_12, of which one is defined.
/// </summary>
public static class RoslynHost
{
    /// <summary>Major and minor version, such as 4.5.</summary>
    public static string Version { get; } = typeof(CSharpCompilation).Assembly.GetName().Version!.ToString(2);

    /// <summary>The newest version of C# that this host knows, such as 11.</summary>
    public static int CSharp { get; } = Enum.GetValues<LanguageVersion>()
        .Where(version => version < LanguageVersion.LatestMajor)
        .Max(version => (int)version / 100);

    public static bool Supports(int csharp) => csharp <= CSharp;

    internal static string? ReasonToSkip(int csharp) =>
        Supports(csharp) ? null : $"Needs C# {csharp}; Roslyn {Version} knows C# {CSharp}.";
}

/// <summary>A fact about sources in a version of C# that some hosts do not know yet; skipped there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CSharpFactAttribute : FactAttribute
{
    public CSharpFactAttribute(int csharp) => Skip = RoslynHost.ReasonToSkip(csharp);
}

/// <summary>A theory about sources in a version of C# that some hosts do not know yet; skipped there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CSharpTheoryAttribute : TheoryAttribute
{
    public CSharpTheoryAttribute(int csharp) => Skip = RoslynHost.ReasonToSkip(csharp);
}
