namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What is known after calls: what helpers, functions, members, constructors and recursion bring back, change, or leave alone.</summary>
public class KnownAcrossCallsTests : KnownTest
{
    private const string Members = """
        private readonly bool _fixed;
        private bool _flag;
        private static bool s_flag;
        private int _count;
        private Counter _counter;
        private bool Flag { get => _flag; set => _flag = value; }
        private bool IsSet => _flag;
        private bool Auto { get; set; }
        public Action? Hook;
        private static int Any() => Random.Shared.Next(2);
        private void Set() => _flag = true;
        private void Set(bool value) => _flag = value;
        private static void SetStatic() => s_flag = true;
        private void Nothing() { }
        private void CallHook() => Hook!();
        private void CallHookTwice() { CallHook(); CallHook(); }
        private bool Get() => _flag;
        private static bool IsZero(int n) => n == 0;
        private static bool Not(bool value) => !value;
        private static bool Choose(bool first) { if (first) return true; return 1 < 2; }
        private static bool Maybe() { if (IsUp()) return true; return false; }
        private static void Both(out bool first, out bool second) { first = true; second = false; }
        private static bool TryGet(out int n) { if (IsUp()) { n = 7; return true; } n = 3; return false; }
        private static bool TryDown(ref int n) { if (n == 0) return false; n--; return true; }
        private static void Twice(ref int n) => n *= 2;
        private static void Swap(ref int first, ref int second) => (first, second) = (second, first);
        private static int Minus(int first, int second) => first - second;
        private static int Optional(int first = 4, int second = 1) => first - second;
        private static int Count(params int[] all) => all.Length;
        private static bool Same(in Counter counter) => counter.N == 1;
        private static int Down(int n) => n <= 0 ? 0 : Down(n - 1);
        private static bool Always() { if (IsUp()) return true; return Always(); }
        private static bool Deep() { if (IsUp()) return false; Deep(); return true; }
        private static bool Left() { if (IsUp()) return false; Right(); return true; }
        private static void Right() => Left();
        private static bool Ping() { if (IsUp()) return true; return Pong(); }
        private static bool Pong() => Ping();
        private void Raise() { if (IsUp()) return; Raise(); _flag = true; }
        private static int Turn(int n) { while (n > 0) n--; return n; }
        private ref int Place() => ref _count;
        private ref bool PlaceOf(int n) => ref (n == 0 ? ref _flag : ref s_flag);
        private bool this[int n] => n == 1;
        protected virtual bool Overridable() => true;
        [System.Diagnostics.Conditional("NEVER")]
        private static void Never(bool asserted) { }
        private struct Counter
        {
            public int N;
            public int M { get; set; }
            public void Up() => N++;
            public void Twice() { Up(); Up(); }
            public Counter Next() { var next = this; next.Up(); return next; }
            public readonly bool IsOne() => N == 1;
            public bool IsTwo => N == 2;
        }
        private struct Outer { public Counter Inner; public int Own; }
        private class Base
        {
            public int Value = 3;
            public bool IsBase = true;
            public Base() { }
            public Base(int value) => Value = value;
            public virtual int Twice() => Value * 2;
        }
        private sealed class Box : Base
        {
            public bool Is;
            public int Half { get; } = 8;
            public Box() : this(5) { }
            public Box(int value) : base(value) => Is = true;
            public Box(string text) => IsBase = text.Length > 5;
            public void Set(int value) => Value = value;
            public void Give(Box other) => other.Value = Value;
            public override int Twice() => base.Twice() + 1;
            public static Box operator +(Box first, int n) => new Box(first.Value + n);
            public static implicit operator int(Box box) => box.Value;
            public static bool operator true(Box box) => box.Value == 5;
            public static bool operator false(Box box) => box.Value != 5;
        }
        private sealed class Plain { public int Count; public int Started = 7; public string? Text; }
        private sealed record Pair(int First, int Second) { public int Sum => First + Second; }
        private interface IShape { int Sides { get; } bool IsRound(); }
        private sealed class Square : IShape { public int Sides => 4; public bool IsRound() => false; }
        """;

