#!/usr/bin/env bash
# Tests the artefacts in dist/ as their users get them. `make dist` builds them first.
# First come the figures, which need the machine for themselves: the time from pip install to a green first test, and what the
# binary takes. Then these lanes run beside each other; each prints what it has to say when those before it have ended:
#   python     the wheel in a fresh environment, with the tests of the pytest plugin and the example of RAG with pytest
#   artefacts  checksums, archives, bills of materials, manifests; the deb and the rpm, and the service as its unit says;
#              the image as its configuration says; GitHub Action, GitLab; everything made again, with the same bytes
#   npm        the npm packages in a fresh project, with the example of Express and Vitest, and under Jest and node:test
#   java       the jars in a fresh Maven project, with the example of Spring and JUnit
#   go         the example of a Go service
# Arguments are the lanes to run, without the figures; all by default. With CI=true the deb is installed, else it is unpacked.
# PYTHONS are the versions of Python to use, by default python3 alone.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
platform=$(go env GOOS)-$(go env GOARCH)
wheel=$(ls "$top"/dist/python/*"$(uname -m)"*.whl)
step() { printf 'packages: %4d s  %s\n' "$SECONDS" "$*"; }

# install VENV PACKAGE…: makes an environment of $python, or of python3, with packages in it.
install() {
  local venv=$1
  shift
  "${python:-python3}" -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$@"
}

figures() {
  step "the wheel: from pip install to a green first test"
  python3 -m venv "$work/first"
  "$work/first/bin/pip" download --quiet --disable-pip-version-check --dest "$work/wheels" "${wheel}[test]"
  cat >"$work/test_first.py" <<'PYTHON'
def test_first(keyless, openai_client):
    keyless.grant("ci-pipeline")
    answer = openai_client.chat.completions.create(model="chat", messages=[{"role": "user", "content": "What is 6*7?"}])
    assert answer.choices[0].message.content == "42"
PYTHON
  local began installed ended
  began=$(date +%s%N)
  "$work/first/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$work/wheels" "keyless[test]"
  installed=$(date +%s%N)
  (cd "$work" && "$work/first/bin/pytest" -q -p no:cacheprovider test_first.py)
  ended=$(date +%s%N)
  printf 'packages: pip install took %d ms, and the first test after it %d ms\n' $(((installed - began) / 1000000)) $(((ended - installed) / 1000000))
  step "what the binary takes"
  python3 packaging/footprint.py dist/bin/"$platform"/keyless
}

lane_python() {
  local python venv=$work/venv
  for python in ${PYTHONS:-python3}; do
    step "the wheel and the example of RAG, in a fresh environment of $("$python" --version)"
    rm -rf "$venv" "$work/rag"
    install "$venv" "${wheel}[test]" pytest-xdist mypy
    "$venv/bin/mypy" --strict --cache-dir=/dev/null packaging/python/src/keyless
    "$venv/bin/keyless" version
    (cd "$work" && "$venv/bin/pytest" -q -p no:cacheprovider "$top/packaging/python/tests")
    cp -R examples/rag-pytest "$work/rag"
    (cd "$work/rag" && "$venv/bin/pytest" -q -p no:cacheprovider)
  done
}

lane_artefacts() {
  install "$work/artefacts" pytest pyyaml dockerfile-parse "cyclonedx-python-lib[json-validation]"
  "$work/artefacts/bin/pytest" -q -p no:cacheprovider packaging/tests
}

lane_npm() {
  step "the npm packages, in a fresh project"
  cp -R examples/express-vitest "$work/express"
  cd "$work/express"
  npm install --silent --no-audit --no-fund "$top"/dist/npm/*.tgz
  npx keyless version
  mkdir "$work/vitest"
  TMPDIR=$work/vitest npx vitest run
  if ls -d "$work"/vitest/keyless-* 2>/dev/null; then
    echo "the server of the run has left its folder" >&2
    exit 1
  fi
  step "the npm packages under Jest and node:test"
  cp -R "$top/packaging/npm/tests" "$work/kit"
  cd "$work/kit"
  npm install --silent --no-audit --no-fund "$top"/dist/npm/*.tgz
  (cd jest && node --experimental-vm-modules ../node_modules/jest/bin/jest.js)
  (cd node-test && npx keyless run --as ci-pipeline -- node --test)
}

lane_java() {
  step "the Java kit"
  cp -R packaging/java "$work/java"
  (cd "$work/java" && KEYLESS_BINARY=$(ls "$top/dist/bin/$platform"/keyless*) mvn -q -B verify)
  step "the jars, in a fresh Maven project"
  cp -R examples/spring-junit "$work/spring"
  cd "$work/spring"
  cat >"$work/settings.xml" <<XML
<settings><profiles><profile>
  <id>keyless</id>
  <repositories><repository><id>keyless</id><url>file://$top/dist/maven</url></repository></repositories>
</profile></profiles><activeProfiles><activeProfile>keyless</activeProfile></activeProfiles></settings>
XML
  # What an earlier build has put into the local repository is not what is tested.
  rm -rf "$HOME/.m2/repository/dev/keyless"
  local version
  version=$(basename "$top"/dist/maven/dev/keyless/keyless-junit/*/)
  mvn -q -B -s "$work/settings.xml" -Dkeyless.version="$version" -Dkeyless.platform="$platform" test
}

lane_go() {
  step "the example of a Go service"
  cp -R examples/go-service "$work/go-service"
  cd "$work/go-service"
  go mod edit -replace "keyless.dev/keyless=$top"
  GOFLAGS=-mod=mod go test ./...
}

lanes=("$@")
for lane; do
  declare -F "lane_$lane" >/dev/null || { echo "there is no lane $lane" >&2 && exit 2; }
done
if [ $# = 0 ]; then
  figures
  lanes=(python artefacts npm java go)
fi
set -m # each lane is a process group of its own, so that all of it ends with this script
pids=()
# end: ends the lanes that still run.
end() {
  local pid
  for pid in "${pids[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap end EXIT
for lane in "${lanes[@]}"; do
  # Not `lane && step`: a function in a condition goes on after an error.
  {
    "lane_$lane"
    step "$lane is good"
  } </dev/null >"$work/$lane.log" 2>&1 &
  pids+=($!)
done
failed=()
for i in "${!lanes[@]}"; do
  wait "${pids[i]}" || failed+=("${lanes[i]}")
  cat "$work/${lanes[i]}.log"
done
[ ${#failed[@]} = 0 ] || { step "failed: ${failed[*]}" && exit 1; }
step "all good"
