"""Sets papers side by side: one row a council or edition, its force, and silence where there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import AnswerStatus, Citation, ComparisonRow
from assistant.citations import cite
from assistant.compose import point_text
from assistant.evidence import Evidence, expression, quoted_run
from assistant.phrases import phrase, standing
from assistant.question import Asked, Mode
from assistant.settings import AssistantSettings
from assistant.shelf import Shelf
from assistant.verdict import main_force
from assistant.words import plain
from ingest.documents import Document, Kind, Status


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
    lines: list[str] = []
    for entry in found:
        if not entry.evidence:
            rows.append(_silent(entry.council, shelf))
            continue
        for evidence in entry.evidence:
            start, end = quoted_run(evidence, settings.max_quote_chars)
            marker = len(citations) + 1
            citations.append(
                cite(evidence.document, evidence.paragraph, marker=marker, start=start, end=end)
            )
            row = _row(asked, evidence, marker, shelf)
            rows.append(row)
            lines.append(
                "- "
                + phrase(
                    "compare.row",
                    council=row.council,
                    edition=_edition(evidence.document, shelf),
                    says=row.says,
                    marker=marker,
                )
            )
    silent = [entry.council for entry in found if not entry.evidence]
    lines.extend(f"- {phrase('compare.row_silent', council=name)}" for name in silent)
    text = "\n\n".join((_lead(found, silent), "\n".join(lines)))
    status = AnswerStatus.ANSWERED if citations else AnswerStatus.NOT_COVERED
    return Compared(text, tuple(rows), tuple(citations), status)


def _row(asked: Asked, evidence: Evidence, marker: int, shelf: Shelf) -> ComparisonRow:
    force = main_force(asked.parts[0], evidence.best, shelf.lexicon)
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


def _edition(document: Document, shelf: Shelf) -> str:
    """Return ' (draft)' or the like; nothing for the one adopted text of a council."""
    alone = len(shelf.protocols(document.council)) == 1
    if document.kind is Kind.PROTOCOL and document.status is Status.ADOPTED and alone:
        return ""
    name = phrase(f"edition.{document.status.value}")
    return f" ({name if document.kind is Kind.PROTOCOL else document.kind.value})"


def _lead(found: Sequence[CouncilEvidence], silent: Sequence[str]) -> str:
    n_said, n_all = len(found) - len(silent), len(found)
    if not n_said:
        return phrase("compare.lead_none", all=_number(n_all))
    if not silent:
        return phrase("compare.lead_all", all=_number(n_all))
    said = [entry.council for entry in found if entry.evidence]
    return phrase("compare.lead_some", names=_listed(said), silent=_listed(silent))


def _listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: 'A, B and C'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def keep_for(asked: Asked, evidence: tuple[Evidence, ...], shelf: Shelf) -> tuple[Evidence, ...]:
    """Return the evidence of one council that a comparison shows: the best, where it meets what is asked.

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
    force = main_force(asked.parts[0], evidence.best, shelf.lexicon)
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
            r"\b(?:forbid|forbids|ban|bans|banned|prohibit|prohibits|rule out|rules out|outlaw|disallow)\b",
            plain(asked.text),
        )
    )


def status_line(document: Document) -> str:
    """Return a sentence on a document's standing, with its council's name."""
    return phrase("compare.status_row", council=document.council, standing=standing(document))
