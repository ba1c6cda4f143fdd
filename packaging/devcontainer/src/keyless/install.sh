#!/bin/sh
# Installs keyless from a release: downloads the archive for this machine, checks it against the release's checksums, and
# puts the binary into $PREFIX/bin. It is also the devcontainer feature, whose options are these variables.
#   VERSION    the release, without v; the newest unless given
#   DOWNLOADS  where releases are downloaded from
#   PREFIX     /usr/local unless given
set -eu
version=${VERSION:-latest}
downloads=${DOWNLOADS:-https://github.com/keyless-dev/keyless/releases}
prefix=${PREFIX:-/usr/local}

fail() {
  echo "keyless: $*" >&2
  exit 1
}

case $(uname -s) in
Linux) os=linux ;;
Darwin) os=darwin ;;
*) fail "there is no archive for $(uname -s): see docs/install.md" ;;
esac
case $(uname -m) in
x86_64 | amd64) arch=amd64 ;;
aarch64 | arm64) arch=arm64 ;;
*) fail "there is no archive for $(uname -m): build it with go install" ;;
esac

if command -v curl >/dev/null; then
  fetch() { curl --fail --silent --show-error --location --output "$2" "$1"; }
elif command -v wget >/dev/null; then
  fetch() { wget -q -O "$2" "$1"; }
else
  fail "neither curl nor wget is there"
fi
if command -v sha256sum >/dev/null; then
  digest() { sha256sum "$1"; }
else
  digest() { shasum -a 256 "$1"; }
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
base=$downloads/download/v$version
[ "$version" = latest ] && base=$downloads/latest/download
fetch "$base/SHA256SUMS" "$folder/sums" || fail "$base/SHA256SUMS cannot be downloaded"
name=$(sed -n "s/^[0-9a-f]*  \(keyless_[^ ]*_${os}_$arch\.tar\.gz\)\$/\1/p" "$folder/sums" | head -n 1)
[ -n "$name" ] || fail "the release has no archive for $os on $arch"
fetch "$base/$name" "$folder/$name" || fail "$base/$name cannot be downloaded"
expected=$(sed -n "s/^\([0-9a-f]*\)  $name\$/\1/p" "$folder/sums")
found=$(digest "$folder/$name" | cut -d ' ' -f 1)
[ "$found" = "$expected" ] || fail "$name has the checksum $found, and the release says $expected"
tar -xzf "$folder/$name" -C "$folder" keyless
mkdir -p "$prefix/bin"
cp "$folder/keyless" "$prefix/bin/keyless.new"
chmod 755 "$prefix/bin/keyless.new"
mv "$prefix/bin/keyless.new" "$prefix/bin/keyless" # a keyless that runs is not disturbed
"$prefix/bin/keyless" version
