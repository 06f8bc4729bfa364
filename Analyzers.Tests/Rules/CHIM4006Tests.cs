using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer>;

/// <summary>CHIM4006: the table of entry points is asked for before anything is called through it (C150).</summary>
public class CHIM4006Tests : RuleTest
{
    private const string Use = "public void Report(NdisOffloadHandle upper) => {|CHIM4006:_table|}.NdisTcpOffloadEventHandler(upper, TcpOffloadEventType.Abort, 0);";
    private const string Used = "public void Report(NdisOffloadHandle upper) => _table.NdisTcpOffloadEventHandler(upper, TcpOffloadEventType.Abort, 0);";
    private const string Field = "private NdisTcpOffloadEventHandlers _table = null!;\n\n";

    private const string Start = """
        public void Start()
        {
            if (Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? found) == NdisStatus.Success)
                _table = (NdisTcpOffloadEventHandlers)found!;
        }


        """;

    [Fact, Breaks("C150")]
    public Task Of_a_field_that_is_never_filled() => VerifyAsync(Field + Use);

    [Fact, Breaks("C150")]
    public Task Of_a_field_without_initializer() => VerifyAsync("#pragma warning disable CS0649\nprivate NdisTcpOffloadEventHandlers? _table;\n\n" + Use.Replace("|}.", "|}!.", StringComparison.Ordinal));

    [Fact]
    public Task Of_a_static_field() => VerifyAsync("private static NdisTcpOffloadEventHandlers _table = default!;\n\n" + Use);

    [Fact]
    public Task Of_a_field_that_is_only_emptied() => VerifyAsync(Field + "public void Halt() => _table = null!;\n\n" + Use);

    [Fact, Breaks("C150")]
    public Task In_a_target() => Verify.VerifyAnalyzerAsync(Handlers.InDriver(Field + Use).Replace("class Driver : IntermediateDriver", "abstract class Driver : OffloadTarget", StringComparison.Ordinal));

    [Fact]
    public Task Once_for_each_field() => VerifyAsync(Field + Use + "\n\npublic void Abort(NdisOffloadHandle upper) { _table.NdisTcpOffloadEventHandler(upper, TcpOffloadEventType.Disconnect, 0); }");

    [Fact]
    public Task In_a_lambda() => VerifyAsync(Field + "public void Queue() => QueueWorkItem(() => Console.WriteLine({|CHIM4006:_table|}.Header));");

    [Fact]
    public Task Silent_where_it_is_asked_for() => VerifyAsync(Field + Start + Used);

    [Fact]
    public Task Silent_where_the_constructor_gets_it() => VerifyAsync("private readonly NdisTcpOffloadEventHandlers _table;\n\npublic Driver(NdisTcpOffloadEventHandlers table) => _table = table;\n\n" + Used);

    [Fact]
    public Task Silent_where_it_is_filled_by_reference() => VerifyAsync("private NdisOffloadEventHandlers? _table;\n\npublic bool Start() => Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out _table) == NdisStatus.Success;\n\npublic void Note() => Console.WriteLine(_table!.Header);");

    [Fact]
    public Task Silent_for_fields_that_others_may_fill() => VerifyAsync("internal NdisTcpOffloadEventHandlers _table = null!;\n\n" + Used);

    [Fact]
    public Task Silent_for_an_initializer() => VerifyAsync("private readonly NdisTcpOffloadEventHandlers _table = Obtain();\n\nprivate static NdisTcpOffloadEventHandlers Obtain() => throw new NotSupportedException();\n\n" + Used);

    [Fact]
    public Task Silent_where_it_is_filled_on_first_use() => VerifyAsync("private NdisTcpOffloadEventHandlers? _table;\n\npublic void Note() { _table ??= Obtain(); Console.WriteLine(_table.Header); }\n\nprivate static NdisTcpOffloadEventHandlers Obtain() => throw new NotSupportedException();");

    [Fact]
    public Task Silent_with_a_question_mark() => VerifyAsync("#pragma warning disable CS0649\nprivate NdisTcpOffloadEventHandlers? _table;\n\npublic void Note() => Console.WriteLine(_table?.Header);");

    [Fact]
    public Task Silent_where_a_nested_type_may_fill_it() => VerifyAsync(Field + "private sealed class Loader { public static void Fill(Driver driver, NdisTcpOffloadEventHandlers table) => driver._table = table; }\n\n" + Used);

    [Fact]
    public Task Silent_in_a_test_double() => Verify.VerifyAnalyzerAsync(Handlers.InDriver(Field + Used).Replace("public class", "[OffloadRole(DriverRole.None)]\npublic class", StringComparison.Ordinal));

    /// <summary>Code that looks at the field and puts nothing in.</summary>
    [Theory]
    [InlineData("public NdisTcpOffloadEventHandlers Table() => _table;")]
    [InlineData("public bool IsThere() => _table is not null;")]
    [InlineData("public bool IsThere() => _table != null;")]
    [InlineData("public object Table() => (object)_table;")]
    [InlineData("public bool IsIt(NdisTcpOffloadEventHandlers one) => ReferenceEquals(_table, one);")]
    [InlineData("public void Print() => Console.WriteLine(_table);")]
    [InlineData("public uint? Size() => _table?.Header.Size;")]
    [InlineData("public void Halt() => _table = default!;")]
    [InlineData("public void Halt() => _table = (NdisTcpOffloadEventHandlers)null!;")]
    [Breaks("C150")]
    public Task Of_a_field_that_is_only_looked_at(string members) => VerifyAsync(Field + Use + "\n\n" + members);

    /// <summary>Code that fills the field, or may.</summary>
    [Theory]
    [InlineData("public void Set(NdisTcpOffloadEventHandlers table) => _table = table;")]
    [InlineData("public void Set(object table) => _table = (NdisTcpOffloadEventHandlers)table;")]
    [InlineData("public void Set(NdisTcpOffloadEventHandlers table) => (_table, _) = (table, 1);")]
    [InlineData("public void Set(NdisTcpOffloadEventHandlers table) { ref var place = ref _table; place = table; }")]
    [InlineData("public void Set(NdisTcpOffloadEventHandlers table) => System.Threading.Interlocked.Exchange(ref _table, table);")]
    [InlineData("public void Set() => Find(out _table);\nprivate static void Find(out NdisTcpOffloadEventHandlers table) => throw new NotSupportedException();")]
    [InlineData("public void Set(NdisTcpOffloadEventHandlers table) => _table ??= table;")]
    public Task Silent_where_the_field_may_be_filled(string members) => VerifyAsync(Field + Used + "\n\n" + members);
}
