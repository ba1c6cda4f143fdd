#!/usr/bin/env bash
# Renders the chart as helm does, and checks it by the schemas of Kubernetes, which a wheel of PyPI carries.
set -euo pipefail
cd "$(dirname "$0")/../release/helm"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --dest "$work" kubernetes-validate==1.37.0
KUBERNETES_SCHEMAS=$(ls "$work"/*.whl) go test -count=1 ./...
