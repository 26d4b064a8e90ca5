"""Puts each failure down to the step of the road that it comes from, by rules, with the reason.

The first step that explains a failure is given it: a paragraph that was read wrongly cannot be
found, and one that was not found cannot be chosen. The rules can be wrong about one question;
their counts say where to work.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from rapidfuzz import fuzz

from evals.answered import Answered
from evals.papers import Papers
from evals.questions import Key, Question
from evals.scorers import BY_NAME, Case
from evals.scorers.key_strings import contains, fold
from evals.scorers.label_exactness import stem
from ingest.documents import Record

DEPTH = 10
"""A paragraph further down than this among those found counts as not found."""
SAME_WORDS = 90.0
"""From this similarity (0 to 100) on, two paragraphs say the same."""
MUST_BE_WHOLE = ("covered", "points_met", "verdict", "key", "exact_quote")
"""A question fails where one of these is defined and below 1."""


class Cause(StrEnum):
    """Where a failure comes from, in the order of the road."""

    ERROR = "error"
    GOLD = "gold"
    READING = "reading"
    SCOPE = "scope"
    FINDING = "finding"
    CHOOSING = "choosing"
    WORDING = "wording"


MEANING = {
    Cause.ERROR: "the question ended in an error",
    Cause.GOLD: "the question's own gold is doubtful",
    Cause.READING: "the paragraph is missing from the library or has another label",
    Cause.SCOPE: "the search looked at other papers",
    Cause.FINDING: f"the paragraph is not among the first {DEPTH} found",
    Cause.CHOOSING: "it was found, but not cited; or the papers' silence was not noticed",
    Cause.WORDING: "the right paragraph is cited, but the answer says it wrongly",
}


class AttributedFailure(Record):
    """One question that failed: the measures that it fails, the cause, and why that cause."""

    id: str
    fails: tuple[str, ...]
    cause: Cause
    why: str


def attribute(
    questions: Sequence[Question], answered: Mapping[str, Answered], papers: Papers
) -> tuple[AttributedFailure, ...]:
    """Return the questions that failed with their causes, in the questions' order."""
    found = []
    for question in questions:
        outcome = answered[question.id]
        if outcome.answer is None:
            why = outcome.failure.message if outcome.failure else ""
            found.append(
                AttributedFailure(id=question.id, fails=("error",), cause=Cause.ERROR, why=why)
            )
            continue
        case = Case(question, outcome.answer, papers)
        fails = failing(case)
        if fails:
            cause, why = _cause(case, fails)
            found.append(AttributedFailure(id=question.id, fails=fails, cause=cause, why=why))
    return tuple(found)


def count_causes(failures: Sequence[AttributedFailure]) -> dict[str, int]:
    """Return the number of failures of each cause, in the order of the road, zeros included."""
    counts = Counter(failure.cause for failure in failures)
    return {cause.value: counts[cause] for cause in Cause}


def failing(case: Case) -> tuple[str, ...]:
    """Return the measures that should be whole and are not, for an answer that was given."""
    return tuple(name for name in MUST_BE_WHOLE if BY_NAME[name].score(case) < 1)


def _cause(case: Case, fails: Sequence[str]) -> tuple[Cause, str]:
    if not case.question.answerable:
        if "covered" in fails:
            cited = ", ".join(_said(key) for key in case.cited[:3]) or "nothing"
            return Cause.CHOOSING, f"answered, citing {cited}, where the papers are silent"
        return Cause.WORDING, f"fails {', '.join(fails)}"
    unmet = [point for point in case.question.gold if set(point).isdisjoint(case.cited)]
    causes = [_cause_of_point(case, point) for point in unmet]
    if causes:
        order = list(Cause)
        return min(causes, key=lambda each: order.index(each[0]))
    if not case.is_answered:
        return Cause.CHOOSING, f"it cites the gold, but its status is {case.answer.status.value}"
    missing = _keys_that_no_gold_has(case)
    if "key" in fails and missing:
        return Cause.GOLD, f"no gold paragraph contains the key string “{missing[0]}”"
    return Cause.WORDING, f"every required point is cited, but it fails {', '.join(fails)}"


def _cause_of_point(case: Case, point: Sequence[Key]) -> tuple[Cause, str]:
    """Return why none of a required point's paragraphs is cited."""
    held = [key for key in point if case.papers.paragraph(key)]
    if not held:
        return _cause_of_missing(case.papers, point[0])
    for cited in case.cited:
        for key in held:
            if _same_words(case.papers, cited, key):
                return Cause.GOLD, f"{_said(cited)}, which is cited, says the same as {_said(key)}"
    found = case.retrieved
    documents = {document for document, _ in held}
    if found and documents.isdisjoint(document for document, _ in found):
        return Cause.SCOPE, f"nothing of {' or '.join(sorted(documents))} is among those found"
    ranks = [found.index(key) + 1 for key in held if key in found]
    if not ranks or min(ranks) > DEPTH:
        where = f"at rank {min(ranks)}" if ranks else "not there"
        return Cause.FINDING, f"{_said(held[0])} is {where} among those found"
    return Cause.CHOOSING, f"{_said(held[0])} was found at rank {min(ranks)} and not cited"


def _cause_of_missing(papers: Papers, key: Key) -> tuple[Cause, str]:
    """Tell a paragraph that was not read from a gold that names what never was."""
    document, label = key
    if document not in papers.documents:
        return Cause.GOLD, f"there is no document {document} in the library"
    labels = [known for held, known in papers.paragraphs if held == document]
    if any(stem((document, known)) == stem(key) for known in labels) or _is_between(label, labels):
        return Cause.READING, f"{_said(key)} is not in the library, though its neighbours are"
    return Cause.GOLD, f"{_said(key)} is not in the library, nor is anything numbered near it"


def _is_between(label: str, labels: Sequence[str]) -> bool:
    """Whether a number stands between, or just after, numbers of the same depth."""
    wanted = _numbers(label)
    same_depth = [
        number
        for known in labels
        if len(number := _numbers(known)) == len(wanted) and number[:-1] == wanted[:-1]
    ]
    return bool(wanted) and any(abs(number[-1] - wanted[-1]) <= 1 for number in same_depth)


def _numbers(label: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", label.split("(")[0].split("#")[0]))


def _same_words(papers: Papers, left: Key, right: Key) -> bool:
    one, other = papers.paragraph(left), papers.paragraph(right)
    if one is None or other is None:
        return False
    return fuzz.ratio(fold(one.text), fold(other.text)) >= SAME_WORDS


def _keys_that_no_gold_has(case: Case) -> list[str]:
    allowed = case.question.relevant | set(case.question.also)
    held = [paragraph for key in allowed if (paragraph := case.papers.paragraph(key))]
    text = fold(" ".join(f"{each.section} {each.lead_in} {each.text}" for each in held))
    return [
        options[0]
        for options in case.question.key
        if not any(contains(text, option) for option in options)
    ]


def _said(key: Key) -> str:
    return " ".join(key)
