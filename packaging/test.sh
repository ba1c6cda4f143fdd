#!/usr/bin/env bash
# Tests the artefacts in dist/ as their users get them: the service and the image started as their units and configurations
# say, the wheel in a fresh environment with the tests of the pytest plugin and the example of RAG with pytest, the npm packages
# in a fresh project with the example of Express and Vitest, and under Jest and node:test, the jars in a fresh Maven project
# with the example of Spring and JUnit, and the example of a Go service. `make dist` builds them first. With CI=true the deb is
# installed, else it is unpacked. PYTHONS are the versions of Python to use, by default python3 alone.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
step() { printf 'packages: %4d s  %s\n' "$SECONDS" "$*"; }

step "the wheel: from pip install to a green first test"
wheel=$(ls "$top"/dist/python/*"$(uname -m)"*.whl)
python3 -m venv "$work/first"
"$work/first/bin/pip" download --quiet --disable-pip-version-check --dest "$work/wheels" "${wheel}[test]"
cat >"$work/test_first.py" <<'PYTHON'
def test_first(keyless, openai_client):
    keyless.grant("ci-pipeline")
    answer = openai_client.chat.completions.create(model="chat", messages=[{"role": "user", "content": "What is 6*7?"}])
    assert answer.choices[0].message.content == "42"
PYTHON
began=$(date +%s%N)
"$work/first/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$work/wheels" "keyless[test]"
installed=$(date +%s%N)
(cd "$work" && "$work/first/bin/pytest" -q -p no:cacheprovider test_first.py)
ended=$(date +%s%N)
printf 'packages: pip install took %d ms, and the first test after it %d ms\n' $(((installed - began) / 1000000)) $(((ended - installed) / 1000000))

for python in ${PYTHONS:-python3}; do
  step "the wheel and the example of RAG, in a fresh environment of $("$python" --version)"
  rm -rf "$work/venv" "$work/rag"
  "$python" -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel" pytest pytest-xdist azure-identity openai azure-ai-inference
  "$work/venv/bin/keyless" version
  (cd "$work" && "$work/venv/bin/pytest" -q -p no:cacheprovider "$top/packaging/python/tests")
  cp -R examples/rag-pytest "$work/rag"
  (cd "$work/rag" && "$work/venv/bin/pytest" -q -p no:cacheprovider)
done

"$work/venv/bin/pip" install --quiet --disable-pip-version-check pyyaml dockerfile-parse
step "checksums, bills of materials, manifests; the deb and its service; the image; GitHub Action, GitLab"
"$work/venv/bin/pytest" -q -p no:cacheprovider packaging/tests

step "what the binary takes"
python3 packaging/footprint.py dist/bin/"$(go env GOOS)-$(go env GOARCH)"/keyless

step "the npm packages, in a fresh project"
cp -R examples/express-vitest "$work/express"
cd "$work/express"
npm install --silent --no-audit --no-fund "$top"/dist/npm/*.tgz
npx keyless version
npx vitest run

step "the npm packages under Jest and node:test"
cp -R "$top/packaging/npm/tests" "$work/kit"
cd "$work/kit"
npm install --silent --no-audit --no-fund "$top"/dist/npm/*.tgz
(cd jest && node --experimental-vm-modules ../node_modules/jest/bin/jest.js)
(cd node-test && npx keyless run --as ci-pipeline -- node --test)

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
