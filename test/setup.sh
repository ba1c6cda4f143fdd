#!/usr/bin/env bash
# Installs the real clients that the stories drive, each pinned: az, the Python, JavaScript and Java SDKs, the Go programs and
# the browser driver. They go to a folder outside the tree, $KEYLESS_TOOLS, and what is there already stays. Needs
# Python 3 with venv, npm, a JDK, Maven, Chromium, PostgreSQL, curl and Go on the machine, and fails if one is missing.
set -euo pipefail
cd "$(dirname "$0")/clients"

export KEYLESS_TOOLS=${KEYLESS_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/keyless-ci}
mkdir -p "$KEYLESS_TOOLS/bin"
began=$SECONDS
step() { printf 'setup: %3d s  %s\n' $((SECONDS - began)) "$*"; }

missing=()
for tool in python3 npm curl go openssl javac mvn keytool fish zsh; do command -v "$tool" >/dev/null || missing+=("$tool"); done
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ -x /usr/sbin/pgbouncer ] || command -v pgbouncer >/dev/null || missing+=(pgbouncer)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
  echo "setup: not installed: ${missing[*]}. On Debian: apt-get install chromium curl fish maven npm openjdk-17-jdk-headless openssl pgbouncer postgresql python3-venv zsh" >&2
  exit 1
fi

# fresh NAME FILE…: whether the folder NAME was made from these very files; if not, it is emptied.
fresh() {
  local dir=$KEYLESS_TOOLS/$1
  shift
  want=$(cat "$@" <(python3 --version) | sha256sum)
  [ "$(cat "$dir/.made-from" 2>/dev/null)" = "$want" ] && return 0
  rm -rf "$dir"
  mkdir -p "$dir"
  return 1
}
done_with() { printf '%s\n' "$want" >"$KEYLESS_TOOLS/$1/.made-from"; }

# upstream is a model server, not a client: llama.cpp's own, for test/upstream.
for folder in az python manage ../upstream; do
  name=$(basename "$folder")
  if ! fresh "$name" "$folder/requirements.txt"; then
    step "$name: $(paste -sd' ' "$folder/requirements.txt")"
    python3 -m venv "$KEYLESS_TOOLS/$name"
    # What is not compiled now is compiled when it is first used, which most of it never is.
    "$KEYLESS_TOOLS/$name/bin/pip" install --quiet --no-compile --disable-pip-version-check --requirement "$folder/requirements.txt"
    done_with "$name"
  fi
done
ln -sfn ../az/bin/az "$KEYLESS_TOOLS/bin/az"

if ! fresh javascript javascript/package.json javascript/package-lock.json; then
  step "javascript: npm ci"
  cp javascript/package.json javascript/package-lock.json "$KEYLESS_TOOLS/javascript/"
  (cd "$KEYLESS_TOOLS/javascript" && npm ci --no-audit --no-fund --loglevel=error)
  done_with javascript
fi
cp javascript/*.js "$KEYLESS_TOOLS/javascript/"
ln -sfn ../javascript/node_modules/.bin/node "$KEYLESS_TOOLS/bin/node"

# The SDKs of Anthropic, in Python, JavaScript, Java and Go.
if ! fresh anthropic anthropic/requirements.txt anthropic/package.json anthropic/package-lock.json; then
  step "anthropic: $(paste -sd' ' anthropic/requirements.txt), npm ci"
  python3 -m venv "$KEYLESS_TOOLS/anthropic"
  "$KEYLESS_TOOLS/anthropic/bin/pip" install --quiet --no-compile --disable-pip-version-check --requirement anthropic/requirements.txt
  cp anthropic/package.json anthropic/package-lock.json "$KEYLESS_TOOLS/anthropic/"
  (cd "$KEYLESS_TOOLS/anthropic" && npm ci --no-audit --no-fund --loglevel=error)
  done_with anthropic
fi
if ! fresh anthropic-java anthropic/pom.xml; then
  step "anthropic: mvn package"
  cp anthropic/pom.xml "$KEYLESS_TOOLS/anthropic-java/"
  (cd "$KEYLESS_TOOLS/anthropic-java" && mvn --quiet --batch-mode package)
  done_with anthropic-java
fi

# Run a class as: java -cp "$KEYLESS_TOOLS/java/target/test-clients-1.jar:$KEYLESS_TOOLS/java/target/lib/*" NAME
# shellcheck disable=SC2046 # one word a file
if ! fresh java java/pom.xml $(find java/src -name '*.java' | sort); then
  step "java: mvn package"
  cp -R java/pom.xml java/src "$KEYLESS_TOOLS/java/"
  (cd "$KEYLESS_TOOLS/java" && mvn --quiet --batch-mode package)
  done_with java
fi

step "go: test/clients/go, test/clients/anthropic, test/browser"
(cd go && go build -o "$KEYLESS_TOOLS/bin/" ./...)
(cd anthropic && go build ./...)
go build -o "$KEYLESS_TOOLS/bin/browser" ../browser

step "ready in $KEYLESS_TOOLS: az $("$KEYLESS_TOOLS/bin/az" version --query '"azure-cli"' --output tsv), node $("$KEYLESS_TOOLS/bin/node" --version), $(python3 --version)"
