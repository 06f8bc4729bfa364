using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.EndToEnd;

/// <summary>The packages of this build in a temporary feed, packed once per run for all tests that look at them or use them.</summary>
public sealed class PackedWorkshop : IDisposable
{
    private readonly Workshop _workshop = new();

    public PackedWorkshop()
    {
        foreach (Command pack in _workshop.Pack())
            Assert.True(pack.ExitCode == 0, $"{pack.Text} failed:\n{pack.Output}");
    }

    public string Feed => _workshop.Feed;

    /// <summary>A project that installs Chimney.Runtime and nothing else, with one source file.</summary>
    internal Consumer CreateConsumer(string name, string fileName, string source)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_workshop.Folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, name + ".csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Chimney.Runtime" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        var consumer = new Consumer(folder, Path.Combine(folder, fileName));
        consumer.Source = source;
        return consumer;
    }

    public void Dispose() => _workshop.Dispose();
}

/// <summary>A user's project.</summary>
internal sealed record Consumer(string Folder, string File)
{
    public string Source
    {
        get => System.IO.File.ReadAllText(File);
        set => System.IO.File.WriteAllText(File, value);
    }

    public Command Build(string arguments = "") => Command.DotNet(Folder, $"build {arguments}".TrimEnd());
}

[CollectionDefinition(nameof(PackedWorkshop))]
public sealed class PackedWorkshopCollection : ICollectionFixture<PackedWorkshop>;
