using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>Finds calls whose result decides what the caller owns, and is thrown away (C151, C221).</summary>
internal sealed class ResultSearch(KnownSymbols symbols)
{
    public IEnumerable<Finding> Check(IOperation code, Role role)
    {
        foreach (var call in code.Descendants().OfType<IInvocationOperation>())
            if (IsDropped(call) && symbols.MustTestResult(call.TargetMethod, role))
                yield return new(FindingKind.ResultIgnored, call.Syntax, new DutyInfo(0, DutyOrigin.Taken, ""), null)
                {
                    Detail = call.TargetMethod.MethodKind == MethodKind.DelegateInvoke ? call.TargetMethod.ContainingType.Name : call.TargetMethod.Name,
                };
    }

    private static bool IsDropped(IInvocationOperation call) => call.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        _ => false,
    };
}
