namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Whatever leads to a list or call entry that was handed over is used no more (C015, C030, C056): each thing that can be kept, with each way to use it.</summary>
public class UsedAfterTests : RuleTest
{
    private static Task After(string kept, string use, string before = "") => VerifyAsync($$"""
        private sealed class Call : ImCallEntry
        {
            public bool Hot;
            public bool Cold { get; set; }
            public void Note() => Hot = true;
        }

        private static void Look(object? value) => Console.WriteLine(value);

        private static void Change(ref NdisStatus status) => status = NdisStatus.Failure;

        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            var call = new Call();
            {{kept}}
            {{before}}
            Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(call));
            {{use}}
        }
        """);

    /// <summary>What is kept, and how it is used; what the report stands at is marked.</summary>
    public static TheoryData<string, string> Uses => new()
    {
        { "", "Look([call.Hot]);" },
        { "", "[call.Hot] = true;" },
        { "", "Look([call.Cold]);" },
        { "", "[call.Cold] = true;" },
        { "", "[call.Note()];" },
        { "var same = call;", "Look([same.Hot]);" },
        { "var root = list.Root;", "Look([root.Status]);" },
        { "var root = list.Root;", "[root.Status] = NdisStatus.Failure;" },
        { "var root = list.Root;", "Look([root.IsPlaceholder]);" },
        { "var root = list.Root;", "Look([root.PortNumber]);" },
        { "var root = list.Root;", "Look([root.Header].Type);" },
        { "var root = list.Root;", "Look([root.NextBlock].Status);" },
        { "var root = list.Root;", "[root.Scratch][0] = null;" },
        { "var root = list.Root;", "Change(ref [root.Status]);" },
        { "var next = list.Root.NextBlock;", "Look([next.Status]);" },
        { "var reserved = list.Root.Scratch;", "Look([reserved[0]]);" },
        { "var reserved = list.Root.Scratch;", "[reserved[0]] = null;" },
        { "var reserved = list.Root.Scratch;", "[reserved.Fill(null)];" },
        { "var blocks = list.Blocks;", "[blocks.MoveNext()];" },
        { "ref NdisStatus status = ref list.Root.Status;", "Look([status]);" },
        { "ref NdisStatus status = ref list.Root.Status;", "[status] = NdisStatus.Failure;" },
        { "var state = list.Root.State;", "Look([state.Classes]);" },
        { "var state = list.Root.State;", "Look([state.Layer]);" },
        { "", "Look([list.Root].Status);" },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    [Breaks("C015", "C030", "C056")]
    public Task Used_after_the_list_went_down(string kept, string use) => After(kept, use.Replace("reserved[0]", "reserved<0>", StringComparison.Ordinal).Replace("[0]", "<0>", StringComparison.Ordinal)
        .Replace("[", "{|CHIM1005:", StringComparison.Ordinal).Replace("]", "|}", StringComparison.Ordinal).Replace("<0>", "[0]", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Uses))]
    public Task Silent_where_it_is_used_before(string kept, string use) => After(kept, "", use.Contains(" = ", StringComparison.Ordinal) || use.Contains("ref ", StringComparison.Ordinal) || use.Contains("list.", StringComparison.Ordinal) && kept.Length > 0 ? "" : use.Replace("reserved[0]", "reserved<0>", StringComparison.Ordinal)
        .Replace("[0]", "<0>", StringComparison.Ordinal).Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace("<0>", "[0]", StringComparison.Ordinal));

    [Theory]
    [InlineData("var status = list.Root.Status;", "Look(status);")]
    [InlineData("bool isPlaceholder = list.Root.IsPlaceholder;", "Look(isPlaceholder);")]
    [InlineData("object? first = list.Root.Scratch[0];", "Look(first);")]
    [InlineData("var classes = list.Root.State.Classes;", "Look(classes);")]
    [InlineData("var root = list.Root;", "root = default; Look(root.IsNull);")]
    [InlineData("var other = new Call();", "Look(other.Hot);")]
    [InlineData("var other = new Call();", "other.Hot = true;")]
    [InlineData("var other = new Call();", "other.Note();")]
    [InlineData("", "call = new Call(); call.Hot = true;")]
    public Task Silent_for_what_was_read_before_or_is_another(string kept, string use) => After(kept, use);
}
