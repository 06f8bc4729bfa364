using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Throws <see cref="InvalidOperationException"/> with the contexts and the message.</summary>
public class DefaultVerifier : IVerifier
{
    private readonly ImmutableStack<string> _context;

    public DefaultVerifier()
        : this([])
    {
    }

    protected DefaultVerifier(ImmutableStack<string> context) => _context = context;

    public void Empty<T>(string collectionName, IEnumerable<T> collection) =>
        True(!collection.Any(), $"Expected '{collectionName}' to be empty, contains '{collection.Count()}' elements");

    public void NotEmpty<T>(string collectionName, IEnumerable<T> collection) =>
        True(collection.Any(), $"expected '{collectionName}' to be non-empty, contains");

    public void Equal<T>(T expected, T actual, string? message = null) =>
        True(EqualityComparer<T>.Default.Equals(expected, actual), message ?? $"items not equal.  expected:'{expected}' actual:'{actual}'");

    public void True([DoesNotReturnIf(false)] bool assert, string? message = null)
    {
        if (!assert)
            Fail(message ?? "Expected value to be 'true' but was 'false'");
    }

    public void False([DoesNotReturnIf(true)] bool assert, string? message = null) =>
        True(!assert, message ?? "Expected value to be 'false' but was 'true'");

    [DoesNotReturn]
    public void Fail(string? message = null) =>
        throw new InvalidOperationException(
            string.Join(Environment.NewLine, _context.Reverse().Select(context => "Context: " + context).Append(message ?? "Verification failed.")));

    public void LanguageIsSupported(string language) => True(language == LanguageNames.CSharp, $"Unsupported language '{language}'");

    public void SequenceEqual<T>(IEnumerable<T> expected, IEnumerable<T> actual, IEqualityComparer<T>? equalityComparer = null, string? message = null) =>
        True(expected.SequenceEqual(actual, equalityComparer), message ?? "Sequences are not equal");

    public IVerifier PushContext(string context) => new DefaultVerifier(_context.Push(context));
}
