"""The image and the compose file name what is there, and run as nobody in particular."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

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
