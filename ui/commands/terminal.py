"""Printing for people: a progress bar on stderr, and wrapped text on stdout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import Console


class Advance(Protocol):
    """Moves a bar on."""

    def __call__(self, done: int, of: int, doing: str = "") -> None:
        """Show how much is done of all, and beside it what is being done."""


@contextmanager
def progress_bar(label: str) -> Iterator[Advance]:
    """Give a function that draws a bar on stderr; nothing is drawn until it is first called."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task: TaskID | None = None

    def advance(done: int, of: int, doing: str = "") -> None:
        nonlocal task
        if task is None:
            task = bar.add_task(label, total=of)
            bar.start()
        bar.update(task, completed=done, total=of, description=escape(doing or label))

    try:
        yield advance
    finally:
        if task is not None:
            bar.stop()


def out() -> Console:
    """Return a console on stdout that neither guesses at markup nor colours what it prints."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)
