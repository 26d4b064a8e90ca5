"""The encoder that is shipped has fewer steps than the exporter writes, and gives the same vectors.

The encoders here are small BERTs whose weights are drawn by chance.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn
from transformers import BertConfig, BertModel

from index.errors import ModelError
from index.train import export
from index.train.lean import make_lean

N_WORDS = 300
N_LAYERS = 2
LENGTHS = (1, 2, 3, 5, 7, 8, 11, 13, 16, 17, 21, 24, 27, 32, 33, 40, 47, 55, 63, 64)


class SomeTokenizer:
    """A tokenizer that only writes its file."""

    def save_pretrained(self, folder: str) -> None:
        (Path(folder) / "tokenizer.json").write_text("{}", encoding="utf-8")


def some_bert(**given: Any) -> nn.Module:
    torch.manual_seed(3)
    config = {
        "vocab_size": N_WORDS,
        "hidden_size": 96,
        "num_hidden_layers": N_LAYERS,
        "num_attention_heads": 3,
        "intermediate_size": 192,
        "max_position_embeddings": 64,
    }
    bert = BertModel(BertConfig(**{**config, **given}), add_pooling_layer=False)
    with torch.no_grad():
        for each in bert.parameters():
            each.normal_(mean=0.0 if each.ndim > 1 else 0.5, std=0.2)
    return bert


def write_exported(backbone: nn.Module, folder: Path) -> Path:
    """Write the graph as the exporter makes it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(export, "make_lean", lambda _: None)
        export.export_encoder(backbone, SomeTokenizer(), folder, {})
    return folder / "model.onnx"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_exported(some_bert(), tmp_path_factory.mktemp("exported"))


@pytest.fixture
def copied(exported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(exported, tmp_path / "model.onnx"))


def texts(n_rows: int) -> list[dict[str, np.ndarray[Any, Any]]]:
    """Token numbers of texts of every length, the second of three half padding, the third more."""
    draw = np.random.default_rng(5)
    found = []
    for n_tokens in LENGTHS:
        mask = np.ones((n_rows, n_tokens), dtype=np.int64)
        for row in range(1, n_rows):
            mask[row, -(-n_tokens // (2 * row)) :] = 0
        ids = draw.integers(0, N_WORDS, mask.shape)
        found.append({"input_ids": ids, "attention_mask": mask})
    return found


def vectors(path: Path, asked: list[dict[str, np.ndarray[Any, Any]]]) -> list[bytes]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return [session.run(["embedding"], feeds)[0].tobytes() for feeds in asked]


@pytest.mark.parametrize("n_rows", [1, 3])
def test_the_vectors_are_the_same_to_the_bit(exported: Path, copied: Path, n_rows: int) -> None:
    make_lean(copied)
    asked = texts(n_rows)
    assert vectors(copied, asked) == vectors(exported, asked)
    steps = [len(onnx.load(path).graph.node) for path in (exported, copied)]
    assert steps[1] < steps[0] / 3


def test_the_encoder_is_exported_so(copied: Path, tmp_path: Path) -> None:
    make_lean(copied)
    export.export_encoder(some_bert(), SomeTokenizer(), tmp_path / "lean", {"name": "some"})
    assert (tmp_path / "lean" / "model.onnx").read_bytes() == copied.read_bytes()


@pytest.mark.parametrize("given", [{"hidden_act": "relu"}, {"is_decoder": True}])
def test_a_model_that_is_not_known_is_refused_and_left_as_it_was(
    given: dict[str, Any], tmp_path: Path
) -> None:
    path = write_exported(some_bert(**given), tmp_path)
    before = path.read_bytes()
    with pytest.raises(ModelError, match=r"index/train/lean\.py") as told:
        make_lean(path)
    assert "differ" in str(told.value)
    assert path.read_bytes() == before


def test_a_graph_that_was_rewritten_is_not_rewritten_again(copied: Path) -> None:
    make_lean(copied)
    with pytest.raises(ModelError, match="products"):
        make_lean(copied)


def test_what_is_missing_is_missed(copied: Path) -> None:
    model = onnx.load(copied)
    stored = model.graph.initializer
    [bias] = [each for each in stored if each.name.endswith("layer.1.output.dense.bias")]
    stored.remove(bias)
    onnx.save(model, copied)
    with pytest.raises(ModelError, match="nothing stands for"):
        make_lean(copied)
