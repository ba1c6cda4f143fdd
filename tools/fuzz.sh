#!/usr/bin/env bash
# Runs every fuzz target for a time, 5s unless given, one after the other. The first failure ends it; go test has then
# written the input into the package's testdata, where it is a test from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-5s}

count=0
while IFS=: read -r file line; do
  target=$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' <<<"$line")
  echo "fuzz: $(dirname "$file") $target"
  output=$(go test "./$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "$time" 2>&1) || { printf '%s\n' "$output" >&2; exit 1; }
  count=$((count + 1))
done < <(git grep '^func Fuzz' -- '*_test.go')
[ "$count" -gt 0 ] || { echo "fuzz: no target was found" >&2; exit 1; }
echo "fuzz: $count targets, $time each"
