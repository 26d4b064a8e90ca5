"""Keeps papers in a library and finds the paragraphs that answer a question."""

from index.addition import AddResult
from index.hits import Hit, Reading, Scope, SearchResult
from index.library import Library
from index.search import search
from index.settings import IndexSettings

__all__ = [
    "AddResult",
    "Hit",
    "IndexSettings",
    "Library",
    "Reading",
    "Scope",
    "SearchResult",
    "search",
]
