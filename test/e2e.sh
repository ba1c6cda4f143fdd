#!/usr/bin/env bash
# The tests that need more than Go: the stories with the real clients, the store on PostgreSQL; and that the portal's bundle is made of its
# sources. Installs the clients
# first; see setup.sh. Arguments go to `go test`: test/e2e.sh -run TestEndToEnd/article-group -v
set -euo pipefail
cd "$(dirname "$0")"
export KEYLESS_TOOLS=${KEYLESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/keyless-ci}
bash setup.sh
cd ..
bash web/build.sh --check
# Packages that have tests of this kind; the others have run in `make test`.
packages=$(grep -rl --include="*_test.go" "^//go:build .*e2e" cmd internal test | xargs -n 1 dirname | sort -u | sed "s|^|./|")
# shellcheck disable=SC2086 # one word a package
exec go test -tags e2e -count=1 -timeout 20m "$@" $packages
