"""Councils as people name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

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
        if (short := _plain_short(council))
        and short in lowered  # as few are: patterns are not made for nothing
        and re.search(rf"\b{re.escape(short)}\b", lowered)
    )


@lru_cache(16_384)
def _plain_short(council: str) -> str:
    return plain(short_name(council))
