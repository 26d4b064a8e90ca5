"""Makes the pictures of the page that the documentation shows: `python -m ui.screenshots OUT`."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ui.sample_use import use_samples, variables
from ui.settings import load_settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_ADDRESS = re.compile(r"http://\S+:\d+")
_WAIT_MS = 120_000
_BEGIN_MS, _REST_MS = 250, 700  # until a click has set the page to work; until it is drawn
QUESTION = "Can I bring an officer to my ward surgery?"
FOLLOW_UP = "What if it is held in party premises?"
UNANSWERED = "Who pays for my parking at the town hall?"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture to make.

    Attributes:
        name: Of its file, without ending.
        path: Of the address, with its query.
        act: What is done on the page before the picture is taken.
        documented: Whether the documentation shows it.
    """

    name: str
    path: str
    act: Callable[[Page], None] | None = None
    width: int = 1280
    height: int = 860
    scheme: Literal["light", "dark"] = "light"
    documented: bool = False


def chromium() -> str | None:
    """Return where Chromium is, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(
    library: Path | None = None, variables: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Serve the page as `protocols ui` does; give its address, and stop it afterwards.

    Args:
        variables: Of the environment, beside those that there are.
    """
    command = [sys.executable, "-m", "ui.cli", "ui", "--no-browser"]
    if library is not None:
        command += ["--library", str(library)]
    server = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(variables or {}), "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield _printed_address(server)
    finally:
        server.terminate()
        server.wait(timeout=30)
        if server.stdout is not None:
            server.stdout.close()


