"""The small transformer that encoder and reader are both made from, as torch modules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Callable

VERDICTS = ("yes", "no", "conditional", "none")


def mean_pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Mean of the token vectors, (batch, tokens, d) → (batch, d), padding left out."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0)


@dataclass(frozen=True, slots=True)
class ReaderOutput:
    """Logits: relevance (batch,), start and end (batch, tokens), verdict (batch, 4)."""

    relevance: Tensor
    start: Tensor
    end: Tensor
    verdict: Tensor


class ReaderModel(nn.Module):
    """A cross-encoder with three heads: does it answer, which words, with what verdict."""

    def __init__(self, backbone: nn.Module, dimension: int = 384) -> None:
        super().__init__()
        self.backbone = backbone
        self.dense = nn.Linear(2 * dimension, dimension)
        self.relevance = nn.Linear(dimension, 1)
        self.verdict = nn.Linear(dimension, len(VERDICTS))
        self.span = nn.Linear(dimension, 2)
        self.dropout = nn.Dropout(0.1)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> ReaderOutput:
        """Read a batch of question-paragraph pairs; all inputs are (batch, tokens) int64."""
        hidden = self.backbone(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        pooled = torch.cat([hidden[:, 0], mean_pool(hidden, attention_mask)], dim=-1)
        pooled = self.dropout(torch.tanh(self.dense(pooled)))
        span = self.span(hidden)
        return ReaderOutput(
            self.relevance(pooled).squeeze(-1), span[..., 0], span[..., 1], self.verdict(pooled)
        )


def optimiser(model: nn.Module, rate: float) -> torch.optim.AdamW:
    """AdamW with no weight decay on biases and layer norms, as BERT is fine-tuned."""
    plain: list[nn.Parameter] = []
    decayed: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            is_plain = "bias" in name or "LayerNorm" in name
            (plain if is_plain else decayed).append(parameter)
    groups: list[dict[str, Any]] = [
        {"params": decayed, "weight_decay": 0.01},
        {"params": plain, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=rate)


def warm_up_and_fall(n_steps: int, warm_up: float = 0.1) -> Callable[[int], float]:
    """The learning rate's factor at each step: a linear rise, then a linear fall."""

    def factor(step: int) -> float:
        rising = (step + 1) / max(1.0, warm_up * n_steps)
        return min(1.0, rising) * max(0.02, 1 - step / n_steps)

    return factor


def load_base(folder: Path) -> tuple[nn.Module, Any]:
    """The transformer and its tokenizer from a sentence-transformers or Hugging Face folder."""
    from transformers import AutoModel, AutoTokenizer

    return AutoModel.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
