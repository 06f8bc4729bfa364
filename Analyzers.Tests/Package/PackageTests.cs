using System.Xml.Linq;
using Chimney.Analyzers.Tests.EndToEnd;

namespace Chimney.Analyzers.Tests.Package;

/// <summary>Exactly what is in the two packages, and what they ask of the compiler and of their users.</summary>
[Collection(nameof(PackedWorkshop))]
public class PackageTests(PackedWorkshop workshop)
{
    private const string Version = "0.1.0";
    private const string AnalyzerFolder = "analyzers/dotnet/roslyn4.5/cs/";

    [Fact]
    public void Feed_has_the_two_packages() => Assert.Equal(
        [$"Chimney.Runtime.{Version}.nupkg", $"ChimneyAnalyzers.{Version}.nupkg"],
        Directory.EnumerateFiles(workshop.Feed).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Analyzers_have_these_entries()
    {
        using PackageContents package = Open("ChimneyAnalyzers");
        Assert.Equal(
            [
                "ChimneyAnalyzers.nuspec",
                "README.md",
                AnalyzerFolder + "Chimney.Analyzers.dll",
                AnalyzerFolder + "Chimney.CodeFixes.dll",
                "build/ChimneyAnalyzers.targets",
                "buildTransitive/ChimneyAnalyzers.targets",
                "config/Chimney.default.globalconfig",
                "config/Chimney.none.globalconfig",
                "config/Chimney.strict.globalconfig",
                "rules.md",
                "schema/chimney.schema.json",
            ],
            package.Entries);
    }

    [Fact]
    public void Analyzers_are_a_development_dependency_without_dependencies()
    {
        using PackageContents package = Open("ChimneyAnalyzers");
        XElement metadata = package.Metadata;
        Assert.Equal("ChimneyAnalyzers", (string?)metadata.Element("id"));
        Assert.Equal("true", (string?)metadata.Element("developmentDependency"));
        Assert.Empty(metadata.Descendants("dependency"));
        AssertDescribed(package);
    }

    /// <summary>
    /// An assembly that references a newer compiler than the one that runs is not loaded (CS9057), and what else a host has beside its compiler
    /// differs from host to host.
    /// </summary>
    [Theory]
    [InlineData("Chimney.Analyzers.dll", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "System.Collections.Immutable", "System.Memory", "netstandard")]
    [InlineData("Chimney.CodeFixes.dll", "Chimney.Analyzers", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Microsoft.CodeAnalysis.CSharp.Workspaces", "Microsoft.CodeAnalysis.Workspaces", "System.Collections.Immutable", "System.Memory", "netstandard")]
    public void Analyzers_reference_nothing_newer_than_Roslyn_4_5(string assembly, params string[] allowed)
    {
        using PackageContents package = Open("ChimneyAnalyzers");
        Dictionary<string, Version> references = package.References(AnalyzerFolder + assembly);
        Assert.Subset(allowed.ToHashSet(), references.Keys.ToHashSet());
        Assert.All(references, reference => Assert.True(reference.Value <= Newest(reference.Key), $"{reference.Key} {reference.Value}"));
    }

    [Fact]
    public void Runtime_has_these_entries()
    {
        using PackageContents package = Open("Chimney.Runtime");
        Assert.Equal(["Chimney.Runtime.nuspec", "README.md", "lib/net8.0/Chimney.Runtime.dll", "lib/net8.0/Chimney.Runtime.xml"], package.Entries);
        Assert.Contains("M:Chimney.Ndis.NdisInitiateOffload", package.ReadText("lib/net8.0/Chimney.Runtime.xml"));
        Assert.All(package.References("lib/net8.0/Chimney.Runtime.dll"), reference =>
        {
            Assert.StartsWith("System.", reference.Key);
            Assert.Equal(new Version(8, 0, 0, 0), reference.Value);
        });
        AssertDescribed(package);
    }

    /// <summary>By default a dependency keeps its analyzers to itself; the users of the Runtime are to get them.</summary>
    [Fact]
    public void Runtime_brings_the_analyzers()
    {
        using PackageContents package = Open("Chimney.Runtime");
        XElement group = Assert.Single(package.Metadata.Descendants("group"));
        Assert.Equal("net8.0", (string?)group.Attribute("targetFramework"));
        XElement dependency = Assert.Single(group.Elements());
        Assert.Equal(("ChimneyAnalyzers", Version), ((string?)dependency.Attribute("id"), (string?)dependency.Attribute("version")));
        Assert.Null(dependency.Attribute("exclude"));
        Assert.Subset(((string?)dependency.Attribute("include"))!.Split(',').ToHashSet(), new HashSet<string> { "Analyzers", "Build", "BuildTransitive" });
    }

    [Fact]
    public void Presets_agree_with_the_descriptors()
    {
        using PackageContents package = Open("ChimneyAnalyzers");
        foreach (string name in new[] { "default", "none", "strict" })
            Assert.Contains("is_global = true\nglobal_level = -100\n", Preset(name));
        Assert.Equal(Descriptors.All.Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = none"), Settings("none"));
        Assert.Empty(Settings("default"));
        Assert.Equal(
            Descriptors.All
                .Where(rule => rule.DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Warning && rule != Descriptors.CHIM1099Unproven)
                .Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = error"),
            Settings("strict"));

        string Preset(string name) => package.ReadText($"config/Chimney.{name}.globalconfig").ReplaceLineEndings("\n");
        IEnumerable<string> Settings(string name) => Preset(name).Split('\n').Where(line => line.StartsWith("dotnet_") || line.StartsWith("chimney"));
    }

    private static Version Newest(string reference) => reference switch
    {
        "netstandard" => new Version(2, 0, 0, 0),
        "Chimney.Analyzers" => new Version(0, 1, 0, 0),
        "System.Collections.Immutable" => new Version(6, 0, 0, 0),
        "System.Memory" => new Version(4, 0, 1, 2),
        _ => new Version(4, 5, 0, 0),
    };

    private static void AssertDescribed(PackageContents package)
    {
        XElement metadata = package.Metadata;
        Assert.Equal("MIT", (string?)metadata.Element("license"));
        Assert.Equal("README.md", (string?)metadata.Element("readme"));
        Assert.NotEqual("Package Description", (string?)metadata.Element("description"));
        Assert.Equal(Version, (string?)metadata.Element("version"));
    }

    private PackageContents Open(string id) => new(Path.Combine(workshop.Feed, $"{id}.{Version}.nupkg"));
}
