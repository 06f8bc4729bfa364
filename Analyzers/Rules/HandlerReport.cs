using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.Analyzers.Rules;

/// <summary>Names of the properties that diagnostics carry for the code fixes.</summary>
internal static class PropertyNames
{
    /// <summary>The DDI function that the fix calls.</summary>
    public const string Function = nameof(Function);

    /// <summary>The member that rebuilds the list, or nothing where the list goes on as it is.</summary>
    public const string Converter = nameof(Converter);

    /// <summary>The parameter that brought the list.</summary>
    public const string List = nameof(List);

    /// <summary>The phase of the operation.</summary>
    public const string Phase = nameof(Phase);

    /// <summary>The role of the driver.</summary>
    public const string Role = nameof(Role);

    /// <summary>The marks that a list lacks that was converted by hand.</summary>
    public const string Missing = nameof(Missing);

    /// <summary>What is wrong with a record that is kept by hand.</summary>
    public const string Misuse = nameof(Misuse);

    /// <summary>What the handler has to return.</summary>
    public const string Answer = nameof(Answer);

    /// <summary>The status to write in the place of one that is not allowed.</summary>
    public const string Status = nameof(Status);

    /// <summary>What to pass in the place of an argument: a parameter, or the only member of an enum that is accepted.</summary>
    public const string Pass = nameof(Pass);

    /// <summary>Whether control falls off the end of the body.</summary>
    public const string End = nameof(End);

    /// <summary>How the conditions of the path came out, one digit for each of the last additional locations: with these, a run can follow the report.</summary>
    public const string Outcomes = nameof(Outcomes);
}

/// <summary>Turns findings about one body into words and locations.</summary>
internal sealed class HandlerReport(KnownSymbols symbols, Body body, HandlerRole? handler, INamedTypeSymbol? reportOn)
{
    private const int DecisionsInWords = 3;
    private const int DecisionsAsLocations = 10;

    public const string Chain = "chain";

    /// <summary>The name of the handler: its method, or the word lambda.</summary>
    public string Name => body.Method switch
    {
        null => "initializer",
        { MethodKind: MethodKind.AnonymousFunction } => "lambda",
        { MethodKind: MethodKind.ExplicitInterfaceImplementation } method => method.ExplicitInterfaceImplementations[0].Name,
        var method => method.Name,
    };

    public HandlerRole? Handler => handler;

    public Body Body => body;

    /// <summary>The operation of the duty, as words: "invalidate completion", "receive return", "TCP event", "rest of the send request".</summary>
    public string Operation(DutyInfo duty)
    {
        if (duty.Declared is { } declared)
            return declared.Type.Name + (duty.Name.Length == 0 ? "" : $" '{duty.Name}'");
        var words = duty.Contract is { } contract ? Words(contract) : "operation";
        return duty.Piece == Piece.All ? words : $"{duty.Piece.ToString().ToLowerInvariant()} of the {words}";
    }

    /// <summary>How the operation stands: an event that was not carried up is nothing that waits.</summary>
    public static string Open(DutyInfo duty) => duty.Declared is not null ? "unsettled" : duty.IsOfCall ? "unreported" : "open";

    /// <summary>How often a duty is met.</summary>
    public static string Once(DutyInfo duty) => duty.Declared is null ? "an operation is completed, forwarded or pended exactly once" : "it is settled exactly once";

    /// <summary>What the token of the duty is called.</summary>
    public string Noun(DutyInfo duty) => symbols.IsChain(duty.Parameter?.Type ?? duty.Site?.Type) ? Chain : "list";

