"""Writes a trained model as an int8 ONNX file with its tokenizer and its card."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from index.train.lean import make_lean
from index.train.model import ReaderModel, mean_pool


class _Encode(nn.Module):
    def __init__(self, backbone: nn.Module) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden = self.backbone(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return normalize(mean_pool(hidden, attention_mask), dim=-1)


class _Read(nn.Module):
    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        output = self.model(input_ids, attention_mask, token_type_ids)
        return output.relevance, output.start, output.end, output.verdict


def export_encoder(
    backbone: nn.Module, tokenizer: Any, folder: Path, card: Mapping[str, object]
) -> None:
    """Write the encoder: inputs (batch, tokens) int64, output `embedding` (batch, d) float32.

    Raises:
        ModelError: It is not a BERT, which is all that `index.train.lean` knows.
    """
    _export(_Encode(backbone), ("input_ids", "attention_mask"), ("embedding",), tokenizer, folder)
    make_lean(folder / "model.onnx")
    _write_card(folder, card)


def export_reader(
    model: ReaderModel, tokenizer: Any, folder: Path, card: Mapping[str, object]
) -> None:
    """Write the reader: outputs `relevance`, `start`, `end` and `verdict`, all logits."""
    names = ("relevance", "start", "end", "verdict")
    inputs = ("input_ids", "attention_mask", "token_type_ids")
    _export(_Read(model), inputs, names, tokenizer, folder)
    _write_card(folder, card)


def _export(
    module: nn.Module,
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    tokenizer: Any,
    folder: Path,
) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    module.eval()
    example = tuple(torch.ones(2, 9, dtype=torch.int64) for _ in inputs)
    axes = {name: {0: "batch", 1: "tokens"} for name in (*inputs, "start", "end")}
    axes |= {name: {0: "batch"} for name in ("embedding", "relevance", "verdict")}
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module,
                example,
                str(exact),
                input_names=list(inputs),
                output_names=list(outputs),
                dynamic_axes={name: axes[name] for name in (*inputs, *outputs)},
                opset_version=17,
                dynamo=False,
            )
        quantize_dynamic(
            exact,
            folder / "model.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            reduce_range=True,  # without it, processors that lack VNNI overflow 16-bit sums
        )
        tokenizer.save_pretrained(scratch)
        shutil.copy(Path(scratch) / "tokenizer.json", folder / "tokenizer.json")


def _write_card(folder: Path, card: Mapping[str, object]) -> None:
    sums = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("model.onnx", "tokenizer.json")
    }
    text = json.dumps({**card, "sha256": sums}, indent=2, sort_keys=True)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")
