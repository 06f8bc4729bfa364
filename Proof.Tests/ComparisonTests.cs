namespace Chimney.Proof.Tests;

/// <summary>Analyzers and runs agree on generated handlers, and the comparison would say so if they did not.</summary>
public class ComparisonTests
{
    private const string Head = "public class Shape : IntermediateDriver\n{\n    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)\n    {\n";
    private const string Complete = "        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());\n";

    private static Comparison Of(string body) => Assert.Single(Comparer.Compare([new Subject("one", [$"{Head}{body}    }}\n}}\n"])]));

    [Fact]
    public void Agreement_has_neither_alarms_nor_misses()
    {
        Comparison clean = Of(Complete);
        Assert.True(clean.Outcome.IsClean);
        Assert.Empty(clean.Reports);

        Comparison faulty = Of(Complete + Complete);
        Finding finding = Assert.Single(faulty.Outcome.Owned);
        Assert.Equal(("C007", 6), (finding.Rule, finding.Line));
        Assert.Equal(finding, faulty.Witness(Assert.Single(faulty.Reports)));
        Assert.Empty(faulty.FalseAlarms.Cast<object>().Concat(faulty.Misses).Concat(faulty.WrongLines));
    }

    [Fact]
    public void A_text_alone_is_judged()
    {
        Assert.True(Oracle.Judge($"{Head}{Complete}    }}\n}}\n").IsClean);
        Assert.Equal("C007", Assert.Single(Oracle.Judge($"{Head}{Complete}{Complete}    }}\n}}\n").Owned).Rule);
        Assert.NotNull(Oracle.Judge("class").NotRun);
    }

    [Fact]
    public void A_report_that_no_run_bears_out_is_a_false_alarm()
    {
        Comparison clean = Of(Complete);
        Comparison alarmed = clean with { Reports = [new Report("CHIM1002", 5, "made up", [])] };
        Assert.Equal("CHIM1002", Assert.Single(alarmed.FalseAlarms).Id);
        Assert.Empty((alarmed with { Outcome = clean.Outcome with { IsBounded = true } }).FalseAlarms);
    }

    [Fact]
    public void A_mistake_without_a_report_is_a_miss_unless_it_is_unproven()
    {
        Comparison missed = Of("") with { Reports = [] };
        Assert.Equal("C003", Assert.Single(missed.Misses).Rule);
        Assert.Empty((missed with { Reports = [new Report(Comparison.Unproven, 3, "cannot tell", [])] }).Misses);
    }

    [Fact]
    public void A_report_on_another_line_is_noticed()
        => Assert.Single((Of(Complete + Complete) with { Reports = [new Report("CHIM1002", 5, "one line up", [])] }).WrongLines);

    [Fact]
    public void Generated_handlers_are_judged_alike()
    {
        var tally = new Tally();
        foreach (Comparison comparison in Comparer.Compare(Generator.Random(seed: 20260101, count: 100)))
            tally.Add(comparison);
        Assert.True(tally.IsAgreed, tally.ToString());
    }

    [Fact]
    public void A_seed_and_number_give_the_same_handler()
        => Assert.Equal(Generator.Random(3, 40).Select(subject => subject.Text), Enumerable.Range(0, 40).Select(number => Generator.One(3, number).Text));

    [Fact]
    public void Small_handlers_are_all_written_once_and_compile()
    {
        Subject[] small = [.. HandlerKind.All.SelectMany(kind => Generator.Exhaustive(kind, choices: 1))];
        Assert.InRange(small.Length, 500, 5000);
        Assert.Distinct(small.Select(subject => subject.Text));
        Assert.Distinct(small.Select(subject => subject.Id));
        using var batch = new Batch(small);
        Assert.Empty(Enumerable.Range(0, small.Length).SelectMany(batch.ErrorsOf));
    }
}
