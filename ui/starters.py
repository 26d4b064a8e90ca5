"""Questions offered to someone who has just arrived: those that the papers speak to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import Field, TypeAdapter

from assistant.answer import Role
from ingest.documents import Document, Kind, Record, Status

_FILE = Path(__file__).parent / "data" / "starters.toml"
_SPEAKING = frozenset({Status.ADOPTED, Status.UNKNOWN, Status.PROPOSED, Status.DRAFT})


class Starter(Record):
    """A question and what a paragraph must hold for it to be offered.

    Attributes:
        needs: Each line's words are beginnings of words; a paragraph needs one of every line.
    """

    ask: str
    role: Role | None = None
    needs: tuple[str, ...] = Field(min_length=1)


class HoldsPapers(Protocol):
    """What starters are drawn from; `index.Library` is one."""

    def documents(self) -> tuple[Document, ...]:
        """Return every document without its paragraphs."""

    def document(self, document: str) -> Document:
        """Return a document with its paragraphs."""


@cache
def all_starters() -> tuple[Starter, ...]:
    """Return every question that may be offered, as the data file lists them."""
    import tomllib

    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[Starter, ...]).validate_python(data["question"])


def starter_questions(
    library: HoldsPapers, *, council: str | None, role: Role | None, n_questions: int
) -> tuple[str, ...]:
    """Return at most `n_questions` questions that a paragraph speaks to.

    Superseded papers, outlines and reports are left out.

    Args:
        council: Whose papers; None for all of them.
        role: Who asks; None leaves out no question.
    """
    texts = [text.casefold() for text in _texts(library, council)]
    offered = (
        starter.ask
        for starter in all_starters()
        if (role is None or starter.role in (None, role)) and _spoken_to(starter, texts)
    )
    return tuple(_first(offered, n_questions))


def _texts(library: HoldsPapers, council: str | None) -> Iterator[str]:
    for document in library.documents():
        if council not in (None, document.council) or document.kind is not Kind.PROTOCOL:
            continue
        if document.status in _SPEAKING:
            for paragraph in library.document(document.id).paragraphs:
                yield f"{' '.join(paragraph.headings)} {paragraph.lead_in} {paragraph.text}"


def _spoken_to(starter: Starter, texts: Sequence[str]) -> bool:
    needs = [_beginnings(line) for line in starter.needs]
    return any(all(need.search(text) for need in needs) for text in texts)


@cache
def _beginnings(line: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, line.casefold().split()))})")


def _first(questions: Iterable[str], n_questions: int) -> Iterator[str]:
    for _, question in zip(range(n_questions), questions, strict=False):
        yield question
