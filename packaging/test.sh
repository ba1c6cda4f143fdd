#!/usr/bin/env bash
# Tests the artefacts in dist/ as their users get them: the service and the image started as their units and configurations
# say, the wheel in a fresh environment with the tests of the pytest plugin, and the npm packages in a fresh project with the
# example of Express and Vitest. `make dist` builds them first. With CI=true the deb is installed, else it is unpacked.
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
step "all good"
