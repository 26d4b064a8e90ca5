"""The trained models that ship with the project, and the check that they are the right files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from index.errors import ModelError


def model_folder(name: str) -> Path:
    """The folder of a model that ships with the project: 'encoder' or 'reader'."""
    return Path(__file__).parent / name


def check_files(folder: Path) -> None:
    """Check every file that the card names against its sha256.

    Raises:
        ModelError: The card or a file is missing, or a file is not the one that was checked.
    """
    card = folder / "card.json"
    if not card.exists():
        raise ModelError(f"There is no model in {folder.name}: install the package again.")
    for name, expected in json.loads(card.read_text(encoding="utf-8"))["sha256"].items():
        path = folder / name
        if not path.exists():
            raise ModelError(f"The model's file {name} is missing: install the package again.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise ModelError(
                f"The model's file {name} is not the one that was checked (its sha256 differs): "
                "install the package again."
            )
