"""The keyless command, and a keyless server for tests.

``find_binary()`` returns the path of the command. ``Server`` starts a server of its own for a test suite; the pytest
fixtures of ``keyless.pytest_plugin`` are built on it.
"""

from ._binary import BinaryNotFound, find_binary
from .server import Decision, KeylessError, Server, Usage, User

__all__ = ["BinaryNotFound", "Decision", "KeylessError", "Server", "Usage", "User", "find_binary"]
