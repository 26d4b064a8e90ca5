"""What the record of questions comes to: how many, how they ended, which recur, what is cited."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.answer import AnswerStatus, Role, Verdict
from assistant.words import content_stems
from ui.activity import ActivityLog

Key = tuple[str, str]
"""A document's id and a paragraph's label."""
_ANSWERED = (AnswerStatus.ANSWERED.value, AnswerStatus.PARTLY_ANSWERED.value)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Span:
    """Which questions are looked at: of a council, of a role, from a day on."""

    since: dt.date
    council: str | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as it was kept, with what was cited and what was thought of its answer."""

    day: dt.date
    council: str | None
    role: Role | None
    status: AnswerStatus
    verdict: Verdict | None
    words: str
    cited: tuple[Key, ...] = ()
    useful: bool | None = None
    comment: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether the papers were taken to answer it."""
        return self.status.value in _ANSWERED


@dataclass(frozen=True, slots=True)
class Recurring:
    """Questions that ask the same: the latest of them, and how many there are."""

    latest: AskedQuestion
    n: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many questions of one day ended so."""

    day: dt.date
    status: AnswerStatus
    n: int


@dataclass(frozen=True, slots=True)
class CitedParagraph:
    """A paragraph and how many answers cited it."""

    key: Key
    n: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What was asked in a span.

    Attributes:
        questions: Those whose words were kept, latest first.
        not_covered: Those that the papers were not taken to answer, most asked first.
        most_asked: All of them, most asked first.
        cited: Most cited first.
        comments: Questions whose answer was judged in words, latest first.
    """

    n_asked: int
    n_answered: int
    n_not_covered: int
    n_useful: int
    n_not_useful: int
    by_day: tuple[DayCount, ...]
    by_council: tuple[tuple[str, int], ...]
    questions: tuple[AskedQuestion, ...]
    not_covered: tuple[Recurring, ...]
    most_asked: tuple[Recurring, ...]
    cited: tuple[CitedParagraph, ...]
    comments: tuple[AskedQuestion, ...]


def councils_asked(log: ActivityLog) -> tuple[str, ...]:
    """Return the councils that anything kept was asked of, by name."""
    with log.reading() as file:
        if file is None:
            return ()
        rows = file.execute(
            "SELECT DISTINCT council FROM asked WHERE council IS NOT NULL ORDER BY council"
        )
        return tuple(row[0] for row in rows)


def summarise(log: ActivityLog, span: Span) -> Summary:
    """Return what was asked in a span.

    Raises:
        ActivityError: The record cannot be opened.
    """
    with log.reading() as file:
        asked = _asked(file, span) if file is not None else ()
    endings = Counter((each.day, each.status) for each in asked)
    councils = Counter(each.council or "All councils" for each in asked)
    cited = Counter(key for each in asked for key in each.cited)
    worded = tuple(each for each in asked if each.words)
    return Summary(
        n_asked=len(asked),
        n_answered=sum(each.is_answered for each in asked),
        n_not_covered=sum(each.status is AnswerStatus.NOT_COVERED for each in asked),
        n_useful=sum(each.useful is True for each in asked),
        n_not_useful=sum(each.useful is False for each in asked),
        by_day=tuple(DayCount(day, status, n) for (day, status), n in sorted(endings.items())),
        by_council=tuple(councils.most_common()),
        questions=worded,
        not_covered=_recurring(e for e in worded if e.status is AnswerStatus.NOT_COVERED),
        most_asked=_recurring(worded),
        cited=tuple(CitedParagraph(key, n) for key, n in cited.most_common()),
        comments=tuple(each for each in asked if each.comment),
    )


def _asked(file: sqlite3.Connection, span: Span) -> tuple[AskedQuestion, ...]:
    """Return the questions of a span, latest first."""
    where, values = ["day >= ?"], [span.since.isoformat()]
    for column, value in (("council", span.council), ("role", span.role)):
        if value is not None:
            where.append(f"{column} = ?")
            values.append(value)
    condition = " AND ".join(where)
    cited: defaultdict[int, list[Key]] = defaultdict(list)
    for asked, document, label in file.execute(
        "SELECT asked, document, label FROM cited "
        f"WHERE asked IN (SELECT id FROM asked WHERE {condition})",
        values,
    ):
        cited[asked].append((document, label))
    rows = file.execute(
        "SELECT id, day, council, role, status, verdict, question, useful, words "
        f"FROM asked LEFT JOIN feedback ON asked.id = feedback.asked WHERE {condition} "
        "ORDER BY id DESC",
        values,
    )
    return tuple(
        AskedQuestion(
            day=dt.date.fromisoformat(day),
            council=council,
            role=role,
            status=AnswerStatus(status),
            verdict=Verdict(verdict) if verdict else None,
            words=question or "",
            cited=tuple(cited[id_]),
            useful=None if useful is None else bool(useful),
            comment=words or "",
        )
        for id_, day, council, role, status, verdict, question, useful, words in rows
    )


def _recurring(questions: Iterable[AskedQuestion]) -> tuple[Recurring, ...]:
    """Return questions that use the same words together, most asked first, then latest first."""
    found: dict[tuple[object, ...], Recurring] = {}
    for question in questions:
        stems = tuple(sorted(set(content_stems(question.words)))) or (question.words.casefold(),)
        key = (question.council, stems)
        known = found.get(key)
        found[key] = Recurring(question, 1) if known is None else replace(known, n=known.n + 1)
    return tuple(sorted(found.values(), key=lambda each: -each.n))


def as_csv(questions: Sequence[AskedQuestion]) -> bytes:
    """Return questions as CSV that a spreadsheet opens; no cell is read as a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(
        ("day", "council", "role", "question", "ended", "verdict", "cited", "helped", "comment")
    )
    for each in questions:
        helped = "" if each.useful is None else "yes" if each.useful else "no"
        cited = " ; ".join(" ".join(key) for key in each.cited)
        cells = (
            each.day.isoformat(),
            each.council or "",
            each.role or "",
            each.words,
            each.status.value,
            each.verdict.value if each.verdict else "",
            cited,
            helped,
            each.comment,
        )
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return ("\ufeff" + stream.getvalue()).encode()
