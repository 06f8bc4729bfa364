using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.Analyzers.Contract;

/// <summary>
/// Reads the contract files of a compilation (<c>*.chimney.json</c> among the additional files) and finds what they name. Whatever is wrong is
/// said where it stands, and the entry left out.
/// </summary>
internal sealed class ContractFile
{
    public const string Extension = ".chimney.json";

    private readonly KnownSymbols _symbols;
    private readonly ImmutableDictionary<IParameterSymbol, Passing>.Builder _passings = ImmutableDictionary.CreateBuilder<IParameterSymbol, Passing>(SymbolEqualityComparer.Default);
    private readonly ImmutableDictionary<IMethodSymbol, ForeignMove>.Builder _moves = ImmutableDictionary.CreateBuilder<IMethodSymbol, ForeignMove>(SymbolEqualityComparer.Default);
    private readonly ImmutableDictionary<INamedTypeSymbol, DeclaredDuty>.Builder _duties = ImmutableDictionary.CreateBuilder<INamedTypeSymbol, DeclaredDuty>(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, string> _places = new(SymbolEqualityComparer.Default);
    private readonly ImmutableArray<ContractError>.Builder _errors = ImmutableArray.CreateBuilder<ContractError>();
    private string _path = "";
    private SourceText _text = SourceText.From("");

    private ContractFile(KnownSymbols symbols) => _symbols = symbols;

    public static ImmutableArray<AdditionalText> In(ImmutableArray<AdditionalText> files)
        => files.IsEmpty ? files : files.Where(f => f.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)).ToImmutableArray();

    /// <summary>Reads the files. The symbols must not know them yet: what a file says is held against the attributes.</summary>
    public static ForeignContracts Read(KnownSymbols symbols, ImmutableArray<AdditionalText> files, CancellationToken cancellation)
    {
        if (files.IsEmpty)
            return ForeignContracts.None;
        var reader = new ContractFile(symbols);
        var parsed = files.Select(f => (f.Path, Text: f.GetText(cancellation) ?? SourceText.From(""))).Select(f => (f.Path, f.Text, Root: reader.Parse(f.Path, f.Text))).ToList();
        foreach (var isDuty in new[] { true, false }) // members may be about types of any file
            foreach (var (path, text, root) in parsed)
            {
                (reader._path, reader._text) = (path, text);
                foreach (var entry in reader.Entries(root, isDuty ? "duties" : "members"))
                    if (isDuty)
                        reader.Duty(entry);
                    else
                        reader.Member(entry);
            }
        return new()
        {
            Passings = reader._passings.ToImmutable(),
            Moves = reader._moves.ToImmutable(),
            Duties = reader._duties.ToImmutable(),
            Errors = reader._errors.ToImmutable(),
        };
    }

    private void Wrong(TextSpan span, string message)
        => _errors.Add(new(_path, Location.Create(_path, span, _text.Lines.GetLinePositionSpan(span)), message));

    private JsonObject? Parse(string path, SourceText text)
    {
        (_path, _text) = (path, text);
        try
        {
            var root = JsonReader.Read(text.ToString());
            if (root is not JsonObject known)
                Wrong(root.Span, "the file must be an object with 'members', 'duties' or both");
            else if (Check(known, ["$schema", "members", "duties"], []))
                return known;
        }
        catch (JsonException wrong)
        {
            Wrong(wrong.Span, $"this is no JSON: {wrong.Message}");
        }
        return null;
    }

    private IEnumerable<JsonObject> Entries(JsonObject? root, string name)
    {
        switch (Find(root, name))
        {
            case JsonArray array:
                foreach (var item in array.Items)
                    if (item is JsonObject entry)
                        yield return entry;
                    else
                        Wrong(item.Span, $"an entry of '{name}' must be an object");
                break;
            case { } other:
                Wrong(other.Span, $"'{name}' must be an array");
                break;
        }
    }

    private static JsonValue? Find(JsonObject? entry, string name) => entry?.Properties.FirstOrDefault(p => p.Name == name)?.Value;

    /// <summary>Whether the object has the properties that it needs, each once, and no others.</summary>
    private bool Check(JsonObject entry, string[] allowed, string[] needed)
    {
        var before = _errors.Count;
        foreach (var property in entry.Properties)
            if (!allowed.Contains(property.Name))
                Wrong(property.Span, $"'{property.Name}' is not known here; {(allowed.Length == 1 ? "only" : "use")} {Listed(allowed)}");
            else if (Find(entry, property.Name) != property.Value)
                Wrong(property.Span, $"'{property.Name}' is given twice");
        foreach (var name in needed)
            if (Find(entry, name) is null)
                Wrong(new(entry.Span.Start, 1), $"'{name}' is missing");
        return _errors.Count == before;
    }

    private static string Listed(IEnumerable<string> names)
    {
        var quoted = names.Select(n => $"'{n}'").ToArray();
        return string.Join(", ", quoted.Take(quoted.Length - 1)) + (quoted.Length > 1 ? " or " : "") + quoted.Last();
    }

