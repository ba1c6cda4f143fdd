"""Checksums, bills of materials and the manifests of package managers: they agree with the files that they name."""

import hashlib
import json
import re
import subprocess
import tarfile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from conftest import ARCH, DIST, TOP, only


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


NO_ARTEFACTS = {"bin", "completions", "docs", "ui"}  # folders of dist that no release has


def test_every_artefact_has_its_checksum():
    listed = dict(reversed(line.split("  ", 1)) for line in (DIST / "SHA256SUMS").read_text().splitlines())
    there = {str(f.relative_to(DIST)): digest(f) for f in DIST.rglob("*") if f.is_file() and f.name != "SHA256SUMS" and f.relative_to(DIST).parts[0] not in NO_ARTEFACTS}
    assert listed == there
    assert len(listed) >= 8


def test_the_bill_of_materials_lists_the_modules_of_the_binary():
    bill = json.loads(only(f"keyless_*_linux_{ARCH}.cdx.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "keyless.dev/keyless"
    said = subprocess.run(["go", "version", "-m", str(DIST / f"bin/linux-{ARCH}/keyless")], check=True, capture_output=True, text=True).stdout
    modules = {tuple(line.split("\t")[2:4]) for line in said.splitlines() if line.startswith("\tdep\t")}
    assert {(c["name"], c["version"]) for c in bill["components"]} == modules | {("std", re.search(r"go(1\.\S+)$", said.splitlines()[0])[1])}
    assert all(c["purl"] == f"pkg:golang/{c['name']}@{c['version']}" for c in bill["components"])


@pytest.mark.parametrize("bill", sorted(DIST.glob("*.cdx.json")), ids=lambda b: b.name)
def test_bills_of_materials_are_valid(bill):
    text = bill.read_text()
    assert JsonStrictValidator(SchemaVersion.from_version(json.loads(text)["specVersion"])).validate_str(text) is None


def test_the_formula_is_ruby():
    done = subprocess.run(["ruby", "-c", str(DIST / "homebrew/keyless.rb")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "Syntax OK\n"), done.stderr


def test_the_formula_downloads_the_archives_of_this_release():
    text = (DIST / "homebrew/keyless.rb").read_text()
    pairs = re.findall(r'url "https://\S+/(v[^/]+)/([^/"]+)"\s+sha256 "([0-9a-f]{64})"', text)
    assert pairs, text
    version = re.search(r'version "(\S+)"', text)[1]
    for tag, name, checksum in pairs:
        assert tag == "v" + version
        assert checksum == digest(DIST / name)


def test_the_scoop_manifest_downloads_the_archives_of_this_release():
    windows = sorted(DIST.glob("keyless_*_windows_*.zip"))
    path = DIST / "scoop/keyless.json"
    assert path.exists() == bool(windows), "a Scoop manifest is made when, and only when, Windows is built"
    if windows:
        archives = json.loads(path.read_text())["architecture"].values()
        assert {a["url"].rsplit("/", 1)[1]: a["hash"] for a in archives} == {w.name: digest(w) for w in windows}


def test_the_version_is_the_newest_of_the_changelog():
    newest = re.search(r"^## \[(\d[^]]*)\]", (TOP / "CHANGELOG.md").read_text(), re.M)[1]
    said = json.loads(subprocess.run([DIST / f"bin/linux-{ARCH}/keyless", "version", "--json"], check=True, capture_output=True, text=True).stdout)
    assert said["version"] == newest


def test_the_chart_is_of_this_version():
    path = only("helm/keyless-*.tgz")
    version = re.fullmatch(r"keyless-(.+)\.tgz", path.name)[1]
    with tarfile.open(path) as chart:
        about = chart.extractfile("keyless/Chart.yaml").read().decode()
        assert "keyless/values.schema.json" in chart.getnames()
        assert "keyless/templates/deployment.yaml" in chart.getnames()
    assert f"\nversion: {version}\nappVersion: {version}\n" in about
