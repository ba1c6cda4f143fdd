"""What the tests of the built artefacts share. They read dist/, as `make dist` leaves it, and nothing of the source."""

import json
import os
import pathlib
import platform
import shutil
import subprocess
import tarfile

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
DIST = TOP / "dist"
ARCH = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]


def only(pattern):
    found = sorted(DIST.glob(pattern))
    assert len(found) == 1, f"dist/{pattern} is {[f.name for f in found]}"
    return found[0]


@pytest.fixture(scope="session")
def deb():
    return only(f"keyless_*_{ARCH}.deb")


@pytest.fixture(scope="session")
def installed(deb, tmp_path_factory):
    """The root of the installed package. In CI, whose machine is thrown away, apt installs it; elsewhere it is unpacked."""
    if os.environ.get("CI"):
        subprocess.run(["apt-get", "install", "--yes", "-qq", "--no-install-recommends", str(deb)], check=True, stdout=subprocess.DEVNULL)
        yield pathlib.Path("/")
        subprocess.run(["dpkg", "--purge", "keyless"], check=True, stdout=subprocess.DEVNULL)
        assert not pathlib.Path("/usr/bin/keyless").exists()
        return
    root = tmp_path_factory.mktemp("deb")
    subprocess.run(["dpkg-deb", "-x", str(deb), str(root)], check=True)
    yield root


class Image:
    """The image for this machine's architecture, out of the archive that people load."""

    def __init__(self, archive, root):
        self.root = root
        with tarfile.open(archive) as outer:
            self.names = set(outer.getnames())
            self.layout = json.load(outer.extractfile("oci-layout"))

            def blob(digest):
                return outer.extractfile("blobs/" + digest.replace(":", "/"))

            entry = json.load(outer.extractfile("index.json"))["manifests"][0]
            self.annotations = entry["annotations"]
            self.index = json.load(blob(entry["digest"]))
            manifest = next(m for m in self.index["manifests"] if m["platform"] == {"architecture": ARCH, "os": "linux"})
            self.manifest = json.load(blob(manifest["digest"]))
            self.config = json.load(blob(self.manifest["config"]["digest"]))
            for layer in self.manifest["layers"]:
                with tarfile.open(fileobj=blob(layer["digest"])) as files:
                    files.extractall(root, filter="fully_trusted")


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    root = tmp_path_factory.mktemp("image")
    root.chmod(0o755)
    yield Image(only("keyless_*_image.tar"), root)
    shutil.rmtree(root)
