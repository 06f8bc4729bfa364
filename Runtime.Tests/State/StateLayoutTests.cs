using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chimney.Runtime.Tests.State;

/// <summary>The structures lie as on x64, bit fields keep their limits, and a new structure is one that can be sent.</summary>
public class StateLayoutTests
{
    private static int OffsetOf<T, TField>(ref T structure, ref TField field)
        => (int)Unsafe.ByteOffset(ref Unsafe.As<T, byte>(ref structure), ref Unsafe.As<TField, byte>(ref field));

    private static byte[] BytesOf<T>(T structure) where T : struct
        => MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref structure), Unsafe.SizeOf<T>()).ToArray();

    [Fact]
    public void Structures_without_pointers_have_the_size_of_x64()
    {
        Assert.Equal(0x08, Unsafe.SizeOf<OffloadStateHeader>());
        Assert.Equal(0x2C, Unsafe.SizeOf<NeighborOffloadStateConst>());
        Assert.Equal(0x2C, Unsafe.SizeOf<NeighborOffloadStateCached>());
        Assert.Equal(0x0C, Unsafe.SizeOf<NeighborOffloadStateDelegated>());
        Assert.Equal(0x0C, Unsafe.SizeOf<PathOffloadStateCached>());
        Assert.Equal(0x08, Unsafe.SizeOf<PathOffloadStateDelegated>());
        Assert.Equal(0x18, Unsafe.SizeOf<TcpOffloadStateConst>());
        Assert.Equal(0x2C, Unsafe.SizeOf<TcpOffloadStateCached>());
    }

    [Fact]
    public void Members_lie_where_x64_has_them()
    {
        NeighborOffloadStateConst neighbor = new() { VlanId = 0xABC, DlSourceAddress = HardwareAddress.From([1, 2, 3, 4, 5, 6]) };
        byte[] bytes = BytesOf(neighbor);
        Assert.Equal([1, 2, 3, 4, 5, 6], bytes[0x08..0x0E]);
        Assert.Equal(0xABC, BitConverter.ToInt32(bytes, 0x28));

        NeighborOffloadStateCached reach = new() { HostReachabilityDelta = 9 };
        Assert.Equal(0x08, OffsetOf(ref reach, ref reach.DlDestinationAddress));
        Assert.Equal(0x28, OffsetOf(ref reach, ref reach.HostReachabilityDelta));

        TcpOffloadStateConst tcp = new() { SndWindScale = 0x3, RcvWindScale = 0xE };
        Assert.Equal(0x08, OffsetOf(ref tcp, ref tcp.Flags));
        Assert.Equal(0x0A, OffsetOf(ref tcp, ref tcp.RemotePort));
        Assert.Equal(0x0C, OffsetOf(ref tcp, ref tcp.LocalPort));
        Assert.Equal(0xE3, BytesOf(tcp)[0x0E]);
        Assert.Equal(0x10, OffsetOf(ref tcp, ref tcp.RemoteMss));
        Assert.Equal(0x14, OffsetOf(ref tcp, ref tcp.HashValue));

        TcpOffloadStateCached cached = new() { FlowLabel = 0xFEDCB, UserPriority = 5 };
        Assert.Equal(0x08, OffsetOf(ref cached, ref cached.Flags));
        Assert.Equal(0x0C, OffsetOf(ref cached, ref cached.InitialRcvWnd));
        Assert.Equal(0x10, OffsetOf(ref cached, ref cached.RcvIndicationSize));
        Assert.Equal(0x14, OffsetOf(ref cached, ref cached.KaProbeCount));
        Assert.Equal(0x18, OffsetOf(ref cached, ref cached.KaTimeout));
        Assert.Equal(0x1C, OffsetOf(ref cached, ref cached.KaInterval));
        Assert.Equal(0x20, OffsetOf(ref cached, ref cached.MaxRT));
        Assert.Equal(0xFEDCB, BitConverter.ToInt32(BytesOf(cached), 0x24));
        Assert.Equal(0x28, OffsetOf(ref cached, ref cached.TtlOrHopLimit));
        Assert.Equal(0x29, OffsetOf(ref cached, ref cached.TosOrTrafficClass));
        Assert.Equal(5, BytesOf(cached)[0x2A]);
    }

    [Theory]
    [InlineData("Header", 0x00)]
    [InlineData("State", 0x08)]
    [InlineData("Flags", 0x0C)]
    [InlineData("RcvNxt", 0x10)]
    [InlineData("RcvWnd", 0x14)]
    [InlineData("SndUna", 0x18)]
    [InlineData("SndNxt", 0x1C)]
    [InlineData("SndMax", 0x20)]
    [InlineData("SndWnd", 0x24)]
    [InlineData("MaxSndWnd", 0x28)]
    [InlineData("SendWL1", 0x2C)]
    [InlineData("CWnd", 0x30)]
    [InlineData("SsThresh", 0x34)]
    [InlineData("SRtt", 0x38)]
    [InlineData("RttVar", 0x3A)]
    [InlineData("TsRecent", 0x3C)]
    [InlineData("TsRecentAge", 0x40)]
    [InlineData("TsTime", 0x44)]
    [InlineData("TotalRT", 0x48)]
    [InlineData("DupAckCount", 0x4C)]
    [InlineData("SndWndProbeCount", 0x4D)]
    [InlineData("KeepAlive", 0x50)]
    [InlineData("Retransmit", 0x58)]
    [InlineData("SendDataHead", 0x60)]
    [InlineData("SendDataTail", 0x68)]
    [InlineData("BufferedData", 0x70)]
    [InlineData("DWnd", 0x78)]
    public void Delegated_members_of_a_connection_lie_where_x64_has_them(string member, int offset)
        => Assert.Equal(offset, typeof(TcpOffloadStateDelegated).GetField(member)!.GetCustomAttribute<FieldOffsetAttribute>()!.Value);

    [Fact]
    public void Timers_are_a_count_and_a_delta()
    {
        TcpKeepAlive keepAlive = new() { ProbeCount = 3, TimeoutDelta = 0x01020304 };
        TcpRetransmit retransmit = new() { Count = 4, TimeoutDelta = 0x05060708 };
        Assert.Equal([3, 0, 0, 0, 4, 3, 2, 1], BytesOf(keepAlive));
        Assert.Equal([4, 0, 0, 0, 8, 7, 6, 5], BytesOf(retransmit));
    }

    [Fact]
    public void A_new_structure_has_its_length_and_timers_that_do_not_run()
    {
        Assert.Equal(0x2Cu, new NeighborOffloadStateConst().Header.Length);
        Assert.Equal(0x2Cu, new NeighborOffloadStateCached().Header.Length);
        Assert.Equal(0x0Cu, new NeighborOffloadStateDelegated().Header.Length);
        Assert.Equal(0x18u, new PathOffloadStateConst().Header.Length);
        Assert.Equal(0x0Cu, new PathOffloadStateCached().Header.Length);
        Assert.Equal(0x08u, new PathOffloadStateDelegated().Header.Length);
        Assert.Equal(0x18u, new TcpOffloadStateConst().Header.Length);
        Assert.Equal(0x2Cu, new TcpOffloadStateCached().Header.Length);
        Assert.Equal(0x80u, new TcpOffloadStateDelegated().Header.Length);
        Assert.Equal(uint.MaxValue, new TcpOffloadStateDelegated().KeepAlive.TimeoutDelta);
        Assert.Equal(uint.MaxValue, new TcpOffloadStateDelegated().Retransmit.TimeoutDelta);
    }

    [Fact]
    public void Bit_fields_take_what_fits_and_name_their_limit_otherwise()
    {
        Check(4095, value => new NeighborOffloadStateConst { VlanId = value }.VlanId, "VlanId has 12 bits", "0 to 4095");
        Check(0xFFFFF, value => new TcpOffloadStateCached { FlowLabel = value }.FlowLabel, "FlowLabel has 20 bits", "0 to 1048575");
        Check(7, value => new TcpOffloadStateCached { UserPriority = (byte)value }.UserPriority, "UserPriority has 3 bits", "0 to 7");
        Check(15, value => new TcpOffloadStateConst { SndWindScale = (byte)value }.SndWindScale, "SndWindScale has 4 bits", "0 to 15");
        Check(15, value => new TcpOffloadStateConst { RcvWindScale = (byte)value }.RcvWindScale, "RcvWindScale has 4 bits", "0 to 15");

        static void Check(uint limit, Func<uint, uint> roundTrip, params string[] words)
        {
            Assert.Equal(0u, roundTrip(0));
            Assert.Equal(limit, roundTrip(limit));
            string message = Assert.Throws<ArgumentOutOfRangeException>(() => roundTrip(limit + 1)).Message;
            Assert.All(words, word => Assert.Contains(word, message));
        }
    }

    [Fact]
    public void The_window_scales_share_a_byte_and_nothing_else()
    {
        TcpOffloadStateConst state = new() { SndWindScale = 7, RcvWindScale = 9 };
        state.SndWindScale = 2;
        Assert.Equal((2, 9), (state.SndWindScale, state.RcvWindScale));
        state.RcvWindScale = 14;
        Assert.Equal((2, 14), (state.SndWindScale, state.RcvWindScale));
    }

    [Theory]
    [InlineData("192.0.2.7", false, "C0000207000000000000000000000000")]
    [InlineData("2001:db8::9", true, "20010DB8000000000000000000000009")]
    public void Path_addresses_are_in_network_order(string text, bool isIp6, string bytes)
    {
        PathAddress address = PathAddress.From(IPAddress.Parse(text));
        Assert.Equal(bytes, Convert.ToHexString(address.Bytes));
        Assert.Equal(IPAddress.Parse(text), address.ToIPAddress(isIp6));
        Assert.Equal(address, PathAddress.From(IPAddress.Parse(text)));
        Assert.NotEqual(address, PathAddress.From(IPAddress.Loopback));
    }

    [Fact]
    public void Hardware_addresses_have_room_for_32_bytes()
    {
        Assert.True(default(HardwareAddress).IsZero);
        Assert.False(HardwareAddress.From([0, 0, 0, 0, 0, 1]).IsZero);
        Assert.Equal(HardwareAddress.From([1, 2]), HardwareAddress.From([1, 2, 0]));
        Assert.NotEqual(HardwareAddress.From([1, 2]), HardwareAddress.From([1, 3]));
        Assert.Contains("32 bytes", Assert.Throws<ArgumentException>(() => HardwareAddress.From(new byte[33])).Message);
    }

    [Theory]
    [InlineData(TcpOffloadConnectionState.Closed, 0)]
    [InlineData(TcpOffloadConnectionState.Established, 4)]
    [InlineData(TcpOffloadConnectionState.LastAck, 9)]
    [InlineData(TcpOffloadConnectionState.TimeWait, 10)]
    public void Enumerations_have_the_values_of_the_header(TcpOffloadConnectionState state, int value) => Assert.Equal(value, (int)state);

    [Fact]
    public void Flags_have_the_values_of_the_header()
    {
        Assert.Equal([0x01, 0x02, 0x04], Values<TcpOffloadStateConstFlags>());
        Assert.Equal([0x01, 0x02, 0x04, 0x08, 0x10], Values<TcpOffloadStateCachedFlags>());

        static int[] Values<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(flag => Convert.ToInt32(flag)).Where(flag => flag != 0)];
    }
}