    private JsonString? Text(JsonObject entry, string name, params string[] values)
    {
        var value = Find(entry, name);
        if (value is JsonString text && (values.Length == 0 || values.Contains(text.Text)))
            return text;
        if (value is not null)
            Wrong(value.Span, values.Length == 0 ? $"'{name}' must be a string" : $"'{name}' must be {Listed(values)}");
        return null;
    }

    private void Member(JsonObject entry)
    {
        if (!Check(entry, ["member", "parameter", "does", "when", "optional"], ["member", "does"]))
            return;
        if (Text(entry, "member") is not { } name || Text(entry, "does", "discharges", "borrows", "converts", "resumes") is not { Text: var does } || Find(entry, "parameter") is not null && Text(entry, "parameter") is null)
            return;
        if (IsLeftOut(entry, MemberFinder.TypeOf(name.Text)))
            return;
        if (Find(entry, "when") is { } when && (does != "discharges" || when is not JsonLiteral { Text: "true" or "false" }))
            Wrong(when.Span, "'when' is true or false, and stands with 'discharges' only");
        else if (new MemberFinder(_symbols.Compilation).Find(name.Text, (Find(entry, "parameter") as JsonString)?.Text, out var problem) is not { } method)
            Wrong(name.Span, problem);
        else if (does is "converts" or "resumes")
            Move(entry, name, method, does == "converts");
        else
            Pass(entry, name, method, does == "borrows" ? Passing.Borrows : Find(entry, "when") is JsonLiteral { Text: var outcome } ? (outcome == "true" ? Passing.DischargesWhenTrue : Passing.DischargesWhenFalse) : Passing.Discharges);
    }

    /// <summary>Whether the entry is about a type that other versions of an assembly, or other target frameworks, have and this one has not.</summary>
    private bool IsLeftOut(JsonObject entry, string type)
    {
        var optional = Find(entry, "optional");
        if (optional is not (null or JsonLiteral { Text: "true" or "false" }))
            Wrong(optional.Span, "'optional' must be true or false");
        return optional is JsonLiteral { Text: "true" } && new MemberFinder(_symbols.Compilation).FindType(type) is null;
    }

    /// <summary>The parameter that the entry names, or the only one that fits.</summary>
    private IParameterSymbol? Parameter(JsonObject entry, JsonString member, IMethodSymbol method, Func<ITypeSymbol, bool> fits, string kind, bool isNeeded)
    {
        var fitting = method.Parameters.Where(p => fits(p.Type)).ToList();
        if (Find(entry, "parameter") is JsonString name)
        {
            var named = method.Parameters.FirstOrDefault(p => p.Name == name.Text);
            if (named is null)
                Wrong(name.Span, $"'{method.Name}' has no parameter '{name.Text}'" + (method.Parameters.IsEmpty ? "" : $"; use {Listed(method.Parameters.Select(p => p.Name))}"));
            else if (!fitting.Contains(named))
                Wrong(name.Span, $"'{name.Text}' is no {kind}");
            else
                return named;
        }
        else if (fitting.Count == 1)
            return fitting[0];
        else if (isNeeded)
            Wrong(member.Span, fitting.Count == 0 ? $"'{method.Name}' takes no {kind}" : $"'{method.Name}' takes several; say with 'parameter' which one is meant: {Listed(fitting.Select(p => p.Name))}");
        return null;
    }

    private void Pass(JsonObject entry, JsonString name, IMethodSymbol method, Passing passing)
    {
        if (Parameter(entry, name, method, CanOwe, "offload list or object of a type in 'duties'", true) is not { } parameter)
            return;
        if (passing is Passing.DischargesWhenTrue or Passing.DischargesWhenFalse && method.ReturnType.SpecialType != SpecialType.System_Boolean)
            Wrong(name.Span, $"'{method.Name}' returns no bool, so 'when' says nothing");
        else if (_symbols.PassingOf(parameter) is not Passing.Unstated and var attribute && attribute != passing)
            Wrong(name.Span, $"the declaration says [{(attribute == Passing.Borrows ? "Borrows" : "Discharges")}] on '{parameter.Name}', which is something else");
        else if (_symbols.ContractOf(method).Discharges is not null && passing != Passing.Discharges)
            Wrong(name.Span, $"'{method.Name}' is a function or handler of the contract, which discharges its list");
        else if (IsNew(parameter, name))
            _passings.Add(parameter, passing);
    }

    /// <summary>A list, an object that a file speaks of, or something that such an object may be passed as.</summary>
    private bool CanOwe(ITypeSymbol type)
        => _symbols.IsToken(type) || type.IsReferenceType && _duties.Keys.Any(d => type is INamedTypeSymbol { OriginalDefinition: var t } && (d.AllInterfaces.Any(i => Same(i.OriginalDefinition, t)) || BasesOf(d).Any(b => Same(b, t))));

