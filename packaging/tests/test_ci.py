"""What CI systems run: the GitHub Action as its runner runs it, the GitLab snippet, and the script that installs a release."""

import functools
import http.server
import json
import os
import re
import subprocess
import threading

import pytest
import yaml

from conftest import ARCH, DIST, TOP

VERSION = re.search(r"^## \[(\d[^]]*)\]", (TOP / "CHANGELOG.md").read_text(), re.M)[1]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """A server of releases, as GitHub has them; it serves dist/."""
    folder = tmp_path_factory.mktemp("releases")
    for place in (f"download/v{VERSION}", "latest/download"):
        (folder / place).mkdir(parents=True)
        for file in DIST.iterdir():
            if file.is_file():
                (folder / place / file.name).symlink_to(file)
    bad = folder / "download/v0.0.1"  # whose archive is not the one that the checksums are for
    bad.mkdir()
    (bad / "SHA256SUMS").symlink_to(DIST / "SHA256SUMS")
    for file in DIST.glob("*.tar.gz"):
        (bad / file.name).write_bytes(file.read_bytes()[:-1] + b"x")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def bare(tmp_path, **more):
    """The environment of a job: no variable of whoever runs the tests."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(home), **more}


class Runner:
    """A job of GitHub Actions that uses the action. Source: GitHub's documentation, "Workflow commands", "Metadata syntax"."""

    def __init__(self, folder, **inputs):
        self.action = yaml.safe_load((TOP / "action.yml").read_text())
        unknown = set(inputs) - set(self.action["inputs"])
        assert not unknown, unknown
        self.folder = folder
        self.environment = bare(folder, RUNNER_TEMP=str(folder), GITHUB_ACTIONS="true")
        self.inputs = {"INPUT_" + name.upper(): inputs.get(name, about["default"]) for name, about in self.action["inputs"].items()}
        self.state, self.outputs = {}, {}

    def file(self, name):
        path = self.folder / name
        path.touch()
        return path

    def read(self, name):
        """The variables of a command file."""
        found = re.findall(r"^([^\n=<]+)<<(\S+)\n(.*?)\n\2$", self.file(name).read_text(), re.M | re.S)
        return {key: value for key, _, value in found}

    def node(self, which):
        files = {name: str(self.file(name)) for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        done = subprocess.run(
            ["node", str(TOP / self.action["runs"][which])],
            env={**self.environment, **self.inputs, **files, **{"STATE_" + k: v for k, v in self.state.items()}},
            capture_output=True, text=True, timeout=120,
        )
        self.state = self.read("GITHUB_STATE")
        self.outputs = self.read("GITHUB_OUTPUT")
        self.environment.update(self.read("GITHUB_ENV"))
        path = self.file("GITHUB_PATH").read_text().split()
        self.environment["PATH"] = os.pathsep.join([*reversed(path), os.environ["PATH"]])
        return done

    def step(self, script):
        return subprocess.run(["bash", "-e", "-c", script], env=self.environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def job(tmp_path):
    jobs = []

    def start(**inputs):
        jobs.append(Runner(tmp_path, **inputs))
        return jobs[-1]

    yield start
    for runner in jobs:
        runner.node("post")


EXCHANGE = """
curl --silent --fail-with-body "$AZURE_AUTHORITY_HOST/$AZURE_TENANT_ID/oauth2/v2.0/token" \
  --data-urlencode grant_type=client_credentials --data-urlencode "client_id=$AZURE_CLIENT_ID" \
  --data-urlencode "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer" \
  --data-urlencode "client_assertion@$AZURE_FEDERATED_TOKEN_FILE" --data-urlencode scope=https://cognitiveservices.azure.com/.default
"""


def test_the_action_gives_the_job_a_federated_credential_and_annotates_what_was_refused(releases, job):
    j = job(downloads=releases, version=VERSION)
    done = j.node("main")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::add-mask::" in done.stdout
    assert json.loads(j.step("keyless version --json").stdout)["version"] == VERSION
    token = j.step(EXCHANGE)
    assert token.returncode == 0 and json.loads(token.stdout)["token_type"] == "Bearer", token.stdout + token.stderr
    assert j.outputs["client-id"] == j.environment["AZURE_CLIENT_ID"]
    assert set(j.outputs) == set(j.action["outputs"])

    for _ in range(2):
        refused = j.step("keyless chat hello")
        assert refused.returncode == 1 and "PermissionDenied" in refused.stderr, refused.stderr
    done = j.node("post")
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"^::warning title=keyless refused a call::(.*)$", done.stdout, re.M)
    assert len(found) == 1
    assert "app-identity was refused Microsoft.CognitiveServices/accounts/" in found[0]
    assert "(2 times)" in found[0] and 'The role "Cognitive Services User" would allow it.' in found[0]
    assert "| app-identity |" in j.file("GITHUB_STEP_SUMMARY").read_text()
    assert j.step("keyless health").returncode == 1


def test_the_action_gives_the_identity_the_roles_that_the_workflow_names(job):
    j = job(binary=str(DIST / f"bin/linux-{ARCH}/keyless"), roles="Cognitive Services User")
    done = j.node("main")
    assert done.returncode == 0, done.stdout + done.stderr
    said = j.step('keyless chat "What is 6*7?"')
    assert (said.returncode, said.stdout.strip()) == (0, "42"), said.stderr
    done = j.node("post")
    assert done.returncode == 0 and "refused" not in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("inputs, message", [
    ({"version": "0.0.1"}, r"has the checksum [0-9a-f]{64}, and SHA256SUMS says"),
    ({"version": "9.9.9"}, r"SHA256SUMS answers 404"),
    ({"binary": f"{DIST}/bin/linux-{ARCH}/keyless", "world": "/nowhere.yaml"}, r"keyless up ended with 2: .*nowhere\.yaml"),
    ({"binary": f"{DIST}/bin/linux-{ARCH}/keyless", "identity": "nobody"}, r"there is no managed identity called nobody"),
])
def test_the_action_fails_and_says_why(releases, job, inputs, message):
    j = job(downloads=releases, **inputs)
    done = j.node("main")
    assert done.returncode == 1
    assert re.search(r"^::error title=keyless::.*" + message, done.stdout, re.M), done.stdout + done.stderr


def test_text_of_a_record_cannot_become_a_workflow_command(tmp_path):
    script = 'require(process.argv[1]).command("warning", {title: "a,b:c"}, "x\\n::error::y%")'
    said = subprocess.run(["node", "-e", script, str(TOP / "packaging/action/runner.js")], check=True, capture_output=True, text=True).stdout
    assert said == "::warning title=a%2Cb%3Ac::x%0A::error::y%25\n"


@pytest.mark.parametrize("version", [VERSION, "latest"])
def test_the_script_installs_a_release(releases, tmp_path, version):
    script = TOP / "packaging/devcontainer/src/keyless/install.sh"
    done = subprocess.run(["sh", str(script)], env=bare(tmp_path, VERSION=version, DOWNLOADS=releases, PREFIX=str(tmp_path)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"keyless {VERSION}\n")
    assert (tmp_path / "bin/keyless").read_bytes() == (DIST / f"bin/linux-{ARCH}/keyless").read_bytes()


def test_the_script_installs_no_archive_whose_checksum_differs(releases, tmp_path):
    script = TOP / "packaging/devcontainer/src/keyless/install.sh"
    done = subprocess.run(["sh", str(script)], env=bare(tmp_path, VERSION="0.0.1", DOWNLOADS=releases, PREFIX=str(tmp_path)), capture_output=True, text=True)
    assert done.returncode == 1 and "has the checksum" in done.stderr
    assert not (tmp_path / "bin/keyless").exists()


def test_the_feature_of_devcontainers_has_the_options_of_its_script():
    feature = json.loads((TOP / "packaging/devcontainer/src/keyless/devcontainer-feature.json").read_text())
    script = (TOP / "packaging/devcontainer/src/keyless/install.sh").read_text()
    assert (feature["id"], feature["version"]) == ("keyless", VERSION)
    for name, option in feature["options"].items():
        assert f"${{{name.upper()}:-{option['default']}}}" in script, f"the script's default of {name} differs"


def test_the_gitlab_snippet_runs_a_job_against_a_server_of_its_own(releases, tmp_path):
    job = yaml.safe_load((TOP / "packaging/gitlab/keyless.gitlab-ci.yml").read_text())[".keyless"]
    environment = bare(tmp_path, CI_PROJECT_DIR=str(tmp_path))
    for name, value in {**job["variables"], "KEYLESS_DOWNLOADS": releases}.items():
        environment[name] = value.replace("$CI_PROJECT_DIR", str(tmp_path))
    script = "\n".join(["set -e", *job["before_script"], 'keyless chat hello || echo "exit $?"', EXCHANGE, 'kill "$!"; wait "$!"'])
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=120, umask=0)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exit 1" in done.stdout and '"access_token"' in done.stdout


def test_the_notes_of_a_release_are_those_of_the_changelog():
    done = subprocess.run(["bash", str(TOP / "packaging/notes.sh"), VERSION], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("### ") and "## [" not in done.stdout
    assert subprocess.run(["bash", str(TOP / "packaging/notes.sh"), "99.0.0"], capture_output=True).returncode == 1


def test_the_release_workflow_runs_only_what_is_there():
    workflow = yaml.safe_load((TOP / ".github/workflows/release.yml").read_text())
    steps = workflow["jobs"]["release"]["steps"]
    scripts = re.findall(r"(?:bash|sudo --preserve-env=\S+ bash) (\S+)", "\n".join(s.get("run", "") for s in steps))
    assert set(scripts) == {".ci/run", "packaging/dist.sh", "packaging/notes.sh"}
    assert all((TOP / s).is_file() for s in scripts)
