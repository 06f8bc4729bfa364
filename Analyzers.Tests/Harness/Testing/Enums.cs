namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Which diagnostics of the compiler take part in a test.</summary>
public enum CompilerDiagnostics
{
    None,
    Errors,
    Warnings,
    Suggestions,
    All,
}

/// <summary>What markup in the sources of a state means.</summary>
public enum MarkupMode
{
    /// <summary>The text is taken literally.</summary>
    None,

    /// <summary>Markup is removed and expects nothing.</summary>
    Ignore,

    /// <summary>Markup is removed; spans of ids that the code fix handles expect nothing.</summary>
    IgnoreFixable,

    /// <summary>Markup is removed; every span expects a diagnostic.</summary>
    Allow,
}

[Flags]
public enum MarkupOptions
{
    None = 0,
    UseFirstDescriptor = 1,
    TreatPositionIndicatorsAsCode = 2,
}

/// <summary>What a fixed state takes over from the state before it.</summary>
public enum StateInheritanceMode
{
    /// <summary>Each list of files is taken over if this state has none of that kind.</summary>
    AutoInherit,

    /// <summary>Nothing is taken over.</summary>
    Explicit,

    /// <summary>Each file is taken over unless this state has one of the same name.</summary>
    AutoInheritAll,
}

[Flags]
public enum TestBehaviors
{
    None = 0,
    SkipGeneratedCodeCheck = 1,
    SkipSuppressionCheck = 2,
}

[Flags]
public enum CodeFixTestBehaviors
{
    None = 0,
    SkipFixAllInDocumentCheck = 1,
    SkipFixAllInProjectCheck = 2,
    SkipFixAllInSolutionCheck = 4,
    SkipFixAllCheck = SkipFixAllInDocumentCheck | SkipFixAllInProjectCheck | SkipFixAllInSolutionCheck,
    FixOne = 8,
    SkipLocalDiagnosticCheck = 16,
}

/// <summary>How a tree built by a code action is compared with the tree that its text parses to.</summary>
public enum CodeActionValidationMode
{
    None,

    /// <summary>Nodes and tokens must agree.</summary>
    SemanticStructure,

    /// <summary>Trivia must agree too.</summary>
    Full,
}

[Flags]
public enum DiagnosticOptions
{
    None = 0,
    IgnoreAdditionalLocations = 1,
    IgnoreSeverity = 2,
}

[Flags]
public enum DiagnosticLocationOptions
{
    None = 0,
    IgnoreLength = 1,
    InterpretAsMarkupKey = 2,
}
