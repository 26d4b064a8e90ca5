"""One sample library for every test of the page and the terminal, and a browser to open it in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from index import Library
from ui.library import build_samples
from ui.page import resources
from ui.screenshots import CHROMIUM_ARGUMENTS, chromium, served, settled
from ui.settings import Settings

WAIT_MS = 90_000
"""That a step may take on a machine that others keep busy."""


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(samples: Path) -> Iterator[str]:
    with served(samples) as address:
        yield address


@pytest.fixture(scope="module")
def changing(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a library of its own, which the journeys that change papers may change."""
    folder = tmp_path_factory.mktemp("changing") / "library"
    shutil.copytree(samples, folder)
    with served(folder) as address:
        yield address


@pytest.fixture
def opened(address: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open the page at a path, in a window of some size and look, for a visit of its own."""
    contexts = []

    def opened(
        path: str = "/?council=Ashcombe&role=councillor",
        width: int = 1280,
        height: int = 860,
        address: str = address,
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, **{"reduced_motion": "reduce", **more}
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        settled(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def serious() -> Callable[[Page], list[str]]:
    """Return what axe finds on a page that keeps somebody from using it."""

    def serious(page: Page) -> list[str]:
        return [
            f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]

    return serious
