"""Sets papers side by side: one row a council or edition, with its force, or silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import AnswerStatus, Citation, ComparisonRow
from assistant.citations import cite
from assistant.compose import point_text
from assistant.evidence import Evidence, expression, quoted_run
from assistant.naming import short_name
from assistant.phrases import phrase
from assistant.question import Asked, Mode
from assistant.rule import main_force
from assistant.settings import AssistantSettings
from assistant.shelf import Shelf
from assistant.standing import answer_standing, status_sentence
from assistant.words import plain
from ingest.documents import Kind, Status


@dataclass(frozen=True, slots=True)
class Compared:
    """Papers side by side, ready to be an answer."""

    text: str
    rows: tuple[ComparisonRow, ...]
    citations: tuple[Citation, ...]
    status: AnswerStatus


@dataclass(frozen=True, slots=True)
class CouncilEvidence:
    """What one council's papers say on a question; empty where they are silent."""

    council: str
    evidence: tuple[Evidence, ...]


def compare(
    asked: Asked, found: Sequence[CouncilEvidence], shelf: Shelf, settings: AssistantSettings
) -> Compared:
    """Return a row for every council, or edition that speaks, and the text that sums them up."""
    rows: list[ComparisonRow] = []
    citations: list[Citation] = []
    for entry in found:
        for evidence in entry.evidence:
            start, end = quoted_run(evidence, settings.max_quote_chars)
            marker = len(citations) + 1
            citations.append(
                cite(evidence.document, evidence.paragraph, marker=marker, start=start, end=end)
            )
            rows.append(_row(asked, evidence, marker, shelf))
        if not entry.evidence:
            rows.append(_silent(entry.council, shelf))
    return laid_out(_lead(asked, found), rows, citations, shelf)


def laid_out(
    lead: str, rows: Sequence[ComparisonRow], citations: Sequence[Citation], shelf: Shelf
) -> Compared:
    """Return rows with the text that shows them: those that speak first, the silent ones last."""
    labels = {citation.marker: citation.label for citation in citations}
    lines = [
        phrase(
            "compare.row",
            council=row.council,
            edition=_edition(row, shelf),
            place=phrase("compare.place", label=labels[row.marker]),
            says=row.says,
            marker=row.marker,
        )
        for row in rows
        if row.marker
    ]
    lines.extend(
        phrase("compare.row_silent", council=row.council) for row in rows if not row.marker
    )
    text = "\n\n".join((lead, "\n".join(f"- {line}" for line in lines)))
    status = AnswerStatus.ANSWERED if citations else AnswerStatus.NOT_COVERED
    return Compared(text, tuple(rows), tuple(citations), status)


def compare_standing(councils: Sequence[str], shelf: Shelf) -> Compared:
    """Return a row for every council on the standing of its protocol."""
    rows: list[ComparisonRow] = []
    citations: list[Citation] = []
    for council in councils:
        told = answer_standing(shelf.protocols(council), shelf.of_council(council))
        if told is None or not told.citations:
            rows.append(_silent(council, shelf))
            continue
        marker = len(citations) + 1
        citations.append(told.citations[0].model_copy(update={"marker": marker}))
        rows.append(
            _silent(council, shelf).model_copy(
                update={"says": status_sentence(shelf.protocols(council)), "marker": marker}
            )
        )
    speaking = [row.council for row in rows if row.marker]
    silent = [row.council for row in rows if not row.marker]
    return laid_out(_summed_up(speaking, silent), rows, citations, shelf)


def _row(asked: Asked, evidence: Evidence, marker: int, shelf: Shelf) -> ComparisonRow:
    force = main_force(asked.parts[0], evidence.best, shelf.scales)
    return ComparisonRow(
        council=evidence.document.council,
        document=evidence.document.id,
        title=evidence.document.title,
        status=evidence.document.status,
        says=point_text(evidence.pieces),
        force=force.words if force else "",
        marker=marker,
    )


