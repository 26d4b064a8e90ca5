"""The page's server listens where it is told, to its own page alone, and says how it is."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from index import Library
from ui import health
from ui.screenshots import served
from ui.serving import server_options
from ui.settings import Settings


@pytest.fixture
def client(page_library: Library) -> TestClient:
    assert page_library.generation
    return TestClient(Starlette(routes=health.routes()))


def test_as_it_comes_only_this_computer_is_listened_to() -> None:
    assert Settings().page.address == "127.0.0.1"


def test_protection_against_other_sites_cannot_be_turned_off_by_a_file() -> None:
    options = server_options(address="127.0.0.1", port=1, headless=True)
    assert options["server.enableXsrfProtection"] is True
    assert options["server.enableCORS"] is True
    assert options["browser.gatherUsageStats"] is False


def test_it_says_that_it_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


def test_it_is_ready_once_library_and_models_are_loaded(
    client: TestClient, page_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health._warm, "is_set", lambda: False)
    assert client.get("/readyz").status_code == 503
    monkeypatch.setattr(health._warm, "is_set", lambda: True)
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "generation": str(page_library.generation)}


def test_readiness_tells_nothing_of_what_is_in_the_library(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.errors import LibraryDamagedError

    def damaged() -> None:
        raise LibraryDamagedError("The library in /srv/secret is damaged.")

    monkeypatch.setattr(health._warm, "is_set", lambda: True)
    monkeypatch.setattr("ui.page.resources.library", damaged)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "secret" not in answer.text


@pytest.fixture(scope="module")
def address(samples: Path) -> Iterator[str]:
    with served(samples) as address:
        yield address


def opened_from(address: str, origin: str) -> bool:
    """Tell whether a page of a site may open the stream that the chat runs by."""

    async def attempt() -> bool:
        try:
            async with connect(
                f"{address.replace('http', 'ws')}/_stcore/stream",
                subprotocols=[Subprotocol("streamlit")],
                origin=Origin(origin),
            ):
                return True
        except InvalidStatus:
            return False

    return asyncio.run(attempt())


def test_a_page_of_another_site_cannot_ask_through_a_persons_browser(address: str) -> None:
    assert opened_from(address, address)
    assert not opened_from(address, "http://evil.example")


@pytest.mark.parametrize("path", ["/healthz", "/_stcore/health"])
def test_the_running_server_answers_that_it_is_alive(address: str, path: str) -> None:
    with urllib.request.urlopen(address + path, timeout=30) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", ["/original/..%2f..%2flibrary.sqlite", "/..%2f..%2fetc%2fpasswd"])
def test_no_address_leads_to_a_file_outside(address: str, path: str) -> None:
    try:
        with urllib.request.urlopen(address + path, timeout=30) as answer:
            data = answer.read()
    except urllib.error.HTTPError as error:
        data = error.read()
    assert b"SQLite" not in data
    assert b"root:" not in data