    /// <summary>What to do: the function that discharges the duty and the list to give it.</summary>
    public string Remedy(DutyInfo duty)
    {
        if (duty.Declared is { } declared)
            return $"call {Listed(declared.SettledBy.IsEmpty ? declared.TrySettledBy : declared.SettledBy)}, or hand it over";
        if (duty.Contract is not { } contract)
            return "complete it with the function of its operation";
        var list = duty.Parameter is { } parameter ? symbols.ConverterOf(parameter.Type, contract.Phase)?.Name : null;
        var noun = Noun(duty);
        var same = symbols.FunctionFor(contract.Operation, contract.Phase)?.Name ?? "the function of its operation";
        if (contract.Phase != Phase.Request)
            return duty switch
            {
                { Parameter: null } => $"call {same}",
                { Piece: not Piece.All } => $"call {same} with the {duty.Piece.ToString().ToLowerInvariant()}",
                _ => list is null ? $"call {same} with the {noun} received" : $"call {same} with the list rebuilt by {list}()",
            };
        var up = symbols.FunctionFor(contract.Operation, Phase.Completion)?.Name;
        return handler?.Role == Role.Target ? $"pend the {noun}, or complete it with {up}"
            : up is null ? $"forward it with {same}, or pend it" : $"forward it with {same}, complete it with {up}, or pend it";
    }

