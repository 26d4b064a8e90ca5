"""Writes the answer from the chosen evidence, in the paper's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import AnswerStatus, Citation, ModelRecord, Verdict
from assistant.citations import cite
from assistant.covered import Odds
from assistant.deontic import NEGATIVE, Sense, read_deontic
from assistant.evidence import Evidence, quoted_run
from assistant.phrases import (
    edition_lead,
    force_remark,
    is_hedged,
    opening,
    paper_name,
    phrase,
    standing,
)
from assistant.question import Asked
from assistant.sentences import Piece
from assistant.settings import AssistantSettings
from assistant.verdict import Decision
from assistant.words import content_stems, shared, tidy
from ingest.documents import Document, Kind, Mark, Paragraph, Status

_PREMISE_WORDS = 2  # that a premise and the words against it must share
_OPENERS = re.compile(
    r"^(?:However|Similarly|Likewise|Furthermore|In addition|It follows that|Therefore|"
    r"Nevertheless|"
    r"Nonetheless|Also|Accordingly|As a result|In particular|For the avoidance of doubt),?\s+"
)


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a writer may use.

    Attributes:
        evidence: The most direct first; markers are their places from 1.
        odds: How likely it is that the evidence answers.
        unanswered: Parts of the question that nothing answers.
        editions: The council's protocols, those in force first.
    """

    asked: Asked
    evidence: tuple[Evidence, ...]
    decision: Decision | None
    odds: Odds
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
    model: ModelRecord | None = None


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
            verdict=decision.verdict if (decision := told_decision(brief)) else None,
            standing=standing_of(brief),
        )

    def _first_line(self, brief: Brief) -> str:
        first = brief.evidence[0]
        lead = unsure(brief)
        if decision := told_decision(brief):
            lead = opening(
                brief.asked.mode.value,
                decision.verdict,
                decision.sense,
                decision.strength,
                paper_name(first.document),
            )
        met = premise_met(brief)
        said = point_text(first.pieces)
        if _several_editions(brief):
            said = f"{edition_lead(first.document)} {said}"
        return " ".join(part for part in (met, lead, f"{said} [1]") if part)

    def _points(self, brief: Brief) -> list[str]:
        lines = []
        for number, evidence in enumerate(brief.evidence[1:], start=2):
            lead = f"{edition_lead(evidence.document)} " if _several_editions(brief) else ""
            lines.append(f"- {lead}{point_text(evidence.pieces)} [{number}]")
        return ["\n".join(lines)] if lines else []

    def _tail(self, brief: Brief) -> list[str]:
        decision = brief.decision
        remark = ""
        if decision and decision.words and not decision.plain and not _at_odds(brief):
            remark = force_remark(decision.sense, decision.words, decision.bound)
        amended = [note for item in brief.evidence if (note := amendment(item.paragraph))]
        missing = " ".join(phrase("silence.unanswered", part=part) for part in brief.unanswered)
        last = " ".join(part for part in (remark, *amended, standing_of(brief)) if part)
        return [missing, last]


def _at_odds(brief: Brief) -> bool:
    """Tell whether 'leave to do it' would be said of words beside a plain no."""
    decision = told_decision(brief)
    if decision is None or decision.verdict is not Verdict.NO:
        return False
    return decision.sense in (Sense.PERMITS, Sense.ENTITLES)


def told_decision(brief: Brief) -> Decision | None:
    """Return the decision where it is likely enough that paragraph and verdict are right."""
    decision = brief.decision
    if not decision or unsure(brief):
        return None
    if decision.verdict is Verdict.CONDITIONAL and not _sets_conditions(brief.evidence):
        return None
    likely = brief.odds.first * decision.chance >= brief.settings.verdict_at
    return decision if likely else None


def _sets_conditions(evidence: Sequence[Evidence]) -> bool:
    """Tell whether words that are quoted set a condition, hedge, or rule both ways."""
    readings = [read_deontic(piece.words) for item in evidence for piece in item.pieces]
    forces = [force for reading in readings for force in reading.forces]
    return (
        any(reading.conditions for reading in readings)
        or any(is_hedged(piece.words) for item in evidence for piece in item.pieces)
        or len({force.negative for force in forces if not force.plain}) > 1
    )


def unsure(brief: Brief) -> str:
    """Return a sentence saying that what follows comes nearest; '' where it likely answers."""
    return "" if brief.odds.first >= brief.settings.sure_at else phrase("silence.unsure")


def amendment(paragraph: Paragraph) -> str:
    """Return a sentence on the words struck out of a paragraph and put into it; '' for none."""
    struck = _marked(paragraph, Mark.STRUCK)
    inserted = _marked(paragraph, Mark.INSERTED)
    if struck and inserted:
        return phrase("amended.text", label=paragraph.label, struck=struck, inserted=inserted)
    if struck or inserted:
        name = "struck" if struck else "inserted"
        return phrase(f"amended.{name}", label=paragraph.label, struck=struck, inserted=inserted)
    return ""


def _marked(paragraph: Paragraph, mark: Mark) -> str:
    return "”, “".join(tidy(run.text) for run in paragraph.printed if run.mark is mark)


def premise_met(brief: Brief) -> str:
    """Return a sentence that meets a premise which the cited words contradict; '' where none does.

    Source: a premise that allows is contradicted by words that forbid what it shares words with.
    """
    premise = brief.asked.premise
    decision = brief.decision
    if not premise or not decision or decision.sense not in NEGATIVE:
        return ""
    said = content_stems(brief.evidence[0].best.words)
    if len(shared(content_stems(premise), said)) < _PREMISE_WORDS:
        return ""
    paper = paper_name(brief.evidence[0].document)
    return phrase("premise.met", premise=premise, paper=paper)


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
    return finish(re.sub(r"\s+([:;,.])", r"\1", tidy(" ".join(parts))))


def finish(text: str) -> str:
    """Return a text as a sentence: a capital first, a full stop for list punctuation last."""
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
