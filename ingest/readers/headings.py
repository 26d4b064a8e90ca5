"""Which of the headings that a format names are headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.lines import Line


def settle_headings(lines: Sequence[Line]) -> Iterator[Line]:
    """Take back the headings that are paragraphs: a heading style often numbers clauses too.

    Where half of a level's headings read as sentences, the level is one of clauses, and a bold
    face that all of them share says nothing of any.
    """
    levels: dict[int, list[Line]] = {}
    for line in lines:
        if line.heading_level is not None:
            levels.setdefault(line.heading_level, []).append(line)
    clauses = {
        level
        for level, found in levels.items()
        if 2 * sum(_is_sentence(line.text) for line in found) >= len(found)
    }
    bold = {level for level in clauses if all(line.bold for line in levels[level])}
    for line in lines:
        level = line.heading_level
        if level is not None and (level in clauses or _is_sentence(line.text)):
            yield replace(line, heading_level=None, bold=line.bold and level not in bold)
        else:
            yield line


def _is_sentence(text: str) -> bool:
    n_words = len(text.split())
    unfinished = re.search(r"[;,](?: and| or)?$", text) is not None
    return unfinished or n_words > 30 or (n_words > 8 and text.endswith((".", ":")))
