"""The rpm: it installs what the deb does. Its scripts are not run, since this is no machine of that family."""

import json
import re
import subprocess

import pytest

from conftest import ARCH, only


@pytest.fixture(scope="module")
def rpm():
    machine = {"amd64": "x86_64", "arm64": "aarch64"}[ARCH]
    return only(f"keyless-*.{machine}.rpm")


def ask(rpm, *words):
    return subprocess.run(["rpm", "--query", "--package", *words, str(rpm)], check=True, capture_output=True, text=True).stdout


def test_the_rpm_holds_the_files_of_the_deb_with_the_same_rights(rpm, deb):
    listed = subprocess.run(["dpkg-deb", "-c", str(deb)], check=True, capture_output=True, text=True).stdout
    of_deb = {("/" + name, mode) for mode, name in re.findall(r"^-(\S{9}) root/root .* \./(\S+)$", listed, re.M)}
    of_rpm = {(name, mode) for name, mode in re.findall(r"^(\S+) -(\S{9}) root root$", ask(rpm, "--queryformat", r"[%{FILENAMES} %{FILEMODES:perms} %{FILEUSERNAME} %{FILEGROUPNAME}\n]"), re.M)}
    assert of_rpm == of_deb
    assert len(of_rpm) > 20


def test_the_configuration_survives_an_upgrade(rpm):
    assert ask(rpm, "--configfiles").split() == ["/etc/keyless/keyless.yaml", "/etc/keyless/world.yaml"]
    flags = ask(rpm, "--queryformat", r"[%{FILENAMES} %{FILEFLAGS:fflags}\n]").splitlines()
    assert {"/etc/keyless/keyless.yaml cn", "/etc/keyless/world.yaml cn"} <= set(flags), "they are configuration, and not replaced"


def test_the_scripts_are_those_of_the_deb(rpm):
    scripts = ask(rpm, "--scripts")
    assert "systemctl" in scripts
    assert [kind for kind in ("postinstall", "preuninstall", "postuninstall") if f"{kind} scriptlet" in scripts] == ["postinstall", "preuninstall", "postuninstall"]


def test_the_rpm_can_be_installed_and_its_binary_is_of_this_version(rpm, tmp_path):
    subprocess.run(["rpm", "--root", str(tmp_path), "--install", "--nodeps", "--noscripts", str(rpm)], check=True)
    said = json.loads(subprocess.run([tmp_path / "usr/bin/keyless", "version", "--json"], check=True, capture_output=True, text=True).stdout)
    assert ask(rpm, "--queryformat", "%{NAME} %{VERSION} %{RELEASE}") == f"keyless {said['version']} 1"
    verified = subprocess.run(["rpm", "--root", str(tmp_path), "--verify", "keyless", "--noscripts", "--nodeps"], capture_output=True, text=True)
    assert (verified.returncode, verified.stdout) == (0, "")
