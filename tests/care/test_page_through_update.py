"""An open page while another process replaces a paper: it answers, and then from the new one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from ui.screenshots import CHROMIUM_ARGUMENTS, ask, chromium, served, settled

pytestmark = pytest.mark.browser
PLACE = "/?council=Larkfield&role=councillor"
EDITION = """# Larkfield Town Council

## Protocol on member and officer relations

Adopted by Council on 3 May 202{number}

1. Officers reply to letters from councillors within {days} working days.

2. Councillors do not ask junior officers to attend ward surgeries.

3. A councillor who is refused a document may ask the Monitoring Officer to look again.
"""
QUESTION = "How soon do officers reply to letters from councillors?"
OLD, NEW = "within eleven working days", "within nineteen working days"


def add(folder: Path, library: Path, *, number: int, days: str) -> None:
    """Add an edition by the command, in a process of its own."""
    file = folder / "larkfield.md"
    file.write_text(EDITION.format(number=number, days=days), encoding="utf-8")
    command = [sys.executable, "-m", "ui.cli", "add", str(file), "--library", str(library)]
    command += ["--council", "Larkfield Town Council", "--status", "adopted"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def library(samples: Path, tmp_path: Path) -> Path:
    folder = shutil.copytree(samples, tmp_path / "library")
    add(tmp_path, folder, number=4, days="eleven")
    return folder


@pytest.fixture
def page(library: Path) -> Iterator[Page]:
    with served(library) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(address + PLACE)
        settled(page)
        yield page
        browser.close()


def n_shown(page: Page, words: str) -> int:
    return page.get_by_text(words).count()  # which looks into components too


def test_a_page_left_open_answers_through_an_update_and_then_from_it(
    page: Page, library: Path, tmp_path: Path
) -> None:
    ask(page, QUESTION)
    assert n_shown(page, OLD)
    assert not n_shown(page, NEW)
    file = tmp_path / "larkfield.md"
    file.write_text(EDITION.format(number=5, days="nineteen"), encoding="utf-8")
    command = [sys.executable, "-m", "ui.cli", "add", str(file), "--library", str(library)]
    command += ["--council", "Larkfield Town Council", "--status", "adopted"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as writer:
        n_asked = 0
        while writer.poll() is None or n_asked == 0:
            n_asked += 1
            ask(page, f"{QUESTION} I ask for time {n_asked}.")
            assert n_shown(page, OLD) or n_shown(page, NEW)
        assert writer.returncode == 0, writer.stderr.read() if writer.stderr else ""
    before = n_shown(page, NEW)
    ask(page, f"{QUESTION} Once more.")
    assert n_shown(page, NEW) > before
