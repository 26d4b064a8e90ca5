"""The commands `serve`, `keys` and `queue`, at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.keys import KeyRing, Scope
from ui.cli import app


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have no settings of the tester's be met."""
    for name in ("PROTOCOLS_SETTINGS", "PROTOCOLS_SERVICE__KEYS", "PROTOCOLS_LIBRARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_a_key_is_made_listed_and_withdrawn(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    options = ["--keys", str(file)]
    made = CliRunner().invoke(
        app, ["keys", "add", "intranet", "--scope", "ask", "--scope", "read", *options]
    )
    secret = made.stdout.strip()
    assert KeyRing(file).caller(secret).scopes == {Scope.ASK, Scope.READ}
    listed = CliRunner().invoke(app, ["keys", "list", *options]).stdout
    assert listed.startswith("intranet\t")
    assert "ask,read\tall councils" in listed
    assert secret not in listed
    assert CliRunner().invoke(app, ["keys", "remove", "intranet", *options]).exit_code == 0
    assert CliRunner().invoke(app, ["keys", "list", *options]).stdout == ""


def test_without_a_file_of_keys_the_command_says_how_to_name_one() -> None:
    refused = CliRunner().invoke(app, ["keys", "list"])
    assert refused.exit_code == 1
    assert "PROTOCOLS_SERVICE__KEYS" in refused.stderr


def test_serving_other_computers_without_keys_is_refused(samples: Path) -> None:
    refused = CliRunner().invoke(app, ["serve", "--library", str(samples), "--address", "0.0.0.0"])
    assert refused.exit_code == 1
    assert "protocols keys add" in refused.stderr


def test_papers_wait_only_in_a_shared_library(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["queue", str(tmp_path), "--library", str(tmp_path)])
    assert refused.exit_code == 1
    assert "postgresql://" in refused.stderr
