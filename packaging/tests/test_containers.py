"""The Dockerfile and the Compose files agree with the image, and keyless accepts the configuration that they mount."""

import json
import re
import shutil
import subprocess

import yaml
from dockerfile_parse import DockerfileParser

from conftest import ARCH, DIST, TOP

VERSION = re.search(r"^## \[(\d[^]]*)\]", (TOP / "CHANGELOG.md").read_text(), re.M)[1]
COMPOSE = TOP / "packaging/compose"


def test_the_dockerfile_makes_the_same_image(image):
    parsed = DockerfileParser(str(TOP / "packaging/container/Dockerfile"))
    stages = [i for i, line in enumerate(parsed.structure) if line["instruction"] == "FROM"]
    last = {line["instruction"]: line["value"] for line in parsed.structure[stages[-1]:]}
    config = image.config["config"]
    assert last["FROM"] == "scratch"
    assert last["USER"] == config["User"]
    assert json.loads(last["ENTRYPOINT"]) == config["Entrypoint"]
    assert json.loads(last["CMD"]) == config["Cmd"]
    assert last["ENV"].split() == config["Env"]
    assert [last["VOLUME"]] == list(config["Volumes"])
    assert [last["EXPOSE"] + "/tcp"] == list(config["ExposedPorts"])
    times, command = last["HEALTHCHECK"].split(" CMD ")
    assert ["CMD", *json.loads(command)] == config["Healthcheck"]["Test"]
    seconds = dict(re.findall(r"--([a-z-]+)=(\d+)s?", times))
    assert {k: int(v) for k, v in seconds.items()} == {
        "interval": config["Healthcheck"]["Interval"] // 10**9, "timeout": config["Healthcheck"]["Timeout"] // 10**9,
        "start-period": config["Healthcheck"]["StartPeriod"] // 10**9, "retries": config["Healthcheck"]["Retries"],
    }


def test_compose_files_use_this_version_with_no_more_rights_than_it_needs():
    for file in (COMPOSE / "ollama.yaml", COMPOSE / "production/compose.yaml"):
        service = yaml.safe_load(file.read_text())["services"]["keyless"]
        assert service["image"] == f"${{KEYLESS_IMAGE:-keyless:{VERSION}}}"
        assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])


def test_keyless_accepts_the_configuration_of_the_production_compose_file(tmp_path):
    folder = tmp_path / "production"
    shutil.copytree(COMPOSE / "production", folder)
    secrets = folder / "secrets"
    secrets.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x",
                    "-addext", "subjectAltName=DNS:login.ai.example.com,DNS:arm.ai.example.com,DNS:graph.ai.example.com,DNS:*.ai.example.com",
                    "-keyout", secrets / "tls.key", "-out", secrets / "tls.crt"], check=True, capture_output=True)
    (secrets / "kek").write_text(subprocess.run("head -c 32 /dev/urandom | base64", shell=True, check=True, capture_output=True, text=True).stdout)
    for file in secrets.iterdir():
        file.chmod(0o400)
    config = folder / "keyless.yaml"
    config.write_text(config.read_text().replace("/run/secrets", str(secrets)))
    check = [DIST / f"bin/linux-{ARCH}/keyless", "serve", "--config", config, "--check"]
    refused = subprocess.run(check, capture_output=True, text=True)
    assert refused.returncode == 1 and "has no password" in refused.stderr, "the example's administrator has no password"
    world = folder / "world.yaml"
    world.write_text(world.read_text().replace('password: ""', "password: Correct-horse-battery-7"))
    world.chmod(0o600)  # it has a password now
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
