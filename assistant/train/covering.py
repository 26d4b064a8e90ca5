"""Fits how likely it is that the paragraphs found answer a question.

Every question is searched for with an encoder that was trained without its council's questions:
how near a paragraph comes to a question that the encoder learned by heart would teach nothing.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.covered import N_HITS, NO, YES, covered_features
from assistant.linear import Features, Linear
from assistant.question import Part, read_question
from assistant.train.linear import fit_linear
from index.hits import Hit, Scope
from index.invented import read_invented_papers
from index.library import Library
from index.search import search
from index.settings import IndexSettings
from index.train.questions import TrainingQuestion, TrainingSet
from ingest import find_papers, read_paper
from ingest.report import ReadPaper

_TAKEN_AWAY, _NEAR_MISS = 0.5, 5.0  # how much each counts beside an answered question
_INVERSE_DECAY = 0.1
_NEAR_MISS_FIRST = 2.0
_FIRST_INVERSE_DECAY = 0.03
_SEEN_AT_LEAST = 6
_N_GOLD = 6  # more hits are asked for, since some are taken away
_ANSWERED_SHARE = 6 / 7  # of the questions that people ask; six in seven of the development ones


@dataclass(frozen=True, slots=True)
class CoveredCase:
    """What was found for a question, as features.

    Attributes:
        covered: Whether what was found answers it.
        first_right: Whether the first paragraph found does.
        taken_away: Whether it would, had the answering paragraphs not been taken away.
    """

    scope: str
    features: Features
    covered: bool
    first_right: bool = False
    taken_away: bool = False


def library_of_council(papers: Path, council: str, models: Path, folder: Path) -> Library:
    """Return a new library of a council's papers, embedded by the models of a folder."""
    files = [(file, read_paper(file)) for file in find_papers([papers])]
    theirs = [
        (file, paper)
        for file, paper in files
        if any(document.council == council for document in paper.documents)
    ]
    contents = {paper.source.sha256: file.path.read_bytes() for file, paper in theirs}
    return _library([paper for _, paper in theirs], contents, IndexSettings(models=models), folder)


def library_of_invented(folders: Sequence[Path], name: str, folder: Path) -> Library:
    """Return a new library of one invented paper, embedded by the project's own encoder."""
    for place in folders:
        made = read_invented_papers(place)
        if papers := [paper for paper in made.papers if paper.documents[0].id == name]:
            return _library(papers, made.contents, IndexSettings(), folder)
    raise LookupError(f"There is no invented paper {name}.")


def _library(
    papers: Sequence[ReadPaper],
    contents: Mapping[str, bytes],
    settings: IndexSettings,
    folder: Path,
) -> Library:
    library = Library.create(folder, settings)
    library.add(papers, {paper.source.sha256: contents[paper.source.sha256] for paper in papers})
    return library


def cases_left_out(data: TrainingSet, papers: Path, models: Path) -> Iterator[CoveredCase]:
    """Yield the cases of every council by the models of a folder named for it."""
    scopes = sorted({question.scope for question in data.questions})
    for folder in sorted(path for path in models.iterdir() if path.is_dir()):
        council = next(name for name in scopes if name.lower().startswith(folder.name))
        with tempfile.TemporaryDirectory() as scratch:
            library = library_of_council(papers, council, folder, Path(scratch))
            yield from _cases(library, data, council)
            library.close()


def cases_unseen(data: TrainingSet, folders: Sequence[Path], name: str) -> Iterator[CoveredCase]:
    """Yield the cases of an invented paper that the project's own encoder never saw."""
    with tempfile.TemporaryDirectory() as scratch:
        library = library_of_invented(folders, name, Path(scratch))
        yield from _cases(library, data, name)
        library.close()


def _cases(library: Library, data: TrainingSet, scope: str) -> Iterator[CoveredCase]:
    for question in data.questions:
        if question.scope == scope:
            yield from _cases_of(library, question)


def _cases_of(library: Library, question: TrainingQuestion) -> Iterator[CoveredCase]:
    part = Part(question.text, read_question(question.text).parts[0].mode, ())
    scope = Scope(councils=frozenset({question.scope}))
    hits = search(
        library, question.text, top_k=N_HITS + _N_GOLD, scope=scope, role=question.role
    ).hits
    yield CoveredCase(
        question.scope,
        covered_features(part, hits),
        covered=bool(question.gold),
        first_right=_key(hits[0]) in question.gold,
    )
    others = [hit for hit in hits if _key(hit) not in question.gold]
    if question.gold and others:
        features = covered_features(part, others)
        yield CoveredCase(question.scope, features, covered=False, taken_away=True)


def _key(hit: Hit) -> tuple[str, str]:
    return hit.paragraph.document, hit.paragraph.label


