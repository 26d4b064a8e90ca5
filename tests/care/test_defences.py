"""Each defence of the threat model stands where it is said to, and a test fails without it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "docs" / "threat-model.md"
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".mypy_cache", ".hypothesis", "__pycache__")


@dataclass(frozen=True)
class Defence:
    """Where a defence is, how the place looks without it, and the test that then fails."""

    name: str
    file: str
    old: str
    new: str
    test: str


TABLE = tomllib.loads(Path(__file__).with_name("defences.toml").read_text(encoding="utf-8"))
DEFENCES = [Defence(**each) for each in TABLE["defence"]]
named = pytest.mark.parametrize("defence", DEFENCES, ids=lambda defence: defence.name)


@named
def test_a_defence_stands_once_where_it_is_said_to(defence: Defence) -> None:
    assert (ROOT / defence.file).read_text(encoding="utf-8").count(defence.old) == 1


@named
def test_its_test_is_there(defence: Defence) -> None:
    path, *parts = defence.test.split("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    for part in parts:
        assert re.search(rf"\b(?:def|class) {re.escape(part.split('[')[0])}\b", text), part


def test_the_threat_model_and_the_table_name_the_same_defences() -> None:
    written = re.findall(r"`([a-z-]+)` \|$", MODEL.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(written) == sorted(defence.name for defence in DEFENCES)


@named
@pytest.mark.skipif(not os.environ.get("ALL_DEFENCES"), reason="ALL_DEFENCES=1: minutes")
def test_without_it_its_test_fails(defence: Defence, tmp_path: Path) -> None:
    copy = shutil.copytree(ROOT, tmp_path / "copy", ignore=NOT_COPIED)
    place = copy / defence.file
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace(defence.old, defence.new), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", defence.test]
    environment = {**os.environ, "PYTHONPATH": str(copy), "ALL_DEFENCES": ""}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stdout.decode()[-2000:]
