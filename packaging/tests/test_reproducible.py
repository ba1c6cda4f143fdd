"""The same binaries give the same bytes: the artefacts of dist/ are made once more and compared.

They are made of a copy of the sources in another folder, which only its owner may read, since neither the place nor the
rights of a checkout may show in what users get.
"""

import calendar
import hashlib
import json
import os
import pathlib
import subprocess
import time

import pytest

from conftest import ARCH, DIST, TOP

NODE = {"darwin": "darwin", "linux": "linux", "windows": "win32"}
CPU = {"amd64": "x64", "arm64": "arm64"}
BINARIES = sorted(DIST.glob("bin/*/keyless*"))  # each in a folder such as linux-amd64


def built():
    """What the binary says about its build: version, revision and time."""
    return json.loads(subprocess.run([DIST / f"bin/linux-{ARCH}/keyless", "version", "--json"], check=True, capture_output=True, text=True).stdout)


def seconds(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """The tree as a checkout under the umask 077 leaves it, with the binaries and completions that are built already."""
    copy = tmp_path_factory.mktemp("sources", numbered=False)
    subprocess.run(f"git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- -cf - | tar -xf - -C '{copy}'", shell=True, check=True, cwd=TOP)
    subprocess.run(["chmod", "-R", "go=", str(copy)], check=True)
    for folder in ("bin", "completions"):
        (copy / "dist").mkdir(exist_ok=True)
        (copy / "dist" / folder).symlink_to(DIST / folder)
    return copy


def build(script, sources, out, pairs):
    about = built()
    subprocess.run(
        ["bash", str(sources / "packaging" / script), about["version"], str(out), *pairs], check=True, umask=0o077, stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(seconds(about["time"])), "TZ": "Asia/Tokyo"},
    )


def digests(folder, pattern="**/*"):
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.glob(pattern)) if f.is_file()}


def platform(binary):
    return tuple(binary.parent.name.split("-"))


def test_the_wheels_have_the_same_bytes_when_they_are_made_again(sources, tmp_path):
    build("python/build.sh", sources, tmp_path, [f"{b.parent.name}={b}" for b in BINARIES])
    assert digests(tmp_path) == digests(DIST / "python")


def test_the_npm_packages_have_the_same_bytes_when_they_are_made_again(sources, tmp_path):
    build("npm/build.sh", sources, tmp_path, [f"{NODE[system]}-{CPU[arch]}={b}" for b in BINARIES for system, arch in [platform(b)]])
    assert digests(tmp_path) == digests(DIST / "npm")


def test_the_maven_repository_has_the_same_bytes_when_it_is_made_again(sources, tmp_path):
    build("java/build.sh", sources, tmp_path, [f"{b.parent.name}={b}" for b in BINARIES])
    assert digests(tmp_path) == digests(DIST / "maven")


def test_packages_image_and_bills_of_materials_have_the_same_bytes_when_they_are_made_again(sources):
    about, dist = built(), sources / "dist"
    # Manifests of package managers hold the checksums of archives, which their own test compares.
    subprocess.run(
        ["go", "run", ".", "-root", str(sources), "-dist", str(dist), "-version", about["version"], "-commit", about["revision"], "-date", about["time"]],
        check=True, cwd=TOP / "packaging/release", umask=0o077,
    )
    made = {name: digest for pattern in ("*.deb", "*.rpm", "*_image.tar", "*.cdx.json") for name, digest in digests(dist, pattern).items()}
    assert len(made) == 4 + 3 * (sum(platform(b)[0] == "linux" for b in BINARIES) - 1) + sum(platform(b)[0] != "linux" for b in BINARIES)
    assert made == {name: digests(DIST, name)[name] for name in made}
