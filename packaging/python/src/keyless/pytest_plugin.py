"""Fixtures that give tests a keyless server, credentials and clients.

The server starts when a test first asks for it, and is shared by the whole run, also by all workers of pytest-xdist.
Each test gets an environment of its own, in which DefaultAzureCredential signs in to the server.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional, Sequence

import pytest

from .server import INFERENCE_SCOPE, Server, User

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

    _Server = Server  # type checkers see in Keyless what __getattr__ finds
else:
    _Server = object

#: The service principal that DefaultAzureCredential signs in as, unless a test says otherwise.
DEFAULT_PRINCIPAL = "ci-pipeline"

# What leads an SDK to another service, or gives it a key: a test finds none of it, whatever the developer's own shell has.
_FOREIGN_PREFIXES = ("AZURE_", "IDENTITY_", "MSI_", "ARM_")
_FOREIGN = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("keyless_world", "The world file of the keyless server of the test run.", default="")
    parser.addini("keyless_arguments", "Further flags of keyless up.", type="args", default=[])
    parser.addini("keyless_principal", "The service principal that DefaultAzureCredential signs in as.", default=DEFAULT_PRINCIPAL)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that the workers of pytest-xdist share. Only the controller does it."""
    shared = getattr(config, "_keyless_shared", None)
    if shared is not None and not hasattr(config, "workerinput"):
        _stop_shared(shared)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the shared server is to be, and which process it belongs to."""
    shared = getattr(node.config, "_keyless_shared", None)
    if shared is None:
        shared = node.config._keyless_shared = tempfile.mkdtemp(prefix="keyless-")
    node.workerinput["keyless_shared"] = shared
    node.workerinput["keyless_controller"] = os.getpid()


@pytest.fixture(scope="session")
def keyless_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server of the test run, with no isolation between tests. Most tests want ``keyless``."""
    config = request.config
    world = config.getini("keyless_world")
    if world:
        world = os.path.join(str(config.rootpath), world)
    arguments = list(config.getini("keyless_arguments"))
    worker = getattr(config, "workerinput", None)
    if worker is None:
        with Server.start(world=world or None, arguments=arguments) as server:
            yield server
        return
    server = _join_shared(worker["keyless_shared"], worker["keyless_controller"], world or None, arguments)
    server._suffix = "-" + worker["workerid"]
    yield server


class Keyless(_Server):
    """The server as one test sees it: what the test grants is taken back when it ends."""

    def __init__(self, server: Server, monkeypatch: pytest.MonkeyPatch):
        self.server = server
        self._monkeypatch = monkeypatch
        self._granted: "list[str]" = []  # ids of role assignments

    def __getattr__(self, name: str) -> Any:
        return getattr(self.server, name)

    def sign_in_as(self, principal: str) -> None:
        """Let DefaultAzureCredential sign in as a service principal or user, until the test ends."""
        for name in ("AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_USERNAME", "AZURE_PASSWORD"):
            self._monkeypatch.delenv(name, raising=False)
        for name, value in self.server.environment(principal).items():
            self._monkeypatch.setenv(name, value)

    def grant(self, principal: str, role: str = "Cognitive Services User", scope: Optional[str] = None) -> str:
        """Assign a role until the test ends."""
        held = self.server._assignments(principal, role, scope or self.server.resource_id)
        made = self.server.grant(principal, role, scope)
        if not held:
            self._granted.append(made)
        return made

    def revoke(self, principal: str, role: str = "Cognitive Services User", scope: Optional[str] = None) -> None:
        """Remove a role assignment."""
        self.server.revoke(principal, role, scope)

    def user(self, name: str, roles: Sequence[str] = ()) -> User:
        """Return a user, made if there is none, with these roles on the default account until the test ends."""
        found = self.server.user(name)
        for role in roles:
            self.grant(found.name, role)
        return found

    def _end(self) -> None:
        try:
            for assignment in reversed(self._granted):
                self.server._unassign(assignment)
        finally:
            self.server.script(None)


