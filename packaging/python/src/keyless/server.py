"""A keyless server for tests, and what a test does with it: grant, call, revoke, and ask for the reason."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ._binary import find_binary

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

#: The role that lets a principal call models.
COGNITIVE_SERVICES_USER = "Cognitive Services User"
#: The scope of tokens for models.
INFERENCE_SCOPE = "https://cognitiveservices.azure.com/.default"

_AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"  # a public client that every tenant knows
_START_SECONDS = 60
_AUTHORIZATION_API = "2022-04-01"
_KEYLESS_API = "2026-01-01"


class KeylessError(Exception):
    """The server did not start, or refused a request of the test itself."""


@dataclass(frozen=True)
class User:
    """A user of the server's tenant."""

    name: str  #: the user principal name
    id: str  #: the object id
    password: str = field(repr=False)


@dataclass(frozen=True)
class Decision:
    """One decision of the server: who asked for what, and the answer."""

    id: str  #: the value of the header x-keyless-decision
    allowed: bool
    because: str  #: the reason in one line: the role that granted it, or such as "nothing grants it"
    principal: str  #: the name of the caller
    principal_id: str
    action: str
    operation: str  #: such as "POST /models/chat/completions"
    scope: str
    smallest_role: Optional[str]  #: the smallest role that would allow a refused request
    detail: Mapping[str, Any] = field(repr=False)  #: the whole record


