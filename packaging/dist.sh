#!/usr/bin/env bash
# Builds the artefacts of a release into dist/: binaries, archives, deb and rpm packages, a container image, bills of
# materials, a Homebrew formula and a Scoop manifest, a Helm chart, Python wheels, npm packages and jars, with checksums. The same commit
# gives the same bytes.
# PLATFORMS is what to build for, as GOOS/GOARCH; "all" is every platform, and the default is this machine's.
# VERSION is the version without a v; by default the newest of CHANGELOG.md. DOWNLOADS is where the formula and the manifest
# get the archives, as https://github.com/OWNER/REPOSITORY/releases/download.
set -euo pipefail
umask 022 # what users get may be read by all
cd "$(dirname "$0")/.."

version=${VERSION:-$(sed -n 's/^## \[\([0-9][^]]*\)\].*/\1/p' CHANGELOG.md | head -n 1)}
platforms=${PLATFORMS:-$(go env GOOS)/$(go env GOARCH)}
[ "$platforms" = all ] && platforms="linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64"
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
date=$(TZ=UTC0 git log -1 --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ 2>/dev/null || echo 1970-01-01T00:00:00Z)
SOURCE_DATE_EPOCH=$(date -u -d "$date" +%s)
export SOURCE_DATE_EPOCH # the time of every file in an artefact
step() { printf 'dist: %4d s  %s\n' "$SECONDS" "$*"; }

# The documentation and the pictures of the portal, which other targets make, stay.
mkdir -p dist
find dist -mindepth 1 -maxdepth 1 ! -name docs ! -name ui -exec rm -rf {} +
mkdir -p dist/bin
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT

# node GOOS/GOARCH: how npm names the platform.
node() {
  local os=${1%/*} arch=${1#*/}
  [ "$os" = windows ] && os=win32
  [ "$arch" = amd64 ] && arch=x64
  echo "$os-$arch"
}

# What is compiled for size: nothing is inlined in packages that no call to a model goes through. See docs/adr/0051.
cold=()
for package in \
  github.com/Azure/... github.com/AzureAD/... github.com/fxamacker/... github.com/go-viper/... github.com/go-webauthn/... github.com/goccy/... \
  github.com/golang-jwt/... github.com/google/go-tpm/... github.com/jackc/... github.com/pressly/... github.com/spf13/... github.com/tinylib/... \
  github.com/VictoriaMetrics/... go/doc/... golang.org/x/net/... golang.org/x/text/... maragu.dev/... net/http/pprof text/... \
  keyless.dev/keyless/cmd/... \
  keyless.dev/keyless/internal/{accesstest,apply,client,devtls,entra,issuer,oauth,setup,template,world} \
  keyless.dev/keyless/internal/api/{arm/...,graph/...,imds,login,portal} keyless.dev/keyless/internal/store/...; do
  cold+=("-gcflags=$package=-l")
done

# How archives are written: the same whoever builds them, and when.
tar=(--sort=name --owner=0 --group=0 --numeric-owner "--mode=u=rwX,go=rX" "--mtime=@$SOURCE_DATE_EPOCH")

command=keyless.dev/keyless/cmd/keyless/command
pairs=() binaries=()
for platform in $platforms; do
  os=${platform%/*} arch=${platform#*/} name=keyless
  [ "$os" = windows ] && name=keyless.exe
  step "$platform"
  out=dist/bin/$os-$arch
  # No build id, no paths and no times but the commit's: the same sources give the same bytes.
  CGO_ENABLED=0 GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=false "${cold[@]}" \
    -ldflags "-s -w -buildid= -funcalign=16 -X $command.version=$version -X $command.revision=$revision -X $command.date=$date" \
    -o "$out/$name" ./cmd/keyless
  install -m 644 README.md LICENSE "$out/"
  touch -d "@$SOURCE_DATE_EPOCH" "$out"/*
  if [ "$os" = windows ]; then
    (cd "$out" && TZ=UTC0 python3 -m zipfile -c "../../keyless_${version}_${os}_$arch.zip" "$name" README.md LICENSE)
  else
    tar "${tar[@]}" -C "$out" -cf - "$name" README.md LICENSE | gzip -n >"dist/keyless_${version}_${os}_$arch.tar.gz"
  fi
  pairs+=("$(node "$platform")=$out/$name")
  binaries+=("$os-$arch=$out/$name")
done
step "completions"
mkdir -p dist/completions
go build -o "$built/keyless" ./cmd/keyless
for shell in bash zsh fish; do "$built/keyless" completion $shell >dist/completions/$shell; done
step "Linux packages, image, bills of materials, manifests"
(cd packaging/release && go run . -root "$OLDPWD" -dist "$OLDPWD/dist" -version "$version" -commit "$revision" -date "$date" ${DOWNLOADS:+-downloads "$DOWNLOADS"})
cp packaging/devcontainer/src/keyless/install.sh dist/
step "Helm chart"
mkdir -p dist/helm "$built/helm"
cp -R packaging/helm/keyless "$built/helm/"
sed -i "s/^version: .*/version: $version/; s/^appVersion: .*/appVersion: $version/" "$built/helm/keyless/Chart.yaml"
tar "${tar[@]}" -C "$built/helm" -cf - keyless | gzip -n >"dist/helm/keyless-$version.tgz"
step "wheels"
bash packaging/python/build.sh "$version" dist/python "${binaries[@]}"
step "npm packages"
bash packaging/npm/build.sh "$version" dist/npm "${pairs[@]}" >/dev/null
step "jars"
bash packaging/java/build.sh "$version" dist/maven "${binaries[@]}"
(cd dist && find . -type f ! -path './bin/*' ! -path './completions/*' ! -path './docs/*' ! -path './ui/*' ! -name SHA256SUMS | sort | sed 's|^\./||' | xargs sha256sum >SHA256SUMS)
step "done: $(wc -l <dist/SHA256SUMS) artefacts in dist/"
