namespace Chimney.Proof;

// Control flow: each form settles the duty once on every path.
public sealed partial class HandlerWriter
{
    private void Settle(int depth, string list)
    {
        if (depth == 0 || Choose(6, "leaf") == 0)
        {
            SettleHere(list);
            return;
        }
        depth--;
        switch (Choose(17, "statement"))
        {
            case 0:
                Idle(list);
                Settle(depth, list);
                break;
            case 1:
                Block($"if ({Condition()})", () => Settle(depth, list));
                if (!Slips("no else"))
                    Block("else", () => Settle(depth, list));
                break;
            case 2 when MayLeave:
                Block($"if ({Condition()})", () =>
                {
                    Settle(depth, list);
                    if (!Slips("no return"))
                        Line(_kind.Return);
                });
                Settle(depth, list);
                break;
            case 3:
                Switch(depth, list);
                break;
            case 4:
                Flag(depth, list);
                break;
            case 5:
                Ranges(depth, list);
                break;
            case 6:
                Loop(depth, list);
                break;
            case 7:
                Block("try", () => Idle(list));
                Finally(() => Settle(depth, list));
                break;
            case 8 when MayLeave:
                Block("try", Risk);
                bool rethrows = Choose(2, "rethrow") == 1;
                Block($"catch ({(Choose(2, "type") == 0 ? "Exception" : "InvalidOperationException")})", () =>
                {
                    Settle(depth, list);
                    if (!Slips("falls out of catch"))
                        Line(rethrows ? "throw;" : _kind.Return);
                });
                Settle(depth, list);
                break;
            case 9:
                Block("try", Risk);
                Block("catch (Exception) when (Adapter.IsUp())", () => Line(MayLeave && Slips("leaves in catch") ? _kind.Return : "Adapter.Note(\"caught\");"));
                Settle(depth, list);
                break;
            case 10:
                Block("try", () => Settle(depth, list));
                Finally(() => Line("Adapter.Note(\"over\");"));
                break;
            case 11:
                Block("using (new System.IO.MemoryStream())", () => Settle(depth, list));
                break;
            case 12:
                Goto(depth, list);
                break;
            case 13 when _kind.Row.HasList && MayLeave:
                Block($"if ({list}.IsNull)", () => Line(_kind.HasListForSure || !_kind.Owes ? _kind.Return : $"{_kind.CallWith("default")}; {_kind.Return}"));
                Settle(depth, list);
                break;
            // Asked once: inside a branch the status is known. That of an indication always is.
            case 14 when _kind.HasListForSure && !_kind.Row.IsChain && !_asksStatus:
                _asksStatus = true;
                string status = Fresh("status");
                Line($"NdisStatus {status} = {list}.Root.Status;");
                Block($"if ({status} == NdisStatus.Success)", () => Settle(depth, list));
                Block(Slips("two statuses") ? $"else if ({status} == NdisStatus.Failure)" : "else", () => Settle(depth, list));
                break;
            case 15 when _kind.Row.HasList:
                string alias = Fresh("alias");
                Line($"{_kind.Row.Token} {alias} = {list};");
                Settle(depth, alias);
                break;
            case 16:
                Idle(list);
                if (Slips("throws"))
                    Block($"if ({Condition()})", () => Line("throw new InvalidOperationException();"));
                Settle(depth, list);
                break;
            default:
                SettleHere(list);
                break;
        }
    }

    private void Switch(int depth, string list)
    {
        bool leaves = MayLeave && Choose(2, "switch") == 1;
        Block("switch (Adapter.Load())", () =>
        {
            Block("case 1:", () => Section(leaves));
            Block("case 2 when Adapter.IsUp():", () => Section(false));
            if (!Slips("no default"))
                Block("default:", () => Section(false));
        });
        if (leaves)
            Line("Adapter.Note(\"behind the switch\");");

        void Section(bool returns)
        {
            Settle(depth, list);
            Line(returns ? _kind.Return : "break;");
        }
    }

    private void Flag(int depth, string list)
    {
        string done = Fresh("done");
        Line($"bool {done} = false;");
        Block($"if ({Condition()})", () =>
        {
            Settle(depth, list);
            if (!Slips("flag not set"))
                Line($"{done} = true;");
        });
        Idle(null);
        Block(Slips("wrong polarity") ? $"if ({done})" : $"if (!{done})", () => Settle(depth, list));
    }

    private void Ranges(int depth, string list)
    {
        string number = Fresh("number");
        int limit = Choose(3, "limit");
        Line($"int {number} = Adapter.Load();");
        Block($"if ({number} > {limit})", () => Settle(depth, list));
        Block($"if ({number} <{(Slips("gap") ? "" : "=")} {limit})", () => Settle(depth, list));
    }

    private void Loop(int depth, string list)
    {
        switch (Choose(5, "loop"))
        {
            case 0:
                Block("for (;;)", () => Once(depth, list, "break;"));
                break;
            case 1:
                Counted(1, () => Settle(0, list));
                break;
            case 2:
                string open = Fresh("open");
                Line($"bool {open} = true;");
                Block($"while ({open})", () => Once(depth, list, $"{open} = false;"));
                break;
            case 3 when MayLeave:
                Counted(1 + Choose(2, "turns"), () =>
                    Block("if (Adapter.IsUp())", () => Once(depth, list, _kind.Return)));
                Settle(0, list);
                break;
            default:
                string found = Fresh("found");
                Line($"bool {found} = false;");
                Block("foreach (string name in Adapter.Names())", () =>
                {
                    Block("if (Adapter.IsUp())", () => Line("continue;"));
                    Line($"{found} = true;");
                    Line("break;");
                });
                Block($"if ({found})", () => Settle(depth, list));
                if (!Slips("only when found"))
                    Block("else", () => Settle(0, list));
                break;
        }
    }

    private void Counted(int turns, Action body)
    {
        string turn = Fresh("turn");
        Block($"for (int {turn} = 0; {turn} < {turns}; {turn}++)", body);
    }

    private void Once(int depth, string list, string end)
    {
        Settle(depth, list);
        if (!Slips("goes round again"))
            Line(end);
    }

    private void Goto(int depth, string list)
    {
        string label = Fresh("done");
        Block($"if ({Condition()})", () => Line($"goto {label};"));
        Idle(list);
        if (MayLeave && Slips("leaves before the label"))
            Block("if (Adapter.IsUp())", () => Line(_kind.Return));
        Line($"{label}:");
        Line("Adapter.Note(\"here\");");
        Settle(depth, list);
    }
}
