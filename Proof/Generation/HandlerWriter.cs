using System.Text;

namespace Chimney.Proof;

/// <summary>
/// Writes one handler by asking a choice function at every turn of a grammar: drawn at random, or enumerated up to a size. What it writes settles its
/// duty once on every path, but where it is told to slip: the oracle says what the result is.
/// </summary>
public sealed partial class HandlerWriter
{
    private readonly Func<int, string, int> _choose;
    private readonly HandlerKind _kind;
    private readonly StringBuilder _members = new();
    private readonly StringBuilder _body = new();
    private readonly HashSet<string> _helpers = [];
    private int _indent = 2;
    private int _names;
    private int _slips;

    private bool _asksStatus;

    // How many finally blocks are around: control cannot leave them by a statement.
    private int _finallys;

    private HandlerWriter(HandlerKind kind, Func<int, string, int> choose, int slips)
    {
        _kind = kind;
        _choose = choose;
        _slips = slips;
    }

    /// <summary>Writes a handler.</summary>
    /// <param name="id">Names the subject.</param>
    /// <param name="kind">Which handler.</param>
    /// <param name="choose">Chooses a number from 0 below its argument.</param>
    /// <param name="depth">How deep statements nest.</param>
    /// <param name="slips">How many mistakes are made, if there is occasion.</param>
    public static Subject Write(string id, HandlerKind kind, Func<int, string, int> choose, int depth, int slips)
        => new HandlerWriter(kind, choose, slips).Write(id, depth);

    private Subject Write(string id, int depth)
    {
        if (_kind.Row.Parameters.Contains("out uint bytes", StringComparison.Ordinal))
            Line("bytes = 0;");
        Settle(depth, "list");
        if (_kind.Row.Result.Length > 0)
            Line(_kind.Return);
        return new Subject(id, [_kind.IsSlot ? SlotClass() : DriverClass()], _kind.IsSlot);
    }

    private string Result => _kind.Row.Result.Length > 0 ? nameof(NdisStatus) : "void";

    private string DriverClass()
    {
        string type = _kind.Role switch
        {
            DriverRole.Target => "Chimney.Proof.MixingTarget",
            DriverRole.Host => nameof(ProtocolDriver),
            _ => nameof(IntermediateDriver),
        };
        return $"public class Shape : {type}\n{{\n    public override {Result} {_kind.Row.Name}({_kind.Row.Parameters})\n    {{\n{_body}    }}\n{_members}}}\n";
    }

    private string SlotClass()
    {
        bool isRequest = _kind.Row.Name.StartsWith("Miniport", StringComparison.Ordinal);
        string slot = _kind.Row.Name["Miniport".Length..] + "Handler";
        string table = (isRequest ? "Provider" : "Client") + (slot.StartsWith("Tcp", StringComparison.Ordinal) ? "ChimneyOffloadTcpCharacteristics" : "ChimneyOffloadGenericCharacteristics");
        string handle = isRequest ? nameof(NdisBindingHandle) : nameof(NdisMiniportHandle);
        return $"public class Shape\n{{\n    private readonly {handle} {handle} = default!;\n\n    public {table} Table() => new() {{ {slot} = Handle }};\n\n"
            + $"    private {Result} Handle({_kind.Row.Parameters})\n    {{\n{_body}    }}\n{_members}}}\n";
    }

    private void Line(string text) => _body.Append(' ', 4 * _indent).Append(text).Append('\n');

    private void Block(string head, Action body)
    {
        if (head.Length > 0)
            Line(head);
        Line("{");
        _indent++;
        body();
        _indent--;
        Line("}");
    }

    private bool MayLeave => _finallys == 0;

    private void Finally(Action body)
    {
        _finallys++;
        Block("finally", body);
        _finallys--;
    }

    private int Choose(int of, string what) => _choose(of, what);

    private string Fresh(string name) => name + ++_names;

    /// <summary>Whether a mistake is made here.</summary>
    private bool Slips(string what)
    {
        if (_slips == 0 || Choose(3, what) != 0)
            return false;
        _slips--;
        return true;
    }

    /// <summary>Adds a member once, under a name that says what it is.</summary>
    private string Member(string name, string text)
    {
        if (_helpers.Add(name))
            _members.Append('\n').Append(text).Append('\n');
        return name;
    }

    /// <summary>A condition that nobody knows; some need a statement before.</summary>
    private string Condition()
    {
        switch (Choose(5, "condition"))
        {
            case 0: return "Adapter.IsUp()";
            case 1: return $"Adapter.Load() > {Choose(3, "number")}";
            case 2:
                string saved = Fresh("saved");
                Line($"bool {saved} = Adapter.IsUp();");
                return Choose(2, "polarity") == 0 ? saved : "!" + saved;
            case 3: return "Adapter.Read() is { Length: > 0 }";
            default: return "Adapter.IsUp() && Adapter.Load() == 1";
        }
    }

    /// <summary>Something that may throw.</summary>
    private void Risk() => Line(Choose(2, "risk") == 0 ? "Adapter.Note(\"at work\");" : "Adapter.Probe();");

    /// <summary>Something that has nothing to do with the duty; the list may be looked at where it is not given away yet.</summary>
    private void Idle(string? list)
    {
        switch (Choose(4, "idle"))
        {
            case 0: Line("Adapter.Note(\"at work\");"); break;
            case 1: Line("Adapter.Probe();"); break;
            case 2 when list is not null && _kind.Row.HasList && (_kind.Owes || _kind.HasListForSure): Line(_kind.Touch(list)); break;
            case 3: Block("foreach (string name in Adapter.Names())", () => Line("Adapter.Note(name);")); break;
            default: Line("Adapter.Note(\"idle\");"); break;
        }
    }
}
