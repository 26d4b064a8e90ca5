"""A page as printed has an address of its own: it is drawn when a browser asks for it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from index import Library
from ingest import pages
from ui.page import page_images, resources

PROTOCOL = "ashcombe-2025-protocol"


@pytest.fixture
def client(page_library: Library) -> TestClient:
    assert page_library.documents()
    return TestClient(Starlette(routes=page_images.routes()))


@pytest.fixture
def sha256(page_library: Library) -> str:
    return page_library.document(PROTOCOL).source


def test_a_page_is_given_as_an_image_of_the_size_that_was_said(
    client: TestClient, page_library: Library, sha256: str
) -> None:
    paragraph = next(each for each in page_library.document(PROTOCOL).paragraphs if each.rects)
    page = paragraph.rects[0].page
    shown = page_images.highlighted_page(sha256, page, PROTOCOL, paragraph.label, "")
    assert shown is not None
    given = client.get(shown["image"])
    assert given.headers["content-type"] == "image/webp"
    with Image.open(io.BytesIO(given.content)) as image:
        assert image.width == pytest.approx(shown["width"], abs=1)
        assert image.height == pytest.approx(shown["height"], abs=1)


def test_nothing_is_drawn_before_it_is_asked_for(
    page_library: Library, sha256: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "render_page", None)
    paragraph = next(each for each in page_library.document(PROTOCOL).paragraphs if each.rects)
    assert page_images.highlighted_page(sha256, 1, PROTOCOL, paragraph.label, paragraph.text)


def test_a_browser_keeps_a_page_where_there_is_no_login(client: TestClient, sha256: str) -> None:
    assert resources.settings().login.secrets is None
    given = client.get(f"/page-image/{sha256}/1")
    assert given.headers["cache-control"].startswith("private, max-age")


@pytest.mark.parametrize(
    "path",
    ["{sha256}/0", "{sha256}/100000", "{nobody}/1", "..%2F..%2Fetc%2Fpasswd/1", "{word}/1"],
)
def test_what_is_no_page_of_a_paper_here_is_not_found(
    client: TestClient, page_library: Library, sha256: str, path: str
) -> None:
    word = page_library.document("merrow-2026-protocol").source
    named = path.format(sha256=sha256, nobody="0" * 64, word=word)
    assert client.get(f"/page-image/{named}").status_code == 404
