"""The plugin, used as its users use it. Runs against the installed wheel."""

import json
import os
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from keyless import KeylessError, Server

pytest_plugins = ["pytester"]


def chat(keyless, credential, text="What is 6*7?"):
    """Call the model as code with DefaultAzureCredential would, with no SDK of the model."""
    token = credential.get_token("https://cognitiveservices.azure.com/.default").token
    request = urllib.request.Request(
        os.environ["KEYLESS_ENDPOINT"] + "/chat/completions?api-version=2024-05-01-preview",
        json.dumps({"model": "chat", "messages": [{"role": "user", "content": text}]}).encode(),
        {"Authorization": "Bearer " + token, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, context=ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])) as response:
        return json.load(response)["choices"][0]["message"]["content"]


def eventually(holds, seconds=20):
    """Wait for what the server writes a moment after the answer."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


@pytest.fixture
def default_credential(keyless):
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential()


def test_a_principal_without_a_role_is_refused_and_the_reason_is_known(keyless, default_credential):
    with pytest.raises(urllib.error.HTTPError) as refused:
        chat(keyless, default_credential)
    assert refused.value.code == 401
    decision = keyless.last_decision("ci-pipeline")
    assert not decision.allowed
    assert decision.because == "nothing grants it"
    assert decision.smallest_role == "Cognitive Services User"
    assert decision.operation == "POST /models/chat/completions"


def test_a_granted_principal_is_answered_and_a_revoked_one_is_refused(keyless, default_credential):
    before = keyless.usage("ci-pipeline").requests
    keyless.grant("ci-pipeline")
    assert chat(keyless, default_credential) == "42"
    eventually(lambda: keyless.last_decision("ci-pipeline").allowed)
    keyless.revoke("ci-pipeline")
    with pytest.raises(urllib.error.HTTPError):
        chat(keyless, default_credential)
    eventually(lambda: keyless.usage("ci-pipeline").requests == before + 1)


def test_grants_do_not_outlive_the_test(keyless, default_credential):
    with pytest.raises(urllib.error.HTTPError):
        chat(keyless, default_credential)


def test_grants_end_however_the_principal_and_the_role_were_written(keyless, keyless_user, monkeypatch):
    from keyless.pytest_plugin import Keyless

    name = keyless_user("gina").name
    inner = Keyless(keyless.server, monkeypatch)
    inner.script([{"text": "scripted"}])
    inner.grant("ci-pipeline")
    inner.grant("gina", "cognitive services user")
    inner.revoke(name, "Cognitive Services User")
    inner._end()
    for principal in ("ci-pipeline", name):
        with pytest.raises(KeylessError, match="does not hold"):
            keyless.revoke(principal)


def test_a_user_is_made_with_roles(keyless, keyless_user):
    user = keyless_user("dora", roles=["Cognitive Services User"])
    assert user.name.startswith("dora") and user.name.endswith("@keyless.localhost")
    assert keyless.token("dora")
    assert chat(keyless, keyless.credential("dora")) == "42"


def test_default_credential_signs_in_as_another_principal(keyless):
    from azure.identity import DefaultAzureCredential

    keyless.user("bob", roles=["Cognitive Services User"])
    keyless.sign_in_as("bob")
    assert chat(keyless, DefaultAzureCredential()) == "42"


def test_a_script_sets_the_answers_until_the_test_ends(keyless, default_credential):
    keyless.grant("ci-pipeline")
    keyless.script([{"when": {"contains": "capital of Norway"}, "text": "Oslo"}])
    assert chat(keyless, default_credential, "What is the capital of Norway?") == "Oslo"
    keyless.script(None)
    assert chat(keyless, default_credential, "What is the capital of Norway?") != "Oslo"


def test_the_openai_client_is_signed_in(keyless, openai_client):
    keyless.grant("ci-pipeline")
    answer = openai_client.chat.completions.create(model="chat", messages=[{"role": "user", "content": "What is 6*7?"}])
    assert answer.choices[0].message.content == "42"


def test_the_inference_client_is_signed_in(keyless, inference_client):
    keyless.grant("ci-pipeline")
    answer = inference_client.complete(messages=[{"role": "user", "content": "What is 6*7?"}])
    assert answer.choices[0].message.content == "42"


def test_an_unknown_role_is_an_error_that_names_it(keyless):
    with pytest.raises(KeylessError, match="No Such Role"):
        keyless.grant("ci-pipeline", "No Such Role")


def test_keys_and_addresses_of_other_services_are_not_seen(monkeypatch, request):
    names = ["AZURE_OPENAI_API_KEY", "AZURE_CLIENT_CERTIFICATE_PATH", "OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY"]
    for name in names:
        monkeypatch.setenv(name, "of something else")
    request.getfixturevalue("keyless")
    assert [name for name in names if name in os.environ] == []


def test_a_folder_with_blanks_and_letters_beyond_ascii_will_do(tmp_path):
    data = tmp_path / "Größe und Ünïcode 数据"
    with Server.start(data=str(data)) as server:
        server.grant("ci-pipeline")
        assert server.token("ci-pipeline")


def test_a_server_that_has_ended_is_an_error_that_says_so():
    with Server.start() as server:
        server._process.kill()
        server._process.wait()
        with pytest.raises(KeylessError, match="the keyless server has ended with code"):
            server.grant("ci-pipeline")


def test_a_server_that_cannot_start_is_an_error_with_its_reason(tmp_path):
    with pytest.raises(KeylessError, match="nowhere.yaml"):
        Server.start(world=str(tmp_path / "nowhere.yaml"))


def test_the_command_is_installed():
    version = subprocess.run([sys.executable, "-m", "keyless", "version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("keyless ")


@pytest.fixture
def workers(pytester):
    """Runs tests on two workers of pytest-xdist; each of them writes what it saw into a file. Returns the result and the lines."""

    def run(body):
        pytester.makepyfile("import os, pathlib, signal\nimport pytest\n\n" + body)
        seen = pytester.mkdir("seen")
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("SEEN", str(seen))
            result = pytester.runpytest_subprocess("-n2", "-q")
        return result, [p.read_text().split() for p in seen.iterdir()]

    return run


def test_workers_of_xdist_share_one_server_and_leave_none(workers):
    result, seen = workers(
        """
@pytest.mark.parametrize("n", range(4))
def test_one(keyless, n):
    keyless.grant("ci-pipeline")
    pathlib.Path(os.environ["SEEN"], str(n)).write_text(keyless.data + " " + keyless.principal_id("ci-pipeline"))
"""
    )
    result.assert_outcomes(passed=4)
    assert len(seen) == 4
    folders = {folder for folder, _ in seen}
    assert len(folders) == 1, "the workers had more than one server"
    assert not os.path.exists(folders.pop()), "the server's folder was left behind"


def test_a_worker_that_is_killed_takes_no_server_with_it(workers):
    result, seen = workers(
        """
@pytest.mark.parametrize("n", range(6))
def test_one(keyless, n):
    keyless.grant("ci-pipeline")
    pathlib.Path(os.environ["SEEN"], str(n)).write_text(keyless.data)
    if n == 0:
        os.kill(os.getpid(), signal.SIGKILL)
"""
    )
    result.assert_outcomes(passed=5, failed=1)
    folders = {folder for (folder,) in seen}
    assert len(folders) == 1 and not os.path.exists(folders.pop())
