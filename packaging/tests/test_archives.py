"""The archives of each platform that was built: their names, and what is in them."""

import calendar
import json
import re
import subprocess
import tarfile
import time
import zipfile

import pytest

from conftest import ARCH, DIST

ARCHIVES = sorted([*DIST.glob("keyless_*.tar.gz"), *DIST.glob("keyless_*.zip")])
ABOUT = json.loads(subprocess.run([DIST / f"bin/linux-{ARCH}/keyless", "version", "--json"], check=True, capture_output=True, text=True).stdout)
BUILT = calendar.timegm(time.strptime(ABOUT["time"], "%Y-%m-%dT%H:%M:%SZ"))


def members(archive):
    """Each file of an archive with its mode, its time in seconds since 1970, and its bytes."""
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as z:
            return {i.filename: (i.external_attr >> 16 & 0o777, calendar.timegm((*i.date_time, 0, 0, 0)), z.read(i)) for i in z.infolist()}
    with tarfile.open(archive) as t:
        assert {(i.uid, i.gid, i.uname, i.gname, i.isfile()) for i in t} == {(0, 0, "", "", True)}
        return {i.name: (i.mode, i.mtime, t.extractfile(i).read()) for i in t}


def test_there_is_an_archive_for_each_binary():
    names = {re.fullmatch(r"keyless_(.+)_([a-z]+)_([a-z0-9]+)\.(tar\.gz|zip)", a.name).groups() for a in ARCHIVES}
    assert names == {
        (ABOUT["version"], *b.parent.name.split("-"), "zip" if b.suffix == ".exe" else "tar.gz") for b in DIST.glob("bin/*/keyless*")
    }


@pytest.mark.parametrize("archive", ARCHIVES, ids=lambda a: a.name)
def test_an_archive_holds_the_binary_readme_and_license_with_the_time_of_the_commit(archive):
    system, arch = archive.name.split(".tar")[0].removesuffix(".zip").split("_")[-2:]
    name = "keyless.exe" if system == "windows" else "keyless"
    found = members(archive)
    assert set(found) == {name, "README.md", "LICENSE"}
    assert found[name][2] == (DIST / f"bin/{system}-{arch}" / name).read_bytes()
    assert len(found[name][2]) < 30_000_000
    assert {file: mode for file, (mode, _, _) in found.items()} == {name: 0o755, "README.md": 0o644, "LICENSE": 0o644}
    assert all(BUILT - 2 < moment <= BUILT for _, moment, _ in found.values()), "zip has times of two seconds"
