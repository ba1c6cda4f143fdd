#!/usr/bin/env bash
# Prints the licence of each module that the binary is made of, and fails for one whose licence is unknown or copyleft. The
# licence is recognized by its text; MPL 2.0 is copyleft by file and allowed, because no file of such a module is changed.
set -euo pipefail
cd "$(dirname "$0")/.."

# kind FILE: the SPDX name of a licence by its words.
kind() {
  local text
  text=$(tr -s ' \t\n' ' ' <"$1")
  case $text in
    *"GNU AFFERO GENERAL PUBLIC"* | *"GNU GENERAL PUBLIC LICENSE Version"* | *"GNU LESSER GENERAL PUBLIC LICENSE Version"*) echo copyleft ;;
    *"Apache License"*"Version 2.0"*) echo Apache-2.0 ;;
    *"Mozilla Public License"*"2.0"*) echo MPL-2.0 ;;
    *"Permission is hereby granted, free of charge"*) echo MIT ;;
    *"Redistribution and use in source and binary forms"*"Neither the name"*) echo BSD-3-Clause ;;
    *"Redistribution and use in source and binary forms"*) echo BSD-2-Clause ;;
    *"Permission to use, copy, modify, and"*"distribute this software"*) echo ISC ;;
    *) echo unknown ;;
  esac
}

refused=0 count=0
while read -r module version folder; do
  found=none
  for file in "$folder"/LICENSE* "$folder"/LICENCE* "$folder"/COPYING* "$folder"/license*; do
    [ -f "$file" ] && { found=$(kind "$file"); break; }
  done
  printf '%-14s %s %s\n' "$found" "$module" "$version"
  count=$((count + 1))
  case $found in none | unknown | copyleft) refused=1 ;; esac
done < <(go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/keyless | sort -u)
[ "$count" -gt 0 ] || { echo "licenses: no dependency was found" >&2; exit 1; }
[ "$refused" = 0 ] || { echo "licenses: a dependency has none, one that is not known, or a copyleft licence" >&2; exit 1; }
