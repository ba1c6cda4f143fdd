"""The container image: what is in it, and that it runs as its configuration says, without a container engine."""

import json
import shutil
import signal
import subprocess
import time

import pytest

from conftest import ARCH

USER = 65532


def test_the_archive_is_an_oci_layout_with_an_image_for_this_architecture(image):
    assert image.layout == {"imageLayoutVersion": "1.0.0"}
    assert image.index["mediaType"] == "application/vnd.oci.image.index.v1+json"
    assert image.manifest["mediaType"] == "application/vnd.oci.image.manifest.v1+json"
    assert (image.config["os"], image.config["architecture"]) == ("linux", ARCH)


def test_the_image_runs_keyless_as_a_user_without_rights(image):
    config = image.config["config"]
    assert config["User"] == f"{USER}:{USER}"
    assert config["Entrypoint"] == ["/usr/bin/keyless"]
    assert config["Cmd"] == ["serve", "--config", "/etc/keyless/keyless.yaml"]
    assert config["Healthcheck"]["Test"] == ["CMD", "/usr/bin/keyless", "health"]
    assert list(config["Volumes"]) == ["/var/lib/keyless"]


def test_the_image_holds_no_shell_and_nothing_that_others_may_write(image):
    programs, writable = [], []
    for path in image.root.rglob("*"):
        mode = path.stat().st_mode
        if path.is_file() and mode & 0o111:
            programs.append(str(path.relative_to(image.root)))
        if mode & 0o022 and path.name != "tmp" or mode & 0o6000:
            writable.append(path)
    assert (programs, writable) == (["usr/bin/keyless"], [])
    assert (image.root / "var/lib/keyless").stat().st_uid == USER


def test_the_roots_of_public_authorities_are_there(image):
    text = (image.root / "etc/ssl/certs/ca-certificates.crt").read_text()
    assert text.count("BEGIN CERTIFICATE") > 100


@pytest.fixture
def container(image, tmp_path):
    """A running `keyless up` of the image; it returns a function that runs another command beside it."""
    volume = tmp_path / "volume"
    volume.mkdir(mode=0o700)
    shutil.chown(volume, USER, USER)
    root = image.root
    setup = f"""
        set -e
        mount --bind {root} {root}
        mount -o remount,ro,bind {root}
        mount -t tmpfs tmpfs {root}/tmp
        mount --bind {volume} {root}/var/lib/keyless
        exec "$@"
    """
    enter = ["env", "-i", *image.config["config"]["Env"], shutil.which("chroot"), f"--userspec={USER}:{USER}", str(root)]
    namespaces = ["unshare", "--mount", "--ipc", "--uts", "--propagation=private"]
    process = subprocess.Popen(
        [*namespaces, "sh", "-c", setup, "sh", *enter, *image.config["config"]["Entrypoint"], "up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-local-models"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )

    def beside(*words):
        return subprocess.run(["nsenter", f"--target={process.pid}", "--mount", *enter, *words], capture_output=True, text=True)

    beside.process, beside.volume = process, volume
    yield beside
    if process.poll() is None:
        process.kill()
    process.wait()


def test_the_image_runs_with_a_read_only_root_and_answers_its_own_health_check(image, container):
    check = image.config["config"]["Healthcheck"]["Test"][1:]
    deadline = time.monotonic() + 20
    while (health := container(*check)).returncode != 0 and time.monotonic() < deadline and container.process.poll() is None:
        time.sleep(0.1)
    assert health.returncode == 0, health.stderr + (container.process.stdout.read() if container.process.poll() is not None else "")
    assert "answers." in health.stdout
    assert (container.volume / "keyless.db").stat().st_uid == USER
    version = json.loads(container("/usr/bin/keyless", "version", "--json").stdout)
    assert version["version"] == image.config["config"]["Labels"]["org.opencontainers.image.version"]

    container.process.send_signal(signal.SIGTERM)
    assert container.process.wait(20) == 0
