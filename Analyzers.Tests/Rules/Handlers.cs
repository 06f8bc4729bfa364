namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Wraps what a test is about into a driver.</summary>
internal static class Handlers
{
    /// <summary>An intermediate driver with these members.</summary>
    public static string InDriver(string members) => $$"""
        using System;
        using System.Collections.Generic;
        using Chimney;

        public class Driver : IntermediateDriver
        {
        {{Indent(members)}}

            private static bool IsUp() => Random.Shared.Next(2) == 0;
        }
        """.ReplaceLineEndings("\n") + "\n";

    /// <summary>A driver whose completion handler for invalidates has this body.</summary>
    public static string Completion(string body) => InDriver($$"""
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
        {{Indent(body)}}
        }
        """);

    /// <summary>The same, where control falls off the end of the body with the list.</summary>
    public static string OpenCompletion(string body) => Completion(body).Replace("ProtocolInvalidateOffloadComplete", "{|CHIM1001:ProtocolInvalidateOffloadComplete|}", StringComparison.Ordinal);

    private static string Indent(string text)
        => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Length == 0 ? line : "    " + line));
}