    [Theory]
    [InlineData("_flag = false; Set(); bool right = _flag;")]
    [InlineData("s_flag = false; SetStatic(); bool right = s_flag;")]
    [InlineData("_flag = true; Nothing(); bool right = _flag;")]
    [InlineData("bool was = _flag; Nothing(); bool right = _flag == was;")]
    [InlineData("bool was = Get(); bool right = was == _flag;")]
    [InlineData("bool value = IsUp(); Set(value); bool right = _flag == value;")]
    [InlineData("Set(IsUp()); bool right = Get() == _flag;")]
    [InlineData("bool was = _fixed; CallHook(); bool right = _fixed == was;")]
    [InlineData("bool was = IsUp(); CallHook(); bool right = was == !Not(was);")]
    [InlineData("int n = Any(); CallHook(); int m = n; bool right = IsZero(n) == (m == 0);")]
    [InlineData("bool right = Choose(IsUp());")]
    [InlineData("int n = Any(); bool none = IsZero(n); bool right = none == (n == 0);")]
    [InlineData("int n = Any(); if (IsZero(n)) n = 1; bool right = !IsZero(n);")]
    [InlineData("bool right = Not(Not(Not(false)));")]
    [InlineData("Both(out bool first, out bool second); bool right = first && !second;")]
    [InlineData("bool first = false; Both(out first, out _); bool right = first;")]
    [InlineData("Both(out _flag, out s_flag); bool right = _flag && !s_flag;")]
    [InlineData("bool got = TryGet(out int n); bool right = got == (n == 7);")]
    [InlineData("bool right = TryGet(out int n) ? n == 7 : n == 3;")]
    [InlineData("bool got = TryGet(out int n); bool again = TryGet(out int m); bool right = got == (n == 7) && again == (m == 7);")]
    [InlineData("int n = 2; while (TryDown(ref n)) { } bool right = n == 0;")]
    [InlineData("int n = 1; Twice(ref n); bool right = n == 2;")]
    [InlineData("int n = 1; ref int same = ref n; Twice(ref same); bool right = n == 2;")]
    [InlineData("_count = 1; Twice(ref _count); bool right = _count == 2;")]
    [InlineData("var counter = new Counter { N = 1, M = 5 }; Twice(ref counter.N); bool right = counter.N == 2 && counter.M == 5;")]
    [InlineData("var counts = new int[2]; counts[1] = 3; Twice(ref counts[1]); bool right = counts[1] == 6 && counts[0] == 0;")]
    [InlineData("int first = 1, second = 2; Swap(ref first, ref second); bool right = first == 2 && second == 1;")]
    [InlineData("int first = 1, second = 2; Swap(second: ref second, first: ref first); bool right = first == 2 && second == 1;")]
    [InlineData("bool right = Minus(5, 2) == 3;")]
    [InlineData("bool right = Minus(second: 2, first: 5) == 3;")]
    [InlineData("bool right = Optional() == 3 && Optional(2) == 1 && Optional(second: 4) == 0;")]
    [InlineData("bool right = Count() == 0 && Count(1) == 1 && Count(4, 5) == 2;")]
    [InlineData("bool right = Down(3) == 0;")]
    [InlineData("bool right = Always();")]
    [InlineData("bool right = Ping();")]
    [InlineData("bool right = Turn(9) <= 0;")]
    [InlineData("Place() = 3; bool right = _count == 3;")]
    [InlineData("_count = 3; Place()++; bool right = _count == 4;")]
    [InlineData("_count = 3; ref int place = ref Place(); place += 2; bool right = _count == 5;")]
    [InlineData("bool right = this[1] && !this[2];")]
    [InlineData("bool right = IsSet == _flag;")]
    [InlineData("Flag = true; bool right = _flag && Flag && IsSet;")]
    [InlineData("Flag = IsUp(); bool right = Flag == _flag;")]
    [InlineData("Flag = false; Flag |= true; bool right = _flag;")]
    [InlineData("_flag = true; Never(false); bool right = _flag;")]
    [InlineData("_flag = true; s_flag = true; bool right = s_flag && Get();")]
    [InlineData("_flag = true; s_flag = true; bool right = s_flag && IsSet;")]
    [InlineData("_flag = true; s_flag = true; bool right = s_flag && Flag && _flag;")]
    [InlineData("_flag = true; s_flag = true; Func<bool> get = Get; bool right = s_flag && get();")]
    [InlineData("Auto = true; bool right = Auto && IsUp() | Auto;")]
    public Task Known_after_a_method(string code) => Is("", "CHIM1001", code, Members);

    [Theory]
    [InlineData("var counter = new Counter(); counter.Up(); counter.Up(); bool right = counter.N == 2;")]
    [InlineData("var counter = new Counter(); counter.Twice(); bool right = counter.N == 2 && counter.IsTwo;")]
    [InlineData("var counter = new Counter(); var other = counter; other.Up(); bool right = counter.N == 0 && other.N == 1;")]
    [InlineData("var counter = new Counter(); var other = counter.Next(); bool right = counter.N == 0 && other.N == 1;")]
    [InlineData("var counter = new Counter { N = 1 }; bool right = Same(in counter) && counter.IsOne();")]
    [InlineData("var counter = new Counter { N = 1 }; bool right = Same(counter);")]
    [InlineData("var counter = new Counter { M = 2 }; counter.M++; counter.Up(); bool right = counter.M == 3 && counter.N == 1;")]
    [InlineData("_counter = new Counter(); _counter.Up(); bool right = _counter.N == 1;")]
    [InlineData("_counter = default; _counter.Twice(); bool right = _counter.IsTwo;")]
    [InlineData("var counter = new Counter(); Action up = () => counter.Up(); up(); up(); bool right = counter.N == 2;")]
    [InlineData("var (first, second) = (new Counter(), new Counter()); first.Up(); bool right = first.N == 1 && second.N == 0;")]
    [InlineData("Counter Make(int n) { var made = new Counter(); made.N = n; return made; } bool right = Make(3).N == 3 && Make(4).N == 4;")]
    public Task Known_of_a_struct(string code) => Is("", "CHIM1001", code, Members);

