namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What is known of parts of things: elements, keys, sizes, fields.</summary>
public class KnownPartTests : KnownTest
{
    private const string Members = """
        private readonly bool _fixed;
        private bool _flag;
        private static bool s_flag;
        private volatile bool _shared;
        private bool Flag { get; set; }
        private bool[] _flags = new bool[3];
        private readonly List<bool> _list = new();
        private readonly Dictionary<int, bool> _table = new();
        private readonly HashSet<int> _set = new();
        private readonly Queue<int> _queue = new();
        private int _index;
        public Action? Hook;
        private static int Any() => Random.Shared.Next(2);
        private static bool[] Flags() => new[] { IsUp(), IsUp() };
        protected virtual void Fill(bool[] flags) => flags[0] = IsUp();
        private sealed class Part { public bool Is; public bool Was = true; public Part? Next; }
        private struct Pair { public bool First; public bool Second { get; set; } }
        """;

    [Theory]
    [InlineData("var flags = new bool[2]; flags[0] = true; bool right = flags[0] && !flags[1];")]
    [InlineData("var flags = new bool[2]; flags[1] = true; flags[0] = false; bool right = flags[1] && !flags[0];")]
    [InlineData("var flags = new bool[2]; flags[1] = true; bool right = flags[^1] && !flags[^2];")]
    [InlineData("var flags = new[] { false, true }; bool right = flags[1] && !flags[0] && flags.Length == 2;")]
    [InlineData("int i = Any(); var flags = new bool[2]; flags[i] = true; bool right = flags[i];")]
    [InlineData("int i = Any(); var flags = Flags(); bool right = flags[i] == flags[i];")]
    [InlineData("var flags = Flags(); bool was = flags[0]; flags[1] = true; bool right = flags[0] == was && flags[1];")]
    [InlineData("var flags = new bool[2, 2]; flags[0, 1] = true; bool right = flags[0, 1];")]
    [InlineData("Span<bool> flags = stackalloc bool[2]; flags[1] = true; bool right = flags[1] && !flags[0];")]
    [InlineData("Span<bool> flags = stackalloc bool[] { false, true }; bool right = flags[1] && !flags[0];")]
    [InlineData("Span<bool> flags = stackalloc[] { true, false, true }; bool right = flags[0] && !flags[1] && flags[2];")]
    [InlineData("Span<bool> flags = new bool[2]; flags[1] = true; bool right = flags[1] && !flags[0];")]
    [InlineData("var kept = new bool[2]; var flags = kept.AsSpan(); flags[1] = true; bool right = kept[1] && !kept[0];")]
    [InlineData("var bits = new System.Collections.BitArray(3); bits[1] = true; bool right = bits[1] && !bits[2];")]
    [InlineData("var bits = new System.Collections.BitArray(3, false); bits.Set(1, true); bool right = bits.Get(1) && !bits.Get(2);")]
    [InlineData("var flags = new List<bool> { true, false }; bool right = flags[0] && !flags[1] && flags.Count == 2;")]
    [InlineData("var flags = new List<bool> { true, false }; flags[1] = true; bool right = flags[1] && flags[0];")]
    [InlineData("var flags = new List<bool>(); flags.Add(IsUp()); bool right = flags.Count > 0;")]
    [InlineData("var flags = new List<bool>(); bool right = flags.Count == 0;")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; bool right = flags[1] && flags.ContainsKey(1) && flags.Count > 0;")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags.Add(1, true); bool right = flags[1] && flags.ContainsKey(1);")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; flags[2] = false; bool right = flags[1] && !flags[2];")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; bool right = flags.TryGetValue(1, out var one) && one;")]
    [InlineData("var flags = new Dictionary<int, bool>(); bool right = !flags.TryGetValue(1, out var one) && !one;")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags.Clear(); flags[1] = true; bool right = flags.Count != 0;")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; flags.Clear(); bool right = flags.Count == 0;")]
    [InlineData("bool was = _table.ContainsKey(2); _table.Add(1, true); bool right = _table.ContainsKey(2) == was && _table.ContainsKey(1);")]
    [InlineData("bool was = _table.ContainsKey(2); _table.Remove(1); bool right = _table.ContainsKey(2) == was && !_table.ContainsKey(1);")]
    [InlineData("bool was = _table.ContainsKey(2); _table.TryAdd(1, true); bool right = _table.ContainsKey(2) == was && _table.ContainsKey(1);")]
    [InlineData("_table[1] = true; _table.TryAdd(2, false); bool right = _table[1];")]
    [InlineData("bool was = _set.Contains(2); _set.Add(1); bool right = _set.Contains(1) && _set.Contains(2) == was;")]
    [InlineData("int i = Any(); bool was = _set.Contains(i); bool right = _set.Contains(i) == was;")]
    [InlineData("int i = Any(); _set.Add(i); bool right = _set.Contains(i);")]
    [InlineData("int i = Any(); _set.Remove(i); bool right = !_set.Contains(i);")]
    [InlineData("var set = new HashSet<int>(); set.Add(1); bool right = set.Contains(1) && !set.Contains(2);")]
    [InlineData("bool was = _queue.Count > 0; bool right = (_queue.Count > 0) == was && (_queue.Count != 0) == was && System.Linq.Enumerable.Any(_queue) == was;")]
    [InlineData("_queue.Enqueue(1); bool right = _queue.Count > 0;")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; bool right = flags.Count > 0;")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; bool right = flags[1] && flags.ContainsKey(1);")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags.Add(1, true); flags[1] = false; bool right = flags.Count > 0;")]
    [InlineData("_queue.Clear(); bool right = _queue.Count == 0;")]
    [InlineData("bool right = _queue.TryDequeue(out int one) || _queue.Count == 0;")]
    [InlineData("int count = _queue.Count; _ = _queue.Contains(3); _queue.CopyTo(new int[9], 0); _ = _queue.ToArray(); bool right = _queue.Count == count;")]
    [InlineData("int count = _list.Count; _ = _list.IndexOf(true); _ = _list.Find(each => each); _ = _list.Exists(each => each); bool right = _list.Count == count;")]
    [InlineData("var queue = new System.Collections.Concurrent.ConcurrentQueue<int>(); bool right = queue.IsEmpty && queue.Count == 0;")]
    [InlineData("_flag = true; s_flag = true; Flag = true; bool right = _flag && s_flag && Flag;")]
    [InlineData("bool right = _fixed; Hook!(); right = right == _fixed;")]
    [InlineData("var part = new Part(); bool right = !part.Is; part.Is = true; right &= part.Is;")]
    [InlineData("var part = new Part { Is = true }; Hook!(); bool right = part.Is;")]
    [InlineData("var part = new Part(); part.Next = part; part.Next.Is = true; bool right = part.Is;")]
    [InlineData("var pair = new Pair { First = true }; pair.Second = true; bool right = pair.First && pair.Second;")]
    [InlineData("var pair = new Pair { First = true }; var other = pair; other.First = false; bool right = pair.First && !other.First;")]
    [InlineData("var pair = (First: true, Second: false); pair.Second = true; bool right = pair.First && pair.Item2;")]
    [InlineData("var pair = (true, false); (pair.Item1, pair.Item2) = (pair.Item2, pair.Item1); bool right = !pair.Item1 && pair.Item2;")]
    [InlineData("bool first = true; ref bool right = ref first; right = true; first = true;")]
    [InlineData("bool first = false; ref bool place = ref first; place = true; bool right = place;")]
    [InlineData("bool first = false; ref bool place = ref first; place = true; bool right = first;")]
    [InlineData("bool first = false; ref bool place = ref first; place = true; bool right = first & place;")]
    [InlineData("bool first = true, second = false; ref bool place = ref first; place = ref second; place = true; bool right = first && second;")]
    [InlineData("ref bool place = ref _flag; place = true; bool right = _flag & place;")]
    [InlineData("var flags = new bool[2]; ref bool place = ref flags[1]; place = true; bool right = flags[1] && !flags[0];")]
    [InlineData("bool right = false; void Set() => right = true; Set();")]
    [InlineData("bool right = false; Action set = () => right = true; set();")]
    public Task It_is_certain(string code) => Is("", "CHIM1001", code, Members);

    [Theory]
    [InlineData("var flags = new bool[2]; Fill(flags); bool right = flags[0];")]
    [InlineData("var flags = new bool[2]; var same = flags; same[0] = IsUp(); bool right = flags[0];")]
    [InlineData("var flags = Flags(); bool right = flags[0] == flags[1];")]
    [InlineData("var flags = new List<bool>(Flags()); bool right = flags[0];")]
    [InlineData("var flags = new List<bool>(Flags()); bool right = flags.Count == 0;")]
    [InlineData("var flags = new List<bool>(); flags.AddRange(Flags()); bool right = flags.Count == 0;")]
    [InlineData("var bits = new System.Collections.BitArray(Flags()); bool right = bits[0];")]
    [InlineData("var bits = new System.Collections.BitArray(3, IsUp()); bool right = bits[0];")]
    [InlineData("var flags = new Dictionary<int, bool>(_table); bool right = flags.ContainsKey(1);")]
    [InlineData("_table[1] = true; Hook!(); bool right = _table.ContainsKey(1);")]
    [InlineData("_table.Clear(); Hook!(); bool right = _table.Count == 0;")]
    [InlineData("_set.Add(1); Hook!(); bool right = _set.Contains(1);")]
    [InlineData("_set.Add(1); _set.Remove(Any()); bool right = _set.Contains(1);")]
    [InlineData("_set.Add(1); _set.ExceptWith(new[] { Any() }); bool right = _set.Contains(1);")]
    [InlineData("bool was = _set.Contains(1); _set.Add(Any()); bool right = _set.Contains(1) == was;")]
    [InlineData("_queue.Enqueue(1); _queue.TryDequeue(out _); bool right = _queue.Count > 0;")]
    [InlineData("_queue.Enqueue(1); _queue.Dequeue(); bool right = _queue.Count > 0;")]
    [InlineData("bool right = _queue.TryDequeue(out int one) && one > 0;")]
    [InlineData("_queue.Clear(); Hook!(); bool right = _queue.Count == 0;")]
    [InlineData("_flag = true; Hook!(); bool right = _flag;")]
    [InlineData("s_flag = true; Hook!(); bool right = s_flag;")]
    [InlineData("Flag = true; Hook!(); bool right = Flag;")]
    [InlineData("_shared = true; Hook!(); bool right = _shared;")]
    [InlineData("bool was = _shared; bool right = _shared == was;")]
    [InlineData("bool was = _flag; Hook!(); bool right = _flag == was;")]
    [InlineData("var part = new Part(); part.Is = IsUp(); bool right = part.Is;")]
    [InlineData("var part = new Part { Is = true }; part.Next = part; part.Next.Is = IsUp(); bool right = part.Is;")]
    [InlineData("ref bool place = ref _flag; _flag = true; place = IsUp(); bool right = _flag;")]
    [InlineData("bool right = true; void Set() => right = IsUp(); Set();")]
    [InlineData("bool right = true; Action set = () => right = IsUp(); set();")]
    public Task It_may_be_either(string code) => Is("CHIM1001", "CHIM1001", code, Members);

    /// <summary>What the code itself wrote where this is not followed: either verdict may be wrong, so that none is given.</summary>
    [Theory]
    [InlineData("var flags = new bool[2]; flags[0] = true; flags[Any()] = IsUp(); bool right = flags[0];")]
    [InlineData("int i = Any(); var flags = new bool[2]; flags[i] = true; flags[0] = IsUp(); bool right = flags[i];")]
    [InlineData("var flags = new bool[2]; flags[Any()] = true; bool right = flags[0];")]
    [InlineData("var flags = new bool[2]; Span<bool> part = flags.AsSpan(0, 1); part[0] = IsUp(); bool right = flags[0];")]
    [InlineData("Span<bool> flags = stackalloc bool[2]; Span<bool> part = flags.Slice(1); part[0] = IsUp(); bool right = flags[1];")]
    [InlineData("Span<bool> flags = stackalloc bool[2]; Span<bool> part = flags[1..]; part[0] = IsUp(); bool right = flags[1];")]
    [InlineData("var flags = new bool[2]; var part = new Memory<bool>(flags); part.Span[0] = IsUp(); bool right = flags[0];")]
    [InlineData("Array.Fill(_flags, IsUp()); bool right = _flags[0];")]
    [InlineData("var flags = new List<bool> { true }; flags.Insert(0, IsUp()); bool right = flags[0];")]
    [InlineData("var flags = new List<bool> { true }; flags.Clear(); flags.Add(IsUp()); bool right = flags[0];")]
    [InlineData("var flags = new List<bool> { true, IsUp() }; flags.RemoveAt(0); bool right = flags[0];")]
    [InlineData("var flags = new List<bool> { true, IsUp() }; flags.Reverse(); bool right = flags[0];")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; flags.Remove(1); flags.TryAdd(1, IsUp()); bool right = flags[1];")]
    [InlineData("var flags = new Dictionary<int, bool>(); flags[1] = true; flags[Any()] = IsUp(); bool right = flags[1];")]
    [InlineData("_table[1] = true; Hook!(); bool right = _table[1];")]
    [InlineData("_list.Clear(); _list.Add(IsUp()); bool right = _list[0];")]
    [InlineData("_flags[0] = true; Hook!(); bool right = _flags[0];")]
    [InlineData("int i = Any(); _flags[i] = true; Hook!(); bool right = _flags[i];")]
    [InlineData("var bits = new System.Collections.BitArray(3); bits.SetAll(IsUp()); bool right = bits[0];")]
    public Task It_is_in_doubt(string code) => Is("CHIM1099", "CHIM1099", code, Members);
}
