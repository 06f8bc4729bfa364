namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>The rows of the delivery of received data, one by one, with what the target is told to do.</summary>
public class DeliveryTests
{
    [Fact]
    public void V01_V04_While_a_call_runs_everything_waits()
    {
        var log = new DeliveryLog();
        log.Receive("abcd");
        log.Post(2);
        log.Receive("ef");
        Assert.Equal(["indicate abcd"], log.Take());
        Assert.Equal(["V10", "V07", "V01", "V04"], log.TakeRows());

        log.Indicated(NdisStatus.OffloadDataPartiallyAccepted, 3);
        Assert.Equal(["store d", "store e", "complete de"], log.Take());
        log.Completed();
        Assert.Equal(["indicate f"], log.Take());
    }

    [Fact]
    public void V02_Without_data_a_receive_waits()
    {
        var log = new DeliveryLog();
        log.Post(4);
        Assert.Empty(log.Take());
        Assert.Equal(["V02"], log.TakeRows());
        Assert.Equal(1, log.Delivery.PostedCount);
    }

    [Fact]
    public void V03_A_receive_lifts_the_refusal_and_is_filled_first()
    {
        var log = new DeliveryLog();
        log.Refuse("abcdef");
        log.Post(4);
        Assert.Equal(["store abcd", "complete abcd"], log.Take());
        log.Completed();
        Assert.Equal(["indicate ef"], log.Take());
        Assert.Equal(["V03", "V06", "V06 filled", "returned", "V07"], log.TakeRows());
    }

    [Fact]
    public void V05_Refused_data_collects()
    {
        var log = new DeliveryLog();
        log.Refuse("ab");
        log.Receive("cd");
        Assert.Equal(["V05"], log.TakeRows());
        Assert.Empty(log.Take());
        log.Post(4);
        Assert.Equal(["store ab", "store cd", "complete abcd"], log.Take());
    }

    [Fact]
    public void V06_V07_Data_fills_posted_receives_in_order_and_the_rest_is_indicated()
    {
        var log = new DeliveryLog();
        log.Post(2);
        log.Post(3);
        log.Receive("abcdefg");
        Assert.Equal(["store ab", "store cde", "complete ab, cde"], log.Take());
        Assert.True(log.Delivery.HasUndeliveredData);
        log.Completed();
        Assert.Equal(["indicate fg"], log.Take());
        log.Indicated(NdisStatus.Success, 2);
        Assert.False(log.Delivery.HasUndeliveredData);
    }

    [Fact]
    public void V08_PSH_completes_what_is_part_filled()
    {
        var log = new DeliveryLog();
        log.Post(10);
        log.Receive("abc", push: true);
        Assert.Equal(["store abc", "complete abc"], log.Take());
        Assert.Equal(["V02", "V06 segment", "V06", "V08"], log.TakeRows());

        // In the other mode neither PSH nor the timer counts.
        log.Completed();
        log.Post(4, noPush: true);
        log.Receive("ab", push: true);
        Assert.Equal(["store ab"], log.Take());
        log.Receive("cd");
        Assert.Equal(["store cd", "complete abcd"], log.Take());
    }

    [Fact]
    public void V09_The_push_timer_starts_with_the_first_byte_and_again_with_more()
    {
        var log = new DeliveryLog();
        log.Post(10);
        log.Receive("ab");
        Assert.Equal(["store ab", "start"], log.Take());
        log.Receive("cd");
        Assert.Equal(["store cd", "start"], log.Take());
        log.Receive("ef", push: true);
        Assert.Equal(["store ef", "stop", "complete abcdef"], log.Take());
        log.Completed();

        // Bytes that the host has stored count as the first ones.
        log.Post(10, stored: 3);
        Assert.Equal(["start"], log.Take());
    }

    [Fact]
    public void V10_V11_Without_receives_data_is_indicated_piece_by_piece()
    {
        var log = new DeliveryLog();
        log.Receive("ab");
        log.Receive("cd");
        Assert.Equal(["indicate ab"], log.Take());
        log.Indicated(NdisStatus.Success, 2);
        Assert.Equal(["indicate cd"], log.Take());
        log.Post(2);
        log.Receive("ef");
        log.Indicated(NdisStatus.Success, 2);
        Assert.Equal(["store ef", "complete ef"], log.Take());
    }

    [Fact]
    public void V12_What_was_not_accepted_goes_into_receives_that_came_meanwhile()
    {
        var log = new DeliveryLog();
        log.Receive("abc");
        log.Post(3);
        log.Indicated(NdisStatus.OffloadDataNotAccepted, 0);
        Assert.Equal(["indicate abc", "store abc", "complete abc"], log.Take());
        Assert.Contains("V12", log.TakeRows());
        Assert.False(log.Delivery.IsRefused);
    }

