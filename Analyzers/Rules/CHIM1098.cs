using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An entry of a contract file is wrong: said at its place in that file.</summary>
internal static class CHIM1098
{
    public static void Report(ForeignContracts contracts, AdditionalText file, Action<Diagnostic> report)
    {
        foreach (var error in contracts.Errors)
            if (error.File == file.Path)
                report(Diagnostic.Create(Descriptors.CHIM1098ContractFile, error.Location, error.Message));
    }
}
