"""Fits the ranker: how search weighs its signals, and when it says that nothing answers.

Three small linear models, each fitted on questions that the encoder and the reader were not
trained on, and each measured with the questions of one council at a time left out:

- `weights`: a softmax over a question's candidates, before the reader;
- `weights_read`: the same over the few that the reader has read;
- `covered_read`: a logistic regression of whether the scope answers at all. Questions with their
  gold paragraphs taken away serve as further ones that nothing answers. Both classes weigh the
  same, so that 0.5 is where the two errors balance.

Source: ListNet's top-one loss, Cao et al., ICML 2007.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax

from index.hits import Hit, Scope
from index.library import Library
from index.measure import MeasuredQuestion
from index.search import covered_signals, search

FOUND = (
    "dense",
    "dense_rank",
    "words",
    "words_text",
    "words_headings",
    "coverage",
    "coverage_text",
    "numbers",
    "beside",
    "label",
    "referred",
    "other_paper",
    "other_paper_asked",
    "title",
    "title_asked",
    "superseded",
)
READ = (
    "reader",
    "fused_logit",
    "label",
    "other_paper",
    "other_paper_asked",
    "title",
    "title_asked",
    "superseded",
)
COVERED = ("best_reader", "second_reader", "best_dense", "best_coverage", "label")
_N_CONSIDERED = 60

Signals = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """A question's candidates, which of them answer it, and what the best say together.

    Attributes:
        with_gold: The signals of all hits together.
        without: The same with the answering paragraphs taken away; None where nothing answers.
    """

    council: str
    hits: tuple[Hit, ...]
    answers: tuple[bool, ...]
    with_gold: Signals
    without: Signals | None

    @property
    def answered(self) -> bool:
        """Whether any paragraph of the scope answers it."""
        return self.without is not None


def ask_all(library: Library, questions: Sequence[MeasuredQuestion]) -> list[RankedQuestion]:
    """Search for each question and keep every signal."""
    ranked = []
    for question in questions:
        councils = None if question.council is None else frozenset({question.council})
        scope = Scope(councils=councils)
        result = search(
            library, question.text, top_k=_N_CONSIDERED, scope=scope, role=question.role
        )
        wanted = frozenset().union(*question.gold)
        answers = tuple(
            (hit.paragraph.document, hit.paragraph.label) in wanted for hit in result.hits
        )
        read = [hit for hit in result.hits if hit.reading is not None]
        others = [
            hit for hit in read if (hit.paragraph.document, hit.paragraph.label) not in wanted
        ]
        ranked.append(
            RankedQuestion(
                council=question.council or "",
                hits=result.hits,
                answers=answers,
                with_gold=covered_signals([(hit.signals, hit.reading) for hit in read]),
                without=covered_signals([(hit.signals, hit.reading) for hit in others])
                if wanted and others
                else None,
            )
        )
    return ranked


@dataclass(frozen=True, slots=True)
class LinearFit:
    """Weights by signal, with the bias among them."""

    weights: dict[str, float]

    def score(self, signals: Signals) -> float:
        """The weighted sum, not squashed."""
        bias = self.weights.get("bias", 0.0)
        return bias + sum(w * signals.get(name, 0.0) for name, w in self.weights.items())


def fit_ranking(
    questions: Sequence[RankedQuestion], names: Sequence[str], *, read: bool, decay: float = 0.02
) -> LinearFit:
    """Fit a softmax over each question's candidates; those that answer share the mass."""
    groups = []
    for question in questions:
        pairs = [
            (hit, answers)
            for hit, answers in zip(question.hits, question.answers, strict=True)
            if hit.reading is not None or not read
        ]
        if any(answers for _, answers in pairs):
            matrix = torch.tensor([_row(hit.signals, names) for hit, _ in pairs])
            groups.append((matrix, torch.tensor([answers for _, answers in pairs])))

    def loss(weights: Tensor) -> Tensor:
        each = [
            -torch.logsumexp(log_softmax(matrix @ weights, dim=0)[mask], dim=0)
            for matrix, mask in groups
        ]
        return torch.stack(each).mean() + decay * weights.square().sum() / 10

    fitted = _minimise(loss, len(names))
    return LinearFit(dict(zip(names, fitted, strict=True)))


def fit_covered(
    questions: Sequence[RankedQuestion], names: Sequence[str] = COVERED, decay: float = 0.02
) -> LinearFit:
    """Fit the logistic regression of whether the scope answers; both classes weigh the same."""
    rows, targets, weights = [], [], []
    for question in questions:
        rows.append(_row(question.with_gold, names))
        targets.append(float(question.answered))
        weights.append(1.0 if question.answered else 3.0)
        if question.without is not None:
            rows.append(_row(question.without, names))
            targets.append(0.0)
            weights.append(0.5)  # easier than a near miss that somebody thought of
    matrix, target = torch.tensor(rows), torch.tensor(targets)
    weight = torch.tensor(weights)
    positive = (weight * target).sum() / weight.sum()
    weight = weight * torch.where(target > 0, 0.5 / positive, 0.5 / (1 - positive))

    def loss(values: Tensor) -> Tensor:
        scores = matrix @ values[1:] + values[0]
        return (
            binary_cross_entropy_with_logits(scores, target, weight=weight)
            + decay * values[1:].square().sum() / 10
        )

    fitted = _minimise(loss, len(names) + 1)
    return LinearFit(dict(zip(("bias", *names), fitted, strict=True)))


def _row(signals: Signals, names: Sequence[str]) -> list[float]:
    return [signals.get(name, 0.0) for name in names]


def _minimise(loss: Callable[[Tensor], Tensor], n_weights: int) -> list[float]:
    weights = torch.zeros(n_weights, requires_grad=True)
    search_step = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        search_step.zero_grad()
        value = loss(weights)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search_step.step(closure)  # type: ignore[no-untyped-call]
    return [round(value, 3) for value in weights.detach().tolist()]


def reranked(question: RankedQuestion, found: LinearFit) -> RankedQuestion:
    """The question with `fused_logit` as the fit of the first stage gives it."""
    hits = tuple(
        replace(hit, signals={**hit.signals, "fused_logit": found.score(hit.signals)})
        for hit in question.hits
    )
    return replace(question, hits=hits)


def first_right(
    questions: Sequence[RankedQuestion], fit: LinearFit, *, read: bool, top_k: int = 1
) -> list[bool]:
    """For each answered question, whether one of the first `top_k` answers it."""
    right = []
    for question in questions:
        if not question.answered:
            continue
        pairs = sorted(
            zip(question.hits, question.answers, strict=True),
            key=lambda pair: (-(pair[0].reading is not None) * read, -fit.score(pair[0].signals)),
        )
        right.append(any(answers for _, answers in pairs[:top_k]))
    return right


def calibrated(questions: Sequence[RankedQuestion], fit: LinearFit, *, read: bool) -> LinearFit:
    """The fit scaled so that its squashed score is the chance that a paragraph answers.

    Source: Platt scaling, 1999.
    """
    scores, targets = [], []
    for question in questions:
        for hit, answers in zip(question.hits, question.answers, strict=True):
            if hit.reading is not None or not read:
                scores.append(fit.score(hit.signals))
                targets.append(float(answers))
    score, target = torch.tensor(scores), torch.tensor(targets)

    def loss(values: Tensor) -> Tensor:
        return binary_cross_entropy_with_logits(values[0] + values[1] * score, target)

    shift, scale = _minimise(loss, 2)
    weights = {name: round(weight * scale, 3) for name, weight in fit.weights.items()}
    return LinearFit({"bias": round(shift, 3), **weights})
