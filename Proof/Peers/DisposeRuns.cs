using System.Reflection;

namespace Chimney.Proof;

/// <summary>Runs a translated handler under every sequence of choices: the label of a translation is made anew, never taken over.</summary>
internal static class DisposeRuns
{
    private const int MostRuns = 600;

    private static readonly NdisStatus[] s_results = [NdisStatus.Success, NdisStatus.Failure, NdisStatus.Resources];

    /// <summary>What the runs show, and whether the bound was hit.</summary>
    internal static (DisposeFaults Faults, bool IsBounded) Judge(Batch batch, int subject)
    {
        Exceptions.Watch();
        Type shape = batch.TypesOf(subject).First(type => type.Name == "Shape");
        var domains = new Domains(batch.Subjects[subject].Text);
        var sites = new CallSites(batch.Assembly);
        var tree = new ChoiceTree();
        DisposeFaults faults = DisposeFaults.None;
        bool isBounded = false;
        int runs = 0;
        do
        {
            if (++runs > MostRuns)
                return (faults, true);
            var run = new Run(tree, domains, sites);
            run.Make(() => faults |= Play(shape, run));
            isBounded |= run.IsAbandoned;
        }
        while (tree.Next());
        return (faults, isBounded);
    }

    /// <summary>One or two requests, then what is queued, then everything else that can be called.</summary>
    private static DisposeFaults Play(Type shape, Run run)
    {
        Counted.Start();
        Counted.Result = run.Domains.Mentions(".Status") ? s_results[run.Choose(s_results.Length, "status")] : NdisStatus.Success;
        object instance = Activator.CreateInstance(shape)!;
        MethodInfo handler = shape.GetMethod("Handle")!;
        MethodInfo[] others = [.. shape.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method != handler && method.GetParameters().Length == 0)];
        int requests = others.Length > 0 ? 1 + run.Choose(2, "a second request") : 1;
        for (int i = 0; i < requests; i++)
            Attempt(run, () => handler.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, new object?[handler.GetParameters().Length], null));
        while (!run.IsAbandoned && Counted.NextWork() is { } work)
            Attempt(run, work);
        foreach (MethodInfo other in others)
            Attempt(run, () => other.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, null, null));
        return run.IsAbandoned ? DisposeFaults.None : Counted.Faults(run.IsOver);
    }

    private static void Attempt(Run run, Action action)
    {
        if (run.IsAbandoned)
            return;
        try
        {
            action();
        }
        catch (Exception exception) when (exception is not NotRepeatableException)
        {
            run.Leaves(exception);
        }
    }
}
