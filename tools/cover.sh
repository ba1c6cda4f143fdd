#!/usr/bin/env bash
# Prints the coverage of each package by its own tests, lowest first. Packages may be given.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- ./internal/... ./cmd/... ./keylesstest
go test -short -cover "$@" | sed -n 's/.*\tkeyless\.dev\/keyless\/\([^\t]*\).*coverage: \([0-9.]*\)% of statements.*/\2% \1/p' | sort -n
