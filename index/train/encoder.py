"""Trains the encoder: questions and paragraphs brought close in one vector space.

Every batch holds questions of one council beside paragraphs of that council, since those are
what search must tell apart; paragraphs that also answer a question are masked from its negatives.

Source: in-batch negatives, Karpukhin et al., EMNLP 2020; temperature and masking of known
positives, Qu et al. (RocketQA), NAACL 2021.
"""

from __future__ import annotations

import logging
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from index.train.model import mean_pool, optimiser, warm_up_and_fall
from index.train.questions import Key, TrainingPassage, TrainingQuestion, TrainingSet

logger = logging.getLogger(__name__)

MAX_QUESTION_TOKENS = 96


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """How the encoder is trained."""

    n_epochs: int = 3
    batch_size: int = 48
    n_extra: int = 16  # further paragraphs of the same council in a batch
    learning_rate: float = 4e-5
    temperature: float = 0.05
    max_tokens: int = 224
    other_gold: float = 0.2  # how often a gold paragraph other than the best stands for it
    seed: int = 7


def embed(backbone: nn.Module, tokenizer: Any, texts: Sequence[str], *, max_tokens: int) -> Tensor:
    """L2-normalised vectors, (texts, d) float32, with gradients where they are enabled."""
    inputs = tokenizer(
        list(texts), padding=True, truncation=True, max_length=max_tokens, return_tensors="pt"
    )
    hidden = backbone(**inputs).last_hidden_state
    return normalize(mean_pool(hidden, inputs["attention_mask"]), dim=-1)


def draw_batches(
    questions: Sequence[TrainingQuestion], recipe: EncoderRecipe, draw: random.Random
) -> list[list[TrainingQuestion]]:
    """Batches of one council's questions each; what is left over is batched together."""
    by_scope: dict[str, list[TrainingQuestion]] = defaultdict(list)
    for question in questions:
        by_scope[question.scope].append(question)
    batches, rest = [], []
    for scope in sorted(by_scope):
        asked = by_scope[scope]
        draw.shuffle(asked)
        for at in range(0, len(asked), recipe.batch_size):
            batch = asked[at : at + recipe.batch_size]
            if len(batch) >= recipe.batch_size // 2:
                batches.append(batch)
            else:
                rest += batch
    draw.shuffle(rest)
    batches += [rest[at : at + recipe.batch_size] for at in range(0, len(rest), recipe.batch_size)]
    draw.shuffle(batches)
    return batches


def train_encoder(
    backbone: nn.Module,
    tokenizer: Any,
    data: TrainingSet,
    recipe: EncoderRecipe = EncoderRecipe(),
    after_epoch: Any = None,
) -> None:
    """Fine-tune the backbone in place; the same seed on the same machine gives the same weights.

    Args:
        after_epoch: Called with the number of epochs done.
    """
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    asked = [question for question in data.questions if question.gold]
    by_scope: dict[str, list[Key]] = defaultdict(list)
    for key, passage in data.passages.items():
        by_scope[passage.scope].append(key)
    n_steps = recipe.n_epochs * len(draw_batches(asked, recipe, random.Random(recipe.seed)))
    rates = optimiser(backbone, recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(rates, warm_up_and_fall(n_steps))
    step, running = 0, 0.0
    for epoch in range(recipe.n_epochs):
        backbone.train()
        for batch in draw_batches(asked, recipe, draw):
            loss = _step_loss(backbone, tokenizer, batch, data.passages, by_scope, recipe, draw)
            rates.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(backbone.parameters(), 1.0)
            rates.step()
            schedule.step()
            step, running = step + 1, running + loss.item()
            if step % 20 == 0:
                logger.info("epoch %d step %d of %d loss %.3f", epoch, step, n_steps, running / 20)
                running = 0.0
        backbone.eval()
        if after_epoch:
            after_epoch(epoch + 1)


def _step_loss(
    backbone: nn.Module,
    tokenizer: Any,
    batch: Sequence[TrainingQuestion],
    passages: Mapping[Key, TrainingPassage],
    by_scope: Mapping[str, Sequence[Key]],
    recipe: EncoderRecipe,
    draw: random.Random,
) -> Tensor:
    shown = [
        draw.choice(question.gold) if draw.random() < recipe.other_gold else question.gold[0]
        for question in batch
    ]
    keys = list(dict.fromkeys(shown))
    if len({question.scope for question in batch}) == 1:
        others = [key for key in by_scope[batch[0].scope] if key not in keys]
        keys += draw.sample(others, min(len(others), recipe.n_extra))
    asked = embed(
        backbone, tokenizer, [question.text for question in batch], max_tokens=MAX_QUESTION_TOKENS
    )
    told = embed(
        backbone, tokenizer, [passages[key].full for key in keys], max_tokens=recipe.max_tokens
    )
    scores = asked @ told.T / recipe.temperature
    target = torch.tensor([keys.index(key) for key in shown])
    also = torch.zeros_like(scores, dtype=torch.bool)
    for row, question in enumerate(batch):
        for column, key in enumerate(keys):
            also[row, column] = key in question.gold and column != int(target[row])
    return cross_entropy(scores.masked_fill(also, -1e4), target)


@torch.no_grad()
def rank_near(
    backbone: nn.Module, tokenizer: Any, data: TrainingSet, *, top_k: int = 30
) -> dict[int, list[Key]]:
    """For each question's index, the nearest paragraphs of its council that do not answer it."""
    backbone.eval()
    keys = sorted(data.passages, key=lambda key: len(data.passages[key].full))
    told = _embed_all(backbone, tokenizer, [data.passages[key].full for key in keys], 224)
    asked = _embed_all(
        backbone, tokenizer, [question.text for question in data.questions], MAX_QUESTION_TOKENS
    )
    columns: dict[str, list[int]] = defaultdict(list)
    for column, key in enumerate(keys):
        columns[data.passages[key].scope].append(column)
    near = {}
    for row, question in enumerate(data.questions):
        inside = columns[question.scope]
        order = (asked[row] @ told[inside].T).argsort(descending=True).tolist()
        ranked = (keys[inside[place]] for place in order)
        near[row] = [key for key in ranked if key not in question.gold][:top_k]
    return near


def _embed_all(
    backbone: nn.Module, tokenizer: Any, texts: Sequence[str], max_tokens: int
) -> Tensor:
    parts = [
        embed(backbone, tokenizer, texts[at : at + 64], max_tokens=max_tokens)
        for at in range(0, len(texts), 64)
    ]
    return torch.cat(parts)
