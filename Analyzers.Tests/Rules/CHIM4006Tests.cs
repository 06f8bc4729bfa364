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
}
