"""Councils as people name them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.words import plain

_SORTS = frozenset(
    {
        "council", "city", "borough", "district", "county", "town", "metropolitan", "london",
        "royal", "parish", "authority", "combined", "of", "the", "and", "fire", "rescue",
        "community",
    }
)  # fmt: skip


def short_name(council: str) -> str:
    """Return a council's name without what sort of council it is: 'Fenwick'."""
    return " ".join(word for word in council.split() if word.lower() not in _SORTS)


def council_names(councils: Sequence[str]) -> tuple[str, ...]:
    """Return the full and short names by which councils are spoken of."""
    return tuple(name for council in councils for name in (council, short_name(council)) if name)


def named_councils(text: str, councils: Sequence[str]) -> tuple[str, ...]:
    """Return the councils that a text names, in the order of `councils`."""
    lowered = plain(text)
    return tuple(
        council
        for council in councils
        if (short := plain(short_name(council))) and re.search(rf"\b{re.escape(short)}\b", lowered)
    )