    [Theory]
    [InlineData("var box = new Box(); bool right = box.Value == 5 && box.Is && box.Half == 8;")]
    [InlineData("var box = new Box(4); bool right = box.Value == 4 && box.Is && box.IsBase;")]
    [InlineData("var box = new Box(\"text\"); bool right = box.Value == 3 && !box.Is && !box.IsBase;")]
    [InlineData("var box = new Box(4) { Is = false }; bool right = box.Value == 4 && !box.Is;")]
    [InlineData("var box = new Box { Value = 6 }; bool right = box.Value == 6;")]
    [InlineData("var box = new Box(); box.Set(4); bool right = box.Value == 4;")]
    [InlineData("Box first = new Box(1), second = new Box(2); first.Set(7); bool right = first.Value == 7 && second.Value == 2;")]
    [InlineData("Box first = new Box(1), second = new Box(2); first.Give(second); bool right = second.Value == 1;")]
    [InlineData("Box first = new Box(1), second = first; first.Set(7); bool right = second.Value == 7;")]
    [InlineData("var box = new Box(4); bool right = box.Twice() == 9;")]
    [InlineData("var plain = new Plain(); plain.Count++; bool right = plain.Count == 1;")]
    [InlineData("var plain = new Plain(); plain.Count += 3; plain.Started -= 2; bool right = plain.Count == 3 && plain.Started == 5;")]
    [InlineData("var plain = new Plain(); plain.Text ??= \"set\"; bool right = plain.Text != null;")]
    [InlineData("Base box = new Box(4); bool right = box.Twice() == 9;")]
    [InlineData("var box = new Base(4); bool right = box.Twice() == 8;")]
    [InlineData("var box = new Box(4) + 2; bool right = box.Value == 6 && box == 6;")]
    [InlineData("int n = new Box(4); bool right = n == 4;")]
    [InlineData("var box = new Box(4); bool right = box.Is && box == 4;")]
    [InlineData("var box = new Box(4); bool right = box.Is && (box + 2).Value == 6;")]
    [InlineData("var box = new Box(4); bool right = box.Is; box += 2; right = right && box.Is && box.Value == 6;")]
    [InlineData("bool right = false; var box = new Box(); if (box.Is) right = box ? true : false;")]
    [InlineData("bool right = false; if (new Box()) right = true;")]
    [InlineData("var pair = new Pair(1, 2); bool right = pair.First == 1 && pair.Sum == 3;")]
    [InlineData("var pair = new Pair(1, 2); var other = pair with { First = 4 }; bool right = pair.First == 1 && other.First == 4 && other.Second == 2;")]
    [InlineData("var pair = new Pair(1, 2); var (first, second) = pair; bool right = first == 1 && second == 2;")]
    [InlineData("IShape shape = new Square(); bool right = shape.Sides == 4 && !shape.IsRound();")]
    [InlineData("Func<int> twice = new Box(4).Twice; bool right = twice() == 9;")]
    [InlineData("Base box = IsUp() ? new Base(2) : new Base(2); bool right = box.Value == 2;")]
    [InlineData("Box Made(int n) { var box = new Box(); box.Set(n); return box; } bool right = Made(3).Value == 3;")]
    public Task Known_of_an_object(string code) => Is("", "CHIM1001", code, Members);

