"""Trains the reader: a cross-encoder that says whether, where and how a paragraph answers.

Each step shows it groups of one question with one paragraph that answers and several near ones
that do not (hard negatives, drawn from the encoder's own ranking). The loss is the sum of a
softmax over the group (which paragraph), a binary cross-entropy for each pair (does it answer
at all; near-miss questions have only paragraphs that do not), and, on answering paragraphs, the
cross-entropies of the span's start and end and of the verdict.

Source: passage re-ranking with BERT, Nogueira and Cho 2019; localised contrastive estimation
over hard negatives, Gao, Dai and Callan 2021.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from index.reader import asked_by
from index.train.model import VERDICTS, ReaderModel, ReaderOutput, optimiser, warm_up_and_fall
from index.train.questions import Key, TrainingPassage, TrainingSet

logger = logging.getLogger(__name__)

VERDICT_WEIGHTS = (1.0, 1.0, 3.0, 0.5)
"""Loss of each verdict: "conditional" is rare, and most questions ask for no verdict at all."""


@dataclass(frozen=True, slots=True)
class ReaderRecipe:
    """How the reader is trained."""

    n_epochs: int = 2
    n_groups: int = 6  # questions a step
    n_negatives: int = 4  # paragraphs that do not answer, for each
    n_frozen: int = 2  # lowest layers left as they are
    learning_rate: float = 5e-5
    max_tokens: int = 176
    role_dropout: float = 0.25  # share of questions whose asker's role is hidden
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the paragraphs shown beside it; the first answers if `answered`."""

    question: str
    keys: tuple[Key, ...]
    answered: bool
    span: str | None
    verdict: str | None
    judged: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """A step's pairs, (pairs, tokens), and what is to be learned of them."""

    inputs: dict[str, Tensor]
    in_text: Tensor  # (pairs, tokens), true on the paragraph's own words
    n_groups: int
    answered: Tensor  # (groups,)
    start: Tensor  # (pairs,), -100 where there is nothing to learn
    end: Tensor
    verdict: Tensor


def draw_groups(
    data: TrainingSet,
    ranking: Mapping[int, Sequence[Key]],
    recipe: ReaderRecipe,
    draw: random.Random,
) -> Iterator[Group]:
    """One group a question, in random order, sorted by length within pools.

    Args:
        ranking: For each question's index, near paragraphs that do not answer it, best first.
    """
    order = list(range(len(data.questions)))
    draw.shuffle(order)
    groups = []
    for index in order:
        question = data.questions[index]
        near = list(ranking[index])
        n_needed = recipe.n_negatives + (0 if question.gold else 1)
        head, tail = near[:8], near[8:30]
        n_head = min(len(head), n_needed - 1)
        negatives = draw.sample(head, n_head) + draw.sample(tail, min(len(tail), n_needed - n_head))
        role = question.role if draw.random() > recipe.role_dropout else None
        first = question.gold[:1]
        is_best = True
        if len(question.gold) > 1 and draw.random() < 0.25:
            first, is_best = (draw.choice(question.gold[1:]),), False
        groups.append(
            Group(
                asked_by(question.text, role),
                (*first, *negatives),
                bool(question.gold),
                question.span if is_best else None,
                question.verdict,
                question.judged and is_best,
            )
        )
    pool = recipe.n_groups * 12
    for at in range(0, len(groups), pool):
        pooled = sorted(groups[at : at + pool], key=lambda group: _longest(group, data.passages))
        steps = [pooled[i : i + recipe.n_groups] for i in range(0, len(pooled), recipe.n_groups)]
        draw.shuffle(steps)
        for step in steps:
            yield from step


def _longest(group: Group, passages: Mapping[Key, TrainingPassage]) -> int:
    return max(len(passages[key].full) for key in group.keys)


