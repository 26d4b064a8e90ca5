"""Measures search: `python -m index.measure --library DIR QUESTIONS.jsonl …`.

Prints, for word search, vectors, the two fused by rank, the ranker and the reader: how often a
right paragraph comes first and in the first five, how often every point needed is in the first
five, the mean reciprocal rank, and how well answerable questions are told from the others.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import numpy as np
import typer

from index.hits import Hit, Scope, SearchResult
from index.invented import read_invented_papers
from index.library import Library
from index.search import search
from index.settings import IndexSettings

Key = tuple[str, str]
_N_CONSIDERED = 400
_N_RESAMPLES = 1000
_SEED = 20240601


@dataclass(frozen=True, slots=True)
class MeasuredQuestion:
    """A question with the points that an answer must cite: one of each inner list."""

    text: str
    role: str | None
    council: str | None
    gold: tuple[frozenset[Key], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search gave for a question.

    Attributes:
        rankings: By method, the paragraphs best first.
        confidence: By method, how sure it is that the scope answers.
    """

    question: MeasuredQuestion
    rankings: dict[str, list[Key]]
    confidence: dict[str, float]
    search_ms: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean with its 95% interval (percentile bootstrap over questions, seeded)."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:5.1%} [{self.low:3.0%}–{self.high:4.0%}]"


def _signal(name: str) -> Callable[[Hit], float]:
    return lambda hit: hit.signals[name]


METHODS: dict[str, Callable[[Hit], float]] = {
    "words": _signal("words"),
    "vectors": _signal("dense"),
    "fused by rank": lambda hit: hit.signals["dense_rank"] + hit.signals["words_rank"],
    "ranker": _signal("fused"),
    "final": lambda hit: -hit.rank,
}


def read_questions(path: Path) -> list[MeasuredQuestion]:
    """Return a file's questions; a follow-up is put behind the question before it."""
    questions = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        earlier = [str(turn["user"]) for turn in row.get("history", ())[-1:]]
        gold = row["gold"] if row.get("answerable", True) else []
        points = tuple(frozenset((str(d), str(label)) for d, label in any_of) for any_of in gold)
        questions.append(
            MeasuredQuestion(
                " ".join([*earlier, str(row["question"])]), row["role"], row["council"], points
            )
        )
    return questions


def measure(library: Library, questions: Iterable[MeasuredQuestion]) -> list[Outcome]:
    """Return each question's outcome, by every method."""
    return [_ask(library, question) for question in questions]


def _ask(library: Library, question: MeasuredQuestion) -> Outcome:
    councils = None if question.council is None else frozenset({question.council})
    result = search(
        library,
        question.text,
        top_k=_N_CONSIDERED,
        scope=Scope(councils=councils),
        role=question.role,
    )
    rankings = {
        name: [_key(hit) for hit in sorted(result.hits, key=lambda hit: -value(hit))]
        for name, value in METHODS.items()
    }
    return Outcome(question, rankings, _confidence(result), result.timings_ms["search"])


def _confidence(result: SearchResult) -> dict[str, float]:
    return {
        "words": max(hit.signals["coverage"] for hit in result.hits),
        "vectors": max(hit.signals["dense"] for hit in result.hits),
        "ranker": max(hit.signals["fused"] for hit in result.hits),
        "final": result.p_covered,
    }


def _key(hit: Hit) -> Key:
    return hit.paragraph.document, hit.paragraph.label


def tabulate(outcomes: Sequence[Outcome]) -> str:
    """Return the table of figures as Markdown."""
    answered = [outcome for outcome in outcomes if outcome.question.gold]
    lines = [
        "| method | first | in first 5 | all points in first 5 | MRR | told apart |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for method in METHODS:
        cells = [
            _figure([_found(each, method, 1) for each in answered]),
            _figure([_found(each, method, 5) for each in answered]),
            _figure([_all_found(each, method, 5) for each in answered]),
            _figure([_reciprocal_rank(each, method) for each in answered]),
            _separation(outcomes, method),
        ]
        lines.append(f"| {method} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _found(outcome: Outcome, method: str, k: int) -> float:
    wanted = frozenset().union(*outcome.question.gold)
    return float(any(key in wanted for key in outcome.rankings[method][:k]))


def _all_found(outcome: Outcome, method: str, k: int) -> float:
    best = set(outcome.rankings[method][:k])
    return float(all(best & point for point in outcome.question.gold))


def _reciprocal_rank(outcome: Outcome, method: str) -> float:
    wanted = frozenset().union(*outcome.question.gold)
    ranks = [n for n, key in enumerate(outcome.rankings[method], start=1) if key in wanted]
    return 1 / ranks[0] if ranks else 0.0


def _figure(values: Sequence[float]) -> str:
    if not values:
        return "–"
    array = np.array(values)
    draws = np.random.default_rng(_SEED).integers(len(array), size=(_N_RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return str(Figure(float(array.mean()), float(low), float(high)))


def _separation(outcomes: Sequence[Outcome], method: str) -> str:
    """Return the chance that an answerable question scores above one that is not (AUC)."""
    yes = [o.confidence[method] for o in outcomes if o.question.gold and method in o.confidence]
    no = [o.confidence[method] for o in outcomes if not o.question.gold and method in o.confidence]
    if not (yes and no):
        return "–"
    above = np.array(yes)[:, None] - np.array(no)[None, :]
    return f"{float((above > 0).mean() + (above == 0).mean() / 2):.2f}"


def main(
    questions: Annotated[list[Path] | None, typer.Argument(help="Question sets.")] = None,
    library: Annotated[Path | None, typer.Option(help="The library that they ask about.")] = None,
    invented: Annotated[
        Path | None, typer.Option(help="Or a folder of NAME.paragraphs.jsonl and questions.")
    ] = None,
    encoder: Annotated[str, typer.Option(help="The encoder, as the settings name it.")] = "",
    models: Annotated[Path | None, typer.Option(help="Where trained models are.")] = None,
    every: Annotated[int, typer.Option(help="Take every n-th question.")] = 1,
    by_council: Annotated[bool, typer.Option(help="A table for each council too.")] = False,
) -> None:
    """Measure search on question sets."""
    settings = IndexSettings(encoder=encoder)
    if models is not None:
        settings = settings.model_copy(update={"models": models})
    asked = [each for path in questions or () for each in read_questions(path)]
    with tempfile.TemporaryDirectory() as scratch:
        if invented is not None:
            made = read_invented_papers(invented)
            opened = Library.create(Path(scratch), settings)
            opened.add(made.papers, made.contents)
            asked += [
                MeasuredQuestion(q.text, q.role, q.council, tuple(frozenset({k}) for k in q.gold))
                for q in made.questions
            ]
        elif library is not None:
            opened = Library.open(library, settings)
        else:
            raise typer.BadParameter("name a library or a folder of invented papers")
        outcomes = measure(opened, asked[::every])
        opened.close()
    _print(outcomes, by_council=by_council)


def _print(outcomes: Sequence[Outcome], *, by_council: bool) -> None:
    took = median(outcome.search_ms for outcome in outcomes)
    print(f"{len(outcomes)} questions, {took:.0f} ms each at the median\n\n{tabulate(outcomes)}")
    councils = sorted({o.question.council or "" for o in outcomes}) if by_council else []
    for council in councils:
        some = [each for each in outcomes if (each.question.council or "") == council]
        print(f"\n{council or 'All councils'}: {len(some)} questions\n\n{tabulate(some)}")


if __name__ == "__main__":
    typer.run(main)