@dataclass(frozen=True)
class Usage:
    """What a principal has used."""

    requests: int = 0
    failed: int = 0
    throttled: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Server:
    """A developer server of its own: its data folder, on free ports, stopped by ``stop`` or at the end of a ``with``.

    The first user of the world administers it: grants, new users and questions about decisions are made in that user's
    name, through the same public interfaces as anyone's.
    """

    def __init__(self, description: Mapping[str, Any], data: str, process: Optional["subprocess.Popen[bytes]"] = None):
        self._description = description
        self._data = data
        self._process = process
        self._tls = ssl.create_default_context(cafile=os.path.join(data, "ca.pem"))
        self._tokens: Dict[Tuple[str, str], Tuple[str, float]] = {}
        self._created: Dict[str, User] = {}
        self._applications: Dict[str, Mapping[str, Any]] = {}
        # With a suffix, a principal named by the caller is one of this caller alone: "bob" is the user bob-gw1, made when
        # it is first needed. Workers of a test run that share a server have one each.
        self._suffix = ""

    # Starting and stopping

    @classmethod
    def start(cls, *, data: Optional[str] = None, world: Optional[str] = None, arguments: Sequence[str] = (), stop_with: Optional[int] = None) -> "Server":
        """Start a server and return when it answers.

        ``data`` is its folder; without one, it gets a temporary folder that ``stop`` removes. ``world`` is the path of a
        world file. ``arguments`` are further flags of ``keyless up``. The server also stops when the process ``stop_with``
        (this one, unless given) has ended.
        """
        own = data is None
        folder = data or tempfile.mkdtemp(prefix="keyless-")
        os.makedirs(folder, exist_ok=True)
        script = os.path.join(folder, "script.yaml")
        with open(script, "w", encoding="utf-8"):
            pass
        command = [
            find_binary(), "up", "--json", "--data", folder, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
            "--no-local-models", "--script", script, "--stop-with", str(stop_with or os.getpid()), *arguments,
        ]  # fmt: skip
        if world:
            command += ["--world", world]
        log_path = os.path.join(folder, "server.log")
        out_path = os.path.join(folder, "server.out")
        with open(log_path, "wb") as log, open(out_path, "wb") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=log, start_new_session=True)
        description = _wait_for_description(process, out_path, log_path)
        server = cls(description, folder, process)
        server._remove = own
        return server

    _remove = False

    def stop(self) -> None:
        """Stop the server and remove its folder, if it is a temporary one."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._remove:
            shutil.rmtree(self._data, ignore_errors=True)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # Addresses

    @property
    def data(self) -> str:
        """The server's data folder."""
        return self._data

    @property
    def tenant_id(self) -> str:
        return str(self._description["tenantId"])

    @property
    def subscription_id(self) -> str:
        return str(self._description["subscriptionId"])

    @property
    def resource_id(self) -> str:
        """The resource id of the default account."""
        return str(self._description["resourceId"])

    @property
    def openai_endpoint(self) -> str:
        """The endpoint of the default account, as the OpenAI SDKs take it."""
        return str(self._description["env"]["AZURE_OPENAI_ENDPOINT"])

    @property
    def inference_endpoint(self) -> str:
        """The ``…/models`` endpoint of the default account, as azure-ai-inference takes it."""
        return str(self._description["env"]["KEYLESS_ENDPOINT"])

    @property
    def ca_file(self) -> str:
        """The certificate authority of the server, in PEM."""
        return os.path.join(self._data, "ca.pem")

    def tls_context(self) -> ssl.SSLContext:
        """Return a TLS context that trusts the server."""
        return self._tls

    def environment(self, principal: Optional[str] = None) -> Dict[str, str]:
        """Return the variables that point ``az`` and every Azure SDK at the server.

        With ``principal`` (the name of a service principal or user), ``DefaultAzureCredential`` signs in as it.
        """
        env = {str(k): str(v) for k, v in self._description["env"].items()}
        if principal is None:
            return env
        application = self._application(principal)
        if application is not None:
            env["AZURE_CLIENT_ID"], env["AZURE_CLIENT_SECRET"] = application["appId"], application["secret"]
        else:
            user = self.find_user(principal)
            env["AZURE_CLIENT_ID"], env["AZURE_USERNAME"], env["AZURE_PASSWORD"] = _AZURE_CLI, user.name, user.password
        return env

    # People and programs

    def find_user(self, name: str) -> User:
        """Return the user of the world, or one that ``user`` made. ``name`` may leave out the domain."""
        full = self._full_name(name)
        if full in self._created:
            return self._created[full]
        for u in self._description.get("users", []):
            if u["userPrincipalName"] == full:
                return User(full, u["id"], u["password"])
        if self._suffix and "@" not in name:
            return self._make_user(full)
        raise KeylessError(f"there is no user {full}; the users are {', '.join(u['userPrincipalName'] for u in self._description.get('users', []))}")

    def user(self, name: str, roles: Sequence[str] = ()) -> User:
        """Return the user ``name``, made if there is none, with these roles on the default account."""
        full = self._full_name(name)
        try:
            found = self.find_user(full)
        except KeylessError:
            found = self._make_user(full)
        for role in roles:
            self.grant(found.name, role)
        return found

    def principal_id(self, name: str) -> str:
        """Return the object id of a user, group, service principal or managed identity."""
        return self._principal(name)[0]

    def credential(self, name: str) -> "TokenCredential":
        """Return a credential of azure-identity that signs in as a service principal or a user."""
        try:
            from azure.identity import ClientSecretCredential, UsernamePasswordCredential
        except ImportError as e:
            raise KeylessError("keyless credentials need azure-identity: pip install 'keyless[test]'") from e
        common = {"authority": self._origin("login"), "disable_instance_discovery": True, "connection_verify": self.ca_file}
        application = self._application(name)
        if application is not None:
            return ClientSecretCredential("adfs", application["appId"], application["secret"], **common)
        user = self.find_user(name)
        return UsernamePasswordCredential(_AZURE_CLI, user.name, user.password, tenant_id="adfs", **common)

    def token(self, name: str, scope: str = INFERENCE_SCOPE) -> str:
        """Return an access token of a service principal or user."""
        kept = self._tokens.get((name, scope))
        if kept and kept[1] > time.monotonic():
            return str(kept[0])
        form = {"scope": scope}
        application = self._application(name)
        if application is not None:
            form.update(grant_type="client_credentials", client_id=application["appId"], client_secret=application["secret"])
        else:
            user = self.find_user(name)
            form.update(grant_type="password", client_id=_AZURE_CLI, username=user.name, password=user.password)
        answer = self._request("POST", f"{self._origin('login')}/{self.tenant_id}/oauth2/v2.0/token", form=form)
        self._tokens[name, scope] = (answer["access_token"], time.monotonic() + int(answer["expires_in"]) / 2)
        return str(answer["access_token"])

    # Access

    def grant(self, principal: str, role: str = COGNITIVE_SERVICES_USER, scope: Optional[str] = None) -> str:
        """Assign a role and return the id of the assignment. A role that is assigned already stays as it is.

        ``scope`` is the default account unless given. The assignment is in force when this returns.
        """
        scope = scope or self.resource_id
        held = self._assignments(principal, role, scope)
        if held:
            return str(held[0]["id"])
        object_id, kind = self._principal(principal)
        body = {"properties": {"roleDefinitionId": self._role(role, scope), "principalId": object_id, "principalType": kind}}
        made = self._arm("PUT", f"{scope}/providers/Microsoft.Authorization/roleAssignments/{uuid.uuid4()}", _AUTHORIZATION_API, body)
        return str(made["id"])

    def revoke(self, principal: str, role: str = COGNITIVE_SERVICES_USER, scope: Optional[str] = None) -> None:
        """Remove a role assignment. It is not in force any more when this returns."""
        scope = scope or self.resource_id
        held = self._assignments(principal, role, scope)
        if not held:
            raise KeylessError(f"{principal} does not hold {role} at {scope}")
        for assignment in held:
            self._unassign(assignment["id"])

    def _unassign(self, assignment: str) -> None:
        """Remove a role assignment by its id. One that is not there is no error."""
        self._arm("DELETE", assignment, _AUTHORIZATION_API)

    def decisions(self, principal: Optional[str] = None, limit: int = 50) -> List[Decision]:
        """Return the latest decisions about the default account, the newest first."""
        wanted = self._principal(principal)[0] if principal else None
        answer = self._arm("GET", f"{self.resource_id}/providers/Microsoft.Keyless/decisions", _KEYLESS_API + "&order=newest&$top=200")
        found = []
        for record in answer["value"]:
            detail = record.get("detail") or {}
            plane = detail.get("plane")
            if record.get("kind") != "decision" or plane == "control" or wanted and record.get("principal") != wanted:
                continue
            explanation = detail.get("explanation") or {}
            smallest = explanation.get("smallestRole")
            found.append(
                Decision(
                    id=record["id"], allowed=bool(record.get("allowed")), because=record.get("reason", ""),
                    principal=record.get("name", ""), principal_id=record.get("principal", ""), action=record.get("action", ""),
                    operation=detail.get("operation", ""), scope=record.get("scope", ""),
                    smallest_role=smallest.get("roleName") if smallest else None, detail=record,
                )
            )  # fmt: skip
        # Records of allowed calls are written later than those of refusals, so that their place in the log says little.
        found.sort(key=lambda d: _moment(d.detail.get("at", "")), reverse=True)
        return found[:limit]

    def last_decision(self, principal: Optional[str] = None) -> Decision:
        """Return the latest decision. A decision that allows a call may appear up to a second after the call."""
        deadline = time.monotonic() + 3
        while True:
            found = self.decisions(principal, limit=1)
            if found:
                return found[0]
            if time.monotonic() > deadline:
                raise KeylessError("the server has decided nothing yet" + (f" about {principal}" if principal else ""))
            time.sleep(0.05)

    def usage(self, principal: Optional[str] = None) -> Usage:
        """Return what a principal, or everybody, has used of the default account."""
        by = "&by=principal"
        answer = self._arm("GET", f"{self.resource_id}/providers/Microsoft.Keyless/usage", _KEYLESS_API + by)
        row = answer["total"]
        if principal is not None:
            object_id = self._principal(principal)[0]
            row = next((r for r in answer["value"] if r.get("principalId") == object_id), {})
        return Usage(
            row.get("requests", 0), row.get("failed", 0), row.get("throttled", 0),
            row.get("promptTokens", 0), row.get("completionTokens", 0), row.get("totalTokens", 0),
        )  # fmt: skip

    # The built-in model

    def script(self, replies: "str | Sequence[Mapping[str, Any]] | None") -> None:
        """Set what the built-in model answers: YAML as in docs/built-in-model.md, a list of replies, or None for nothing."""
        if replies is None:
            text = ""
        elif isinstance(replies, str):
            text = replies
        else:
            text = json.dumps({"replies": list(replies)})  # JSON is YAML
        path = os.path.join(self._data, "script.yaml")
        temporary = f"{path}.{uuid.uuid4()}"
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)

    # Inside

    def _origin(self, name: str) -> str:
        return str(self._description["endpoints"][name])

    def _full_name(self, name: str) -> str:
        if "@" in name:
            return name
        users = self._description.get("users", [])
        domain = users[0]["userPrincipalName"].split("@")[1] if users else "keyless.localhost"
        return f"{name}{self._suffix}@{domain}"

    def _make_user(self, full: str) -> User:
        password = f"Pw-{uuid.uuid4()}"
        nick = full.split("@")[0]
        body = {
            "accountEnabled": True, "displayName": nick, "mailNickname": nick, "userPrincipalName": full,
            "passwordProfile": {"password": password, "forceChangePasswordNextSignIn": False},
        }  # fmt: skip
        made = self._graph("users", body)
        user = self._created[full] = User(full, made["id"], password)
        return user

    def _application(self, name: str) -> Optional[Mapping[str, Any]]:
        known = next((a for a in self._description.get("servicePrincipals", []) if a["displayName"] == name), None)
        if known is None or not self._suffix:
            return known
        if name not in self._applications:
            application = self._graph("applications", {"displayName": name + self._suffix})
            principal = self._graph("servicePrincipals", {"appId": application["appId"]})
            secret = self._graph(f"applications/{application['id']}/addPassword", {"passwordCredential": {"displayName": "test"}})
            self._applications[name] = {
                "displayName": name, "appId": application["appId"], "id": principal["id"], "secret": secret["secretText"],
            }  # fmt: skip
        return self._applications[name]

    def _graph(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._request("POST", f"{self._origin('graph')}/v1.0/{path}", self._admin_token("graph"), body)

    def _principal(self, name: str) -> "tuple[str, str]":
        application = self._application(name)
        if application is not None:
            return application["id"], "ServicePrincipal"
        for group in self._description.get("groups", []):
            if group["displayName"] == name:
                return group["id"], "Group"
        for identity in self._description.get("managedIdentities", []):
            if identity["name"] == name:
                return identity["id"], "ServicePrincipal"
        return self.find_user(name).id, "User"

    def _admin_token(self, host: str) -> str:
        users = self._description.get("users", [])
        if not users:
            raise KeylessError("the world has no user who could administer it")
        return self.token(str(users[0]["userPrincipalName"]), self._origin(host) + "/.default")

    def _role(self, name: str, scope: str) -> str:
        query = urllib.parse.quote(f"roleName eq '{name}'")
        answer = self._arm("GET", f"{scope}/providers/Microsoft.Authorization/roleDefinitions", f"{_AUTHORIZATION_API}&$filter={query}")
        if not answer["value"]:
            raise KeylessError(f"there is no role called {name}")
        return str(answer["value"][0]["id"])

    def _assignments(self, principal: str, role: str, scope: str) -> List[Mapping[str, Any]]:
        definition = self._role(role, scope).rsplit("/", 1)[-1]
        query = urllib.parse.quote(f"atScope() and principalId eq '{self._principal(principal)[0]}'")
        answer = self._arm("GET", f"{scope}/providers/Microsoft.Authorization/roleAssignments", f"{_AUTHORIZATION_API}&$filter={query}")
        return [
            a for a in answer["value"]
            if a["properties"]["scope"].lower() == scope.lower() and a["properties"]["roleDefinitionId"].rsplit("/", 1)[-1] == definition
        ]  # fmt: skip

    def _arm(self, method: str, path: str, version: str, body: Optional[Mapping[str, Any]] = None) -> Any:
        return self._request(method, f"{self._origin('arm')}{path}?api-version={version}", self._admin_token("arm"), body)

    def _request(self, method: str, url: str, token: Optional[str] = None, body: Optional[Mapping[str, Any]] = None, form: Optional[Mapping[str, str]] = None) -> Any:
        headers = {}
        data = None
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body).encode()
        elif form is not None:
            data = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(url, data, headers, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self._tls))
        try:
            with opener.open(request, timeout=30) as response:
                text = response.read()
        except urllib.error.HTTPError as e:
            raise KeylessError(f"{method} {url}: {e.code}: {e.read().decode(errors='replace')}") from None
        except urllib.error.URLError as e:
            raise KeylessError(self._ended() or f"{method} {url}: {e.reason}") from None
        return json.loads(text) if text else {}

    def _ended(self) -> str:
        """Return what to say of a server that this process started and that has ended, or nothing if it runs."""
        code = self._process.poll() if self._process is not None else None
        if code is None:
            return ""
        with open(os.path.join(self._data, "server.log"), errors="replace", encoding="utf-8") as log:
            said = log.read().strip()
        return f"the keyless server has ended with code {code}" + (f": {said}" if said else "")


def _moment(text: str) -> "tuple[str, str]":
    """Return what orders two times in UTC as the server writes them: with as many digits of a second as it needs."""
    second, _, fraction = text.rstrip("Z").partition(".")
    return second, fraction.ljust(9, "0")


def _wait_for_description(process: "subprocess.Popen[bytes]", out_path: str, log_path: str) -> Mapping[str, Any]:
    """Wait until the server has printed where it is, which it does when it answers."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        ended = process.poll()
        with open(out_path, "rb") as out:
            text = out.read()
        try:
            described = json.loads(text)
            assert isinstance(described, dict)
            return described
        except ValueError:
            pass
        if ended is not None or time.monotonic() > deadline:
            process.kill()
            with open(log_path, "r", errors="replace", encoding="utf-8") as log:
                said = log.read().strip()
            why = f"ended with code {ended}" if ended is not None else f"did not answer within {_START_SECONDS} seconds"
            raise KeylessError(f"the keyless server {why}: {said}")
        time.sleep(0.01)
