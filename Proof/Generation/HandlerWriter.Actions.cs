namespace Chimney.Proof;

// What settles the duty, and what only seems to.
public sealed partial class HandlerWriter
{
    private static readonly int[] s_depths = [0, 1, 2, 5];

    /// <summary>The duty is settled right here, in one of the ways there are.</summary>
    private void SettleHere(string list)
    {
        if (!_kind.Owes)
        {
            Line(_kind.HasListForSure && Choose(2, "look") == 0 ? _kind.Touch(list) : "Adapter.Note(\"done\");");
            return;
        }
        if (Slips("slip"))
        {
            Slip(list);
            return;
        }
        if (_kind.Role == DriverRole.Target)
        {
            Pend(list);
            return;
        }
        switch (Choose(8, "action"))
        {
            case 0 when _kind.HasBase: Line($"base.{_kind.Row.Name}({_kind.Arguments(list)});"); break;
            case 1: Line($"{Helper(s_depths[Choose(4, "depth")])}({_kind.Arguments(list)});"); break;
            case 2 when _kind.Row.HasList && _kind.MayCapture:
                string local = Fresh("Local");
                Line($"void {local}({_kind.Row.Token} inner) => {_kind.Call("inner")};");
                Line($"{local}({list});");
                break;
            case 3 when _kind.Row.HasList && _kind.MayCapture:
                Member("Finisher", $"    private delegate void Finisher({_kind.Row.Token} inner);");
                string finish = Fresh("finish");
                Line($"Finisher {finish} = inner => {_kind.Call("inner")};");
                Line($"{finish}({list});");
                break;
            case 4 when _kind.Row.Rebuilt.Contains('.', StringComparison.Ordinal):
                string rebuilt = Fresh("rebuilt");
                Line($"var {rebuilt} = {list}{_kind.Row.Rebuilt["list".Length..]};");
                Line($"{_kind.CallWith(rebuilt)};");
                break;
            case 5 or 6 when _kind.MayPend: Pend(list); break;
            case 7 when _kind.Row.HasList && _kind.MayCapture && _kind.Row.Result.Length == 0:
                Line($"_ = Adapter.IsUp() ? {Teller()}({_kind.Arguments(list)}) : {Teller()}({_kind.Arguments(list)});");
                break;
            default: Line($"{_kind.Call(list)};"); break;
        }
    }

    /// <summary>The list is kept, and somebody else settles the duty.</summary>
    private void Pend(string list)
    {
        string handle = _kind.Handle;
        switch (Choose(_kind.IsSlot ? 2 : 4, "sink"))
        {
            case 0:
                string parked = Fresh("parked");
                if (_kind.IsSlot || _kind.Role == DriverRole.Target)
                    goto case 1;
                Line($"var {parked} = {list}.Pend();");
                Line($"{_kind.Call(parked + ".Resume()")};");
                break;
            case 1:
                if (_kind.IsSlot)
                    goto default;
                Member("Parked", $"    private readonly Queue<{handle}> Parked = new();\n\n    public void Drain()\n    {{\n        while (Parked.TryDequeue(out var parked))\n            {Finish("parked")}\n    }}");
                Line($"Parked.Enqueue({list}.Pend());");
                break;
            case 2:
                string later = Fresh("later");
                Line($"var {later} = {list}.Pend();");
                Line($"QueueWorkItem(() => {Finish(later).TrimEnd(';')});");
                break;
            case 3:
                Member("_slot", $"    private {handle}? _slot;\n\n    public void Flush()\n    {{\n        var kept = _slot;\n        _slot = null;\n        if (kept != null)\n            {Finish("kept")}\n    }}");
                Block("if (_slot != null)", () => Line("Flush();"));
                Line($"_slot = {list}.Pend();");
                break;
            default:
                Line($"{_kind.Call(list)};");
                break;
        }
    }

    /// <summary>The statement that finishes a pended list. A target writes what has become of it first.</summary>
    private string Finish(string handle)
    {
        if (_kind.Role != DriverRole.Target)
            return _kind.LateCall(handle + ".Resume()") + ";";
        string status = _kind.Row.IsChain
            ? "for (var each = list.First; each is not null; each = each.Next)\n            each.Status = NdisStatus.UploadInProgress;"
            : "foreach (var block in list.Blocks)\n        {\n            block.Status = NdisStatus.Failure;"
                + (_kind.Row.Name.Contains("Terminate", StringComparison.Ordinal) ? "\n            block.NetBufferListChain = null;" : "") + "\n        }";
        return Member("Answer", $"    private void Answer({_kind.Row.Token} list)\n    {{\n        {status}\n        {_kind.Call("list")};\n    }}") + $"({handle}.Resume());";
    }

    /// <summary>A helper that settles the duty so many calls below.</summary>
    private string Helper(int depth)
    {
        string body = depth == 0 ? _kind.Call("list") : $"{Helper(depth - 1)}({_kind.Arguments("list")})";
        string start = _kind.MayCapture ? "" : "bytes = 0; ";
        return Member($"Help{depth}", $"    private void Help{depth}({_kind.Row.Parameters})\n    {{\n        {start}{body};\n    }}");
    }

    /// <summary>A helper that has a result as well.</summary>
    private string Teller() => Member("Tell", $"    private bool Tell({_kind.Row.Parameters})\n    {{\n        {_kind.Call("list")};\n        return true;\n    }}");

    private void Slip(string list)
    {
        switch (Choose(9, "mistake"))
        {
            case 0: Line("Adapter.Note(\"forgotten\");"); break;
            case 1:
                Line($"{_kind.Call(list)};");
                Line($"{_kind.Call(list)};");
                break;
            case 2 when _kind.Row.Wrong.Length > 0: Line($"{_kind.WrongCall(list)};"); break;
            case 3 when _kind.Row.HasList: Line($"{_kind.CallWith("default")};"); break;
            case 4 when _kind.Row.HasList:
                Line($"{_kind.Call(list)};");
                Line(_kind.Touch(list));
                break;
            case 5 when _kind.MayPend: Line($"var {Fresh("lost")} = {list}.Pend();"); break;
            case 6: Line("throw new InvalidOperationException();"); break;
            case 7 when _kind.MayPend && !_kind.IsSlot:
                Pend(list);
                Line($"{_kind.Call(list)};");
                break;
            case 8 when _kind.MayPend && !_kind.IsSlot && _kind.Role != DriverRole.Target:
                Member("Shelf", $"    private readonly List<{_kind.Handle}> Shelf = new();");
                Line($"Shelf.Add({list}.Pend());");
                break;
            default:
                Block("if (Adapter.IsUp())", () => Line($"{_kind.Call(list)};"));
                break;
        }
    }
}
