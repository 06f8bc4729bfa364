using Xunit.Abstractions;

namespace Chimney.Runtime.Tests.Model;

/// <summary>The stack does what the model says, whatever legal drivers do in whatever order.</summary>
public class LegalRunTests(ITestOutputHelper output)
{
    // Everything that a legal run can bring to the host.
    private static readonly string[] s_all =
    [
        "Initiate Success", "Initiate OffloadPartialSuccess", "Initiate Failure", "Initiate Resources", "Initiate OffloadTcpEntries", "Initiate OffloadPathEntries",
        "Query Success", "Query Failure", "Update Success", "Update Failure", "Invalidate Success", "Invalidate Failure", "Terminate Success", "Terminate Failure",
        "Send Success", "Send UploadInProgress", "Send RequestAborted",
        "Receive Success", "Receive UploadInProgress", "Receive RequestAborted", "Receive InvalidState",
        "Disconnect Success", "Disconnect UploadInProgress", "Disconnect RequestAborted",
        "Forward Success", "Forward UploadInProgress", "Forward RequestAborted",
        "send data back from Initiate", "send data back from Terminate",
        "data", "Disconnect", "Retrieve", "Abort", "SendBacklogChange",
    ];

    [Fact]
    public void Stack_and_model_agree_and_the_verifier_is_silent()
    {
        HashSet<string> happened = [];
        ModelCheck.Runs(output, Scenarios.Sound, 1_500, scenario =>
        {
            using var run = new ModelRun(scenario, RunMode.Legal);
            run.Play();
            happened.UnionWith(run.Happened);
        });
        Assert.Empty(s_all.Except(happened));
    }

    [Fact]
    public void The_statuses_of_a_recording_target_are_those_of_the_model()
        => ModelCheck.Runs(output, Scenarios.Sound, 500, scenario =>
        {
            // The world and the first trees of the run; outcomes by the number of the block.
            var target = new RecordingTarget();
            var host = new RecordingHost();
            using var stack = new NdisStack(host, [], target);
            var model = new ReferenceModel();
            Dictionary<ModelObject, OffloadObject> real = WorldOf(scenario.World, model);
            var names = real.ToDictionary(pair => pair.Value, pair => pair.Key);
            foreach (Ask ask in scenario.Moves.OfType<Ask>().Where(ask => ask.Operation == OffloadOperation.Initiate))
            {
                if (model.Plan(ask, isLegal: true) is not { } tree)
                    continue;
                int[] outcomes = [.. ask.Uses.Select((use, index) => use == BlockUse.Object ? index % 3 : 0)];
                target.ChooseStatus = (_, block) => outcomes.Length > 0 && outcomes[block % outcomes.Length] > 0 ? NdisStatus.Failure : NdisStatus.Success;
                ReferenceModel.Start(tree);
                ReferenceModel.Settle(tree, [.. outcomes.Select(outcome => outcome > 0 ? 3 : 0)]);
                host.Initiate(OffloadTree.Build(model.Objects.Where(item => item.Kind == ask.Layer).Select(item => real[item]), item => tree.Uses[names[item]]));
                stack.Run();

                Assert.Equal(tree.Blocks.Select(block => block.Status), host.Completed[^1].Statuses);
                ReferenceModel.Complete(tree);
            }
        });

    private static Dictionary<ModelObject, OffloadObject> WorldOf(World world, ReferenceModel model)
    {
        Dictionary<ModelObject, OffloadObject> real = [];
        foreach (IReadOnlyList<int> paths in world.Neighbors)
        {
            OffloadObject neighbor = Add(OffloadObject.Neighbor("N"), null, out ModelObject lower);
            foreach (int connections in paths)
            {
                OffloadObject path = Add(neighbor.AddPath("P"), lower, out ModelObject middle);
                for (int i = 0; i < connections; i++)
                    Add(path.AddConnection("T"), middle, out _);
            }
        }
        return real;

        OffloadObject Add(OffloadObject item, ModelObject? lower, out ModelObject known)
        {
            known = model.Add(item.Kind, item.Name, lower);
            real[known] = item;
            return item;
        }
    }
}
