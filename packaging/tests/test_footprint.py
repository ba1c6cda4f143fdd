"""How much of a machine keyless takes: the size of its binary, and its memory at rest. See docs/adr/0051."""

import json
import os
import subprocess
import time

import pytest

from conftest import ARCH, DIST

BINARY = DIST / f"bin/linux-{ARCH}/keyless"
MIB = 1 << 20


def test_the_binary_is_smaller_than_30_mb():
    assert BINARY.stat().st_size < 30_000_000


def memory(pid):
    """The memory of a process, in bytes: all that is resident, and what of it is no page of a file."""
    status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
    return tuple(int(status[name].split()[0]) * 1024 for name in ("VmRSS", "RssAnon"))


@pytest.mark.parametrize("start", ["the first start, which makes a world", "a later start"])
def test_a_server_at_rest_holds_little_memory(start, tmp_path_factory):
    data = tmp_path_factory.getbasetemp() / "footprint"
    server = subprocess.Popen(
        [BINARY, "up", "--data", data, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-local-models", "--json"],
        stdout=subprocess.PIPE, env={"PATH": os.environ["PATH"], "HOME": str(data.parent)}, text=True,
    )
    try:
        assert json.JSONDecoder().raw_decode(read_object(server.stdout))[0]["endpoints"]
        deadline = time.monotonic() + 30
        resident, own = memory(server.pid)
        while (resident > 45_000_000 or own > 25 * MIB) and time.monotonic() < deadline:
            time.sleep(0.1)
            resident, own = memory(server.pid)
        assert resident <= 45_000_000
        assert own <= 25 * MIB
    finally:
        server.terminate()
        server.wait(20)


def read_object(stream):
    """One JSON object, which ends with a line of its own."""
    lines = []
    for line in stream:
        lines.append(line)
        if line == "}\n":
            break
    return "".join(lines)
