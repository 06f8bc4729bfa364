using Chimney.Analyzers.Tests.Rules;

namespace Chimney.Analyzers.Tests.Foreign;

/// <summary>Members of an assembly that cannot be annotated, declared in a contract file.</summary>
public class ForeignMemberTests : ContractFileTest
{
    private const string Vendor = """
        namespace Vendor
        {
            public class Sink
            {
                public Sink() { }
                public Sink(MiniportOffloadBlockList list) { }
                public void Complete(MiniportOffloadBlockList list) { }
                public bool TryComplete(MiniportOffloadBlockList list, int turns) => turns > 0;
                public static int Measure(ProtocolOffloadBlockList list) => 0;
            }

            public static class Lists
            {
                public static ProtocolOffloadBlockList Rebuild(MiniportOffloadBlockList list) => list.ToProtocol(new ImCallEntry());
                public static MiniportOffloadBlockList RebuildUp(this ProtocolOffloadBlockList list) => list.ToMiniport();
            }

            public static class Parking
            {
                public static void Enter(MiniportOffloadBlockList list) { }
                public static MiniportOffloadBlockList Leave() => default;
                public static MiniportOffloadBlockList Wake(PendedMiniportOffload handle) => handle.Resume();
            }

            public delegate void Hook(MiniportOffloadBlockList list);

            public interface IFinisher { void Finish(MiniportOffloadBlockList list); }

            public abstract class Finisher { public abstract void Finish(MiniportOffloadBlockList list); }
        }
        """;

    private const string Contracts = """
        {
          "members": [
            { "member": "Vendor.Sink..ctor(Chimney.MiniportOffloadBlockList)", "does": "discharges" },
            { "member": "Vendor.Sink.Complete", "does": "discharges" },
            { "member": "Vendor.Sink.TryComplete", "parameter": "list", "does": "discharges", "when": true },
            { "member": "Vendor.Sink.Measure", "does": "borrows" },
            { "member": "Vendor.Lists.Rebuild", "does": "converts" },
            { "member": "Vendor.Lists.RebuildUp", "does": "converts" },
            { "member": "Vendor.Parking.Enter", "does": "discharges" },
            { "member": "Vendor.Parking.Leave", "does": "resumes" },
            { "member": "Vendor.Parking.Wake", "does": "resumes" },
            { "member": "Vendor.Hook.Invoke", "does": "discharges" },
            { "member": "Vendor.IFinisher.Finish", "does": "discharges" },
            { "member": "Vendor.Finisher.Finish", "does": "discharges" }
          ]
        }
        """;

    private const string Query = "public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)\n";

    private const string QueryComplete = "public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)\n";

    private static Task CheckAsync(string members, string contracts = Contracts)
        => VerifyForeignAsync(Vendor, contracts, Handlers.InDriver(members)[Handlers.InDriver(members).IndexOf("public class Driver", StringComparison.Ordinal)..]);

    [Fact]
    public Task Without_the_file_nothing_is_proved() => CheckAsync(Query + "=> {|CHIM1099:new Vendor.Sink().Complete(list)|};", "{ }");

    [Fact]
    public Task Discharged() => CheckAsync(Query + "=> new Vendor.Sink().Complete(list);");

    [Fact]
    public Task Discharged_by_a_constructor() => CheckAsync(Query + "=> new Vendor.Sink(list);");

    [Fact]
    public Task Discharged_twice() => CheckAsync(Query + """
        {
            var sink = new Vendor.Sink();
            sink.Complete(list);
            {|CHIM1002:sink.Complete(list)|};
        }
        """);

    [Fact]
    public Task Tried_and_tested() => CheckAsync(Query + """
        {
            var sink = new Vendor.Sink();
            if (!sink.TryComplete(list, 3))
                sink.Complete(list);
        }
        """);

    [Fact]
    public Task Tried_and_not_tested() => CheckAsync(Query.Replace("MiniportQueryOffload", "{|CHIM1001:MiniportQueryOffload|}") + "{ new Vendor.Sink().TryComplete(list, 3); }");

    [Fact]
    public Task Borrowed() => CheckAsync(QueryComplete + """
        {
            Console.WriteLine(Vendor.Sink.Measure(list));
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """);

    [Fact]
    public Task Borrowed_and_left() => CheckAsync(QueryComplete.Replace("ProtocolQueryOffloadComplete", "{|CHIM1001:ProtocolQueryOffloadComplete|}") + "{ Console.WriteLine(Vendor.Sink.Measure(list)); }");

    [Fact]
    public Task Looked_at_too_late() => CheckAsync(QueryComplete + """
        {
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            Console.WriteLine({|CHIM1005:Vendor.Sink.Measure(list)|});
        }
        """);

    [Fact]
    public Task Converted() => CheckAsync(Query + "=> Ndis.NdisQueryOffloadState(NdisBindingHandle, Vendor.Lists.Rebuild(list));");

    [Fact]
    public Task Converted_by_an_extension() => CheckAsync(QueryComplete + "=> Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, Vendor.Lists.RebuildUp(list));");

    [Fact]
    public Task Converted_and_left() => CheckAsync(Query.Replace("MiniportQueryOffload", "{|CHIM1001:MiniportQueryOffload|}") + """
        {
            var down = Vendor.Lists.Rebuild(list);
            if (down.Root.PortNumber == 0)
                Ndis.NdisQueryOffloadState(NdisBindingHandle, down);
        }
        """);

    [Fact]
    public Task Resumed_from_a_store() => CheckAsync("""
        public void Drain()
        {
            var list = Vendor.Parking.Leave();
            Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact]
    public Task Resumed_and_dropped() => CheckAsync("""
        public void Drain()
        {
            var list = {|CHIM1006:Vendor.Parking.Leave()|};
        }
        """);

    [Fact]
    public Task Resumed_from_a_handle() => CheckAsync(Query + """
        {
            var handle = list.Pend();
            Ndis.NdisQueryOffloadState(NdisBindingHandle, Vendor.Parking.Wake(handle).ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact]
    public Task Delegate_of_the_vendor() => CheckAsync("public Vendor.Hook? Hook;\n" + Query + "=> Hook!(list);");

    [Fact]
    public Task Implementation_of_the_vendors_interface_is_checked() => CheckAsync("""
        }
        public class Mine : Vendor.IFinisher
        {
            public NdisBindingHandle Handle = null!;
            public void Finish(MiniportOffloadBlockList list)
            {
                if (Handle is null)
                    {|CHIM1009:return;|}
                Ndis.NdisQueryOffloadState(Handle, list.ToProtocol(new ImCallEntry()));
            }
        """);

    [Fact]
    public Task Override_of_the_vendors_method_is_checked() => CheckAsync("""
        }
        public class Mine : Vendor.Finisher
        {
            public NdisBindingHandle Handle = null!;
            public override void Finish(MiniportOffloadBlockList list) => Ndis.NdisQueryOffloadState(Handle, list.ToProtocol(new ImCallEntry()));
        """);
}
