"""The project's own sample papers, of councils that do not exist, and questions about them."""

from pathlib import Path

__all__ = ["papers_folder", "questions_path"]

_FOLDER = Path(__file__).resolve().parent


def papers_folder() -> Path:
    """Return the folder that holds the sample papers and their `library.toml`."""
    return _FOLDER / "papers"


def questions_path() -> Path:
    """Return the question set about the sample papers, one JSON object a line."""
    return _FOLDER / "questions.jsonl"
