namespace Chimney.Runtime.Tests;

/// <summary>What the conversions leave alone, as text: header, port and links of every block.</summary>
internal static class Shapes
{
    internal static List<string> Of(MiniportOffloadBlockList list)
    {
        var shape = new List<string>();
        foreach (MiniportOffloadBlock block in list.Blocks)
            shape.Add($"{block.Header} {block.PortNumber} next {!block.NextBlock.IsNull} below {!block.DependentBlockList.IsNull}");
        return shape;
    }

    internal static List<string> Of(ProtocolOffloadBlockList list)
    {
        var shape = new List<string>();
        foreach (ProtocolOffloadBlock block in list.Blocks)
            shape.Add($"{block.Header} {block.PortNumber} next {!block.NextBlock.IsNull} below {!block.DependentBlockList.IsNull}");
        return shape;
    }
}
