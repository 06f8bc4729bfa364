namespace Chimney;

/// <summary>What of the contract the source of a driver can show. What of it is owned, by a type or by an analyzer, is found by docs/coverage.md.</summary>
internal static partial class ContractRules
{
    /// <summary>Rules that only a run can show: nothing that stands in the source breaks them.</summary>
    internal static readonly string[] OnlyOnRuns =
    [
        "C020", "C077", "C078", "C115", "C119", "C120", "C121", "C124", "C125", "C126", "C128", "C130", "C131", "C133", "C134",
        "C135", "C137", "C138", "C139", "C140", "C153", "C154", "C155", "C158", "C163", "C164", "C165", "C166", "C167", "C169", "C172", "C174",
        "C175", "C176", "C180", "C182", "C183", "C186", "C187", "C188", "C190", "C194", "C203", "C207", "C208", "C210", "C212", "C213", "C214",
        "C215", "C217", "C218", "C222", "C223", "C225", "C226", "C227", "C228", "C229", "C233", "C234", "C235", "C237", "C238", "C239", "C240",
        "C249", "C252", "C253", "C255", "C256", "C259", "C261", "C262", "C264", "C265", "C266", "C269",
        "C281", "C283", "C285", "C286", "C287", "C288",
    ];

    /// <summary>Rules that the source may show, and that neither a type nor an analyzer owns: why.</summary>
    internal static readonly Dictionary<string, string> NotInSource = new()
    {
        ["C031"] = "a permission: no rule reports the handlers of a host stack",
        ["C059"] = "the conversions save and restore it; whether lists ride on a block that is converted by hand, a run knows",
        ["C076"] = "the functions of the data path save and restore it; which lists bear a context of the driver's instead, a run knows",
        ["C122"] = "where the handle is kept is the driver's affair; that it is missing shows when the driver indicates (C232)",
        ["C129"] = "whose lists a target completes after a failure depends on what it kept of them, which a run knows",
        ["C156"] = Oids,
        ["C170"] = "which connections an invalidated object leads to is known on a run; the reason is one of an enumeration",
        ["C179"] = "whether received data is undelivered is known on a run",
        ["C181"] = "whether a timer runs, and so whether -1 is due, is known on a run",
        ["C195"] = "which queues are shared between threads, and what guards them, is the driver's own design",
        ["C196"] = "what was sent and acknowledged is known on a run",
        ["C211"] = "what is given up in a disconnect is a resource of the connection only where the driver says so",
        ["C220"] = "whether a list has a next one is a value of an object that other code may have set",
        ["C236"] = "a stored handle has one type for all objects; which kind it names is known on a run",
        ["C241"] = "the model has no interrupt levels",
        ["C244"] = "whether the answer is used later, in another method, the call does not show",
        ["C260"] = "buffers of the model are collected; no call frees them",
        ["C270"] = "buffers of the model are arrays; there is nothing to map",
        ["C280"] = Oids,
    };
}
