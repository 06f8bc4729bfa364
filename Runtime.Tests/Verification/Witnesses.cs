using System.Reflection;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>The smallest run that breaks a rule: builds a stack around the verifier, and makes the mistake.</summary>
internal delegate void Witness(ContractVerifier verifier);

/// <summary>
/// One witness for each rule that the verifier checks. Whoever adds a check adds its witness: in a file of the topic, as a static property of
/// this partial class that returns a dictionary from rule numbers to witnesses. The first violation of the run must be of that rule.
/// </summary>
internal static partial class Witnesses
{
    internal static Dictionary<string, Witness> All { get; } = typeof(Witnesses)
        .GetProperties(BindingFlags.Static | BindingFlags.NonPublic)
        .Where(property => property.Name != nameof(All) && property.PropertyType == typeof(Dictionary<string, Witness>))
        .SelectMany(property => (Dictionary<string, Witness>)property.GetValue(null)!)
        .ToDictionary(pair => pair.Key, pair => pair.Value);
}
