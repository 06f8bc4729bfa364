using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>Finds calls whose result decides what the caller owns, and is thrown away (C151, C221), and calls that are not the driver's to make (C062).</summary>
internal sealed class ResultSearch(KnownSymbols symbols)
{
    public IEnumerable<Finding> Check(IOperation code, INamedTypeSymbol type)
    {
        var role = symbols.RoleOf(type);
        var isBelow = role == Role.Target || symbols.IsIntermediate(type); // a type that states no role may be a part of any driver
        foreach (var call in code.Descendants().OfType<IInvocationOperation>())
            if (isBelow && symbols.OnlyRoleOf(call.TargetMethod) is { } only && only != role)
                yield return new(FindingKind.Originated, call.Syntax, new DutyInfo(0, DutyOrigin.Taken, ""), null) { Detail = call.TargetMethod.Name };
            else if (IsDropped(call) && symbols.MustTestResult(call.TargetMethod, role))
                yield return new(FindingKind.Untested, call.Syntax, new DutyInfo(0, DutyOrigin.Taken, ""), null)
                {
                    Detail = $"ignores what '{KnownSymbols.FunctionOf(call.TargetMethod).Name}' returns",
                    Advice = "the status decides what may be used and who owns it",
                };
    }

    private static bool IsDropped(IInvocationOperation call) => call.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        _ => false,
    };
}
