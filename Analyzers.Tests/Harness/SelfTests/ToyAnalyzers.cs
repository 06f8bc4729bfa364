using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

/// <summary>Reports methods whose name starts with a lower-case letter, with the declaring type as additional location.</summary>
public class LowercaseMethodAnalyzer : DiagnosticAnalyzer
{
    public static readonly DiagnosticDescriptor Rule =
        new("TOY1", "Lower-case method", "Method '{0}' starts with a lower-case letter", "Toys", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.MethodDeclaration);
    }

    protected virtual string Argument(MethodDeclarationSyntax method) => method.Identifier.Text;

    private void Analyze(SyntaxNodeAnalysisContext context)
    {
        var method = (MethodDeclarationSyntax)context.Node;
        if (method.Identifier.Text.Length > 0 && char.IsLower(method.Identifier.Text[0]) && method.Parent is TypeDeclarationSyntax type)
            context.ReportDiagnostic(Diagnostic.Create(Rule, method.Identifier.GetLocation(), [type.Identifier.GetLocation()], Argument(method)));
    }
}

/// <summary>Never says what it does in generated code.</summary>
public sealed class UnconfiguredAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context) => context.RegisterSyntaxNodeAction(
        node => node.ReportDiagnostic(Diagnostic.Create(Rule, ((MethodDeclarationSyntax)node.Node).Identifier.GetLocation(), "m")),
        SyntaxKind.MethodDeclaration);
}

/// <summary>Numbers its messages, so that two runs differ.</summary>
public sealed class NondeterministicMessageAnalyzer : LowercaseMethodAnalyzer
{
    private static int s_count;

    protected override string Argument(MethodDeclarationSyntax method) => Interlocked.Increment(ref s_count).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Throws on each class named Boom.</summary>
public sealed class ThrowingAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        base.Initialize(context);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol.Name == "Boom")
                    throw new InvalidCastException("boom");
            },
            SymbolKind.NamedType);
    }
}

/// <summary>Throws where a class is not closed yet.</summary>
public sealed class ThrowingOnUnfinishedCodeAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        base.Initialize(context);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                if (((ClassDeclarationSyntax)node.Node).CloseBraceToken.IsMissing)
                    throw new InvalidCastException("unfinished");
            },
            SyntaxKind.ClassDeclaration);
    }
}

/// <summary>Reports only when the compilation ends, which no editor waits for.</summary>
public sealed class CompilationEndAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(compilation =>
        {
            foreach (var name in compilation.Compilation.GetSymbolsWithName(name => char.IsLower(name[0]), SymbolFilter.Member))
                compilation.ReportDiagnostic(Diagnostic.Create(Rule, name.Locations[0], name.Name));
        });
    }
}

/// <summary>A rule that no configuration and no pragma can turn off, without being declared so.</summary>
public sealed class SelfSufficientAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(compilation =>
        {
            // A location outside of the trees is out of reach of pragmas.
            foreach (var name in compilation.Compilation.GetSymbolsWithName(name => char.IsLower(name[0]), SymbolFilter.Member))
            {
                var span = name.Locations[0].GetLineSpan();
                compilation.ReportDiagnostic(Diagnostic.Create(Rule, Location.Create(span.Path, name.Locations[0].SourceSpan, span.Span), name.Name));
            }
        });
    }
}

/// <summary>Reports methods with the name that the option toy.name or the additional file toy.name gives.</summary>
public sealed class ConfiguredAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                var method = (MethodDeclarationSyntax)node.Node;
                var options = node.Options.AnalyzerConfigOptionsProvider.GetOptions(node.Node.SyntaxTree);
                var file = node.Options.AdditionalFiles.FirstOrDefault(file => Path.GetFileName(file.Path) == "toy.name");
                if ((options.TryGetValue("toy.name", out var name) ? name : file?.GetText()?.ToString()) == method.Identifier.Text)
                    node.ReportDiagnostic(Diagnostic.Create(Rule, method.Identifier.GetLocation(), name));
            },
            SyntaxKind.MethodDeclaration);
    }
}

/// <summary>Throws where the option toy.name or the additional file is missing.</summary>
public sealed class ThrowingUnlessConfiguredAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        base.Initialize(context);
        context.RegisterSyntaxTreeAction(tree =>
        {
            if (!tree.Options.AnalyzerConfigOptionsProvider.GetOptions(tree.Tree).TryGetValue("toy.name", out _) || tree.Options.AdditionalFiles.IsEmpty)
                throw new InvalidCastException("not configured");
        });
    }
}

/// <summary>Has a second rule.</summary>
public sealed class TwoRulesAnalyzer : LowercaseMethodAnalyzer
{
    private static readonly DiagnosticDescriptor s_second = new("TOY3", "Second", "Second", "Toys", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule, s_second];
}

/// <summary>Reports each method twice, with different messages.</summary>
public sealed class TwiceAnalyzer : LowercaseMethodAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                foreach (var argument in new[] { "one", "two" })
                    node.ReportDiagnostic(Diagnostic.Create(Rule, ((MethodDeclarationSyntax)node.Node).Identifier.GetLocation(), argument));
            },
            SyntaxKind.MethodDeclaration);
    }
}

/// <summary>Every second report has an additional location.</summary>
public sealed class NondeterministicLocationsAnalyzer : LowercaseMethodAnalyzer
{
    private int _count;

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                var name = ((MethodDeclarationSyntax)node.Node).Identifier.GetLocation();
                Location[] additional = Interlocked.Increment(ref _count) % 2 == 0 ? [name] : [];
                node.ReportDiagnostic(Diagnostic.Create(Rule, name, additional, "m"));
            },
            SyntaxKind.MethodDeclaration);
    }
}

/// <summary>Reports each type under the rule given.</summary>
public abstract class TypeAnalyzer(DiagnosticDescriptor rule) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [rule];

    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(
            symbol => symbol.ReportDiagnostic(Diagnostic.Create(rule, symbol.Symbol.Locations[0])),
            SymbolKind.NamedType);
    }
}

/// <summary>Its rule is off by default.</summary>
public sealed class DisabledAnalyzer() : TypeAnalyzer(new DiagnosticDescriptor("TOY4", "Off", "Off", "Toys", DiagnosticSeverity.Warning, false));

/// <summary>Its rule cannot be suppressed.</summary>
public sealed class NotConfigurableAnalyzer() : TypeAnalyzer(new DiagnosticDescriptor(
    "TOY5", "Fixed", "Fixed", "Toys", DiagnosticSeverity.Error, true, customTags: WellKnownDiagnosticTags.NotConfigurable));
