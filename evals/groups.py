"""How questions are grouped: into clusters that share a paragraph, and by what they are like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.words import content_stems
from evals.papers import Papers
from evals.questions import Difficulty, Question

EASY = 0.5
MEDIUM = 0.25


def clusters(questions: Sequence[Question]) -> tuple[int, ...]:
    """Return a cluster number for each question, equal where they rest on the same paragraph.

    Questions are joined by the paragraph that is named first in their first required point. Joining
    by any shared paragraph would chain most of a set into one cluster through its comparisons.
    """
    numbers: dict[tuple[str, str], int] = {}
    found: list[int] = []
    n_alone = 0
    for question in questions:
        first = next((key for point in question.gold for key in point), None)
        if first is None:
            n_alone += 1
            found.append(-n_alone)
        else:
            found.append(numbers.setdefault(first, len(numbers)))
    return tuple(found)


def difficulty(question: Question, papers: Papers) -> Difficulty | None:
    """Return how hard a question is: as its writer said, else by the words it has in common.

    Derived: 'easy' where at least half of the question's content words stand in the best gold
    paragraph of each required point (on average over points), 'medium' where at least a quarter
    do, else 'hard'. None for a question without gold in these papers.
    """
    if question.difficulty is not None:
        return question.difficulty
    asked = set(content_stems(question.question))
    shares = [
        max(
            (_overlap(asked, papers, key) for key in point if papers.paragraph(key) is not None),
            default=None,
        )
        for point in question.gold
    ]
    known = [share for share in shares if share is not None]
    if not known or not asked:
        return None
    mean = sum(known) / len(known)
    return "easy" if mean >= EASY else "medium" if mean >= MEDIUM else "hard"


def breakdown(
    questions: Sequence[Question], papers: Papers
) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
    """Return the places of the questions in each group: by dimension, then by group.

    Dimensions: council, type, role, difficulty, turn ('first question' or 'follow-up').
    """
    found: dict[str, dict[str, list[int]]] = {
        "council": {},
        "type": {},
        "role": {},
        "difficulty": {},
        "turn": {},
    }
    for place, question in enumerate(questions):
        here = {
            "council": question.council or "all councils",
            "type": question.type,
            "role": question.role or "not said",
            "difficulty": difficulty(question, papers) or "no gold",
            "turn": "follow-up" if question.history else "first question",
        }
        for dimension, group in here.items():
            found[dimension].setdefault(group, []).append(place)
    return {
        dimension: {group: tuple(places) for group, places in sorted(groups.items())}
        for dimension, groups in found.items()
    }


def _overlap(asked: set[str], papers: Papers, key: tuple[str, str]) -> float:
    paragraph = papers.paragraph(key)
    if paragraph is None or not asked:
        return 0.0
    said = set(content_stems(" ".join((*paragraph.headings, paragraph.lead_in, paragraph.text))))
    return len(asked & said) / len(asked)
