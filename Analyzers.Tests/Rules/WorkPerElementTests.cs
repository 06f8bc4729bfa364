namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Work that is done for each element of a sequence finishes each list as often as there are elements (C101, C104, C276).</summary>
public class WorkPerElementTests : RuleTest
{
    private static Task Work(string pend, string code) => VerifyAsync($$"""
        private readonly bool[] _flags = new bool[4];

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var pended = {{pend}};
            {{code}}
        }

        private void Finish(PendedProtocolOffload? kept) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, kept!.Resume().ToMiniport());

        private int Do(PendedProtocolOffload kept)
        {
            Finish(kept);
            return 1;
        }

        private static IEnumerable<int> Numbers()
        {
            for (int i = Random.Shared.Next(); i > 0; i--)
                yield return i;
        }

        private IEnumerable<int> Steps(PendedProtocolOffload kept)
        {
            yield return 1;
            yield return 2;
            Finish(kept);
        }
        """.Replace("Enumerable.", "System.Linq.Enumerable.", StringComparison.Ordinal));

    /// <summary>What asks for all of a sequence, whether it is given what to do, or the sequence does it.</summary>
    public static TheoryData<string> Whole =>
    [
        "Enumerable.Sum(ALL, WORK)",
        "Enumerable.Max(ALL, WORK)",
        "Enumerable.Min(ALL, WORK)",
        "Enumerable.Average(ALL, WORK)",
        "Enumerable.ToDictionary(ALL, WORK)",
        "Enumerable.Count(ALL, each => WORK(each) > 0)",
        "Enumerable.LongCount(ALL, each => WORK(each) > 0)",
        "Enumerable.Last(ALL, each => WORK(each) > 0)",
        "Enumerable.LastOrDefault(ALL, each => WORK(each) > 0)",
        "Enumerable.Aggregate(ALL, 0, (sum, each) => sum + WORK(each))",
        "Enumerable.ToList(Enumerable.Select(ALL, WORK))",
        "Enumerable.ToArray(Enumerable.Select(ALL, WORK))",
        "Enumerable.ToHashSet(Enumerable.Select(ALL, WORK))",
        "Enumerable.Sum(Enumerable.Select(ALL, WORK))",
        "Enumerable.Count(Enumerable.Where(ALL, each => WORK(each) > 0))",
        "Enumerable.Last(Enumerable.OrderBy(ALL, WORK))",
        "Enumerable.ToList(Enumerable.DistinctBy(ALL, WORK))",
        "Enumerable.ToList(Enumerable.Where(Enumerable.Select(ALL, WORK), each => each > 0))",
        "Enumerable.Sum(Enumerable.Select(Enumerable.Select(ALL, WORK), each => each + 1), each => each)",
    ];