    [Fact]
    public void V13_Refused_data_is_kept_and_not_indicated_again()
    {
        var log = new DeliveryLog();
        log.Receive("abc");
        log.Indicated(NdisStatus.OffloadDataPartiallyAccepted, 1);
        Assert.Equal(["indicate abc"], log.Take());
        Assert.Equal(["V10", "V07", "V13"], log.TakeRows());
        Assert.True(log.Delivery.IsRefused);
        log.Receive("d");
        Assert.Empty(log.Take());
        Assert.Equal(["bc", "d"], log.Delivery.TakeBuffered().Select(DeliveryLog.Text));
    }

    [Fact]
    public void V14_A_receive_of_zero_bytes_completes_without_data_and_lifts_the_refusal()
    {
        var log = new DeliveryLog();
        log.Post(0);
        Assert.Equal(["complete "], log.Take());
        log.Completed();

        log.Refuse("ab");
        log.Post(0);
        Assert.Equal(["complete "], log.Take());
        log.Completed();
        Assert.Equal(["indicate ab"], log.Take());
        log.Indicated(NdisStatus.OffloadDataNotAccepted, 0);

        // Those posted before it are completed first.
        log.Post(3);
        log.Take();
        log.Post(0);
        log.Receive("c");
        Assert.Equal(["store c", "stop", "complete abc, "], log.Take());
    }

    [Fact]
    public void V15_The_push_timer_completes_what_is_part_filled_and_may_come_too_late()
    {
        var log = new DeliveryLog();
        log.Post(10);
        log.Receive("ab");
        log.Take();
        log.Expire();
        Assert.Equal(["complete ab"], log.Take());
        // It was stopped, and expires all the same.
        log.Expire();
        log.Completed();
        log.Expire();
        log.Post(4);
        log.Receive("cd");
        Assert.Equal(["store cd", "start"], log.Take());
        Assert.Contains("V15 race", log.TakeRows());
        log.Receive("ef");
        Assert.Equal(["store ef", "stop", "complete cdef"], log.Take());
        log.Expire();
        log.Completed();
        log.Receive("gh");
        log.Expire();
        Assert.Equal(["indicate gh"], log.Take());
    }

    [Fact]
    public void Returns_are_reported_once_and_as_they_were()
    {
        var log = new DeliveryLog();
        Assert.Contains("C215", Assert.Throws<InvalidOperationException>(log.Completed).Message);
        Assert.Contains("C215", Assert.Throws<InvalidOperationException>(() => log.Indicated(NdisStatus.Success, 0)).Message);
        log.Receive("abc");
        foreach ((NdisStatus result, uint consumed) in ((NdisStatus, uint)[])
            [(NdisStatus.Success, 2), (NdisStatus.OffloadDataNotAccepted, 1), (NdisStatus.OffloadDataPartiallyAccepted, 0), (NdisStatus.OffloadDataPartiallyAccepted, 3), (NdisStatus.Failure, 0)])
        {
            Assert.Contains("C097", Assert.Throws<InvalidOperationException>(() => log.Indicated(result, consumed)).Message);
        }
        Assert.Contains("C215", Assert.Throws<InvalidOperationException>(log.Completed).Message);
        Assert.Contains("C215", Assert.Throws<InvalidOperationException>(() => log.Delivery.TakePosted()).Message);
        Assert.Contains("C215", Assert.Throws<InvalidOperationException>(() => log.Delivery.TakeBuffered()).Message);
        log.Indicated(NdisStatus.Success, 3);
        Assert.False(log.Delivery.IsBusy);
    }

    [Fact]
    public void What_is_posted_can_be_taken_away()
    {
        var log = new DeliveryLog();
        log.Post(10);
        log.Post(0);
        log.Receive("ab");
        Assert.Equal([2, 0], log.Delivery.TakePosted().Select(receive => receive.Stored));
        Assert.Equal(["store ab", "start", "stop"], log.Take());
        log.Expire();
        log.Receive("cd");
        Assert.Equal(["indicate cd"], log.Take());
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new ReceiveDelivery(null!));
        Assert.Throws<ArgumentNullException>(() => new DeliveryLog().Delivery.Post(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostedReceive(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostedReceive(1, stored: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PostedReceive(1, stored: 2));
        var log = new DeliveryLog();
        log.Receive("");
        Assert.Empty(log.Take());
    }
}
