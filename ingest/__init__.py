"""Reads a council's papers into numbered paragraphs.

What it gives is loaded when it is first asked for: the processes that read papers need little of
it, and are started while somebody waits.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.read import PaperFile, find_papers, read_paper
    from ingest.settings import IngestSettings

__all__ = ["IngestSettings", "PaperFile", "find_papers", "read_paper"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "ingest.settings" if name == "IngestSettings" else "ingest.read"
    return getattr(import_module(module), name)
