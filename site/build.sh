#!/usr/bin/env bash
# Builds the documentation as a site, into dist/docs. Needs npm. A link that leads nowhere, and a page without a place in
# the sidebar, fail the build. What is built makes no request to another host.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd .. && pwd)

modules=${KEYLESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/keyless-ci}/site
want=$(cat package.json package-lock.json | sha256sum)
if [ "$(cat "$modules/.made-from" 2>/dev/null)" != "$want" ]; then
  rm -rf "$modules"
  mkdir -p "$modules"
  cp package.json package-lock.json "$modules/"
  (cd "$modules" && npm ci --no-audit --no-fund --loglevel=error)
  printf '%s\n' "$want" >"$modules/.made-from"
fi

# VitePress wants its pages beside its modules.
rm -rf "$modules/pages" "$root/dist/docs"
cp -r ../docs "$modules/pages"
cp -r .vitepress "$modules/pages/"
cd "$modules"
KEYLESS_ROOT=$root node_modules/.bin/vitepress build pages --outDir "$root/dist/docs"
echo "site: $(find "$root/dist/docs" -name '*.html' | wc -l) pages in dist/docs"
