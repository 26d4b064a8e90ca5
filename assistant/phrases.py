"""The assistant's own sentences, read from a file and filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError

from assistant.answer import Verdict
from assistant.deontic import Party, Sense
from assistant.errors import WordListError
from assistant.words import plain, read_data
from ingest.documents import Document, Kind, Record, Status


class Opening(Record):
    """The first words of an answer to a question that asks for permission or duty."""

    mode: str
    verdict: Verdict
    sense: Sense | None = None
    at_most: int = Field(ge=0, le=3)
    text: str


@dataclass(frozen=True, slots=True)
class Edition:
    """How a document is spoken of."""

    paper: str
    standing: str
    lead: str


@cache
def openings() -> tuple[Opening, ...]:
    """Return the openings; the first that fits is used."""
    try:
        return TypeAdapter(tuple[Opening, ...]).validate_python(
            read_data("phrases.toml")["opening"]
        )
    except ValidationError as error:
        raise WordListError(f"The assistant's file phrases.toml is malformed: {error}.") from error


def phrase(name: str, /, **values: object) -> str:
    """Return a phrase, filled in.

    Args:
        name: Its table and key, as 'silence.nothing'.
        values: What its placeholders stand for.
    """
    entry: Any = read_data("phrases.toml")
    for key in name.split("."):
        entry = entry[key]
    return str(entry).strip("\n").format(**values)


def opening(mode: str, verdict: Verdict, sense: Sense, strength: int, paper: str) -> str:
    """Return the first words of an answer, no stronger than the paper's words.

    Args:
        strength: Of the paper's words: 3 must, 2 should, 1 may, 0 none.
    """
    fitting = [
        entry
        for entry in openings()
        if entry.mode == mode
        and entry.verdict is verdict
        and entry.sense in (None, sense)
        and (entry.sense is None or entry.at_most <= max(strength, 1))
    ]
    return fitting[0].text.format(paper=paper) if fitting else ""


def force_remark(sense: Sense, words: str, bound: Party) -> str:
    """Return a sentence saying how strong the paper's words are; '' where that is not certain."""
    name = _told_as(sense, words)
    if not _is_told(name, words):
        return ""
    if name == Sense.PERMITS.value and words.lower().endswith(" only"):
        name = "only"
    return phrase(f"force.{name}", words=words, whom=phrase(f"whom.{bound.value}"))


def _told_as(sense: Sense, words: str) -> str:
    return "usual" if is_hedged(words) else sense.value


def _is_told(name: str, words: str) -> bool:
    known = read_data("verdict.toml")["told"].get(name, ())
    return any(re.fullmatch(item, plain(words)) for item in known)


def is_hedged(words: str) -> bool:
    """Tell whether words speak of the normal case only: 'will normally not'."""
    return any(
        re.search(item, words.lower()) for item in read_data("verdict.toml")["hedged"]["words"]
    )


_PAPERS = {
    Kind.PROTOCOL: "protocol",
    Kind.REPORT: "report",
    Kind.MINUTES: "minutes",
    Kind.NOTE: "note",
    Kind.UNKNOWN: "paper",
}


def paper_name(document: Document) -> str:
    """Return what a document is called in a sentence: 'draft protocol', 'report'."""
    noun = _PAPERS[document.kind]
    if document.kind is not Kind.PROTOCOL:
        return noun
    adjective = {
        Status.DRAFT: "draft ",
        Status.PROPOSED: "proposed ",
        Status.SKELETON: "skeleton ",
        Status.SUPERSEDED: "superseded ",
    }.get(document.status, "")
    return f"{adjective}{noun}"


def date_words(document: Document) -> str:
    """Return ' of 19 April 2016', ', adopted on …', or '' where no date is known."""
    if document.status is Status.ADOPTED and (document.adopted or document.date):
        return phrase("dated.adopted", date=_long(document.adopted or document.date))
    return phrase("dated.other", date=_long(document.date)) if document.date else ""


def _long(date: Any) -> str:
    return f"{date.day} {date:%B %Y}"


def standing(document: Document) -> str:
    """Return a sentence on what authority a document's words have."""
    dated = date_words(document)
    if document.status is Status.ADOPTED and not dated:
        return phrase("standing.adopted_undated")
    if document.kind in (Kind.REPORT, Kind.MINUTES, Kind.NOTE):
        return phrase(
            "standing.published",
            kind=phrase(f"kind.{document.kind.value}"),
            dated=_only_date(document),
        )
    return phrase(
        f"standing.{document.status.value}",
        dated=dated,
        kind=phrase(f"kind.{document.kind.value}"),
    )


def _only_date(document: Document) -> str:
    return phrase("dated.other", date=_long(document.date)) if document.date else ""


def edition_lead(document: Document) -> str:
    """Return the words that open a point from one edition of several."""
    return phrase(
        f"edition_lead.{document.status.value}",
        kind=phrase(f"kind.{document.kind.value}"),
        title=document.title,
    )


def edition_words(document: Document) -> str:
    """Return ', draft of 26 October 2017' or the like, for naming an edition in a message."""
    date = document.adopted or document.date
    return f", {document.status.value}{f' {_long(date)}' if date else ''}"