    private static string Listed(ImmutableArray<string> names)
        => names.Length == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Length - 1))} or {names[names.Length - 1]}";

    /// <summary>The members to be written that a list lacks which was converted by hand.</summary>
    public string Missing(Finding finding)
    {
        var names = finding.Missing.Select(m => symbols.MemberWithMark(m.Mark)?.Name + (m.FirstOnly ? "[0]" : "")).ToArray();
        return string.Join(", ", names.Take(names.Length - 1)) + (names.Length > 1 ? " and " : "") + names.Last();
    }

    /// <summary>The conversion that does the rest by itself, in the place of an overlay.</summary>
    public string Conversion(Finding finding) => symbols.ConverterOf(finding.Overlay!.ContainingType, Phase.Completion)!.Name;

    /// <summary>The name of the status that is not allowed.</summary>
    public static string Status(Finding finding) => NameOf(finding, finding.Status.Value);

    /// <summary>The allowed status that comes next: success where the status is one of success too, else a failure.</summary>
    public static string Nearest(Finding finding)
    {
        const long Error = 0x80000000, Pending = 0x103;
        var allowed = finding.Status.Allowed!;
        var isSuccess = finding.Status.Value is < Error and not Pending;
        return NameOf(finding, System.Convert.ToInt64(allowed.Values[isSuccess ? 0 : allowed.Failure].Value));
    }

    private static string NameOf(Finding finding, long value)
        => finding.Status.Allowed!.Values[0].Type!.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && System.Convert.ToInt64(f.ConstantValue) == value)?.Name ?? $"0x{value:X8}";

    /// <summary>The operation that is completed, as words.</summary>
    public string Completed(Finding finding) => Words(finding.Status.Function with { Phase = Phase.Completion });

    private string Words(Duty contract)
    {
        var words = Regex.Replace(contract.OperationName, "(?<=[a-z])(?=[A-Z])", " ").ToLowerInvariant().Replace("tcp", "TCP").Split(' ');
        var phase = contract.Phase.ToString().ToLowerInvariant();
        if (contract.IsOfCall || contract.Phase == Phase.Request && symbols.FunctionFor(contract.Operation, Phase.Completion) is null)
            return string.Join(" ", words); // nothing to tell apart
        var isSaid = phase.StartsWith(words[words.Length - 1].TrimEnd('e'), StringComparison.Ordinal); // "receive indicate indication"
        return string.Join(" ", words.Take(words.Length - (isSaid ? 1 : 0)).Append(phase));
    }

    /// <summary>The decisions that lead to the finding, as words: " when 'status' is not Success".</summary>
    public static string When(Finding finding)
    {
        var words = Decisions(finding).Take(DecisionsInWords).Reverse().Select(d => ConditionText.Describe(d.Condition, d.Outcome)).ToArray();
        return words.Length == 0 ? "" : " when " + string.Join(" and ", words);
    }

    /// <summary>A diagnostic at the finding's place, with the related places and the path as additional locations.</summary>
    public Diagnostic Create(DiagnosticDescriptor descriptor, Finding finding, params object[] arguments) => Create(descriptor, descriptor.DefaultSeverity, finding, arguments);

    /// <summary>As <see cref="Create(DiagnosticDescriptor, Finding, object[])"/>, with a severity of its own.</summary>
    public Diagnostic Create(DiagnosticDescriptor descriptor, DiagnosticSeverity severity, Finding finding, params object[] arguments)
    {
        var path = Decisions(finding).Take(DecisionsAsLocations).Reverse().ToArray();
        var additional = finding.Related.Except(path.Select(d => d.Condition.Syntax)).Concat(path.Select(d => d.Condition.Syntax)).Select(n => n.GetLocation());
        var at = finding.At?.GetLocation() ?? End();
        if (reportOn is not null)
            (at, additional) = (reportOn.Locations[0], additional.Prepend(at));
        return Diagnostic.Create(descriptor, at, severity, additional, Properties(finding, path), arguments);
    }

    /// <summary>The place that stands for the body as a whole: its name, or the arrow of a lambda.</summary>
    public Location End()
    {
        if (body.Method is null)
            return body.Graph.OriginalOperation.Syntax.GetLocation();
        foreach (var reference in body.Method.DeclaringSyntaxReferences)
            if (reference.GetSyntax() is var syntax && syntax.Span.Contains(body.Graph.OriginalOperation.Syntax.Span))
                return syntax switch
                {
                    MethodDeclarationSyntax method => method.Identifier.GetLocation(),
                    ConstructorDeclarationSyntax constructor => constructor.Identifier.GetLocation(),
                    LocalFunctionStatementSyntax local => local.Identifier.GetLocation(),
                    LambdaExpressionSyntax lambda => lambda.ArrowToken.GetLocation(),
                    AnonymousMethodExpressionSyntax anonymous => anonymous.DelegateKeyword.GetLocation(),
                    AccessorDeclarationSyntax accessor => accessor.Keyword.GetLocation(),
                    _ => syntax.GetLocation(),
                };
        return body.Method.Locations[0];
    }

    private ImmutableDictionary<string, string?> Properties(Finding finding, PathNode[] path)
    {
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (path.Length > 0)
            properties = properties.Add(PropertyNames.Outcomes, string.Concat(path.Select(d => d.Outcome ? "1" : "0")));
        if (finding.Duty.Contract is { } contract)
        {
            properties = properties.Add(PropertyNames.Function, symbols.FunctionFor(contract.Operation, contract.Phase)?.Name).Add(PropertyNames.Phase, contract.Phase.ToString());
            if (contract.Answer is { } answer)
                properties = properties.Add(PropertyNames.Answer, answer.Name);
            if (finding.Duty.Parameter is { } received)
                properties = properties.Add(PropertyNames.Converter, symbols.ConverterOf(received.Type, contract.Phase)?.Name);
        }
        if (finding.Duty.Parameter is { } parameter)
            properties = properties.Add(PropertyNames.List, parameter.Name);
        if (!finding.Missing.IsEmpty)
            properties = properties.Add(PropertyNames.Missing, string.Join(",", finding.Missing.Select(m => m.Mark)));
        if (finding.Kind is FindingKind.EntryMisused or FindingKind.OffloadEntry)
            properties = properties.Add(PropertyNames.Misuse, finding.Misuse.ToString());
        if (finding.Status.Function is not null)
            properties = properties.Add(PropertyNames.Status, Nearest(finding));
        if (finding.Pass.Length > 0)
            properties = properties.Add(PropertyNames.Pass, finding.Pass);
        else if (finding.Accepted is { Values: [var only] })
            properties = properties.Add(PropertyNames.Pass, only.Name);
        if (handler is not null)
            properties = properties.Add(PropertyNames.Role, handler.Role.ToString());
        return finding.At is null ? properties.Add(PropertyNames.End, "true") : properties;
    }

    /// <summary>The decisions that matter, latest first, each condition once.</summary>
    private static IEnumerable<PathNode> Decisions(Finding finding)
    {
        var seen = new HashSet<SyntaxNode>();
        for (var node = finding.Path; node is not null; node = node.Parent)
            if (node.Matters && seen.Add(node.Condition.Syntax))
                yield return node;
    }
}
