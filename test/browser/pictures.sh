#!/usr/bin/env bash
# Pictures of the pages that people see, in dist/ui: on a desk, on a phone, in the dark; and each page as a screen
# reader has it. The pages of the portal in every state that its stories reach. Needs Chromium and, for axe-core, npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ $# -eq 0 ]; then
  folder=$PWD/dist/ui
  mkdir -p "$folder"
  go build -o dist/keyless ./cmd/keyless
  go build -o dist/browser ./test/browser
  KEYLESS_PICTURES=$folder go test -tags e2e -count=1 -run '^TestPortal.*InChromium$' ./internal/app
  exec dist/keyless run -- bash "$0" "$folder"
fi

authorize="$AZURE_AUTHORITY_HOST/organizations/oauth2/v2.0/authorize?client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&response_type=code&redirect_uri=http://localhost:1&scope=openid&state=s&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
while read -r name address; do
  dist/browser shot --to "$1/$name.png" "$address"
  dist/browser shot --to "$1/$name-dark.png" --dark "$address"
  dist/browser shot --to "$1/$name-phone.png" --width 390 "$address"
  dist/browser tree "$address" >"$1/$name.txt"
  echo "$1/$name.png"
done <<PAGES
sign-in $authorize
device $AZURE_AUTHORITY_HOST/devicelogin
error ${authorize/redirect_uri=http:/redirect_uri=ftp:}
PAGES
