"""Which of the headings that a format names are headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.lines import Line


def settle_headings(lines: Sequence[Line]) -> Iterator[Line]:
    """Take back the headings that are paragraphs: a heading style often numbers clauses too."""
    by_level: dict[int, list[bool]] = {}
    for line in lines:
        if line.heading_level is not None:
            by_level.setdefault(line.heading_level, []).append(_is_sentence(line.text))
    clauses = {level for level, found in by_level.items() if 2 * sum(found) >= len(found)}
    for line in lines:
        level = line.heading_level
        if level is not None and (level in clauses or _is_sentence(line.text)):
            yield replace(line, heading_level=None)
        else:
            yield line


def _is_sentence(text: str) -> bool:
    n_words = len(text.split())
    unfinished = re.search(r"[;,](?: and| or)?$", text) is not None
    return unfinished or n_words > 30 or (n_words > 8 and text.endswith((".", ":")))
