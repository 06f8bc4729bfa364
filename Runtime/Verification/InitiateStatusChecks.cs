namespace Chimney;

/// <summary>
/// The statuses of an initiate hang together: what a target says of a block follows from its own outcome and from its immediate dependents,
/// the block that DependentBlockList points at and those chained to it.
/// </summary>
/// <remarks>Source pages: Returning Completion Status of an Initiate Offload Operation; Partial Offloads and Offload Failures.</remarks>
internal static class InitiateStatusChecks
{
    /// <summary>Recomputes every status from the blocks' own outcomes.</summary>
    /// <returns>What was wrong first; null where nothing was.</returns>
    internal static (string Rule, string Message)? Repair(BlockTree tree)
    {
        (string, string)? first = null;
        Settle(tree.Root, lowerIn: true, ref first);
        return first;
    }

    /// <summary>Settles a chain of blocks; recursion goes down the three layers only.</summary>
    /// <returns>
    /// How many blocks of the chain are in, at least and at most, and of how many. A linker below a linker that failed is counted in by one
    /// reading of the pages, for its own object is, and out by the other.
    /// </returns>
    private static (int Least, int Most, int Of) Settle(BlockNode? firstBlock, bool lowerIn, ref (string, string)? first)
    {
        (int least, int most, int of) = (0, 0, 0);
        for (BlockNode? block = firstBlock; block is not null; block = block.NextBlock)
        {
            // Every block is repaired, the first one is reported.
            (string, string)? flaw = block.Role == BlockRole.New && !lowerIn ? StayOut(block) : null;
            first ??= flaw;
            bool isIn = block.Role != BlockRole.New || block.HasSucceeded;
            var dependents = Settle(block.DependentBlockList, lowerIn && isIn, ref first);
            flaw = isIn ? Agree(block, Expected(block.Role, dependents.Least, dependents.Of), Expected(block.Role, dependents.Most, dependents.Of)) : null;
            first ??= flaw;
            of++;
            least += block.HasSucceeded ? 1 : 0;
            most += isIn ? 1 : 0;
        }
        return (least, most, of);
    }

    private static NdisStatus Expected(BlockRole role, int taken, int of)
        => role == BlockRole.Placeholder || taken == of ? NdisStatus.Success
            : role == BlockRole.Linker && taken == 0 ? NdisStatus.Failure
            : NdisStatus.OffloadPartialSuccess;

    /// <summary>Nothing is offloaded above an object that is not: such blocks are not tried.</summary>
    private static (string, string)? StayOut(BlockNode block)
    {
        NdisStatus status = block.Status;
        bool succeeded = block.HasSucceeded;
        block.Status = NdisStatus.Failure;
        if (succeeded)
            return ("C128", $"{block.Object!.Name} was completed with {status}, but the object it depends on was not taken over. Nothing that depends on a failed block can be offloaded: complete it with Failure.");
        return status == NdisStatus.Failure
            ? null
            : ("C127", $"{block.Object!.Name} was completed with {status}, but the object it depends on was not taken over, so it cannot have been tried. Complete it with Failure.");
    }

    private static (string, string)? Agree(BlockNode block, NdisStatus expected, NdisStatus orElse)
    {
        NdisStatus status = block.Status;
        if (status == expected || status == orElse)
            return null;
        block.Status = expected;
        return block.Role switch
        {
            BlockRole.Placeholder => ("C125", $"a placeholder was completed with {status}. It always succeeds: it has no state that could fail."),
            BlockRole.Linker => ("C126", $"linker {block.Object!.Name} was completed with {status}. Write Success where all its immediate dependents went in, OffloadPartialSuccess where some did, Failure where none did; here it is {expected}."),
            _ => ("C124", $"{block.Object!.Name} was completed with {status}. Write Success where all its immediate dependents went in as well, else OffloadPartialSuccess; here it is {expected}."),
        };
    }
}