@pytest.fixture
def keyless(keyless_server: Server, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Keyless]:
    """The server, and an environment in which DefaultAzureCredential signs in to it."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN_PREFIXES) or name in _FOREIGN:
            monkeypatch.delenv(name)
    one = Keyless(keyless_server, monkeypatch)
    one.sign_in_as(request.config.getini("keyless_principal"))
    # The first credential of the chain that can work is the one that the environment names: the test must not find an
    # az session or a managed identity of the machine.
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    yield one
    one._end()


@pytest.fixture
def keyless_account(keyless: Keyless) -> str:
    """The resource id of the default account."""
    return str(keyless.resource_id)


@pytest.fixture
def keyless_user(keyless: Keyless) -> Callable[..., User]:
    """Make users: ``keyless_user("bob", roles=["Cognitive Services User"])``."""
    return keyless.user


@pytest.fixture
def keyless_credential(keyless: Keyless, request: pytest.FixtureRequest) -> "TokenCredential":
    """A real azure-identity credential of the default service principal."""
    return keyless.server.credential(request.config.getini("keyless_principal"))


@pytest.fixture
def openai_client(keyless: Keyless, keyless_credential: "TokenCredential") -> Iterator[Any]:
    """A real ``openai.AzureOpenAI`` client of the default account, signed in as the default service principal."""
    openai = _need("openai", "openai_client")
    from azure.identity import get_bearer_token_provider

    provider = get_bearer_token_provider(keyless_credential, INFERENCE_SCOPE)
    http = openai.DefaultHttpxClient(verify=keyless.server.tls_context())
    with openai.AzureOpenAI(azure_endpoint=keyless.openai_endpoint, azure_ad_token_provider=provider, api_version="2024-10-21", http_client=http, max_retries=0) as client:
        yield client


@pytest.fixture
def inference_client(keyless: Keyless, keyless_credential: "TokenCredential") -> Iterator[Any]:
    """A real ``azure.ai.inference.ChatCompletionsClient`` of the default account."""
    inference = _need("azure.ai.inference", "inference_client")
    with inference.ChatCompletionsClient(
        endpoint=keyless.inference_endpoint, credential=keyless_credential, credential_scopes=[INFERENCE_SCOPE],
        connection_verify=keyless.ca_file, model="chat",
    ) as client:  # fmt: skip
        yield client


def _need(module: str, fixture: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as e:
        package = module.replace(".", "-")
        raise pytest.UsageError(f"the fixture {fixture} needs the package {package}: pip install {package}") from e


# One server for all workers of pytest-xdist. The first worker that needs it starts it under a lock, as a process that
# stops with the controller; the controller stops it and removes its folder at the end.


def _join_shared(folder: str, controller: int, world: Optional[str], arguments: Sequence[str]) -> Server:
    state = os.path.join(folder, "shared.json")
    with _lock(os.path.join(folder, "lock")):
        if not os.path.exists(state):
            # A folder of its own: a worker that is killed before it has written the state leaves a server in another one.
            data = tempfile.mkdtemp(prefix="data-", dir=folder)
            server = Server.start(data=data, world=world, arguments=arguments, stop_with=controller)
            assert server._process is not None
            with open(state + ".new", "w", encoding="utf-8") as file:
                json.dump({"pid": server._process.pid, "data": data, "description": server._description}, file)
            os.replace(state + ".new", state)
    with open(state, encoding="utf-8") as file:
        shared = json.load(file)
    return Server(shared["description"], shared["data"])


def _stop_shared(folder: str) -> None:
    try:
        with open(os.path.join(folder, "shared.json"), encoding="utf-8") as file:
            pid = int(json.load(file)["pid"])
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and sys.platform != "win32":  # there, SIGTERM ends it at once, and 0 is Ctrl-C
            os.kill(pid, 0)
            time.sleep(0.05)
    except OSError:
        pass  # no worker started it, or it is gone
    shutil.rmtree(folder, ignore_errors=True)


class _lock:
    """A lock between processes, by a file."""

    def __init__(self, path: str):
        self._path = path

    def __enter__(self) -> None:
        self._file = open(self._path, "a+b")
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(self._file.fileno(), msvcrt.LK_LOCK, 1)
                    return
                except OSError:
                    time.sleep(0.1)
        import fcntl

        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()
