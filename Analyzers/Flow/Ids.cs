using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>What a place is: a variable, a capture of the graph, a field of an object, or a member of a list's root block.</summary>
/// <param name="Root">A local or parameter, a capture key, an object id, or a duty key.</param>
/// <param name="Member">The field, property, or index within the root; null for the root itself.</param>
internal sealed record PlaceKey(object Root, object? Member);

internal sealed record CaptureKey(Body Body, Microsoft.CodeAnalysis.FlowAnalysis.CaptureId Id);

internal sealed record ObjectKey(int Id);

internal sealed record DutyKey(int Id);

/// <summary>Names of symbols: where the unknown value comes from, and the symbols it is derived from.</summary>
internal sealed record SymbolKey(object Origin, object? Detail = null, int Left = -1, int Right = -1);

/// <summary>Gives small numbers to places, symbols and objects, in the order of their first mention. One per analysed root.</summary>
internal sealed class Ids
{
    private readonly Interner<PlaceKey> _places = new();
    private readonly Interner<SymbolKey> _symbols = new();
    private readonly Interner<object> _objects = new();
    private readonly Interner<string> _strings = new();
    private readonly Dictionary<long, string> _texts = [];

    /// <summary>The object that <c>this</c> of the root stands for.</summary>
    public const int This = 0;

    public Ids() => _objects.Get("this");

    public int Place(object root, object? member = null) => _places.Get(new(root, member));

    public PlaceKey PlaceKeyOf(int place) => _places[place];

    public int Symbol(SymbolKey key) => _symbols.Get(key);

    public SymbolKey SymbolKeyOf(int symbol) => _symbols[symbol];

    public int Object(object site) => _objects.Get(site);

    public object ObjectOf(int id) => _objects[id];

    /// <summary>A number for a constant that is no integer, away from the small integers.</summary>
    public long Constant(string text)
    {
        var number = FirstConstant + _strings.Get(text);
        _texts[number] = text;
        return number;
    }

    /// <summary>The text of such a constant, or null.</summary>
    public string? TextOf(long constant) => _texts.TryGetValue(constant, out var text) ? text : null;

    private const long FirstConstant = 1L << 40;

    private sealed class Interner<T>
        where T : notnull
    {
        private readonly Dictionary<T, int> _ids = [];
        private readonly List<T> _keys = [];

        public T this[int id] => _keys[id];

        public int Get(T key)
        {
            if (!_ids.TryGetValue(key, out var id))
            {
                _ids.Add(key, id = _keys.Count);
                _keys.Add(key);
            }
            return id;
        }
    }
}
