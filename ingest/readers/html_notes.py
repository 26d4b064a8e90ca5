"""A web page's footnotes: the text at its end, brought to the words that refer to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag

from ingest.readers.text import fold

_MARK = re.compile(
    r"[\[(]?\s*(?:(?:note\s+)?(?P<mark>\d{1,3}|[*†‡§]{1,3}|[ivx]{1,5}|[a-z]))\s*[\])]?"
)
_BACK_LINK = re.compile(r"[↩↑⏎^←︎\s]*(?:back|return|jump up)?.{0,12}", re.IGNORECASE)
_NOTE_NAME = re.compile(r"(?:^|[^a-z])(?:foot|end|ftn|edn|fn|note|ref)", re.IGNORECASE)
_NOTE_BLOCKS = ("li", "p", "dd", "tr", "div", "aside")
_MAX_NOTE_WORDS = 150
_SUPERSCRIPTS = str.maketrans("0123456789ivxlc", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁱᵛˣˡᶜ")


@dataclass(frozen=True, slots=True)
class WebNote:
    """A footnote's mark as printed, and its words; '' where they were given before."""

    mark: str
    text: str


class Notes:
    """The footnotes of a page.

    Attributes:
        read: The `id()` of the elements that the footnotes' words stand in.
    """

    def __init__(self, page: Tag) -> None:
        self._by_reference: dict[int, WebNote] = {}
        self._kept: list[Tag] = []  # so that no id() is used again
        targets = {str(tag.get("id")): tag for tag in page.find_all(id=True)}
        for tag in page.find_all("a", attrs={"name": True}):
            targets.setdefault(str(tag["name"]), tag)
        self._place = {id(tag): place for place, tag in enumerate(page.find_all(True))}
        self._short: dict[int, bool] = {}
        given: set[int] = set()  # notes whose words a reference has brought
        for link in page.find_all("a", href=True):
            if link.decomposed:  # it led back from a note
                continue
            note = self._note(link, targets)
            mark = _MARK.fullmatch(fold(link.get_text()).lower())
            if note is None or mark is None or id(link) in self._by_reference:
                continue
            text = "" if id(note) in given else _note_text(note)
            given.add(id(note))
            self._kept += [link, note]
            printed = (mark["mark"] or "").translate(_SUPERSCRIPTS)
            self._by_reference[id(link)] = WebNote(printed, text)
        self.read = frozenset(given)

    def of_reference(self, tag: Tag) -> WebNote | None:
        """The note that a link refers to; None where it is no reference to a note."""
        return self._by_reference.get(id(tag))

    def _note(self, link: Tag, targets: dict[str, Tag]) -> Tag | None:
        """The block that a reference's link leads to, if that is a note."""
        href = str(link["href"])
        target = targets.get(href[1:]) if href.startswith("#") else None
        if target is None or not _refers(link):
            return None
        block = target if target.name in _NOTE_BLOCKS else target.find_parent(_NOTE_BLOCKS)
        if block is None or self._place[id(block)] < self._place[id(link)]:
            return None  # also where the link stands in the block
        if id(block) not in self._short:
            self._short[id(block)] = len(block.get_text(" ").split()) <= _MAX_NOTE_WORDS
        return block if self._short[id(block)] else None


def _refers(link: Tag) -> bool:
    """Whether a link is a note's mark by its looks or by its name."""
    raised = link.find_parent("sup") is not None or link.find("sup") is not None
    named = f"{link['href']} {link.get('role') or ''} {link.get('id') or ''}"
    return raised or _NOTE_NAME.search(named) is not None


def _note_text(note: Tag) -> str:
    """A note's words without its own mark and the link back."""
    for link in note.find_all("a"):
        href = str(link.get("href") or "")
        text = fold(link.get_text())
        if href.startswith("#") and (_MARK.fullmatch(text.lower()) or _BACK_LINK.fullmatch(text)):
            link.decompose()
    return re.sub(r"^[\[(]?\d{1,3}[\])]?[.\s]\s*", "", fold(note.get_text(" ")))
