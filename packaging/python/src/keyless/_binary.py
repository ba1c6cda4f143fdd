"""Finds the keyless binary that the wheel carries."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig


class BinaryNotFound(FileNotFoundError):
    """There is no keyless binary: the package was installed without its wheel."""


def find_binary() -> str:
    """Return the path of the keyless binary.

    ``KEYLESS_BINARY`` in the environment comes first. Then come the scripts folders of this interpreter, of the user's
    site, and of a target folder (``pip install --target``), and last the PATH.
    """
    override = os.environ.get("KEYLESS_BINARY")
    if override:
        return override
    name = "keyless.exe" if sys.platform == "win32" else "keyless"
    folders = [sysconfig.get_path("scripts"), os.path.dirname(sys.executable)]
    if sys.version_info >= (3, 10):
        folders.append(sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user")))
    folders.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "bin"))
    for folder in folders:
        path = os.path.join(folder, name) if folder else ""
        if path and os.path.isfile(path):
            return path
    found = shutil.which("keyless")
    if found:
        return found
    raise BinaryNotFound(
        "the keyless binary was not found in %s or on the PATH. Install the keyless wheel, or set KEYLESS_BINARY."
        % ", ".join(f for f in folders if f)
    )
