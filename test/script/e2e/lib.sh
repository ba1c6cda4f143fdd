# shellcheck shell=bash
# What the stories share. Sourced by their scripts, under `bash -euo pipefail`.

trap 'echo "failed: $BASH_SOURCE line $LINENO: $BASH_COMMAND" >&2' ERR
eval "$(keyless env)"

# as NAME: from here on, az has a profile of NAME's own, so that several people can be signed in in one story.
HOME_PROFILE=$AZURE_CONFIG_DIR
as() {
  export AZURE_CONFIG_DIR=$WORK/profile-$1
  [ -d "$AZURE_CONFIG_DIR" ] || cp -R "$HOME_PROFILE" "$AZURE_CONFIG_DIR"
}

# login_browser USER PASSWORD [FLAG…]: `az login`, with a browser on this machine.
login_browser() {
  BROWSER='browser signin %s &' SIGNIN_USER=$1 SIGNIN_PASSWORD=$2 az login --output none "${@:3}"
}

# login_device USER PASSWORD [FLAG…]: `az login --use-device-code`, with a browser elsewhere.
login_device() {
  local said=$WORK/device.txt page code
  : >"$said"
  az login --use-device-code --output none "${@:3}" 2>"$said" &
  until grep -q 'enter the code' "$said"; do
    kill -0 $! || { cat "$said" >&2; return 1; }
    sleep 0.1
  done
  page=$(grep -o 'https://[^ ]*' "$said" | head -n 1)
  code=$(sed -n 's/.*enter the code \([^ ]*\) .*/\1/p' "$said" | head -n 1)
  browser signin --user "$1" --password "$2" --code "$code" "$page"
  wait $! || { cat "$said" >&2; return 1; }
}

# token: the signed-in account's access token for the model.
token() {
  az account get-access-token --resource https://cognitiveservices.azure.com --query accessToken --output tsv
}

# ask TOKEN: one question to the model; prints the status and the body, each on a line.
ask() {
  curl --silent --show-error --output "$WORK/answer.json" --write-out '%{http_code}\n' \
    "$KEYLESS_ENDPOINT/chat/completions?api-version=2024-05-01-preview" \
    --header "Authorization: Bearer $1" --header 'Content-Type: application/json' \
    --data '{"model": "chat", "messages": [{"role": "user", "content": "Say hello."}]}'
  cat "$WORK/answer.json"
}

# refused TOKEN: the model must answer 401 PermissionDenied. answered TOKEN: it must answer.
refused() {
  local said
  said=$(ask "$1")
  case $said in
    401*PermissionDenied*) ;;
    *) printf 'wanted 401 PermissionDenied, got %s\n' "$said" >&2; return 1 ;;
  esac
}
answered() {
  local said
  said=$(ask "$1")
  case $said in
    200*'"content"'*) ;;
    *) printf 'wanted an answer, got %s\n' "$said" >&2; return 1 ;;
  esac
}

# milliseconds since 1970
now() { date +%s%3N; }
