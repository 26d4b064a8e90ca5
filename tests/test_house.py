"""Rules about the repository as a whole."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PROTOCOLS_SHARED", ROOT.parent / "shared"))
RUN = 12


def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    texts = {}
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 2_000_000:
            try:
                texts[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return texts


def word_runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z]+", text.lower())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


@pytest.mark.papers
def test_no_council_papers_text_is_in_the_repository() -> None:
    papers = [p for p in (SHARED / "protocols").glob("*.md") if p.name != "README.md"]
    theirs = set().union(*(word_runs(path.read_text(encoding="utf-8")) for path in papers))
    copied = {name: len(word_runs(text) & theirs) for name, text in tracked_texts().items()}
    assert {name: n for name, n in copied.items() if n > 20} == {}


def test_no_file_names_a_path_of_one_machine() -> None:
    home = re.compile(r"(?<![\w.])/(?:root|home)/\w+")
    found = [
        name
        for name, text in tracked_texts().items()
        if home.search(text) and name != "tests/test_house.py"
    ]
    assert found == []


def test_every_module_stays_within_a_few_screens() -> None:
    long = {
        name: len(text.splitlines())
        for name, text in tracked_texts().items()
        if name.endswith(".py") and len(text.splitlines()) > 450
    }
    assert long == {}