    private static bool Same(ISymbol left, ISymbol right) => SymbolEqualityComparer.Default.Equals(left, right);

    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            yield return t.OriginalDefinition;
    }

    private void Move(JsonObject entry, JsonString name, IMethodSymbol method, bool converts)
    {
        var receiver = method.IsStatic ? null : method.ContainingType;
        var (fits, kind) = converts ? ((Func<ITypeSymbol, bool>)_symbols.IsToken, "offload list") : (_symbols.IsPended, "pended handle");
        var isNeeded = converts && !fits(method.ContainingType);
        var carrier = Parameter(entry, name, method, fits, kind, isNeeded);
        if (carrier is null && (isNeeded || Find(entry, "parameter") is not null))
            return;
        var own = _symbols.ContractOf(method);
        if (!_symbols.IsToken(method.ReturnType))
            Wrong(name.Span, $"'{method.Name}' returns no offload list");
        else if (own.Discharges is not null || own.Converts && !converts || own.Resumes && converts || own.Pends || own.Splits)
            Wrong(name.Span, $"the attributes of '{method.Name}' say something else");
        else if (IsNew(method, name))
            _moves.Add(method, new(new() { Converts = converts, Restores = converts, Resumes = !converts }, carrier is null || receiver is not null && fits(receiver) ? -1 : carrier.Ordinal));
    }

    private void Duty(JsonObject entry)
    {
        if (!Check(entry, ["type", "settledBy", "trySettledBy", "borrowedBy", "owedFrom", "unknownCallee", "optional"], ["type"]) || Text(entry, "type") is not { } name || IsLeftOut(entry, name.Text))
            return;
        if (new MemberFinder(_symbols.Compilation).FindType(name.Text) is not { } type)
        {
            Wrong(name.Span, $"there is no type '{name.Text}'");
            return;
        }
        var before = _errors.Count;
        var duty = new DeclaredDuty
        {
            Type = type,
            SettledBy = Names(entry, type, "settledBy"),
            TrySettledBy = Names(entry, type, "trySettledBy"),
            BorrowedBy = Names(entry, type, "borrowedBy"),
            OwedFrom = Names(entry, type, "owedFrom"),
            UnknownCallee = Text(entry, "unknownCallee", "unproven", "trusted", "untrusted") is { Text: var option } ? Options.Known<UnknownCalleeOption>(option) : null,
        };
        if (_errors.Count > before)
            return;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Interface) || type.IsStatic)
            Wrong(name.Span, $"'{type.Name}' is no class or interface, so its objects cannot be followed");
        else if (duty.SettledBy.IsEmpty && duty.TrySettledBy.IsEmpty)
            Wrong(name.Span, $"nothing settles '{type.Name}'; give 'settledBy' or 'trySettledBy'");
        else if (IsNew(type, name))
            _duties.Add(type, duty);
    }

    private ImmutableArray<string> Names(JsonObject entry, INamedTypeSymbol type, string property)
    {
        var result = ImmutableArray.CreateBuilder<string>();
        var value = Find(entry, property);
        if (value is not (null or JsonArray))
            Wrong(value.Span, $"'{property}' must be an array of names");
        foreach (var item in (value as JsonArray)?.Items ?? ImmutableArray<JsonValue>.Empty)
        {
            if (item is not JsonString { Text: var name })
            {
                Wrong(item.Span, $"'{property}' must be an array of names");
                continue;
            }
            var members = BasesOf(type).Concat(type.AllInterfaces).SelectMany(t => t.GetMembers(name)).Where(m => m is IMethodSymbol || property == "owedFrom" && m is IPropertySymbol).ToList();
            if (members.Count == 0)
                Wrong(item.Span, $"'{type.Name}' has no {(property == "owedFrom" ? "member" : "method")} '{name}'");
            else if (property == "trySettledBy" && members.Any(m => m is IMethodSymbol { ReturnType.SpecialType: not SpecialType.System_Boolean }))
                Wrong(item.Span, $"'{name}' returns no bool, so it cannot say whether it settled anything");
            else if (result.Contains(name) || property != "owedFrom" && Roles.TakeWhile(r => r != property).Any(r => Find(entry, r) is JsonArray { Items: var others } && others.Any(o => o is JsonString { Text: var other } && other == name)))
                Wrong(item.Span, $"'{name}' is given twice");
            else
                result.Add(name);
        }
        return result.ToImmutable();
    }

    private static readonly string[] Roles = ["settledBy", "trySettledBy", "borrowedBy"];

    private bool IsNew(ISymbol symbol, JsonString name)
    {
        if (_places.TryGetValue(symbol, out var place))
        {
            Wrong(name.Span, $"{place} speaks of this already");
            return false;
        }
        _places.Add(symbol, $"line {_text.Lines.GetLinePosition(name.Span.Start).Line + 1} of {Path.GetFileName(_path)}");
        return true;
    }
}
