"""Cuts a paragraph into what can be quoted: sentences, and items with their lead-ins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.words import read_data, tidy
from ingest.documents import Paragraph

_END = re.compile(r"[.?!][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9])")
_ROMAN_OR_LETTER = re.compile(r"\(?\b[a-zA-Z]\.$|\b[ivx]+\.$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph's text that can be quoted by itself.

    Attributes:
        start: First character in `Paragraph.text`.
        end: One past its last character.
        text: The words, as in `Paragraph.text[start:end]`.
        lead: The words that it hangs from, outermost first, each ending as printed; these
            stand in the paragraph itself or are its lead-in.
        lead_start: Where the nearest lead-in begins in the paragraph's text; None where the
            lead-in stands outside it, or there is none.
    """

    start: int
    end: int
    text: str
    lead: tuple[str, ...] = ()
    lead_start: int | None = None
    item: bool = False

    @property
    def words(self) -> str:
        """The lead-ins and the words, on one line."""
        return tidy(" ".join((*self.lead, self.text)))


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together: a bullet with its wrapped lines, or a run of text."""

    start: int
    end: int
    bullet: bool


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(read_data("sentences.toml")["abbreviations"])


def _continues(line: str, before: str) -> bool:
    """Tell whether a line goes on with the sentence of the line before it."""
    ended = before.rstrip().endswith((".", ";", ":", "?", "!", ",", "; and", "; or"))
    return bool(line[:1].islower()) and not ended and not before.rstrip().endswith((" and", " or"))


def _blocks(text: str, bullets: frozenset[int]) -> list[_Block]:
    blocks: list[_Block] = []
    place = 0
    before = ""
    for number, line in enumerate(text.split("\n")):
        start, end = place, place + len(line)
        place = end + 1
        if not line.strip():
            continue
        if blocks and (_continues(line, before) and not (number in bullets and _is_list(blocks))):
            last = blocks.pop()
            blocks.append(_Block(last.start, end, last.bullet))
        else:
            blocks.append(_Block(start, end, number in bullets))
        before = line
    return blocks


def _is_list(blocks: list[_Block]) -> bool:
    """Tell whether the last block is itself a bullet: then the next bullet is a sister of it."""
    return blocks[-1].bullet


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the places of the sentences in a stretch of text, white space trimmed."""
    cuts: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, end):
        head = text[begin : match.end()]
        last = head.split()[-1].lower().strip("(\"'“‘)") if head.split() else ""
        if last in _abbreviations() or _ROMAN_OR_LETTER.search(head[-4:]):
            continue
        cuts.append((begin, match.end()))
        begin = match.end()
    cuts.append((begin, end))
    return [trimmed for cut in cuts if (trimmed := _trim(text, *cut))]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def pieces(paragraph: Paragraph) -> tuple[Piece, ...]:
    """Return a paragraph's sentences and list items, in order.

    A line ending with a colon leads the bullets that follow it (and, where no bullets are
    marked, the lines that follow it); a lead-in with items under it is no piece by itself.
    """
    return _pieces(paragraph.text, paragraph.lead_in, tuple(paragraph.bullets))


@lru_cache(maxsize=4096)
def _pieces(text: str, lead_in: str, bullets: tuple[int, ...]) -> tuple[Piece, ...]:
    outer = (tidy(lead_in),) if lead_in.strip() else ()
    blocks = _blocks(text, frozenset(bullets))
    found: list[Piece] = []
    lead: tuple[int, int] | None = None
    nested: tuple[int, int] | None = None
    for number, block in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if lead and not (block.bullet or _under(text, lead, block, bullets)):
            lead = nested = None
        cuts = _sentences(text, block.start, block.end)
        for start, end in cuts:
            opens = following is not None and text[end - 1] == ":" and end >= block.end - 1
            if opens and lead is None:
                lead = (start, end)
                continue
            if opens and block.bullet:
                nested = (start, end)
                continue
            leads = [cut for cut in (lead, nested) if cut]
            found.append(
                Piece(
                    start,
                    end,
                    text[start:end],
                    outer + tuple(tidy(text[a:b]) for a, b in leads),
                    leads[0][0] if leads else None,
                    bool(leads) or bool(outer),
                )
            )
    return tuple(found) or (Piece(0, len(text), text, outer),)


def _under(text: str, lead: tuple[int, int], block: _Block, bullets: tuple[int, ...]) -> bool:
    """Tell whether a plain line still hangs from a lead-in, where no bullets were marked."""
    if bullets:
        return text[block.start : block.start + 1].islower()
    return lead[1] <= block.start and text[block.start : block.start + 1].islower()
