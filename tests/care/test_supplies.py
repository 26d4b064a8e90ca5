"""Everything that is installed is pinned with its hashes; what it is and what is known is told."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from ui import supplies

ROOT = Path(__file__).parents[2]
LOCKS = [
    ROOT / "locks" / f"{name}.txt"
    for name in ("build", "run", "serve", "test", "gpu", "cpu", "weights")
]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(file: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall(file.read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.stem)
def test_every_pin_has_hashes_and_names_no_place(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?:|file:|index-url|find-links", text)


@pytest.mark.parametrize("lock", ["run", "test"])
def test_whatever_the_project_asks_for_is_pinned_as_it_asks(lock: str) -> None:
    asked = [*PROJECT["dependencies"]]
    if lock == "test":
        asked += PROJECT["optional-dependencies"]["test"]
    held = pins(ROOT / "locks" / f"{lock}.txt")
    for each in map(Requirement, asked):
        versions = held.get(canonicalize_name(each.name), set())
        fits = [v for v in versions if SpecifierSet(str(each.specifier)).contains(v, True)]
        assert fits, f"{each} is not in locks/{lock}.txt: `make lock` pins it"


def test_the_test_lock_holds_all_of_the_run_lock() -> None:
    run, test = pins(ROOT / "locks" / "run.txt"), pins(ROOT / "locks" / "test.txt")
    assert {name for name in run if run[name] != test.get(name)} == set()
    assert pins(ROOT / "locks" / "cpu.txt")["torch"] == {
        f"{version}+cpu" for version in run["torch"]
    }


def test_the_images_locks_hold_what_its_parts_ask_for_in_the_tested_versions() -> None:
    run, test = pins(ROOT / "locks" / "run.txt"), pins(ROOT / "locks" / "test.txt")
    more = pins(ROOT / "locks" / "serve.txt")
    assert {name for name in more if more[name] != test.get(name)} == set()
    for extra in ("service", "mcp", "postgres"):
        for each in map(Requirement, PROJECT["optional-dependencies"][extra]):
            assert canonicalize_name(each.name) in {**run, **more}, each


def test_what_is_installed_is_taken_by_its_hash_alone() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in text.splitlines() if "pip install" in line]
    ours = [line for line in installs if "--editable ." in line]
    assert all("--require-hashes" in line for line in installs if line not in ours)
    assert all("--no-deps" in line for line in ours)


def test_every_package_is_listed_with_its_licence() -> None:
    found = {each.name: each for each in supplies.packages()}
    assert {"streamlit", "faiss-cpu", "torch", "pypdf"} <= set(found)
    unsaid = [name for name, each in found.items() if each.licence == supplies.UNSAID]
    assert len(unsaid) <= 3, unsaid
    assert not [each for each in found.values() if each.licence.startswith(("AGPL", "GPL"))]


def test_every_model_is_listed_with_its_licence() -> None:
    models = supplies.models()
    assert models
    assert all(each.licence != supplies.UNSAID for each in models)


def test_a_version_other_than_the_lock_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "test.txt"
    lock.write_text("numpy==0.1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    (tmp_path / "gpu.txt").write_text("", encoding="utf-8")
    monkeypatch.setattr(supplies, "LOCKS", tmp_path)
    found = supplies.differences_from_lock()
    assert [each for each in found if each.startswith("numpy is ")]
    assert [each for each in found if each.startswith("streamlit") and "not in the lock" in each]


def test_without_a_network_the_audit_says_that_it_could_not_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def offline(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, stdout="", stderr="no network")

    monkeypatch.setattr(subprocess, "run", offline)
    assert "could not be asked" in supplies.known_weaknesses().not_asked


def test_a_known_weakness_is_named_with_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        '{"dependencies": [{"name": "jinja2", "version": "3.0",'
        ' "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"]}]}]}'
    )
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, stdout=said)
    )
    assert supplies.known_weaknesses().found == ("jinja2 3.0: PYSEC-1, mended in 3.1.",)
