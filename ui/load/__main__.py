"""Prints the figures of a trial; ends with 1 where anything failed.

    python -m ui.load --people 20 --minutes 5 [--core] [--json OUT]

Each person opens the page by a websocket as a browser does, asks by the address, asks on by the
input, and goes; meanwhile a writer adds one edition of a paper of a third council after another.
Counted are errors, papers of another council than the one asked of, times, work and memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ui.load.trials import build_library, try_core, try_page


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a trial on a copy of the samples and print its figures; 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m ui.load", description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--core", action="store_true", help="the answering core, without the page")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        build_library(folder)
        trial = try_core if given.core else try_page
        outcome = trial(folder, n_people=given.people, minutes=given.minutes)
    text = json.dumps(asdict(outcome), indent=1)
    print(text)
    if given.json is not None:
        given.json.write_text(text + "\n", encoding="utf-8")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
