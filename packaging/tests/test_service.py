"""The deb: what it installs, and its service started the way that its unit says. systemd itself does not run in CI."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile

import pytest

NOBODY = 65532

# The most that `systemd-analyze security` may find, of 100.
EXPOSURE = "15"


def unit_of(installed):
    return (installed / "usr/lib/systemd/system/keyless.service").read_text()


def test_files_are_readable_by_those_who_need_them(installed):
    modes = {
        "usr/bin/keyless": 0o755,
        "etc/keyless": 0o700,
        "etc/keyless/keyless.yaml": 0o600,
        "etc/keyless/world.yaml": 0o600,
        "usr/lib/systemd/system/keyless.service": 0o644,
        "usr/lib/systemd/system/keyless.socket": 0o644,
        "usr/share/bash-completion/completions/keyless": 0o644,
        "usr/share/doc/keyless/copyright": 0o644,
        "usr/share/doc/keyless/README.md": 0o644,
        "usr/share/doc/keyless/production.md": 0o644,
    }
    assert {name: (installed / name).stat().st_mode & 0o7777 for name in modes} == modes


def test_the_configuration_survives_an_upgrade(deb):
    listed = subprocess.run(["dpkg-deb", "-I", str(deb), "conffiles"], check=True, capture_output=True, text=True).stdout.split()
    assert listed == ["/etc/keyless/keyless.yaml", "/etc/keyless/world.yaml"]


def test_the_version_is_that_of_the_package(deb, installed):
    version = subprocess.run(["dpkg-deb", "-f", str(deb), "Version"], check=True, capture_output=True, text=True).stdout.strip()
    said = json.loads(subprocess.run([installed / "usr/bin/keyless", "version", "--json"], check=True, capture_output=True, text=True).stdout)
    assert said["version"] + "-1" == version
    assert re.fullmatch(r"[0-9a-f]{40}|unknown", said["revision"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["time"])


@pytest.fixture(scope="module")
def unit_files(installed, tmp_path_factory):
    """The units, with the path of the binary where the package is only unpacked."""
    folder = tmp_path_factory.mktemp("units")
    for name in ("keyless.service", "keyless.socket"):
        text = (installed / "usr/lib/systemd/system" / name).read_text()
        (folder / name).write_text(text.replace("/usr/bin/keyless", str(installed / "usr/bin/keyless")))
    return folder


def test_systemd_accepts_the_units(unit_files):
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, sorted(unit_files.iterdir()))], capture_output=True, text=True)
    about = [line for line in done.stderr.splitlines() if "keyless" in line]
    assert (done.returncode, about) == (0, [])


def test_the_service_is_exposed_to_little(unit_files):
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={EXPOSURE}", str(unit_files / "keyless.service")],
        capture_output=True, text=True,
    )
    print(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stdout


class Manager:
    """What systemd does for the service: credentials, a socket, the notification socket and the watchdog."""

    def __init__(self, installed, folder):
        self.installed, self.folder = installed, folder
        self.credentials, self.state = folder / "credentials", folder / "state"
        self.credentials.mkdir(mode=0o700)
        self.state.mkdir(mode=0o700)
        etc = installed / "etc/keyless"
        config = (etc / "keyless.yaml").read_text().replace("/var/lib/keyless", str(self.state))
        self.write("keyless.yaml", config)
        self.write("world.yaml", (etc / "world.yaml").read_text())
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=login.ai.example.com",
             "-addext", "subjectAltName=DNS:login.ai.example.com,DNS:arm.ai.example.com,DNS:graph.ai.example.com,DNS:*.ai.example.com",
             "-keyout", self.credentials / "tls.key", "-out", self.credentials / "tls.crt"],
            check=True, capture_output=True,
        )
        self.write("kek", subprocess.run("head -c 32 /dev/urandom | base64", shell=True, check=True, capture_output=True, text=True).stdout)
        for file in self.credentials.iterdir():
            file.chmod(0o400)
        # What the unit hands over is what there is.
        handed = re.findall(r"^LoadCredential=([^:]+):", unit_of(installed), re.M)
        assert sorted(handed) == sorted(f.name for f in self.credentials.iterdir())

    def write(self, name, text):
        path = self.credentials / name
        if path.exists():
            path.chmod(0o600)
        path.write_text(text)
        path.chmod(0o400)

    def command(self):
        line = re.search(r"^ExecStart=(.*)$", unit_of(self.installed), re.M)[1]
        return [w.replace("%d", str(self.credentials)).replace("/usr/bin/keyless", str(self.installed / "usr/bin/keyless")) for w in line.split()]

    def start(self, watchdog, prefix=()):
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(str(self.folder / "notify"))
        (self.folder / "notify").chmod(0o666)
        self.notify.settimeout(20)
        listener = socket.create_server(("127.0.0.1", 0))
        environment = {
            "PATH": os.environ["PATH"], "KEYLESS_DATA": str(self.state), "NOTIFY_SOCKET": str(self.folder / "notify"),
            "WATCHDOG_USEC": str(int(watchdog * 1e6)), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "tls",
        }

        def as_systemd():
            os.dup2(listener.fileno(), 3, inheritable=True)

        # The shell's own process becomes the service, so that the ids that systemd would set are right.
        self.process = subprocess.Popen(
            ["sh", "-c", 'LISTEN_PID=$$ WATCHDOG_PID=$$ exec "$@"', "sh", *prefix, *self.command()],
            env=environment, preexec_fn=as_systemd, close_fds=False, stdin=subprocess.DEVNULL, stderr=open(self.folder / "log", "w"),
        )
        self.port = listener.getsockname()[1]
        listener.close()
        return self

    def told(self):
        return self.notify.recv(256).decode()

    def keyless(self, *words):
        return subprocess.run([self.installed / "usr/bin/keyless", *words], env={"PATH": os.environ["PATH"], "KEYLESS_DATA": str(self.state)}, capture_output=True, text=True)


def test_the_example_is_refused_until_the_administrator_has_a_password(installed, tmp_path):
    m = Manager(installed, tmp_path)
    done = subprocess.run([*m.command(), "--check"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "the user admin@example.com has no password" in done.stderr


@pytest.fixture
def service(installed, tmp_path):
    m = Manager(installed, tmp_path)
    world = (m.credentials / "world.yaml").read_text()
    m.write("world.yaml", world.replace('password: ""', "password: Correct-horse-battery-7"))
    m.start(watchdog=0.9)
    yield m
    if m.process.poll() is None:
        m.process.kill()
    m.process.wait()


def test_the_service_tells_systemd_when_it_is_ready_works_and_stops(service):
    assert service.told() == "READY=1", (service.folder / "log").read_text()
    assert service.told() == "WATCHDOG=1"
    assert service.told() == "WATCHDOG=1"
    health = service.keyless("health")
    assert (health.returncode, health.stdout) == (0, f"The server at 127.0.0.1:{service.port} answers.\n"), health.stderr
    service.process.send_signal(signal.SIGTERM)
    while (told := service.told()) == "WATCHDOG=1":
        pass
    assert told == "STOPPING=1"
    assert service.process.wait(20) == 0
    assert service.keyless("health").returncode == 1


def test_the_watchdog_is_not_answered_by_a_server_that_hangs(service):
    assert service.told() == "READY=1"
    assert service.told() == "WATCHDOG=1"
    service.process.send_signal(signal.SIGSTOP)
    try:
        service.notify.settimeout(0)
        with pytest.raises(BlockingIOError):
            while True:
                service.told()
        service.notify.settimeout(2)
        with pytest.raises(TimeoutError):
            service.told()
    finally:
        service.process.send_signal(signal.SIGCONT)


def test_the_service_needs_no_privilege(installed, tmp_path):
    """It starts as a user without rights, as DynamicUser= makes one."""
    if os.geteuid() != 0:
        pytest.fail("this test needs root, to give up its rights")
    m = Manager(installed, tmp_path)
    m.write("world.yaml", (m.credentials / "world.yaml").read_text().replace('password: ""', "password: Correct-horse-battery-7"))
    for path in [m.folder, m.credentials, m.state, *m.credentials.iterdir()]:
        shutil.chown(path, NOBODY, NOBODY)
    for path in [*tmp_path.parents, installed, *installed.parents]:
        if path.is_relative_to(tempfile.gettempdir()) and path != pathlib.Path(tempfile.gettempdir()):
            path.chmod(path.stat().st_mode | 0o011)
    m.start(watchdog=30, prefix=["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", "--bounding-set=-all"])
    try:
        assert m.told() == "READY=1", (m.folder / "log").read_text()
        assert (m.state / "keyless.db").stat().st_mode & 0o077 == 0
    finally:
        m.process.terminate()
        assert m.process.wait(20) == 0
