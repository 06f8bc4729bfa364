namespace Chimney.Runtime.Tests.Verification;

/// <summary>Each mistake with buffer lists is told, by its rule and of its culprit alone; where it is recorded the run goes on as if it had not been.</summary>
public class ListViolationTests
{
    public static TheoryData<string> Cases => [.. ListMistakes.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_thrown(string name)
    {
        ListMistake mistake = ListMistakes.All[name];
        var thrown = Assert.Throws<ContractViolationException>(() =>
        {
            using ListRig rig = Make(mistake, VerifierMode.Throw);
            Play(rig, mistake);
        });

        Assert.Equal((mistake.Rule, mistake.Culprit), (thrown.Violation.Rule, thrown.Violation.Driver));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_recorded_once_and_every_list_comes_back(string name)
    {
        ListMistake mistake = ListMistakes.All[name];
        using ListRig rig = Make(mistake, VerifierMode.Record);
        Play(rig, mistake);

        Assert.Equal([(mistake.Rule, mistake.Culprit)], rig.Stack.Verifier.Violations.Select(v => (v.Rule, v.Driver)));
        Assert.Equal((mistake.KeepsLists ? rig.Given.Count : 0, 0), rig.Account());
    }

    [Fact]
    public void The_run_without_a_mistake_is_silent()
    {
        using var rig = new ListRig(new ContractVerifier());
        rig.Run();
        rig.Stack.Halt();

        Assert.Empty(rig.Stack.Verifier.Violations);
        Assert.Equal((0, 0), rig.Account());
        Assert.All(rig.Host.CompletedLists, done => Assert.Equal(NdisStatus.Success, done.Status));
        Assert.Equal(rig.Given.Count, rig.Host.CompletedLists.Count);
        Assert.Equal([(IndicateOffloadEvent)7], rig.Host.Indications);
        Assert.Equal([new IndicatedEvent(rig.Connection, TcpOffloadEventType.SendBacklogChange, 500)], rig.Host.Events);
        Assert.Equal(10u, Assert.Single(rig.Host.Data).BytesConsumed);
    }

    /// <summary>What the scripts do besides their mistakes is right.</summary>
    [Fact]
    public void Contexts_of_the_drivers_own_are_silent_where_they_are_restored_and_freed()
    {
        using var rig = new ListRig(new ContractVerifier(), ListMistakes.SaveByHand);
        rig.Run();
        rig.Stack.Halt();

        Assert.Empty(rig.Stack.Verifier.Violations);
        Assert.Equal((0, 0), rig.Account());
    }

    [Fact]
    public void C074_A_send_that_is_refused_in_the_way_of_the_DDI_is_silent()
    {
        using var rig = new ListRig(new ContractVerifier());
        rig.Filter.OnRequest = (self, op, _, chain, _) =>
        {
            for (NetBufferList? list = chain.First; list is not null; list = list.Next)
                list.Status = list == chain.First ? NdisStatus.RequestUpload : NdisStatus.UploadRequested;
            self.PassUp(op, chain);
            return NdisStatus.Pending;
        };
        rig.Host.Send(rig.Connection, rig.Lists(10, 20, 30));
        rig.Stack.Run();
        rig.Stack.Halt();

        Assert.Empty(rig.Stack.Verifier.Violations);
        Assert.Equal([NdisStatus.RequestUpload, NdisStatus.UploadRequested, NdisStatus.UploadRequested], rig.Host.CompletedLists.Select(done => done.Status));
    }

    private static ListRig Make(ListMistake mistake, VerifierMode mode) => new(new ContractVerifier(mode), mistake.Arrange, mistake.Miniports);

    private static void Play(ListRig rig, ListMistake mistake)
    {
        if (mistake.Run is null)
            rig.Run();
        else
            mistake.Run(rig);
        rig.Stack.Halt();
    }
}
