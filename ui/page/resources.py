"""The library and the assistant: loaded once a process, shared by all who have the page open."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant import Assistant
    from index import Library

_LOADING = threading.Lock()


@lru_cache(maxsize=1)
def _settings() -> Settings:
    return load_settings()


@lru_cache(maxsize=1)
def _library() -> Library:
    from ui.library import open_library

    return open_library(None, _settings())


@lru_cache(maxsize=1)
def _assistant() -> Assistant:
    from assistant import Assistant

    return Assistant(_library(), _settings().assistant)


def settings() -> Settings:
    """Return the settings of this process."""
    with _LOADING:
        return _settings()


def library() -> Library:
    """Return the library of this process; the samples are built at first use.

    Raises:
        LibraryError: It cannot be opened.
    """
    with _LOADING:
        return _library()


def assistant() -> Assistant:
    """Return the assistant of this process, its models loaded."""
    with _LOADING:
        return _assistant()


def shows_samples() -> bool:
    """Return whether the library is the samples, not a council's own."""
    from ui.library import reading_place

    return reading_place(None, settings()).samples


def forget() -> None:
    """Load everything afresh at next use; for tests."""
    for cached in (_assistant, _library, _settings):
        cached.cache_clear()
