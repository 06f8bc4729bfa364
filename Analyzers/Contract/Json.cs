using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.Analyzers.Contract;

/// <summary>A value of a JSON text, with the place where it stands.</summary>
internal abstract record JsonValue(TextSpan Span);

internal sealed record JsonObject(TextSpan Span, ImmutableArray<JsonProperty> Properties) : JsonValue(Span);

/// <summary>A property of an object; its span is that of the name.</summary>
internal sealed record JsonProperty(TextSpan Span, string Name, JsonValue Value);

internal sealed record JsonArray(TextSpan Span, ImmutableArray<JsonValue> Items) : JsonValue(Span);

internal sealed record JsonString(TextSpan Span, string Text) : JsonValue(Span);

/// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>, as written.</summary>
internal sealed record JsonLiteral(TextSpan Span, string Text) : JsonValue(Span);

/// <summary>A text that is no JSON, and where that shows.</summary>
internal sealed class JsonException(TextSpan span, string message) : Exception(message)
{
    public TextSpan Span { get; } = span;
}

/// <summary>
/// Reads JSON as editors do, with comments and trailing commas. A parser of its own because hosts of Roslyn 4.5 have no System.Text.Json beside
/// the compiler, and because the places of the values are needed.
/// </summary>
internal sealed class JsonReader
{
    private const int MaximumDepth = 32;

    private readonly string _text;
    private int _at;
    private int _depth;

    private JsonReader(string text) => _text = text;

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static JsonValue Read(string text)
    {
        var reader = new JsonReader(text);
        reader.Skip();
        var value = reader.Value();
        if (reader._at < text.Length)
            throw reader.Wrong("there is text after the end");
        return value;
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private JsonException Wrong(string message) => new(new(Math.Min(_at, _text.Length), _at < _text.Length ? 1 : 0), message);

    private void Skip()
    {
        while (_at < _text.Length)
            if (char.IsWhiteSpace(Current) || Current == '\uFEFF')
                _at++;
            else if (Starts("//"))
                _at = End("\n", _text.Length);
            else if (Starts("/*"))
                _at = End("*/", -1) is >= 0 and var end ? end : throw Wrong("the comment is not closed");
            else
                return;
    }

    private bool Starts(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private int End(string text, int none) => _text.IndexOf(text, _at, StringComparison.Ordinal) is >= 0 and var index ? index + text.Length : none;

    private JsonValue Value()
    {
        if (++_depth > MaximumDepth)
            throw Wrong("values are nested too deeply");
        JsonValue value = Current switch
        {
            '{' => Object(),
            '[' => Array(),
            '"' => String(),
            _ => Literal(),
        };
        _depth--;
        Skip();
        return value;
    }

    private JsonObject Object()
    {
        var start = _at;
        var properties = ImmutableArray.CreateBuilder<JsonProperty>();
        foreach (var _ in Parts('}'))
        {
            if (Current != '"')
                throw Wrong("the name of a property in quotation marks is expected");
            var name = String();
            Skip();
            if (Current != ':')
                throw Wrong("':' is expected");
            _at++;
            Skip();
            properties.Add(new(name.Span, name.Text, Value()));
        }
        return new(TextSpan.FromBounds(start, _at), properties.ToImmutable());
    }

    private JsonArray Array()
    {
        var start = _at;
        var items = ImmutableArray.CreateBuilder<JsonValue>();
        foreach (var _ in Parts(']'))
            items.Add(Value());
        return new(TextSpan.FromBounds(start, _at), items.ToImmutable());
    }

    /// <summary>One turn per part up to the closing bracket; each turn reads its part.</summary>
    private IEnumerable<int> Parts(char close)
    {
        _at++;
        Skip();
        for (var part = 0; Current != close; part++)
        {
            yield return part;
            if (Current == ',')
            {
                _at++;
                Skip();
            }
            else if (Current != close)
                throw Wrong($"',' or '{close}' is expected");
        }
        _at++;
    }

    private JsonString String()
    {
        var start = _at++;
        var text = new StringBuilder();
        while (Current != '"')
        {
            if (_at >= _text.Length || Current is '\n' or '\r')
                throw Wrong("the string is not closed");
            text.Append(Current == '\\' ? Escaped() : Current);
            _at++;
        }
        _at++;
        return new(TextSpan.FromBounds(start, _at), text.ToString());
    }

    private char Escaped()
    {
        _at++;
        switch (Current)
        {
            case '"' or '\\' or '/':
                return Current;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u' when _at + 4 < _text.Length && ushort.TryParse(_text.Substring(_at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw Wrong("this escape is not known");
        }
    }

    private JsonLiteral Literal()
    {
        var start = _at;
        while (char.IsLetterOrDigit(Current) || Current is '-' or '+' or '.')
            _at++;
        var text = _text.Substring(start, _at - start);
        if (text is "true" or "false" or "null" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return new(TextSpan.FromBounds(start, _at), text);
        _at = start;
        throw Wrong("a value is expected");
    }
}
