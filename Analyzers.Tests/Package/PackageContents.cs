using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Chimney.Analyzers.Tests.Package;

/// <summary>A package file, read as the zip archive that it is.</summary>
internal sealed class PackageContents(string file) : IDisposable
{
    /// <summary>Parts of the packaging format itself; one has a random name.</summary>
    private static readonly string[] s_format = ["_rels/", "package/", "[Content_Types].xml"];

    private readonly ZipArchive _archive = ZipFile.OpenRead(file);

    public IEnumerable<string> Entries => _archive.Entries
        .Select(entry => entry.FullName)
        .Where(name => !s_format.Any(name.StartsWith))
        .Order(StringComparer.Ordinal);

    /// <summary>The metadata element of the nuspec, without its namespace.</summary>
    public XElement Metadata
    {
        get
        {
            XElement metadata = XDocument.Parse(ReadText(Entries.Single(name => name.EndsWith(".nuspec")))).Root!.Elements().Single();
            foreach (XElement element in metadata.DescendantsAndSelf())
                element.Name = element.Name.LocalName;
            return metadata;
        }
    }

    public string ReadText(string entry)
    {
        using var reader = new StreamReader(_archive.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Names and versions of the assemblies that an assembly of the package references.</summary>
    public Dictionary<string, Version> References(string entry)
    {
        using var image = new MemoryStream();
        using (Stream stream = _archive.GetEntry(entry)!.Open())
            stream.CopyTo(image);
        image.Position = 0;
        using var reader = new PEReader(image);
        MetadataReader metadata = reader.GetMetadataReader();
        return metadata.AssemblyReferences
            .Select(metadata.GetAssemblyReference)
            .ToDictionary(reference => metadata.GetString(reference.Name), reference => reference.Version);
    }

    public void Dispose() => _archive.Dispose();
}
