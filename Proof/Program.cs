using Chimney.Proof;

return args is [var verb, .. var rest] ? Verbs.Run(verb, rest) : Verbs.Help();
