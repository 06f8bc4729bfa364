using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The framework that test sources compile against. Metadata is read once per file and shared by all tests.</summary>
public sealed class ReferenceAssemblies
{
    private static readonly ConcurrentDictionary<string, MetadataReference> s_files = new(StringComparer.Ordinal);

    private readonly Lazy<ImmutableArray<MetadataReference>> _references;

    private ReferenceAssemblies(string targetFramework, Func<IEnumerable<string>> findFiles)
    {
        TargetFramework = targetFramework;
        _references = new(() => [.. findFiles().OrderBy(file => file, StringComparer.Ordinal).Select(FromFile)]);
    }

    /// <summary>The framework of the Runtime's users.</summary>
    public static ReferenceAssemblies Default => Net.Net80;

    public string TargetFramework { get; }

    public Task<ImmutableArray<MetadataReference>> ResolveAsync(string? language, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_references.Value);
    }

    internal static MetadataReference FromFile(string path) => s_files.GetOrAdd(path, static file => MetadataReference.CreateFromFile(file));

    public static class Net
    {
        public static ReferenceAssemblies Net80 { get; } = new("net8.0", () => FromPack("8.0"));

        public static ReferenceAssemblies Net100 { get; } = new("net10.0", () => FromPack("10.0"));

        /// <summary>The assemblies that the tests themselves run on, implementation details included.</summary>
        public static ReferenceAssemblies Host { get; } = new(
            "host",
            () => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(file => file.StartsWith(Path.GetDirectoryName(typeof(object).Assembly.Location)!, StringComparison.Ordinal)));

        /// <summary>A targeting pack is beside the SDK, or in the packages folder if a project of this solution targets its framework.</summary>
        private static string[] FromPack(string version)
        {
            var pack = new[] { Build("NetCoreTargetingPackRoot", "Microsoft.NETCore.App.Ref"), Build("NuGetPackageRoot", "microsoft.netcore.app.ref") }
                .Where(Directory.Exists)
                .SelectMany(root => Directory.GetDirectories(root, version + ".*"))
                .MaxBy(directory => Version.TryParse(Path.GetFileName(directory), out var found) ? found : new Version())
                ?? throw new InvalidOperationException($"No targeting pack for .NET {version} on this machine; restore a project for net{version} first.");
            return Directory.GetFiles(Path.Combine(pack, "ref", "net" + version), "*.dll");
        }

        private static string Build(string property, string folder) => Path.Combine(
            typeof(ReferenceAssemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == property).Value!,
            folder);
    }
}
