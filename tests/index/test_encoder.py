"""An encoder's files are checked before use, and its vectors have length one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from index import IndexSettings
from index.encoder import (
    BUNDLED_PACKAGE,
    OnnxEncoder,
    SentenceTransformerEncoder,
    load_encoder,
)
from index.errors import ModelError

TRAINED = IndexSettings().models / "encoder"
TEXTS = ["May I bring an officer to my surgery?", "Yes.", "A letter " * 40]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TRAINED, tmp_path / "encoder"))


def test_the_bundled_encoder_gives_unit_vectors() -> None:
    encoder = SentenceTransformerEncoder.bundled()
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (3, encoder.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_other_bundled_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = find_spec(BUNDLED_PACKAGE)
    assert spec is not None
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(spec, "origin", str(tmp_path / "__init__.py"))
    monkeypatch.setattr("index.encoder.find_spec", lambda _: spec)
    with pytest.raises(ModelError, match=r"sha256.*install"):
        SentenceTransformerEncoder.bundled()
    monkeypatch.setattr("index.encoder.find_spec", lambda _: None)
    with pytest.raises(ModelError, match="not installed"):
        SentenceTransformerEncoder.bundled()


def test_any_sentence_transformers_folder_can_be_named() -> None:
    spec = find_spec(BUNDLED_PACKAGE)
    assert spec is not None
    folder = Path(str(spec.origin)).parent / "model"
    named = load_encoder(IndexSettings(encoder=str(folder)))
    assert named.dimension == 384
    assert named.sha256 == SentenceTransformerEncoder.bundled().sha256


@pytest.mark.parametrize("name", ["no-such-model", "somebody/no-such-model"])
def test_a_model_that_is_not_here_is_said_not_to_be(name: str) -> None:
    with pytest.raises(ModelError, match=name):
        load_encoder(IndexSettings(encoder=name))


def test_the_trained_encoder_is_the_default() -> None:
    encoder = load_encoder(IndexSettings())
    assert isinstance(encoder, OnnxEncoder)
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (3, encoder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)


def test_a_vector_does_not_depend_on_its_company() -> None:
    encoder = OnnxEncoder(TRAINED)
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    assert together.tobytes() == alone.tobytes()
    batched = OnnxEncoder(TRAINED, batch=3).encode_passages(TEXTS)
    assert (together * batched).sum(axis=1).min() > 0.95  # int8 is scaled by the batch


def test_a_question_is_encoded_once_for_its_search_and_for_what_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder, alone = OnnxEncoder(TRAINED), OnnxEncoder(TRAINED)
    encoded: list[int] = []
    run = OnnxEncoder._run

    def counted(self: OnnxEncoder, ids: list[list[int]]) -> object:
        encoded.append(len(ids))
        return run(self, ids)

    monkeypatch.setattr(OnnxEncoder, "_run", counted)
    first = encoder.encode_queries([TEXTS[0]])
    again = encoder.encode_passages(TEXTS)
    assert sum(encoded) == len(TEXTS), "each text once"
    assert np.array_equal(first[0], again[0])
    assert np.allclose(again, alone.encode_passages(TEXTS))


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_an_altered_file_is_refused(copied: Path, file: str) -> None:
    with (copied / file).open("ab") as opened:
        opened.write(b" ")
    with pytest.raises(ModelError, match=file):
        OnnxEncoder(copied)


def test_a_card_without_sums_is_refused(copied: Path) -> None:
    (copied / "card.json").write_text(json.dumps({"dimension": 384}))
    with pytest.raises(ModelError, match="sha256"):
        OnnxEncoder(copied)
    (copied / "card.json").write_text("{")
    with pytest.raises(ModelError, match="card"):
        OnnxEncoder(copied)


def test_encoding_with_it_never_loads_torch() -> None:
    script = (
        "import sys; from index.encoder import load_encoder; from index import IndexSettings\n"
        "assert load_encoder(IndexSettings()).encode_queries(['surgery']).shape == (1, 384)\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules"
    )
    root = Path(__file__).parent.parent.parent
    subprocess.run([sys.executable, "-c", script], check=True, cwd=root)