def _printed_address(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        found = _ADDRESS.search(line)
        if found:
            return found.group()
    raise RuntimeError("The page's server ended before it printed its address.")


def settled(page: Page) -> None:
    """Wait until the page has been drawn and Streamlit has nothing left to do."""
    page.wait_for_timeout(_BEGIN_MS)
    page.wait_for_selector("h1, h2", timeout=_WAIT_MS)
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            return app && app.dataset.testScriptState === 'notRunning'
                && !document.querySelector('[data-testid="stSkeleton"]')
                && !document.querySelector('[data-stale="true"]');
        }""",
        timeout=_WAIT_MS,
    )
    page.wait_for_timeout(_REST_MS)


def ask(page: Page, question: str) -> None:
    """Type a question and wait for its answer."""
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    heading = page.get_by_role("heading", name=question)
    heading.wait_for(timeout=_WAIT_MS)
    settled(page)


def compare(page: Page, topic: str) -> None:
    """Type what papers are to be compared on and wait until they stand side by side."""
    box = page.get_by_label("Topic or question")
    box.fill(topic)
    box.press("Enter")
    page.locator("td").first.wait_for(timeout=_WAIT_MS)
    settled(page)


def _asked(page: Page) -> None:
    ask(page, QUESTION)


def _cited(page: Page) -> None:
    ask(page, QUESTION)
    page.locator(".chip").nth(1).click()
    settled(page)
    page.mouse.move(4, 400)


def _followed(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, FOLLOW_UP)


def _not_covered(page: Page) -> None:
    ask(page, UNANSWERED)


def _compared(page: Page) -> None:
    compare(page, "replying to a councillor's enquiry")


def _chosen(page: Page) -> None:
    from evals.samples import papers_folder

    page.locator("input[type=file]").set_input_files(papers_folder() / "ashcombe-2016.pdf")
    page.get_by_role("button", name="Add to the library").wait_for(timeout=_WAIT_MS)
    settled(page)


def _editions(page: Page) -> None:
    page.get_by_text("Two editions, word by word").click()
    page.locator(".paragraph").first.wait_for(timeout=_WAIT_MS)
    settled(page)


def _three(page: Page) -> None:
    """Compare every paper there is, three of them among the samples."""
    page.get_by_label("Papers", exact=True).click()
    page.get_by_role("option").last.click()
    page.keyboard.press("Escape")
    _compared(page)


def _report(page: Page) -> None:
    page.locator("[class*=st-key-run-] a").first.click()
    page.get_by_role("heading", name="Where failures come from").wait_for(timeout=_WAIT_MS)
    settled(page)


def _part(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        _report(page)
        page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
        settled(page)

    return act


def _one_question(page: Page) -> None:
    _part("Questions")(page)
    page.locator("[class*=st-key-asked-] a").first.click()
    page.get_by_role("heading", name="What is right").wait_for(timeout=_WAIT_MS)
    settled(page)


def _checking(page: Page) -> None:
    page.get_by_role("button", name="Make a test question").first.click()
    page.get_by_role("button", name="Add to the set").wait_for(timeout=_WAIT_MS)
    settled(page)


_ASHCOMBE = "/?council=Ashcombe&role=councillor"
_OF_USE = ("/evaluate", "/activity")


def _phone(
    name: str,
    path: str,
    act: Callable[[Page], None] | None = None,
    *,
    scheme: Literal["light", "dark"] = "light",
    documented: bool = False,
) -> Shot:
    return Shot(f"phone-{name}", path, act, 390, 844, scheme, documented)


SHOTS = (
    Shot("ask", _ASHCOMBE),
    Shot("answer", _ASHCOMBE, _asked, documented=True),
    Shot("citation", _ASHCOMBE, _cited),
    Shot("follow-up", _ASHCOMBE, _followed),
    Shot("not-covered", _ASHCOMBE, _not_covered, documented=True),
    Shot("papers", "/papers", documented=True),
    Shot("reading", "/papers?paper=ashcombe-2025-protocol&paragraph=6.7"),
    Shot("add", "/papers?do=add", _chosen, documented=True),
    Shot("compare", "/compare", _compared, documented=True),
    Shot("compare-three", "/compare", _three),
    Shot("editions", "/compare", _editions),
    Shot("evaluate", "/evaluate"),
    Shot("report", "/evaluate", _report, height=1100, documented=True),
    Shot("report-groups", "/evaluate", _part("Groups")),
    Shot("report-against", "/evaluate", _part("Compare"), height=1100),
    Shot("report-question", "/evaluate", _one_question),
    Shot("activity", "/activity", height=1300, documented=True),
    Shot("activity-question", "/activity", _checking, height=1100),
    Shot("about", "/about"),
    Shot("answer-dark", _ASHCOMBE, _cited, scheme="dark"),
    Shot("compare-dark", "/compare", _compared, scheme="dark"),
    Shot("papers-dark", "/papers", scheme="dark"),
    Shot("report-dark", "/evaluate", _report, height=1100, scheme="dark"),
    Shot("activity-dark", "/activity", height=1300, scheme="dark"),
    _phone("ask", _ASHCOMBE),
    _phone("answer", _ASHCOMBE, _asked, documented=True),
    _phone("citation", _ASHCOMBE, _cited),
    _phone("papers", "/papers"),
    _phone("compare", "/compare", _three, documented=True),
    _phone("editions", "/compare", _editions),
    _phone("report", "/evaluate", _report),
    _phone("activity", "/activity"),
    _phone("answer-dark", _ASHCOMBE, _asked, scheme="dark"),
    Shot("narrow-answer", _ASHCOMBE, _asked, width=320, height=700),
)


def take(address: str, shots: tuple[Shot, ...], out: Path) -> None:
    """Make the pictures of a page that is being served."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        for shot in shots:
            context = browser.new_context(
                viewport={"width": shot.width, "height": shot.height},
                color_scheme=shot.scheme,
                reduced_motion="reduce",
                locale="en-GB",
            )
            page = context.new_page()
            page.goto(address + shot.path)
            settled(page)
            if shot.act is not None:
                shot.act(page)
            page.screenshot(path=out / f"{shot.name}.png")
            context.close()
        browser.close()


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for the pictures")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="only the pictures whose names hold one of these"
    )
    parser.add_argument(
        "--documented", action="store_true", help="only those that the documentation shows"
    )
    parser.add_argument("--address", help="of a page that is being served already")
    chosen = parser.parse_args()
    if chromium() is None:
        sys.exit("Chromium is not installed: install Debian's package 'chromium' first.")
    shots = tuple(
        shot for shot in SHOTS if not chosen.only or any(part in shot.name for part in chosen.only)
    )
    if chosen.address:
        take(chosen.address, shots, chosen.out)
        return
    with tempfile.TemporaryDirectory(prefix="protocols-pictures-") as folder:
        if any(shot.path.startswith(_OF_USE) for shot in shots):
            use_samples(Path(folder), load_settings())
        with served(variables=variables(Path(folder))) as address:
            take(address, shots, chosen.out)


if __name__ == "__main__":
    main()