def make_batch(
    groups: Sequence[Group],
    passages: Mapping[Key, TrainingPassage],
    tokenizer: Any,
    max_tokens: int,
) -> Batch:
    """Tokenise a step's groups and find the spans among the tokens."""
    width = max(len(group.keys) for group in groups)
    questions, texts, starts, spans, verdicts = [], [], [], [], []
    for group in groups:
        keys = [*group.keys, *([group.keys[-1]] * (width - len(group.keys)))]
        for place, key in enumerate(keys):
            passage = passages[key]
            prefix = f"{passage.context} " if passage.context else ""
            questions.append(group.question)
            texts.append(prefix + passage.text)
            starts.append(len(prefix))
            learn = group.judged and place == 0
            spans.append(passage.text.find(group.span) if learn and group.span else -1)
            verdicts.append(VERDICTS.index(group.verdict or "none") if learn else -100)
    encoded = tokenizer(
        questions,
        texts,
        padding=True,
        truncation="only_second",
        max_length=max_tokens,
        return_tensors="pt",
        return_offsets_mapping=True,
    )
    offsets = encoded.pop("offset_mapping")
    second = encoded["token_type_ids"].bool() & encoded["attention_mask"].bool()
    second &= offsets[..., 1] > offsets[..., 0]
    begins = torch.tensor(starts).unsqueeze(1)
    in_text = second & (offsets[..., 0] >= begins)
    start, end = [], []
    for row, at in enumerate(spans):
        span = groups[row // width].span
        found = (
            _span_tokens(offsets[row], in_text[row], starts[row] + at, span)
            if at >= 0 and span
            else None
        )
        start.append(found[0] if found else -100)
        end.append(found[1] if found else -100)
    return Batch(
        dict(encoded),
        in_text,
        len(groups),
        torch.tensor([group.answered for group in groups]),
        torch.tensor(start),
        torch.tensor(end),
        torch.tensor(verdicts),
    )


def _span_tokens(offsets: Tensor, in_text: Tensor, at: int, span: str) -> tuple[int, int] | None:
    stop = at + len(span)
    inside = in_text & (offsets[:, 0] < stop) & (offsets[:, 1] > at)
    places = inside.nonzero().flatten().tolist()
    return (places[0], places[-1]) if places else None


def loss_of(output: ReaderOutput, batch: Batch) -> Tensor:
    """The sum of the four losses named at the module's head."""
    scores = output.relevance.view(batch.n_groups, -1)
    target = torch.zeros_like(scores)
    target[:, 0] = batch.answered.float()
    weight = torch.where(target > 0, 1.0, 0.6)
    total = 0.7 * binary_cross_entropy_with_logits(scores, target, weight=weight)
    if batch.answered.any():
        ranked = scores[batch.answered]
        total = total + cross_entropy(ranked, torch.zeros(len(ranked), dtype=torch.long))
    outside = ~batch.in_text
    if (batch.start >= 0).any():
        start = output.start.masked_fill(outside, -1e4)
        end = output.end.masked_fill(outside, -1e4)
        total = total + 0.25 * (cross_entropy(start, batch.start) + cross_entropy(end, batch.end))
    if (batch.verdict >= 0).any():
        total = total + 0.4 * cross_entropy(
            output.verdict, batch.verdict, weight=torch.tensor(VERDICT_WEIGHTS)
        )
    return total


def _freeze(backbone: Any, n_layers: int) -> None:
    """Leave token embeddings (half the weights) and the lowest layers as the encoder learned them.

    What they know carries over as it is, and a step costs a fifth less.
    """
    for part in (backbone.embeddings, *backbone.encoder.layer[:n_layers]):
        for parameter in part.parameters():
            parameter.requires_grad = False


def train_reader(
    backbone: nn.Module,
    tokenizer: Any,
    data: TrainingSet,
    ranking: Mapping[int, Sequence[Key]],
    recipe: ReaderRecipe = ReaderRecipe(),
    after_epoch: Any = None,
    weights: Mapping[str, Tensor] | None = None,
) -> ReaderModel:
    """Fine-tune a reader; the same seed on the same machine gives the same weights.

    Args:
        ranking: For each question's index, near paragraphs that do not answer it, best first.
        after_epoch: Called with the model and the number of epochs done.
        weights: An earlier reader's weights to go on from.
    """
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    model = ReaderModel(backbone)
    if weights is not None:
        model.load_state_dict(dict(weights))
    _freeze(backbone, recipe.n_frozen)
    n_steps = recipe.n_epochs * -(-len(data.questions) // recipe.n_groups)
    rates = optimiser(model, recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(rates, warm_up_and_fall(n_steps))
    step, running = 0, 0.0
    for epoch in range(recipe.n_epochs):
        model.train()
        groups = list(draw_groups(data, ranking, recipe, draw))
        for at in range(0, len(groups), recipe.n_groups):
            batch = make_batch(
                groups[at : at + recipe.n_groups], data.passages, tokenizer, recipe.max_tokens
            )
            loss = loss_of(model(**batch.inputs), batch)
            rates.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            rates.step()
            schedule.step()
            step, running = step + 1, running + loss.item()
            if step % 25 == 0:
                logger.info("epoch %d step %d of %d loss %.3f", epoch, step, n_steps, running / 25)
                running = 0.0
        if after_epoch:
            after_epoch(model, epoch + 1)
    return model.eval()
