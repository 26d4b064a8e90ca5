"""What made a run: the questions, the papers, the assistant's settings, and the versions."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from evals.intervals import N_RESAMPLES, SEED
from evals.papers import Papers
from evals.questions import Question, questions_sha256
from ingest.documents import Record

PACKAGES = (
    "protocol-assistant",
    "faiss-cpu",
    "langchain",
    "numpy",
    "onnxruntime",
    "sentence-transformers",
    "tokenizers",
    "torch",
)
MODEL_SUFFIXES = (".onnx", ".safetensors", ".toml")


class RunSettings(Record):
    """Everything that a run's scores depend on, as far as it can be stated.

    Attributes:
        library: sha256 over every document and paragraph.
        assistant: The assistant's and the index's own settings, as they dump themselves.
        models: sha256 of each model and weights file that the settings name a folder of.
        versions: Of Python and of the packages that the answers pass through.
    """

    n_questions: int
    questions: str = Field(description="sha256 of the question set, gold included")
    library: str
    documents: dict[str, int] = Field(description="paragraphs by document")
    assistant: dict[str, Any]
    models: dict[str, str]
    versions: dict[str, str]
    seed: int = SEED
    n_resamples: int = N_RESAMPLES


def describe_run(assistant: object, questions: Sequence[Question], papers: Papers) -> RunSettings:
    """Return what makes a run of these questions by this assistant over these papers."""
    own = {
        "assistant": _dumped(getattr(assistant, "settings", None)),
        "index": _dumped(getattr(getattr(assistant, "library", None), "settings", None)),
    }
    return RunSettings(
        n_questions=len(questions),
        questions=questions_sha256(questions),
        library=papers.sha256,
        documents={document.id: len(document.paragraphs) for document in papers.documents.values()},
        assistant=own,
        models=_model_hashes(getattr(getattr(assistant, "library", None), "settings", None)),
        versions=_versions(),
    )


def _dumped(settings: object) -> dict[str, Any]:
    """Return settings as plain JSON values; paths by their last part, as they differ by machine."""
    if not isinstance(settings, BaseModel):
        return {}
    return {name: _plain(value) for name, value in settings.model_dump().items()}


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return value.name
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, int | float | str | bool | None) else str(value)


def _model_hashes(settings: object) -> dict[str, str]:
    """Hash the files that a settings object names, and the model files in folders it names."""
    if not isinstance(settings, BaseModel):
        return {}
    hashes: dict[str, str] = {}
    for value in settings.model_dump().values():
        if not isinstance(value, Path):
            continue
        files = [value] if value.is_file() else sorted(value.rglob("*")) if value.is_dir() else []
        for file in files:
            if file.is_file() and file.suffix in MODEL_SUFFIXES:
                name = str(file.relative_to(value)) if value.is_dir() else file.name
                hashes[name] = _sha256(file)
    return hashes


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
