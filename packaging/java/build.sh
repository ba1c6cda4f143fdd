#!/usr/bin/env bash
# Builds the Java kit into OUT, laid out as a Maven repository: jars, poms, sources, javadoc, and one jar for each platform
# with its binary. Usage: build.sh VERSION OUT OS-ARCH=BINARY…   with the platform as Go names it: linux-amd64=path/to/keyless
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd)
version=$1 out=$(mkdir -p "$2" && cd "$2" && pwd)
shift 2
pairs=()
for pair; do pairs+=("${pair%%=*}=$(realpath "${pair#*=}")"); done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# sums: writes the checksums that a Maven repository has beside its files.
sums() {
  local file
  for file; do
    sha1sum "$file" | cut -d' ' -f1 | tr -d '\n' >"$file.sha1"
    md5sum "$file" | cut -d' ' -f1 | tr -d '\n' >"$file.md5"
  done
}

cp -R "$here/pom.xml" "$here/junit" "$here/testcontainers" "$work/"
rm -rf "$work"/*/target
chmod -R u=rwX,go=rX "$work" # jars hold the rights of the sources
(cd "$work" && mvn -q -B -Drevision="$version" -Dmaven.test.skip=true -Dmaven.install.skip=true \
  "-DaltDeploymentRepository=keyless::file://$out" deploy)
# Maven writes the time of the build into what it lists versions in.
find "$out" -name maven-metadata.xml | while read -r list; do
  sed -i 's|<lastUpdated>.*</lastUpdated>|<lastUpdated>20260101000000</lastUpdated>|' "$list"
  sums "$list"
done

for pair in "${pairs[@]}"; do
  platform=${pair%%=*} binary=${pair#*=} file=keyless
  case $platform in windows-*) file=keyless.exe ;; esac
  artifact=keyless-binary-$platform
  at=$out/dev/keyless/$artifact/$version
  mkdir -p "$work/$platform/dev/keyless/bin/$platform" "$at"
  cp "$binary" "$work/$platform/dev/keyless/bin/$platform/$file"
  # No times but one: the same binary gives the same jar.
  (cd "$work/$platform" && jar --create --date=2026-01-01T00:00:00Z --file "$at/$artifact-$version.jar" dev)
  cat >"$at/$artifact-$version.pom" <<POM
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>dev.keyless</groupId>
  <artifactId>$artifact</artifactId>
  <version>$version</version>
  <name>keyless for $platform</name>
  <description>The program keyless for $platform, as a resource that keyless-junit finds</description>
  <url>https://keyless.dev</url>
  <licenses>
    <license><name>Apache-2.0</name><url>https://www.apache.org/licenses/LICENSE-2.0</url></license>
  </licenses>
</project>
POM
  sums "$at"/*.jar "$at"/*.pom
done