    private static string Filled(string whole, string all, string work) => whole.Replace("ALL", all, StringComparison.Ordinal).Replace("WORK", work, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Whole))]
    public Task Silent_where_each_element_is_the_list(string whole) => Work("list.Pend()", $"_ = {Filled(whole, "new[] { pended }", "Do")};");

    [Theory]
    [MemberData(nameof(Whole))]
    public Task Silent_where_it_is_done_for_the_only_element(string whole) => Work("list.Pend()", $"int Work(int each) => Do(pended); _ = {Filled(whole, "new[] { 7 }", "Work")};");

    [Theory]
    [MemberData(nameof(Whole))]
    public Task Silent_where_it_is_done_for_one_of_three(string whole) => Work("list.Pend()", $"int Work(int each) => each == 3 ? Do(pended) : each; _ = {Filled(whole, "new[] { 1, 2, 3 }", "Work")};");

    [Theory]
    [MemberData(nameof(Whole))]
    [Breaks("C104")]
    public Task Done_for_two_elements(string whole) => Work("list.Pend()", $"int Work(int each) => Do(pended); _ = {{|CHIM1002:{Filled(whole, "new[] { 1, 2 }", "Work")}|}};");

    [Theory]
    [MemberData(nameof(Whole))]
    [Breaks("C276")]
    public Task Done_for_no_element_perhaps(string whole) => Work("{|CHIM1006:list.Pend()|}", $"bool done = false; int Work(int each) {{ if (!done) Finish(pended); done = true; return 1; }} _ = {Filled(whole, "Numbers()", "Work")};");

    [Theory]
    [MemberData(nameof(Whole))]
    [Breaks("C276")]
    public Task Lost_where_it_throws_before(string whole) => Work("{|CHIM1006:list.Pend()|}", $"try\n{{\n    _ = {Filled(whole, "new[] { pended }", "Do")};\n}}\ncatch (InvalidOperationException)\n{{\n}}");

    /// <summary>What is not asked for its end, and so may stop at any element; the first is looked at where there is one.</summary>
    public static TheoryData<string> Partial =>
    [
        "Enumerable.Any(ALL, each => WORK(each) > 0)",
        "Enumerable.All(ALL, each => WORK(each) > 0)",
        "Enumerable.First(ALL, each => WORK(each) > 0)",
        "Enumerable.FirstOrDefault(ALL, each => WORK(each) > 0)",
    ];

    [Theory]
    [MemberData(nameof(Partial))]
    [Breaks("C276")]
    public Task Done_for_an_element_that_may_not_come(string partial) => Work("{|CHIM1006:list.Pend()|}", $"int turn = 0; int Work(int each) => ++turn == 2 ? Do(pended) : 1; _ = {Filled(partial, "new[] { 1, 2, 3 }", "Work")};");

    [Theory]
    [MemberData(nameof(Partial))]
    public Task Silent_where_the_first_element_is_enough(string partial) => Work("list.Pend()", $"bool done = false; int Work(int each) {{ if (!done) Finish(pended); done = true; return 1; }} _ = {Filled(partial, "new[] { 1, 2, 3 }", "Work")};");

    [Theory]
    [MemberData(nameof(Partial))]
    [Breaks("C276")]
    public Task No_element_is_enough_where_there_may_be_none(string partial) => Work("{|CHIM1006:list.Pend()|}", $"bool done = false; int Work(int each) {{ if (!done) Finish(pended); done = true; return 1; }} _ = {Filled(partial, "Numbers()", "Work")};");

    [Theory]
    [InlineData("foreach (var each in new[] { pended }) Finish(each);")]
    [InlineData("foreach (var each in new List<PendedProtocolOffload> { pended }) Finish(each);")]
    [InlineData("var all = new List<PendedProtocolOffload>(); all.Add(pended); foreach (var each in all) Finish(each);")]
    [InlineData("var all = new Queue<PendedProtocolOffload>(); all.Enqueue(pended); foreach (var each in all) Finish(each);")]
    [InlineData("foreach (var each in new[] { null, pended, null }) if (each != null) Finish(each);")]
    [InlineData("var all = new[] { pended }; for (int i = 0; i < all.Length; i++) Finish(all[i]);")]
    [InlineData("int done = 0; foreach (int each in new[] { 1, 2, 3 }) done += each; Finish(pended);")]
    [InlineData("foreach (int each in new[] { 1, 2, 3 }) if (each == 3) Finish(pended);")]
    [InlineData("foreach (int each in new[] { 1, 2, 3 }) { if (each == 2) continue; if (each == 3) Finish(pended); }")]
    [InlineData("foreach (int each in new[] { 1, 2, 3 }) { if (each == 2) { Finish(pended); break; } }")]
    [InlineData("Array.ForEach(new[] { pended }, Finish);")]
    [InlineData("Array.ForEach(new[] { 1, 2, 3 }, each => { if (each == 2) Finish(pended); });")]
    [InlineData("_ = Array.ConvertAll(new[] { pended }, Do);")]
    [InlineData("foreach (var each in new[] { pended, null }) if (each != null) Finish(each); else Console.WriteLine();")]
    [InlineData("var all = new[] { null, pended }; for (int i = 0; i < all.Length; i++) if (i == 1) Finish(all[i]);")]
    [InlineData("var all = new[] { pended }; if (all.Length == 1) Finish(pended);")]
    [InlineData("foreach (int each in Enumerable.Select(new[] { pended }, Do)) Console.WriteLine(each);")]
    [InlineData("foreach (int each in Steps(pended)) Console.WriteLine(each);")]
    [InlineData("foreach (int each in Steps(pended)) { if (each == 1) continue; Console.WriteLine(each); }")]
    [InlineData("foreach (int each in Steps(pended)) { if (each == 1) Console.WriteLine(each); else Console.WriteLine(); }")]
    [InlineData("_ = Enumerable.ToList(Steps(pended));")]
    [InlineData("foreach (int each in Enumerable.Empty<int>()) Console.WriteLine(each); Finish(pended);")]
    [InlineData("_ = Enumerable.Count(Enumerable.Select(Steps(pended), each => each + 1));")]
    [InlineData("foreach (int each in new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }) Console.WriteLine(each); Finish(pended);")]
    [InlineData("_ = Enumerable.Sum(new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, each => each > 0 ? Do(pended) : 0);")]
    public Task Silent_where_it_is_done_once(string code) => Work("list.Pend()", code);

    [Theory]
    [InlineData("foreach (int each in Steps(pended)) { if (each == 1) break; }")]
    [InlineData("foreach (int each in Steps(pended)) { if (each == 1) return; }")]
    [InlineData("foreach (int each in Steps(pended)) { if (each == 1) goto end; } end: Console.WriteLine();")]
    [InlineData("_ = Steps(pended);")]
    [InlineData("_ = Enumerable.Select(new[] { pended }, Do);")]
    [InlineData("_ = new List<PendedProtocolOffload> { pended };")]
    [InlineData("foreach (int each in new[] { 1, 2, 3 }) if (each == 4) Finish(pended);")]
    [InlineData("foreach (int each in new[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }) Console.WriteLine(each);")]
    [InlineData("foreach (int each in Numbers()) { Finish(pended); break; }")]
    [InlineData("foreach (int each in Enumerable.Select(Numbers(), each => each + 1)) { Finish(pended); return; }")]
    [InlineData("Array.ForEach(new[] { 1, 2, 3 }, each => { if (each == 4) Finish(pended); });")]
    [Breaks("C276")]
    public Task Lost_where_it_may_not_be_done(string code) => Work("{|CHIM1006:list.Pend()|}", code);

    [Theory]
    [InlineData("foreach (int each in new[] { 1, 2 }) {|CHIM1002:Finish(pended)|};")]
    [InlineData("foreach (var each in new[] { pended, pended }) {|CHIM1002:Finish(each)|};")]
    [InlineData("foreach (var each in new[] { pended }) Finish(each); {|CHIM1002:Finish(pended)|};")]
    [InlineData("{|CHIM1002:Array.ForEach(new[] { pended, pended }, Finish)|};")]
    [InlineData("var all = new List<PendedProtocolOffload> { pended }; Finish(pended); {|CHIM1002:all.ForEach(Finish)|};")]
    [InlineData("var all = new List<PendedProtocolOffload>(); all.Add(pended); Finish(pended); _ = {|CHIM1002:Enumerable.Sum(all, Do)|};")]
    [InlineData("var all = new[] { pended }; Finish(pended); foreach (var each in all) {|CHIM1002:Finish(each)|};")]
    [InlineData("var all = new[] { null, pended }; Finish(pended); foreach (var each in all) if (each != null) {|CHIM1002:Finish(each)|};")]
    [InlineData("foreach (int each in Steps(pended)) Console.WriteLine(each); {|CHIM1002:Finish(pended)|};")]
    [InlineData("foreach (int each in Steps(pended)) {|CHIM1002:Finish(pended)|};")]
    [InlineData("var all = new List<PendedProtocolOffload> { pended }; Finish(pended); _ = {|CHIM1002:all.ConvertAll(Do)|};")]
    [InlineData("Finish(pended); foreach (int each in {|CHIM1002:Steps(pended)|}) Console.WriteLine(each);")]
    [InlineData("var steps = Steps(pended); _ = Enumerable.ToList(steps); _ = {|CHIM1002:Enumerable.ToList(steps)|};")]
    [InlineData("var query = Enumerable.Select(new[] { pended }, Do); _ = Enumerable.Sum(query); _ = {|CHIM1002:Enumerable.Sum(query)|};")]
    [InlineData("var query = Enumerable.Select(new[] { pended }, Do); _ = Enumerable.Sum(query); foreach (int each in {|CHIM1002:query|}) Console.WriteLine(each);")]
    [Breaks("C104")]
    public Task Done_twice(string code) => Work("list.Pend()", code);
}
