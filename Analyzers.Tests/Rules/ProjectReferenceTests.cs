using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>An editor has the source of the projects that a driver refers to, a build has not: what is said of the driver is the same.</summary>
public class ProjectReferenceTests
{
    private static Task CheckAsync(string helper, string body)
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer>
        {
            TestCode = Handlers.InDriver($$"""
                public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                {
                    {{body}}
                }
                """),
        };
        var project = test.TestState.AdditionalProjects["Helpers"];
        project.Sources.Add($"using System;\nusing Chimney;\n\npublic static class Helper\n{{\n    {helper}\n}}\n");
        project.AdditionalReferences.AddRange(test.TestState.AdditionalReferences);
        test.TestState.AdditionalProjectReferences.Add("Helpers");
        return test.RunAsync();
    }

    private const string Complete = "Ndis.NdisMQueryOffloadStateComplete(handle, list.ToMiniport());";

    [Fact]
    public Task Attributes_are_believed() => CheckAsync($"public static void Finish(NdisMiniportHandle handle, [Discharges] ProtocolOffloadBlockList list) => {Complete}", "Helper.Finish(NdisMiniportHandle, list);");

    [Fact]
    public Task Without_one_the_body_is_not_known() => CheckAsync($"public static void Finish(NdisMiniportHandle handle, ProtocolOffloadBlockList list) => {Complete}", "{|CHIM1099:Helper.Finish(NdisMiniportHandle, list)|};");

    [Fact]
    public Task Delegates_and_properties_are_not_followed() => CheckAsync(
        "public static readonly Func<bool> IsUp = () => true;\n    public static bool IsDown => !IsUp();",
        $"var handle = NdisMiniportHandle; if (Helper.IsUp() && !Helper.IsDown) Console.WriteLine(); {Complete}");
}
