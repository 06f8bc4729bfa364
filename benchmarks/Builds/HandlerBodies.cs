namespace Chimney.Benchmarks.Builds;

/// <summary>
/// The bodies that handlers are made from, each with its weight: one-liners mostly, some with branches, helpers, loops or exceptions, a few
/// long ones. Placeholders as in <see cref="Dialect.Write"/>; # is a number that differs from body to body.
/// </summary>
internal static class HandlerBodies
{
    /// <summary>One decision of a long body; repeated as often as the size asks, $I times so far.</summary>
    public const string Decision = """
        if (_weights.TryGetValue("key$I", out int weight$I) && weight$I > #)
        {
            _total += weight$I;
            Log($"weight $I of {Name} is {weight$I}", NdisStatus.Success);
        }
        else if (_total > # * 3)
        {
            _weights["key$I"] = (int)(_total % 100);
            _failed++;
        }

        """;

    public static readonly (int Weight, string Text)[] Plain =
    [
        (24, """
            $HEADER
            {
            $OPEN
            $DONE
            }
            """),
        (16, """
            $HEADER
            {
            $OPEN
            _completed++;
            if ($STATUS != NdisStatus.Success)
            _failed++;
            $DONE
            }
            """),
        (10, """
            $HEADER
            {
            $OPEN
            if ($STATUS == NdisStatus.Success)
            {
            _completed++;
            $DONE
            }
            else
            {
            Log("$OP failed #", $STATUS);
            $DONE
            }
            }
            """),
        (8, """
            $HEADER
            {
            $OPEN
            NdisStatus status = $STATUS;
            if (status == NdisStatus.Resources)
            {
            _retries += #;
            $DONE
            return;
            }
            if (status != NdisStatus.Success && _retries > #)
            {
            Log($"$OP failed {_retries} times", status);
            _retries = 0;
            }
            $DONE
            }
            """),
        (8, """
            $HEADER
            {
            $OPEN
            try
            {
            Log("$OP passes", $STATUS);
            _total += Weigh("key#");
            }
            finally
            {
            $DONE
            }
            }
            """),
        (6, """
            $HEADER
            {
            $OPEN
            try
            {
            _weights["key#"] = Weigh("key#") + #;
            }
            catch (InvalidOperationException exception)
            {
            _failed++;
            Log(exception.Message, NdisStatus.Failure);
            }
            $DONE
            }
            """),
        (8, """
            $HEADER
            {
            $OPEN
            int succeeded = 0;
            foreach (var block in offloadBlockList.Blocks)
            {
            if (block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess)
            succeeded++;
            }
            _total += succeeded;
            $DONE
            }
            """),
        (5, """
            $HEADER
            {
            $OPEN
            bool isDone = false;
            if (_isQuiet && $STATUS == NdisStatus.Success)
            {
            $DONE
            isDone = true;
            }
            _completed++;
            if (!isDone)
            {
            Log("$OP", NdisStatus.Success);
            $DONE
            }
            }
            """),
    ];

    public static readonly (int Weight, string Text)[] WithHelper =
    [
        (6, """
            $HEADER
            {
            $OPEN
            bool failed;
            switch ($STATUS)
            {
            case NdisStatus.Success:
            failed = false;
            break;
            case NdisStatus.OffloadPartialSuccess:
            failed = false;
            _total += #;
            break;
            default:
            failed = true;
            break;
            }
            Finish$OP(offloadBlockList, failed);
            }

            private void Finish$OP($LIST offloadBlockList, bool failed)
            {
            if (failed)
            _failed++;
            else
            _completed++;
            $DONE
            }
            """),
        (5, """
            private readonly Queue<$PENDED> _held$OP = new();

            $HEADER
            {
            $OPEN
            if (_isPaused)
            {
            _held$OP.Enqueue($PEND);
            return;
            }
            $DONE
            }

            public void Drain$OP()
            {
            while (_held$OP.TryDequeue(out $PENDED? held))
            {
            _completed++;
            $RESUMED
            }
            }
            """),
    ];

    public static readonly (int Weight, string Text)[] Long =
    [
        (3, """
            $HEADER
            {
            $OPEN
            int before = _total;
            $DECISIONS
            if (_total - before > #)
            Log($"$OP took {_total - before}", $STATUS);
            $DONE
            }
            """),
        (1, """
            $HEADER
            {
            $OPEN
            bool isDone = false;
            if (_isQuiet)
            {
            $DONE
            isDone = true;
            }
            $DECISIONS
            if (!isDone)
            $DONE
            }
            """),
    ];
}