def _silent(council: str, shelf: Shelf) -> ComparisonRow:
    documents = shelf.protocols(council) or shelf.of_council(council)
    first = documents[0] if documents else None
    return ComparisonRow(
        council=council,
        document=first.id if first else None,
        title=first.title if first else "",
        status=first.status if first else Status.UNKNOWN,
        says="",
    )


def _edition(row: ComparisonRow, shelf: Shelf) -> str:
    """Return 'draft, ' or the like; nothing for the one adopted text of a council."""
    document = shelf.document(row.document) if row.document else None
    if document is None:
        return ""
    if document.kind is not Kind.PROTOCOL:
        return f"{document.kind.value}, "
    if document.status is Status.ADOPTED and len(shelf.protocols(document.council)) == 1:
        return ""
    return f"{phrase(f'edition.{document.status.value}')}, "


def _lead(asked: Asked, found: Sequence[CouncilEvidence]) -> str:
    speaking = [entry.council for entry in found if entry.evidence]
    silent = [entry.council for entry in found if not entry.evidence]
    if speaking and (wanted_ban(asked) or wanted_number(asked)):
        name = "forbid" if wanted_ban(asked) else "number"
        papers = "protocol" if len(speaking) == 1 else "protocols"
        lead = phrase(f"compare.lead_{name}", names=_listed(speaking), papers=papers)
        rest = phrase("compare.lead_also_silent", silent=_listed(silent)) if silent else ""
        return f"{lead} {rest}".strip()
    return _summed_up(speaking, silent)


def _summed_up(speaking: Sequence[str], silent: Sequence[str]) -> str:
    if not silent:
        if len(speaking) == 2:
            return phrase("compare.lead_both")
        return phrase("compare.lead_all", all=_number(len(speaking)))
    return phrase(
        "compare.lead_some",
        names=_listed(speaking),
        speak="speaks" if len(speaking) == 1 else "speak",
        silent=_listed(silent),
        are="is" if len(silent) == 1 else "are",
    )


def _listed(names: Sequence[str]) -> str:
    """Return councils as a sentence lists them, by their short names: 'A, B and C'."""
    names = [short_name(name) or name for name in names]
    if not names:
        return "none"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def keep_for(asked: Asked, evidence: tuple[Evidence, ...], shelf: Shelf) -> tuple[Evidence, ...]:
    """Return the evidence of one council that a comparison shows.

    The best is shown, where it meets what is asked.

    'Which councils forbid …?' wants words that forbid; 'which give a number …?', a number.
    """
    kept = evidence
    if wanted_number(asked):
        kept = tuple(item for item in kept if gives_number(item))
    if wanted_ban(asked):
        kept = tuple(item for item in kept if _rules_out(asked, item, shelf))
    editions = {item.document.id: item for item in reversed(kept)}
    return kept[:1] if len(editions) < 2 else tuple(dict(reversed(editions.items())).values())


def _rules_out(asked: Asked, evidence: Evidence, shelf: Shelf) -> bool:
    force = main_force(asked.parts[0], evidence.best, shelf.scales)
    return force is not None and force.negative


def wanted_number(asked: Asked) -> bool:
    """Tell whether only papers that give a number or time answer the question."""
    lowered = plain(asked.text)
    return asked.has(Mode.HOW_MANY) or bool(
        re.search(
            r"\bnumber of\b|\bhow (?:many|long|soon)\b|\btime limits?\b|\bdeadlines?\b", lowered
        )
    )


def gives_number(evidence: Evidence) -> bool:
    """Tell whether the words chosen give a number or time."""
    return any(expression("numbers", "time").search(plain(p.words)) for p in evidence.pieces)


def wanted_ban(asked: Asked) -> bool:
    """Tell whether only papers that rule something out answer the question."""
    return bool(
        re.search(
            r"\b(?:forbids?|bans?|banned|prohibits?|rules? out|outlaws?|disallows?)\b",
            plain(asked.text),
        )
    )
