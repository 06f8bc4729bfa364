namespace Chimney.Runtime.Tests.Verification;

// Mistakes with buffer lists: the first of each rule in the table of mistakes, where no smaller witness stands elsewhere.
internal static partial class Witnesses
{
    private static string[] ListRules =>
    [
        "C060", "C069", "C074", "C075", "C076", "C077", "C078", "C079", "C084", "C085", "C086", "C087", "C088", "C090", "C091", "C096",
        "C098", "C154", "C176", "C198", "C199", "C200", "C207", "C208", "C219", "C220", "C223", "C243", "C245", "C256", "C257",
    ];

    private static Dictionary<string, Witness> Lists => new(ListRules.Select(rule =>
        KeyValuePair.Create(rule, Of(ListMistakes.All.Values.First(mistake => mistake.Rule == rule)))))
    {
        ["C097"] = verifier =>
        {
            using ReceiveAnswerTests.Rig rig = ReceiveAnswerTests.Make(verifier, NdisStatus.Success, 0);
            rig.Indicate(out _);
        },
    };

    private static Witness Of(ListMistake mistake) => verifier =>
    {
        using var rig = new ListRig(verifier, mistake.Arrange, mistake.Miniports);
        if (mistake.Run is null)
            rig.Run();
        else
            mistake.Run(rig);
        rig.Stack.Halt();
    };
}
