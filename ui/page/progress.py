"""Moves a progress bar along, no oftener than an eye can follow."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ui.adding import Step
from ui.page.text import plain

_MIN_STEP_S = 0.1


def telling(bar: Any, words: str) -> Callable[[int, int], None]:
    """Return what shows on a bar how many of how many are done: 'words 3 of 40'."""
    may_move = _paced()

    def tell(done: int, total: int) -> None:
        if may_move() or done >= total:
            bar.progress(min(1.0, done / max(total, 1)), text=f"{words} {done} of {total}")

    return tell


def telling_of_files(bar: Any) -> Callable[[Step], None]:
    """Return what shows on a bar how far files have been read, by file and by page."""
    may_move = _paced()

    def tell(step: Step) -> None:
        if not may_move():
            return
        which = f" ({step.place} of {step.n_files})" if step.n_files > 1 else ""
        page = f", page {step.page} of {step.n_pages}" if step.n_pages else ""
        within = step.page / step.n_pages if step.n_pages else 1.0
        bar.progress(
            min(1.0, (step.place - 1 + within) / step.n_files),
            text=f"Reading {plain(step.file)}{which}{page}",
        )

    return tell


def _paced() -> Callable[[], bool]:
    """Return what says whether enough time has passed to move the bar again."""
    last_s = 0.0

    def may_move() -> bool:
        nonlocal last_s
        now_s = time.monotonic()
        if now_s - last_s < _MIN_STEP_S:
            return False
        last_s = now_s
        return True

    return may_move
