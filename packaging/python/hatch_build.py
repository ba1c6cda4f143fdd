"""Puts the keyless binary of one platform into the wheel, as its command.

KEYLESS_BINARY names the binary and KEYLESS_PLATFORM the wheel's platform tag, such as manylinux2014_x86_64.
"""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BinaryHook(BuildHookInterface):
    def initialize(self, version, build_data):
        if version == "editable":
            return
        binary, platform = os.environ["KEYLESS_BINARY"], os.environ["KEYLESS_PLATFORM"]
        name = "keyless.exe" if platform.startswith("win") else "keyless"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
        build_data["shared_scripts"][binary] = name