def fit_covered(cases: Sequence[CoveredCase]) -> Linear:
    """Fit the model, and calibrate it on papers left out in turn."""
    scopes = sorted({case.scope for case in cases})
    left_out = score_left_out(cases, scopes)
    slope, shift = _calibration(left_out)
    model = _fit(cases)
    shifts = [shift if name == YES else 0.0 for name in model.classes]
    return replace(
        model,
        bias=tuple(
            round(slope * value + more, 3) for value, more in zip(model.bias, shifts, strict=True)
        ),
        weights={
            name: tuple(round(slope * value, 3) for value in weights)
            for name, weights in model.weights.items()
        },
    )


def _fit(cases: Sequence[CoveredCase]) -> Linear:
    counts = [
        1.0 if case.covered else _TAKEN_AWAY if case.taken_away else _NEAR_MISS for case in cases
    ]
    totals = {
        covered: sum(n for n, case in zip(counts, cases, strict=True) if case.covered is covered)
        for covered in (True, False)
    }
    half = len(cases) / 2  # both classes count the same
    return fit_linear(
        [case.features for case in cases],
        [YES if case.covered else NO for case in cases],
        weights=[half * n / totals[case.covered] for n, case in zip(counts, cases, strict=True)],
        inverse_decay=_INVERSE_DECAY,
        seen_at_least=_SEEN_AT_LEAST,
    )


def fit_first_right(cases: Sequence[CoveredCase]) -> Linear:
    """Fit whether the first paragraph found answers, on the questions as they were put."""
    asked = [case for case in cases if not case.taken_away]
    return fit_linear(
        [case.features for case in asked],
        [YES if case.first_right else NO for case in asked],
        weights=[1.0 if case.covered else _NEAR_MISS_FIRST for case in asked],
        inverse_decay=_FIRST_INVERSE_DECAY,
        seen_at_least=_SEEN_AT_LEAST,
    )


def reliability(
    cases: Sequence[CoveredCase], bounds: Sequence[float]
) -> list[tuple[int, float, float]]:
    """Return how chances of the first paragraph hold on papers left out in turn.

    Args:
        bounds: Where one range of chances ends and the next begins.

    Returns:
        For each range the number of questions, the mean chance, and the share that was right;
        NaN where there was none.
    """
    told: list[tuple[float, bool]] = []
    for scope in sorted({case.scope for case in cases}):
        model = fit_first_right([case for case in cases if case.scope != scope])
        told += [
            (model.chances(case.features)[YES], case.first_right)
            for case in cases
            if case.scope == scope and not case.taken_away
        ]
    found = []
    for low, high in zip((0.0, *bounds), (*bounds, 1.01), strict=True):
        inside = [(chance, right) for chance, right in told if low <= chance < high]
        n = len(inside)
        mean = sum(chance for chance, _ in inside) / n if n else math.nan
        found.append((n, mean, sum(right for _, right in inside) / n if n else math.nan))
    return found


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case's log odds by a model that saw no case of its paper."""

    case: CoveredCase
    log_odds: float


def score_left_out(cases: Sequence[CoveredCase], scopes: Sequence[str]) -> tuple[LeftOut, ...]:
    """Return every case with its log odds by a model fitted on the other papers."""
    scored = []
    for scope in scopes:
        model = _fit([case for case in cases if case.scope != scope])
        for case in cases:
            if case.scope == scope:
                chances = model.chances(case.features)
                scored.append(LeftOut(case, math.log(chances[YES] / chances[NO])))
    return tuple(scored)


def _calibration(left_out: Sequence[LeftOut]) -> tuple[float, float]:
    """Return slope and shift by which log odds become those of what people ask.

    Source: Platt 1999, on the questions as they were put; none with paragraphs taken away.
    """
    asked = [each for each in left_out if not each.case.taken_away]
    covered = np.array([each.case.covered for each in asked])
    share = np.where(covered, _ANSWERED_SHARE, 1 - _ANSWERED_SHARE)
    counts = share / np.where(covered, covered.sum(), (~covered).sum()) * len(asked)
    model = LogisticRegression(C=1e6).fit(
        np.array([[each.log_odds] for each in asked]), covered, sample_weight=counts
    )
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def told_apart(left_out: Sequence[LeftOut], scope: str | None = None) -> float:
    """Return the chance that an answered question scores above a near miss of its paper.

    NaN where there are none. Source: area under the ROC curve; Hanley and McNeil 1982.
    """
    scopes = {each.case.scope for each in left_out} if scope is None else {scope}
    wins, pairs = 0.0, 0
    for name in scopes:
        asked = [each for each in left_out if each.case.scope == name and not each.case.taken_away]
        above = np.array([each.log_odds for each in asked if each.case.covered])
        below = np.array([each.log_odds for each in asked if not each.case.covered])
        wins += float((above[:, None] > below).sum() + 0.5 * (above[:, None] == below).sum())
        pairs += above.size * below.size
    return wins / pairs if pairs else math.nan
