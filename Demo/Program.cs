using Chimney;
using Chimney.Demo;
using Chimney.Demo.Tools;

// The whole way of a user: install, break the build, fix, build, run. Every step is checked; the first that does not do what it says ends the demo.
string[] quickFixes = ["CS1503", "CHIM1001", "CHIM1002", "CHIM1003", "CHIM1004"];
string[] expectedIds = ["CHIM1001", "CHIM1001", "CHIM1002", "CHIM1003", "CHIM1004", "CHIM1005", "CS1503", "CS1503"];

// CHIM1005 has no quick-fix: where a use should move to is for a person to say. This is what the person does.
(string Before, string After) byHand =
(
    """
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
            Statistics.Completed(OffloadOperation.Initiate, succeeded, Stopwatch.GetElapsedTime(call.Started));

    """,
    """
            Statistics.Completed(OffloadOperation.Initiate, succeeded, Stopwatch.GetElapsedTime(call.Started));
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());

    """
);

try
{
    using var workshop = new Workshop();

    Heading("Pack both packages into a local feed");
    foreach (Command pack in workshop.Pack())
        Check(pack, pack.ExitCode == 0, "should succeed");
    foreach (string package in Directory.EnumerateFiles(workshop.Feed).Order())
        Console.WriteLine($"{Path.GetFileName(package)}  {new FileInfo(package).Length / 1024.0:F0} KiB");

    Heading("Build samples/LeakyFilter, which installs Chimney.Runtime only");
    string project = workshop.Copy("samples/LeakyFilter");
    string source = Path.Combine(project, "LeakyFilter.cs");
    string original = File.ReadAllText(source);
    Command build = Command.DotNet(project, "build");
    IReadOnlyList<BuildMessage> messages = Print(build);
    Check(build, build.ExitCode != 0 && messages.Select(message => message.Id).Order().SequenceEqual(expectedIds), $"should fail with {string.Join(", ", expectedIds)}");

    Heading("Apply the quick-fixes");
    Command format = Command.DotNet(project, $"format analyzers --no-restore --severity warn --diagnostics {string.Join(' ', quickFixes)}");
    Console.WriteLine($"> {format.Text}");
    string text = File.ReadAllText(source);
    foreach (string line in LineDiff.Between(original, text))
        Console.WriteLine(line);
    Check(format, format.ExitCode == 0 && text != original, "should change the source");
    build = Command.DotNet(project, "build --no-restore");
    messages = Print(build);
    Check(build, build.ExitCode != 0 && messages.Select(message => message.Id).SequenceEqual(["CHIM1005"]), "should only be left with CHIM1005");

    Heading("Mend by hand what has no quick-fix");
    string mended = text.Replace(byHand.Before, byHand.After);
    foreach (string line in LineDiff.Between(text, mended))
        Console.WriteLine(line);
    File.WriteAllText(source, mended);
    build = Command.DotNet(project, "build --no-restore --output bin/demo");
    messages = Print(build);
    Check(build, build.ExitCode == 0 && messages.Count == 0, "should succeed without a warning");
    Console.WriteLine("Build succeeded, no warning.");

    Heading("Run the filter: host, pass-through filter, LeakyFilter, target; all five operations");
    using var run = new StackRun(Path.Combine(project, "bin", "demo", "LeakyFilter.dll"));
    string trace = run.Run();
    Console.WriteLine(run);
    foreach (string problem in run.Problems())
        throw new DemoException(problem);

    Heading("The invalidate, on its way down and up");
    Console.WriteLine(trace);
    Console.WriteLine("Every step did what it says.");
    return 0;
}
catch (Exception exception) when (exception is DemoException or ContractViolationException or TimeoutException)
{
    Console.Error.WriteLine($"\nThe demo failed: {exception.Message}");
    return 1;
}

static void Heading(string text) => Console.WriteLine($"\n=== {text} ===\n");

static IReadOnlyList<BuildMessage> Print(Command build)
{
    Console.WriteLine($"> {build.Text}");
    IReadOnlyList<BuildMessage> messages = BuildMessage.Read(build.Output);
    foreach (BuildMessage message in messages)
        Console.WriteLine(message);
    return messages;
}

static void Check(Command command, bool holds, string expectation)
{
    if (!holds)
        throw new DemoException($"'{command.Text}' {expectation}. It ended with {command.ExitCode} and printed:\n{command.Output}");
}

/// <summary>A step did not do what it says.</summary>
internal sealed class DemoException(string message) : Exception(message);
