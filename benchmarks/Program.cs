using BenchmarkDotNet.Running;
using Chimney.Benchmarks.Builds;
using Chimney.Benchmarks.Codec;
using Chimney.Benchmarks.Conversion;
using Chimney.Benchmarks.Stack;

return args switch
{
    ["conversion", .. var rest] => BenchmarkRunner.Run<ConversionBenchmarks>(args: rest) is { HasCriticalValidationErrors: false } ? 0 : 1,
    ["codec"] => Run(() => CodecTimes.Run(rounds: 101)),
    ["stack", .. var rest] => BenchmarkRunner.Run<StackBenchmarks>(args: rest) is { HasCriticalValidationErrors: false } ? 0 : 1,
    ["handlers"] => await HandlerTimes.Run(1_000) ? 0 : 1,
    ["handlers", var count] when int.TryParse(count, out int handlers) && handlers > 0 => await HandlerTimes.Run(handlers) ? 0 : 1,
    ["limits"] => await HandlerTimes.RunLimits() ? 0 : 1,
    ["shares"] => Run(() => BuildShares.RunHandlers(rounds: 11)),
    ["plain"] => Run(() => BuildShares.RunPlain(rounds: 21)),
    _ => Run(() => Console.WriteLine("usage: conversion | stack | codec | handlers [count] | limits | shares | plain (see README.md)")) + 2,
};

static int Run(Action benchmark)
{
    benchmark();
    return 0;
}
