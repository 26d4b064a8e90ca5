"""What requests and replies hold."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from assistant.answer import Role, Turn
from ingest.documents import Document, Kind, Paragraph, Record, Status

Question = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
CouncilName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class AskRequest(Record):
    """A question."""

    question: Question = Field(description="in plain English")
    council: CouncilName | None = Field(
        default=None, description="any part of its name that fits only one; null: all of them"
    )
    role: Role | None = Field(default=None, description="who asks: it changes what applies")
    history: tuple[Turn, ...] = Field(
        default=(), max_length=20, description="earlier turns, oldest first"
    )


class SearchRequest(Record):
    """What to look for."""

    query: Question
    council: CouncilName | None = None
    statuses: tuple[Status, ...] = Field(default=(), max_length=7, description="empty: any")
    top_k: int = Field(default=10, ge=1, le=50)


class PapersRequest(Record):
    """Which papers to list; a parameter of another name is refused, lest a slip lists them all."""

    council: CouncilName | None = None


class Paper(Record):
    """A paper of the library, without its words."""

    id: str
    council: str
    title: str
    kind: Kind
    status: Status
    date: dt.date | None
    adopted: dt.date | None
    replaces: str | None

    @classmethod
    def of(cls, document: Document) -> Paper:
        """Return a document's facts."""
        return cls.model_validate({name: getattr(document, name) for name in cls.model_fields})


class Words(Record):
    """A paragraph as the paper prints it."""

    document: str
    label: str
    section: str
    lead_in: str = Field(description="the words that it hangs from; '' where there are none")
    text: str = Field(description="verbatim")
    notes: tuple[str, ...]
    page: int | None

    @classmethod
    def of(cls, paragraph: Paragraph) -> Words:
        """Return a paragraph's words."""
        return cls.model_validate({name: getattr(paragraph, name) for name in cls.model_fields})


class FoundParagraph(Record):
    """A paragraph that a search found."""

    rank: int = Field(ge=1)
    score: float = Field(ge=0, le=1)
    paper: Paper
    paragraph: Words


class Found(Record):
    """What a search found, best first."""

    hits: tuple[FoundParagraph, ...]
    p_covered: float = Field(ge=0, le=1, description="how likely it is that any of them answers")


class ReadParagraph(Record):
    """A paragraph with the paper that it stands in."""

    paper: Paper
    paragraph: Words


class Problem(Record):
    """Why a request was refused (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = Field(description="a sentence for a person")
    request_id: str


class Health(Record):
    """Whether the service is up."""

    status: str
    generation: int | None = Field(default=None, description="how often the library changed")
