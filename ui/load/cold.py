"""Prints how long the first answer takes in a browser that has never seen the page.

    python -m ui.load.cold [--times 5]

The page is opened at an address that asks a question, twice each time: as soon as its server,
just started, has said where it is, and by another new visitor once the server is ready. A time
ends when the answer's first line can be read.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ui.load.trials import build_library, served
from ui.screenshots import CHROMIUM_ARGUMENTS, QUESTION, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_WAIT_MS = 120_000
_FIRST_LINE = ".points p, .points li"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the median and the longest of each time, in seconds."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(prog="python -m ui.load.cold", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args(arguments)
    took: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name) / "library"
        build_library(folder)
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        for _ in range(given.times):
            for what, seconds in _try_once(folder, browser).items():
                took.setdefault(what, []).append(seconds)
        browser.close()
    figures = {
        what: {"median_s": round(statistics.median(each), 2), "longest_s": round(max(each), 2)}
        for what, each in took.items()
    }
    print(json.dumps(figures, indent=1))
    return 0


def _try_once(folder: Path, browser: Browser) -> dict[str, float]:
    begun = time.monotonic()
    with served(folder, wait=False) as server:
        told = time.monotonic()
        opened_s = _open(browser, server.address)
        answered = time.monotonic()
        server.wait()
        return {
            "server started, until its address is told": told - begun,
            "page opened at once, until the answer": opened_s,
            "server started, until the answer": answered - begun,
            "page opened when the server is ready, until the answer": _open(
                browser, server.address
            ),
        }


def _open(browser: Browser, address: str) -> float:
    context = browser.new_context()  # with an empty cache
    page = context.new_page()
    begun = time.monotonic()
    page.goto(f"{address}/?council=Ashcombe&q={quote(QUESTION)}", wait_until="commit")
    page.wait_for_selector(_FIRST_LINE, timeout=_WAIT_MS)
    took_s = time.monotonic() - begun
    context.close()
    return took_s


if __name__ == "__main__":
    sys.exit(main())
