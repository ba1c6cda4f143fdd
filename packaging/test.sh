#!/usr/bin/env bash
# Tests the artefacts in dist/ as their users get them: the service and the image started as their units and configurations
# say, the wheel in a fresh environment with the tests of the pytest plugin, and the npm packages in a fresh project with the
# example of Express and Vitest, the jars in a fresh Maven project with the example of Spring and JUnit, and the example of a
# Go service. `make dist` builds them first. With CI=true the deb is installed, else it is unpacked.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
step() { printf 'packages: %4d s  %s\n' "$SECONDS" "$*"; }

step "the wheel, in a fresh environment"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check dist/python/*"$(uname -m)"*.whl pytest pytest-xdist azure-identity openai azure-ai-inference
"$work/venv/bin/keyless" version
(cd "$work" && "$work/venv/bin/pytest" -q -p no:cacheprovider "$top/packaging/python/tests")

"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyyaml dockerfile-parse
step "checksums, bills of materials, manifests; the deb and its service; the image; GitHub Action, GitLab"
"$work/venv/bin/pytest" -q -p no:cacheprovider packaging/tests

step "the npm packages, in a fresh project"
cp -R examples/express-vitest "$work/express"
cd "$work/express"
npm install --silent --no-audit --no-fund "$top"/dist/npm/*.tgz
npx keyless version
npx vitest run

step "the jars, in a fresh Maven project"
cp -R "$top/packaging/java" "$work/java"
(cd "$work/java" && KEYLESS_BINARY=$(ls "$top/dist/bin/$(go env GOOS)-$(go env GOARCH)"/keyless*) mvn -q -B verify)
cp -R "$top/examples/spring-junit" "$work/spring"
cd "$work/spring"
cat >"$work/settings.xml" <<XML
<settings><profiles><profile>
  <id>keyless</id>
  <repositories><repository><id>keyless</id><url>file://$top/dist/maven</url></repository></repositories>
</profile></profiles><activeProfiles><activeProfile>keyless</activeProfile></activeProfiles></settings>
XML
# What an earlier build has put into the local repository is not what is tested.
rm -rf "$HOME/.m2/repository/dev/keyless"
version=$(basename "$top"/dist/maven/dev/keyless/keyless-junit/*/)
mvn -q -B -s "$work/settings.xml" -Dkeyless.version="$version" -Dkeyless.platform="$(go env GOOS)-$(go env GOARCH)" test

step "the example of a Go service"
cp -R "$top/examples/go-service" "$work/go-service"
cd "$work/go-service"
go mod edit -replace "keyless.dev/keyless=$top"
GOFLAGS=-mod=mod go test ./...
step "all good"
