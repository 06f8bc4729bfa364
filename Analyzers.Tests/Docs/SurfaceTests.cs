using Chimney.Analyzers.Tests.Harness;
using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.Docs;

public class SurfaceTests
{
    /// <summary>Surface.cs shows how users write drivers: none of it is wrong, and all of it is proven.</summary>
    [Fact]
    public Task Nothing_is_reported_in_the_surface_file()
        => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(File.ReadAllText(Path.Combine(Workshop.Repository, "Runtime.Tests", "Surface.cs")));
}
