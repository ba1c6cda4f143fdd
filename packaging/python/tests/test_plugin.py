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
    from keyless import KeylessError

    with pytest.raises(KeylessError, match="No Such Role"):
        keyless.grant("ci-pipeline", "No Such Role")


def test_the_command_is_installed():
    version = subprocess.run([sys.executable, "-m", "keyless", "version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("keyless ")


def test_workers_of_xdist_share_one_server_and_leave_none(pytester):
    pytester.makepyfile(
        """
        import os, pathlib
        import pytest

        @pytest.mark.parametrize("n", range(4))
        def test_one(keyless, n):
            keyless.grant("ci-pipeline")
            pathlib.Path(os.environ["SEEN"], str(n)).write_text(keyless.data + " " + keyless.principal_id("ci-pipeline"))
        """
    )
    pytester.mkdir("seen")
    os.environ["SEEN"] = str(pytester.path / "seen")
    try:
        result = pytester.runpytest_subprocess("-n2", "-q")
    finally:
        del os.environ["SEEN"]
    result.assert_outcomes(passed=4)
    seen = [p.read_text().split() for p in (pytester.path / "seen").iterdir()]
    assert len(seen) == 4
    folders = {folder for folder, _ in seen}
    assert len(folders) == 1, "the workers had more than one server"
    assert not os.path.exists(folders.pop()), "the server's folder was left behind"
