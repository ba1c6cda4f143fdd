#!/usr/bin/env bash
# Runs published clients and frameworks of others, as they come from their registries, against keyless, and compares the table of
# docs/peers.md. Needs Go, Python 3 with venv, and npm. Arguments go to `go test`; -update writes the table. Takes minutes the
# first time, when the clients are installed; it is not part of CI, since what others publish may break on any day.
set -euo pipefail
cd "$(dirname "$0")/peers"
export KEYLESS_TOOLS=${KEYLESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/keyless-ci}
tools=$KEYLESS_TOOLS/peers
mkdir -p "$tools/javascript"

# uv makes an environment for each program, of the packages that its first lines name.
if [ ! -x "$tools/uv/bin/uv" ]; then
  python3 -m venv "$tools/uv"
  "$tools/uv/bin/pip" install --quiet --disable-pip-version-check uv==0.13.9
fi

want=$(cat javascript/package.json javascript/package-lock.json | sha256sum)
if [ "$(cat "$tools/javascript/.made-from" 2>/dev/null)" != "$want" ]; then
  cp javascript/package.json javascript/package-lock.json "$tools/javascript/"
  (cd "$tools/javascript" && npm ci --no-audit --no-fund --loglevel=error)
  printf '%s\n' "$want" >"$tools/javascript/.made-from"
fi
cp javascript/*.mjs javascript/peer.js "$tools/javascript/"

# The programs in Go run tools by others, each built of its own module as its makers publish it.
for tool in github.com/Azure/kubelogin@v0.2.21 github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6; do
  GOBIN=$tools/go go install "$tool"
done
(cd go && GOBIN=$tools/go go install ./kubernetes ./oauth2proxy)

exec go test -tags peers -count=1 -timeout 30m . -v "$@"
