"""Moves a progress bar along, no oftener than an eye can follow."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

_MIN_STEP_S = 0.1


def telling(bar: Any, words: str) -> Callable[[int, int], None]:
    """Return what shows on a bar how many of how many are done: 'words 3 of 40'."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _MIN_STEP_S or done >= total:
            last = now
            bar.progress(min(1.0, done / max(total, 1)), text=f"{words} {done} of {total}")

    return tell