    [Theory]
    [InlineData("bool right = false; void Set() => right = true; Set();")]
    [InlineData("bool right = false; void Outer() { void Inner() => right = true; Inner(); } Outer();")]
    [InlineData("bool right = false; void First() => Second(); void Second() => right = true; First();")]
    [InlineData("bool right = false; Action outer = () => { Action inner = () => right = true; inner(); }; outer();")]
    [InlineData("bool right = false; void Function() => right = true; Action outer = () => Function(); outer();")]
    [InlineData("bool right = false; void Function() => right = true; Action outer = Function; outer();")]
    [InlineData("bool right = false; Action set = () => right = true; Action both = null!; both += set; both += () => { }; both();")]
    [InlineData("bool right = false; Action? set = null; set += () => right = true; set();")]
    [InlineData("bool right = false; Action? set = null; for (int n = 0; n < 1; n++) set += () => right = true; set?.Invoke(); if (set is null) right = true;")]
    [InlineData("int n = 0; Action up = () => n++; up += up; up(); bool right = n == 2;")]
    [InlineData("Func<int, int> twice = n => n * 2; bool right = twice(2) == 4 && twice(3) == 6;")]
    [InlineData("Func<int, int, int> minus = (first, second) => first - second; bool right = minus(arg2: 2, arg1: 5) == 3;")]
    [InlineData("Func<int, bool> test = IsZero; int n = Any(); bool right = test(n) == (n == 0);")]
    [InlineData("int n = 1; void Twice() { int m = n; n = m + m; } Twice(); Twice(); bool right = n == 4;")]
    [InlineData("static int Twice(int n) => n * 2; int n = 3; bool right = Twice(n) == 6 && n == 3;")]
    [InlineData("bool right = true; for (int n = 0; n < 2; n++) { bool Is() => n < 2; right &= Is(); }")]
    [InlineData("int Fall(int n) => n <= 0 ? 0 : Fall(n - 1); bool right = Fall(2) == 0;")]
    [InlineData("bool right = Run(() => true); static bool Run(Func<bool> run) => run();")]
    [InlineData("bool right = false; Run(() => right = true); static void Run(Action run) => run();")]
    [InlineData("bool right = false; Action set = () => right = true; if (IsUp()) set(); else set.Invoke();")]
    [InlineData("bool right = false; ((Action)(() => right = true))();")]
    [InlineData("_flag = false; Action set = Set; set(); bool right = _flag;")]
    public Task Known_after_a_function(string code) => Is("", "CHIM1001", code, Members);

    [Theory]
    [InlineData("_flag = true; CallHook(); bool right = _flag;")]
    [InlineData("bool was = _flag; CallHook(); bool right = _flag == was;")]
    [InlineData("bool was = _flag; CallHookTwice(); bool right = _flag == was;")]
    [InlineData("bool was = s_flag; CallHook(); bool right = s_flag == was;")]
    [InlineData("bool was = Auto; CallHook(); bool right = Auto == was;")]
    [InlineData("bool was = Get(); CallHook(); bool right = Get() == was;")]
    [InlineData("bool was = _flag; void Function() => Hook!(); Function(); bool right = _flag == was;")]
    [InlineData("bool was = _flag; Action run = () => Hook!(); run(); bool right = _flag == was;")]
    [InlineData("bool was = _flag; Action run = CallHook; run(); bool right = _flag == was;")]
    [InlineData("bool was = _flag; try { CallHook(); } finally { Nothing(); } bool right = _flag == was;")]
    [InlineData("bool was = _flag; if (IsUp()) CallHook(); bool right = _flag == was;")]
    [InlineData("bool was = _flag; for (int n = Any(); n > 0; n--) CallHook(); bool right = _flag == was;")]
    [InlineData("bool right = Maybe();")]
    [InlineData("bool right = Maybe() == Maybe();")]
    [InlineData("bool got = TryGet(out int n); bool again = TryGet(out int m); bool right = got == (m == 7);")]
    [InlineData("bool right = TryGet(out _);")]
    [InlineData("bool right = Deep();")]
    [InlineData("bool right = Left();")]
    [InlineData("_flag = false; Raise(); bool right = _flag;")]
    [InlineData("bool right = Overridable();")]
    [InlineData("Set(IsUp()); bool right = _flag;")]
    [InlineData("bool right = false; void Function() { if (IsUp()) right = true; } Function();")]
    [InlineData("bool right = false; void Function() => right = IsUp(); Action outer = () => Function(); outer();")]
    [InlineData("bool right = false; void First() { if (IsUp()) Second(); } void Second() => right = true; First();")]
    [InlineData("bool right = false; Action set = () => right = IsUp(); Action both = () => { }; both += set; both();")]
    [InlineData("int Fall(int n) => n <= 0 ? 0 : IsUp() ? 1 : Fall(n - 1); bool right = Fall(2) == 0;")]
    [InlineData("var counter = new Counter(); if (IsUp()) counter.Up(); bool right = counter.IsOne();")]
    [InlineData("var box = new Box(4); if (IsUp()) box.Set(5); bool right = box.Twice() == 9;")]
    [InlineData("Base box = IsUp() ? new Base(4) : new Box(4); bool right = box.Twice() == 8;")]
    [InlineData("Box first = new Box(1), second = new Box(2); var one = IsUp() ? first : second; one.Set(7); bool right = first.Value == 7;")]
    [InlineData("PlaceOf(Any()) = true; bool right = _flag;")]
    public Task Either_after_a_call(string code) => Is("CHIM1001", "CHIM1001", code, Members);
}
