#!/usr/bin/env bash
# Packs the npm packages into OUT: one for each platform with its binary, keyless, and @keyless/testing.
# Usage: build.sh VERSION OUT PLATFORM=BINARY…   with PLATFORM as npm names it: linux-x64=path/to/keyless
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd)
version=$1 out=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# stamp DIR: writes the version into a package and its own dependencies.
stamp() { sed -i.bak "s/\"0\.0\.0\"/\"$version\"/" "$1/package.json" && rm "$1/package.json.bak"; }

# pack DIR: packs a package, whose files are readable by all whatever they are in the source.
pack() { (cd "$1" && chmod -R u=rwX,go=rX . && npm pack --silent --pack-destination "$out"); }

for pair; do
  platform=${pair%%=*} binary=${pair#*=}
  os=${platform%-*} cpu=${platform##*-} file=keyless
  [ "$os" = win32 ] && file=keyless.exe
  mkdir -p "$work/$platform/bin"
  install -m 755 "$binary" "$work/$platform/bin/$file"
  cat >"$work/$platform/package.json" <<JSON
{
  "name": "@keyless/$platform",
  "version": "$version",
  "description": "The keyless binary for $os $cpu",
  "license": "Apache-2.0",
  "os": ["$os"],
  "cpu": ["$cpu"],
  "files": ["bin"]
}
JSON
  pack "$work/$platform"
done

cp -R "$here/keyless" "$work/keyless"
stamp "$work/keyless"
pack "$work/keyless"

mkdir -p "$work/testing"
cp -R "$here/testing/"{package.json,tsconfig.json,src,README.md} "$work/testing/"
stamp "$work/testing"
(
  cd "$work/testing"
  # The front package is not on a registry while it is built here.
  npm install --silent --no-save --no-audit --no-fund --no-package-lock --omit=optional "$(ls "$out/keyless-$version.tgz")"
  npx tsc
)
pack "$work/testing"
