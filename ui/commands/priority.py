"""Lets others go first: adding papers can wait, whoever asks should not."""

from __future__ import annotations

import os

_STEPS = 10  # of the 19 by which a process can be put behind others


def give_way() -> None:
    """Have this process, and those that it starts, run only where others leave it time.

    On Windows nothing is done: a process there cannot be put behind others in this way.
    """
    if hasattr(os, "nice"):
        os.nice(_STEPS)
