"""The image and the compose file name what is there, and run as nobody in particular."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from fastapi import FastAPI

from ui.settings import load_settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def compose() -> Any:
    return yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))


def test_everything_that_the_image_copies_is_there() -> None:
    copied = [shlex.split(rest)[:-1] for name, rest in instructions() if name == "COPY"]
    named = [part for parts in copied if not parts[0].startswith("--") for part in parts]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
    packages = re.search(r"^packages = \[(.*)\]$", (ROOT / "pyproject.toml").read_text(), re.M)
    assert packages
    assert set(re.findall(r'"(\w+)"', packages[1])) <= set(named)


def test_the_image_does_not_run_as_root_and_shares_nothing_before_it_changes() -> None:
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users == ["protocols"]
    names = [name for name, _ in instructions()]
    assert names.index("USER") < names.index("ENTRYPOINT")


def test_the_health_checks_ask_for_routes_that_the_interface_has(app: FastAPI) -> None:
    checks = [rest for name, rest in instructions() if name == "HEALTHCHECK"]
    checks.append(str(compose()["services"]["api"]["healthcheck"]["test"]))
    for check in checks:
        found = re.search(r"127\.0\.0\.1:8080(/[\w/]+)", check)
        assert found
        assert found[1] in app.openapi()["paths"]


def test_the_images_settings_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    values = " ".join(rest for name, rest in instructions() if name == "ENV")
    for pair in shlex.split(values):
        name, value = pair.split("=", 1)
        if name.startswith("PROTOCOLS_"):
            monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.service.address == settings.page.address == "0.0.0.0"
    assert settings.service.keys == Path("/keys/keys.toml")


def test_the_page_the_interface_and_the_database_have_health_checks_and_volumes() -> None:
    file = compose()
    assert set(file["services"]) == {"page", "api", "db"}
    for service in file["services"].values():
        assert service["healthcheck"]["test"]
        mounted = {volume.split(":")[0] for volume in service["volumes"]}
        assert mounted <= set(file["volumes"])
    for name in ("page", "api"):
        assert file["services"][name]["depends_on"]["db"]["condition"] == "service_healthy"
        assert all(port.startswith("127.0.0.1:") for port in file["services"][name]["ports"])


def test_the_compose_file_is_as_its_specification_says() -> None:
    # The Compose specification's own schema, as the package docker-compose 1.29.2 has it
    # (Apache License 2.0).
    schema = json.loads(Path(__file__).with_name("compose_spec.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(compose())


# the steps that build the image, run with a pip that only writes down what it is asked for

FAKE_PIP = """#!/bin/sh
echo "$@" >> "{said}"
if [ "$1" = check ]; then echo "{complains}"; fi
"""


def built(tmp_path: Path, *, torch_index: str, complains: str) -> list[str]:
    """Return what pip was asked for by the steps of the image's first stage."""
    place, said = tmp_path / "opt", tmp_path / "said"
    (place / "bin").mkdir(parents=True)
    for name, text in (
        ("pip", FAKE_PIP.format(said=said, complains=complains)),
        ("python", "#!/bin/sh\n"),
        ("protocols", "#!/bin/sh\n"),
    ):
        (place / "bin" / name).write_text(text)
        (place / "bin" / name).chmod(0o755)
    arguments = {"TORCH_INDEX": torch_index}
    for name, rest in instructions()[1:]:
        if name == "FROM":
            break
        if name == "ARG":
            key, value = rest.split("=", 1)
            arguments.setdefault(key, value.strip('"').replace("/opt/protocols", str(place)))
        elif name == "RUN":
            script = rest.replace("/opt/protocols", str(place))
            environment = {"PATH": f"{place / 'bin'}:/usr/bin:/bin", **arguments}
            subprocess.run(["/bin/sh", "-euc", script], env=environment, cwd=ROOT, check=True)
    return said.read_text().splitlines()


LOCKED = "install --no-cache-dir --require-hashes --no-deps"


def test_the_image_takes_everything_as_the_locks_have_it(tmp_path: Path) -> None:
    asked = built(tmp_path, torch_index="", complains="")
    assert asked == [
        f"{LOCKED} -r locks/build.txt",
        f"{LOCKED} -r locks/run.txt -r locks/serve.txt",
        "check",
        "install --no-cache-dir --no-deps --no-build-isolation .",
    ]
    named = {part for line in asked for part in line.split() if part.startswith("locks/")}
    assert all((ROOT / name).is_file() for name in named)


def test_the_image_takes_torch_for_the_processor_where_it_is_told_of_an_index(
    tmp_path: Path,
) -> None:
    asked = built(tmp_path, torch_index="https://index.example/cpu", complains="")
    assert f"{LOCKED} --extra-index-url https://index.example/cpu -r locks/cpu.txt" in asked


def test_the_image_takes_what_the_other_torch_needs_too(tmp_path: Path) -> None:
    missing = "torch 2.13.0 requires nvidia-x, which is not installed."
    asked = built(tmp_path, torch_index="", complains=missing)
    assert f"{LOCKED} -r locks/gpu.txt" in asked


def test_the_locks_are_for_the_images_python() -> None:
    images = {rest.split()[0] for name, rest in instructions() if name == "FROM"}
    assert images == {"python:3.11-slim-bookworm"}
