#!/usr/bin/env bash
# The checks that need no test to run: formatting, go vet, the linters of .golangci.yml, in every module of the tree.
# The tools are pinned in tools/go.mod and built from source by `go tool`; the first build takes about two minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

tool() { go tool -modfile="$PWD/tools/go.mod" "$@"; }

echo "check: gofumpt"
unformatted=$(tool gofumpt -l .)
if [ -n "$unformatted" ]; then
  printf 'not formatted; run `go tool -modfile=tools/go.mod gofumpt -w .`:\n%s\n' "$unformatted" >&2
  exit 1
fi

echo "check: go vet"
go vet ./...
go vet -tags e2e,soak,peers ./...
(cd test/clients/go && go vet ./...)
(cd packaging/release && go vet ./...)

echo "check: code and tests for macOS and Windows"
go run ./test/typecheck darwin windows

echo "check: golangci-lint"
tool golangci-lint run --build-tags e2e,soak,peers ./...

echo "check: shell"
git ls-files -z '*.sh' .ci/run | xargs -0 -n 1 bash -n

echo "check: licences of the dependencies"
bash tools/licenses.sh >/dev/null

echo "check: all good"
