using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Rules;

/// <summary>Says a decision in words, such as "'status' is not Success".</summary>
internal static class ConditionText
{
    private const int MaximumLength = 60;

    public static string Describe(IOperation condition, bool outcome)
    {
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Describe(not.Operand, !outcome);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality when equality.RightOperand.ConstantValue.HasValue:
                var isEqual = (equality.OperatorKind == BinaryOperatorKind.Equals) == outcome;
                return $"{Quote(equality.LeftOperand)} is {(isEqual ? "" : "not ")}{Constant(equality.RightOperand)}";
            case IIsNullOperation isNull:
                return $"{Quote(isNull.Operand)} is {(outcome ? "" : "not ")}null";
            case IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern:
                return $"{Quote(pattern.Value)} is {(outcome ? "" : "not ")}{Constant(constant.Value)}";
            case IInvocationOperation { TargetMethod.Name: "MoveNext", Syntax: not InvocationExpressionSyntax } loop:
                return $"{Quote(loop)} has {(outcome ? "another" : "no more")} elements";
            case IPropertyReferenceOperation { Property.Name: "IsNull", Instance: { } list }:
                return $"{Quote(list)} is {(outcome ? "" : "not ")}null";
            default:
                return $"{Quote(condition)} is {(outcome ? "true" : "false")}";
        }
    }

    private static string Quote(IOperation operation)
    {
        var text = operation.Syntax.ToString();
        var line = string.Join(" ", text.Split(['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaximumLength ? $"'{line}'" : $"'{line.Substring(0, MaximumLength)}…'";
    }

    private static string Constant(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;
        return operation is IFieldReferenceOperation field ? field.Field.Name
            : operation.Syntax is CaseSwitchLabelSyntax label ? label.Value.ToString() : operation.Syntax.ToString();
    }
}
