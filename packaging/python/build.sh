#!/usr/bin/env bash
# Builds the wheels into OUT: one for each platform, with its binary as the command.
# Usage: build.sh VERSION OUT GOOS-GOARCH=BINARY…   with the platform as Go names it: linux-amd64=path/to/keyless
# SOURCE_DATE_EPOCH is the time of what is in them.
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd)
version=$1 out=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
# Of these versions, since a wheel names what built it.
"$work/venv/bin/pip" install --quiet --disable-pip-version-check hatchling==1.33.0 build==1.6.1

# tag GOOS-GOARCH: the platform tag of a wheel. The binary is static, so that it runs on every Linux.
tag() {
  case $1 in
  linux-amd64) echo manylinux2014_x86_64.musllinux_1_1_x86_64 ;;
  linux-arm64) echo manylinux2014_aarch64.musllinux_1_1_aarch64 ;;
  darwin-amd64) echo macosx_11_0_x86_64 ;;
  darwin-arm64) echo macosx_11_0_arm64 ;;
  windows-amd64) echo win_amd64 ;;
  windows-arm64) echo win_arm64 ;;
  *) echo "there is no platform tag for $1" >&2 && return 1 ;;
  esac
}

for pair; do
  platform=$(tag "${pair%%=*}")
  KEYLESS_VERSION=$version KEYLESS_BINARY=$(realpath "${pair#*=}") KEYLESS_PLATFORM=$platform \
    "$work/venv/bin/python" -m build --wheel --no-isolation --outdir "$out" "$here" >/dev/null
done
