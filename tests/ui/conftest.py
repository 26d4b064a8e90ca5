"""One sample library for every test of the page and the terminal, built once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library
from ui.library import build_samples
from ui.page import resources
from ui.settings import Settings


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "library"
    build_samples(folder, Settings())
    return folder


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a home with nothing in it, so that no library or settings of the tester's are met."""
    for name in list(os.environ):
        if name.startswith("PROTOCOLS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    return tmp_path


@pytest.fixture
def samples_named(clean_environment: Path, samples: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the samples be the library that is met where none is named."""
    assert not list(clean_environment.glob("*/protocol-assistant"))
    monkeypatch.setenv("PROTOCOLS_LIBRARY", str(samples))
    return samples


@pytest.fixture
def library(samples_named: Path) -> Library:
    return Library.open(samples_named, Settings().index)


@pytest.fixture
def page_library(samples_named: Path) -> Library:
    """Have the page read the samples, loaded once for all tests that run one after another."""
    if resources._library.cache_info().currsize and resources.library().folder != samples_named:
        resources.forget()
    return resources.library()


@pytest.fixture(scope="session", autouse=True)
def _forget_at_the_end() -> Iterator[None]:
    yield
    resources.forget()
