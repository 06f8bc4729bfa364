using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>
/// An editor has the source of the projects that a driver refers to, a build has their assemblies: each test is run both ways, with the same verdict.
/// </summary>
public class ProjectReferenceTests
{
    private const string Complete = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());";

    private static async Task CheckAsync(string helpers, string body, string members = "")
    {
        var source = $"using System;\nusing System.Collections.Generic;\nusing Chimney;\n\n{helpers}\n";
        foreach (var isProject in new[] { true, false })
        {
            var test = new ChimneyAnalyzerTest<ChimneyAnalyzer>
            {
                TestCode = Handlers.InDriver($$"""
                    {{members}}
                    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                    {
                        {{body}}
                    }
                    """),
            };
            if (isProject)
            {
                var project = test.TestState.AdditionalProjects["Helpers"];
                project.Sources.Add(source);
                project.AdditionalReferences.AddRange(test.TestState.AdditionalReferences);
                test.TestState.AdditionalProjectReferences.Add("Helpers");
            }
            else
                test.TestState.AdditionalReferences.Add(await Assemblies.CompileAsync("Helpers", source));
            await test.RunAsync();
        }
    }

    private static string Finish(string attribute)
        => $"public static class Helper {{ public static void Finish(NdisMiniportHandle handle, {attribute} ProtocolOffloadBlockList list) => Ndis.NdisMQueryOffloadStateComplete(handle, list.ToMiniport()); }}";

    [Fact]
    public Task Attributes_are_believed() => CheckAsync(Finish("[Discharges]"), "Helper.Finish(NdisMiniportHandle, list);");

    [Fact]
    public Task Without_one_the_body_is_not_known() => CheckAsync(Finish(""), "{|CHIM1099:Helper.Finish(NdisMiniportHandle, list)|};");

    [Fact]
    public Task A_helper_that_does_not_get_the_list_is_not_followed()
        => CheckAsync("public static class Helper { public static bool IsUp(int n) => n > 0; }", $$"""if (Helper.IsUp(1)) { {{Complete}} } else { {|CHIM1001:return;|} }""");

    [Fact]
    public Task Delegates_and_properties_are_not_followed() => CheckAsync(
        "public static class Helper { public static readonly Func<bool> IsUp = () => true; public static bool IsDown => !IsUp(); }",
        $"if (Helper.IsUp() && !Helper.IsDown) Console.WriteLine(); {Complete}");

    /// <summary>What a constructor, an initializer or a property of the other project says is not known here.</summary>
    [Fact]
    public Task Values_of_objects_are_not_known() => CheckAsync(
        "public sealed class Gate { public Gate(bool open) { IsOpen = open; } public bool IsOpen { get; } public bool IsReady { get; set; } = true; public readonly int Level = 3; }",
        $$"""
        var gate = new Gate(true);
        if (gate.IsOpen && gate.IsReady && gate.Level == 3) { {{Complete}} }
        else { {|CHIM1001:return;|} }
        """);

    [Fact]
    public Task Structs_and_their_operators() => CheckAsync(
        "public struct Level { public int N; public static bool operator <(Level a, Level b) => a.N < b.N; public static bool operator >(Level a, Level b) => b < a; public void Raise() => N++; }",
        $$"""
        var (a, b) = (new Level(), new Level { N = 1 });
        a.Raise();
        if (a < b) { {|CHIM1001:return;|} }
        {{Complete}}
        """);

    [Fact]
    public Task A_field_of_the_other_project_keeps_the_handle() => CheckAsync(
        "public static class Store { public static PendedProtocolOffload? Kept; }",
        "{|CHIM1099:Store.Kept = list.Pend()|};");

    /// <summary>It may complete what it is given at once, or never: only a collection is known to keep it.</summary>
    [Fact]
    public Task An_object_of_the_other_project_gets_the_handle() => CheckAsync(
        "public sealed class Backlog { public void Add(PendedProtocolOffload pended) { } }",
        "{|CHIM1099:_backlog.Add(list.Pend())|};",
        "private readonly Backlog _backlog = new();");

    [Fact]
    public Task An_object_of_the_other_project_made_here_gets_the_handle() => CheckAsync(
        "public sealed class Backlog { public void Add(PendedProtocolOffload pended) { } }",
        "var backlog = new Backlog(); {|CHIM1099:backlog.Add(list.Pend())|};");

    [Fact]
    public Task A_collection_of_the_other_project_keeps_the_handle() => CheckAsync(
        "public sealed class Backlog<T> { public void Add(T item) { } }",
        "_backlog.Add({|CHIM1006:list.Pend()|});",
        "private readonly Backlog<PendedProtocolOffload> _backlog = new();");

    [Fact]
    public Task A_base_class_of_the_other_project() => CheckAsync(
        "public abstract class Base { protected readonly Queue<PendedProtocolOffload> Backlog = new(); protected bool IsUp; public void Stop() => IsUp = false; }",
        $$"""
        var worker = new Worker();
        worker.Stop();
        {{Complete}}
        """,
        "private sealed class Worker : Base { }");

    [Fact]
    public Task An_event_of_the_other_project() => CheckAsync(
        "public static class Clock { public static event EventHandler? Tick; public static void Raise() => Tick?.Invoke(null, EventArgs.Empty); }",
        """
        var pended = list.Pend();
        {|CHIM1099:Clock.Tick += (_, _) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport())|};
        """);
}
