"""Writes the answer from the chosen evidence, in the paper's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import AnswerStatus, Citation, Verdict
from assistant.citations import cite
from assistant.evidence import Evidence, quoted_run
from assistant.phrases import edition_lead, force_remark, opening, paper_name, phrase, standing
from assistant.question import Asked
from assistant.sentences import Piece
from assistant.settings import AssistantSettings
from assistant.verdict import Decision
from assistant.words import tidy
from ingest.documents import Document, Kind, Status

_OPENERS = re.compile(
    r"^(?:However|Similarly|Likewise|Furthermore|In addition|It follows that|Therefore|Nevertheless|"
    r"Nonetheless|Also|Accordingly|As a result|In particular|For the avoidance of doubt),?\s+"
)


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a writer may use.

    Attributes:
        evidence: The most direct first; markers are their places from 1.
        unanswered: Parts of the question that nothing answers.
        editions: The council's protocols, those in force first.
    """

    asked: Asked
    evidence: tuple[Evidence, ...]
    decision: Decision | None
    unanswered: tuple[str, ...]
    editions: tuple[Document, ...]
    settings: AssistantSettings


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer gives."""

    text: str
    citations: tuple[Citation, ...]
    status: AnswerStatus
    verdict: Verdict | None
    standing: str | None


class Writer(Protocol):
    """Writes an answer; an extractive one needs no model, another may ask a chat model."""

    def write(self, brief: Brief) -> Draft:
        """Return an answer in which every claim carries a marker that a citation resolves."""
        ...


class ExtractiveWriter:
    """Writes answers from the paragraphs' own sentences."""

    def write(self, brief: Brief) -> Draft:
        """Return the answer: what was asked first, then the points, their force and standing."""
        citations = tuple(
            _citation(evidence, number, brief.settings)
            for number, evidence in enumerate(brief.evidence, start=1)
        )
        lines = [self._first_line(brief), *self._points(brief), *self._tail(brief)]
        return Draft(
            text="\n\n".join(line for line in lines if line),
            citations=citations,
            status=AnswerStatus.PARTLY_ANSWERED if brief.unanswered else AnswerStatus.ANSWERED,
            verdict=brief.decision.verdict if brief.decision else None,
            standing=standing_of(brief),
        )

    def _first_line(self, brief: Brief) -> str:
        first = brief.evidence[0]
        lead = ""
        if brief.decision:
            lead = opening(
                brief.asked.mode.value,
                brief.decision.verdict,
                brief.decision.sense,
                brief.decision.strength,
                paper_name(first.document),
            )
        said = point_text(first.pieces)
        if _several_editions(brief):
            said = f"{edition_lead(first.document)} {said}"
        return f"{lead} {said} [1]".strip()

    def _points(self, brief: Brief) -> list[str]:
        lines = []
        for number, evidence in enumerate(brief.evidence[1:], start=2):
            lead = f"{edition_lead(evidence.document)} " if _several_editions(brief) else ""
            lines.append(f"- {lead}{point_text(evidence.pieces)} [{number}]")
        return ["\n".join(lines)] if lines else []

    def _tail(self, brief: Brief) -> list[str]:
        remark = ""
        if brief.decision and brief.decision.words:
            remark = force_remark(
                brief.decision.sense,
                brief.decision.words,
                brief.decision.bound,
                paper_name(brief.evidence[0].document),
            )
        missing = " ".join(phrase("silence.unanswered", part=part) for part in brief.unanswered)
        return [missing, " ".join(part for part in (remark, standing_of(brief)) if part)]


def _citation(evidence: Evidence, marker: int, settings: AssistantSettings) -> Citation:
    start, end = quoted_run(evidence, settings.max_quote_chars)
    return cite(evidence.document, evidence.paragraph, marker=marker, start=start, end=end)


def point_text(chosen: Sequence[Piece]) -> str:
    """Return pieces as running text: each lead-in once, then its items; words as printed."""
    parts: list[str] = []
    lead: tuple[str, ...] = ()
    for piece in chosen:
        shared = 0
        while shared < min(len(lead), len(piece.lead)) and lead[shared] == piece.lead[shared]:
            shared += 1
        parts.extend(piece.lead[shared:])
        lead = piece.lead
        parts.append(tidy(piece.text))
    return finish(tidy(" ".join(parts)))


def finish(text: str) -> str:
    """Return a text with a capital first and a full stop last; list punctuation at its end is dropped."""
    trimmed = (
        re.sub(r"[;,]?\s*(?:\band|\bor)?\s*$", "", text)
        if text.endswith((";", ",", " and", " or"))
        else text
    )
    trimmed = _OPENERS.sub("", trimmed)
    if trimmed and trimmed[-1] not in '.?!:”"':
        trimmed += "."
    return trimmed[:1].upper() + trimmed[1:]


def _several_editions(brief: Brief) -> bool:
    """Tell whether the evidence stands in more than one protocol of the council."""
    return (
        len({item.document.id for item in brief.evidence if item.document.kind is Kind.PROTOCOL})
        > 1
    )


def standing_of(brief: Brief) -> str:
    """Return what authority the cited words have, and which of two editions binds."""
    cited = {item.document.id: item.document for item in brief.evidence}
    binding = [doc for doc in brief.editions if doc.status is Status.ADOPTED]
    coming = [
        doc
        for doc in brief.editions
        if doc.status in (Status.PROPOSED, Status.DRAFT, Status.SKELETON)
    ]
    if binding and coming:
        names = {
            "binding": phrase(f"edition.{binding[0].status.value}"),
            "coming": phrase(f"edition.{coming[0].status.value}"),
        }
        in_binding = any(doc.id in cited for doc in binding)
        in_coming = any(doc.id in cited for doc in coming)
        if in_binding and in_coming:
            return phrase("standing.both", **names)
        if in_coming:
            return phrase("standing.only_coming", **names)
        if in_binding:
            return phrase("standing.only_binding", **names)
    return standing(brief.evidence[0].document)
