#!/usr/bin/env bash
# Three servers over one PostgreSQL, random faults, and the check of everything that was answered meanwhile:
#
#   bash test/soak.sh [SECONDS [SEED]] [arguments of go test]
#
# A seed that failed makes the same faults again. It needs root, for a disk that can be full and for strace, which makes
# one slow; on Debian it installs what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
length=${1:-120} seed=${2:-0}
shift $(($# < 2 ? $# : 2))
if [ "$(id -u)" != 0 ]; then
  exec sudo --preserve-env=GOFLAGS,GOCACHE,GOMODCACHE,GOPROXY env PATH="$PATH" HOME="$HOME" bash "$0" "$length" "$seed" "$@"
fi
packages=()
command -v strace >/dev/null || packages+=(strace)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
if [ ${#packages[@]} -gt 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qq --yes --no-install-recommends "${packages[@]}" >/dev/null
fi
exec go test -tags soak -count=1 -v -timeout "$((2 * length + 1800))s" "$@" ./test/soak -args -seconds "$length" -seed "$seed"
