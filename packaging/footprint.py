#!/usr/bin/env python3
"""Prints what a keyless binary takes: its size, how long starts take, and the memory of a server at rest.

Usage: footprint.py BINARY. Linux only. The limits are in packaging/tests/test_footprint.py; times depend on the machine and
have none.
"""

import os
import subprocess
import sys
import tempfile
import time


def start(binary, data):
    """Start a developer server; return it with the seconds until it is ready, by the clock and of the processor."""
    began = time.monotonic()
    server = subprocess.Popen(
        [binary, "up", "--data", data, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-local-models", "--json"],
        stdout=subprocess.PIPE, env={"PATH": os.environ["PATH"], "HOME": data}, text=True,
    )
    for line in server.stdout:
        if line == "}\n":  # the end of the object that says it is ready
            break
    took = time.monotonic() - began
    fields = open(f"/proc/{server.pid}/stat").read().rsplit(") ", 1)[1].split()
    return server, took, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(binary):
    print(f"footprint: {os.stat(binary).st_size / 1e6:.2f} MB, {os.stat(binary).st_size / (1 << 20):.2f} MiB")
    with tempfile.TemporaryDirectory() as data:
        for which in ["first start, which makes a world", "second start", "third start"]:
            server, took, processor = start(binary, data)
            time.sleep(3)
            status = dict(line.split(":", 1) for line in open(f"/proc/{server.pid}/status"))
            resident, own = (int(status[name].split()[0]) / 1000 for name in ("VmRSS", "RssAnon"))
            server.terminate()
            server.wait(20)
            print(f"footprint: {which}: ready after {took * 1000:.0f} ms, {processor * 1000:.0f} ms of processor time; at rest {resident:.0f} MB resident, {own:.0f} MB its own")


main(sys.argv[1])
