using System.Collections.Immutable;
using System.Reflection;
using Chimney.Analyzers.Tests.Harness;
using Chimney.Analyzers.Tests.Rules;

namespace Chimney.Analyzers.Tests.Docs;

/// <summary>A test that is marked to break a rule of the contract, and the ids that it expects.</summary>
internal sealed record Mark(string Rule, string Test, ImmutableHashSet<string> Ids)
{
    /// <summary>The compiler's errors among the ids.</summary>
    public IEnumerable<string> Errors => Ids.Where(id => id.StartsWith("CS", StringComparison.Ordinal));
}

/// <summary>Who notices in the source that a rule is broken: an analyzer rule or an error of the compiler, and a test that shows it.</summary>
internal sealed record Owner(string Id, string? Test);

/// <summary>Who notices that rules of the contract are broken: on a run as the Runtime's table has it, in the source as descriptors and tests say.</summary>
internal sealed class Coverage
{
    private static readonly Lazy<Task<Coverage>> s_instance = new(CreateAsync);

    private Coverage(ImmutableArray<Mark> marks) => Marks = marks;

    public static Task<Coverage> Instance => s_instance.Value;

    public static ImmutableArray<ContractRule> Rules { get; } =
        [.. ContractRules.All.Concat(ContractRules.NotOnRuns).OrderBy(rule => rule.Number, StringComparer.Ordinal)];

    /// <summary>The rules that each descriptor says it watches.</summary>
    public static ILookup<string, string> RulesOfDescriptor { get; } = Descriptors.All
        .SelectMany(descriptor => RulesPage.Numbers(descriptor.Description.ToString()).Select(number => (descriptor.Id, number)))
        .ToLookup(pair => pair.Id, pair => pair.number);

    /// <summary>Rules that source can show: the others are a matter of runs.</summary>
    public static IEnumerable<string> InSource => Rules.Select(rule => rule.Number).Except(ContractRules.OnlyOnRuns);

    public ImmutableArray<Mark> Marks { get; }

    /// <summary>Analyzer rules by what they say, errors of the compiler by what the tests show.</summary>
    public IEnumerable<Owner> OwnersOf(string number)
    {
        var marks = Marks.Where(mark => mark.Rule == number).ToList();
        return Descriptors.All.Select(descriptor => descriptor.Id).Where(id => RulesOfDescriptor[id].Contains(number))
            .Concat(marks.SelectMany(mark => mark.Errors).Distinct().Order(StringComparer.Ordinal))
            .Select(id => new Owner(id, marks.Find(mark => mark.Ids.Contains(id))?.Test));
    }

    private static async Task<Coverage> CreateAsync() => new(
    [
        .. from test in await Rehearsal.TestsAsync()
           group test by test.Method into rows
           from mark in rows.Key.GetCustomAttributes<BreaksAttribute>()
           from rule in mark.ContractRules
           select new Mark(rule, rows.First().Name, [.. rows.SelectMany(row => row.Ids)]),
    ]);
}
