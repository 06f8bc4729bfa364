#!/bin/sh
# sample.sh SEED COUNT [FILES]: the score of so many mutants of Analyzers/Flow, drawn at random, of the files whose names the regular expression matches.
# Fails below 85 %, the threshold of stryker-config.json.
# What stands in the folder of the output is used again: delete all of it when the engine has changed, the verdicts (seed-*) when tests have.
set -e
cd "$(dirname "$0")"
out=$PWD/StrykerOutput/sample
mkdir -p "$out"
if [ ! -f "$out/reports/mutation-report.json" ]; then
    MUTATION_SAMPLE=$out dotnet stryker --output "$out" --reporter json --break-at 0
fi
dotnet build -c Mutation -v q
rm -rf "$out/run"
cp -r bin/Mutation/net10.0 "$out/run"
cp "$out/Chimney.Analyzers.dll" "$out/run"
status=134
while [ $status -ge 128 ]; do # a mutant has overflowed the stack
    status=0
    MUTATION_SAMPLE="$out $1 $2${3:+ $3}" dotnet "$out/run/Analyzers.Mutation.dll" --filter-class "*.Sample" > "$out/log.txt" 2>&1 || status=$?
done
cat "$out/seed-$1.md"
sed -n '1s/^\([0-9]*\) of \([0-9]*\) killed.*/\1 \2/p' "$out/seed-$1.md" | { read -r killed all && [ $((100 * killed)) -ge $((85 * all)) ]; } || { echo "The score is below 85 %." >&2; exit 1; }
