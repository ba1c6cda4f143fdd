#!/usr/bin/env bash
# Builds the portal: checks the types of web/src and bundles it into internal/api/portal/assets, which is committed, so
# that nobody needs Node to build keyless. Needs npm. esbuild is a Go tool, pinned in tools/go.mod.
#
#   web/build.sh            writes the bundle
#   web/build.sh --check    writes nothing, and fails if the committed bundle is not what the sources make
set -euo pipefail
cd "$(dirname "$0")"

modules=${KEYLESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/keyless-ci}/web
want=$(cat package.json package-lock.json | sha256sum)
if [ "$(cat "$modules/.made-from" 2>/dev/null)" != "$want" ]; then
  rm -rf "$modules"
  mkdir -p "$modules"
  cp package.json package-lock.json "$modules/"
  (cd "$modules" && npm ci --no-audit --no-fund --loglevel=error)
  printf '%s\n' "$want" >"$modules/.made-from"
fi
[ -e node_modules ] || ln -s "$modules/node_modules" node_modules

node_modules/.bin/tsc --project .

out=../internal/api/portal/assets
[ "${1:-}" != --check ] || out=$(mktemp -d)
mkdir -p "$out"
go tool -modfile=../tools/go.mod esbuild src/main.ts src/app.css --bundle --minify --format=esm --target=es2022 \
  --legal-comments=none --log-level=warning --entry-names=[name] --outdir="$out"
mv "$out/main.js" "$out/app.js"
cp src/index.html src/icon.svg "$out/"

# What the bundle was made of: a test that needs no Node compares it with the sources.
find src package-lock.json -type f | LC_ALL=C sort | xargs sha256sum >"$out/sources.sha256"

if [ "${1:-}" = --check ]; then
  diff -r "$out" ../internal/api/portal/assets || { echo "web/build.sh: the bundle is not what the sources make: run web/build.sh and commit what it writes" >&2; exit 1; }
  rm -rf "$out"
fi
size=0
for file in ../internal/api/portal/assets/*.{html,js,css,svg}; do size=$((size + $(gzip -9c "$file" | wc -c))); done
echo "portal: $((size / 1024)) KiB compressed"
[ "$size" -le 204800 ] || { echo "web/build.sh: the bundle is larger than 200 KiB compressed" >&2; exit 1; }
