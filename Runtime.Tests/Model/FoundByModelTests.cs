namespace Chimney.Runtime.Tests.Model;

/// <summary>What random runs found once, as plain tests.</summary>
public class FoundByModelTests
{
    [Fact]
    public void An_invalidate_may_overtake_the_initiate_of_a_dependent()
    {
        using var rig = new Rig();
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, item => item == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));

        rig.Send(OffloadOperation.Invalidate, OffloadTree.Build(rig.Neighbor, item => item == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
        rig.Send(OffloadOperation.Initiate, OffloadTree.Build(rig.Path1, item => item == rig.Path1 ? BlockUse.Object : BlockUse.Omit));
        rig.Stack.Run();

        Assert.Equal(OffloadObjectState.Offloaded, rig.Path1.State);
    }
}
