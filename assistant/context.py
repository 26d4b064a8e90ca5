"""What is known of a question as the steps go on, and how a step ends the road."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from assistant.answer import (
    Answer,
    AnswerStatus,
    Citation,
    ComparisonRow,
    ModelRecord,
    Retrieved,
    Role,
    Turn,
    Verdict,
)
from assistant.conversation import Standalone, edition_in
from assistant.covered import Odds
from assistant.editions import editions_asked
from assistant.evidence import Evidence, Scored
from assistant.question import Asked, Mode
from assistant.shelf import Shelf
from ingest.documents import Document

_ABOUT_EDITIONS = (Mode.SAID, Mode.CHANGED, Mode.STATUS, Mode.COMPARE)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a question; a step returns a new one.

    Attributes:
        ranked: For each part of the question, its hits, best first.
        odds: For each part, how likely it is that what was found answers it.
        answer: Set by the step that ends the road.
    """

    question: str
    council: str | None
    role: Role | None
    history: tuple[Turn, ...]
    shelf: Shelf
    standalone: Standalone
    asked: Asked
    ranked: tuple[tuple[Scored, ...], ...] = ()
    odds: tuple[Odds, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    answer: Answer | None = None

    @property
    def edition(self) -> tuple[Document, ...]:
        """The council's protocols of the edition asked for; () where none is, or several are.

        An edition named in a sentence that tells the circumstances ('Under the old rules I could
        …. May I now?') is not what is asked for.
        """
        if not self.council or self._tells_of_edition() or self.asked.has(*_ABOUT_EDITIONS):
            return ()
        return editions_asked(self.shelf.protocols(self.council), self.standalone.edition)

    def _tells_of_edition(self) -> bool:
        told = "" if self.standalone.follows else self.asked.background
        return told.endswith((".", "!")) and edition_in(told) is not None


Step = Callable[[Context], Context]
"""A step returns the context with more in it, or with an answer, which ends the road."""


def ended(
    context: Context,
    status: AnswerStatus,
    text: str,
    *,
    verdict: Verdict | None = None,
    citations: tuple[Citation, ...] = (),
    nearest: tuple[Citation, ...] = (),
    suggestions: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
    rows: tuple[ComparisonRow, ...] = (),
    standing: str | None = None,
    next_step: str | None = None,
    message: str | None = None,
    model: ModelRecord | None = None,
) -> Context:
    """Return the context with its answer."""
    answer = Answer(
        question=context.question,
        standalone_question=context.standalone.text,
        council=context.council,
        role=context.role,
        status=status,
        verdict=verdict,
        text=text,
        citations=citations,
        nearest=nearest,
        suggestions=suggestions,
        choices=choices,
        rows=rows,
        standing=standing,
        next_step=next_step,
        message=message,
        model=model,
        p_covered=_highest(odds.covered for odds in context.odds),
        p_first=_highest(odds.first for odds in context.odds),
        retrieved=_retrieved(context),
    )
    return replace(context, answer=answer)


def _highest(chances: Iterable[float]) -> float | None:
    return round(highest, 4) if (highest := max(chances, default=None)) is not None else None


def _retrieved(context: Context) -> tuple[Retrieved, ...]:
    """Return what was found, best first, each paragraph once."""
    ordered = sorted((item for part in context.ranked for item in part), key=lambda item: -item.p)
    found: dict[tuple[str, str], Retrieved] = {}
    for item in ordered:
        paragraph = item.hit.paragraph
        found.setdefault(
            (paragraph.document, paragraph.label),
            Retrieved(
                document=paragraph.document,
                label=paragraph.label,
                score=round(item.p, 4),
                sha256=hashlib.sha256(paragraph.text.encode()).hexdigest(),
            ),
        )
    return tuple(found.values())
