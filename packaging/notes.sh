#!/usr/bin/env bash
# Prints what CHANGELOG.md says about a version: packaging/notes.sh VERSION. It fails if that is nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
notes=$(awk -v heading="## [$1]" 'index($0, heading) == 1 { found = 1; next } /^## / { found = 0 } found' CHANGELOG.md)
[ -n "${notes//[[:space:]]/}" ] || { echo "notes: CHANGELOG.md says nothing about $1" >&2; exit 1; }
printf '%s\n' "$notes" | sed '/./,$!d'
