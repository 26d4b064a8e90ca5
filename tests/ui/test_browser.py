"""Asking in a real browser: the journeys that councillors and officers make."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ui.screenshots import QUESTION, UNANSWERED, ask, settled

pytestmark = pytest.mark.browser
ASHCOMBE = "/?council=Ashcombe&role=councillor"
Opener = Callable[..., Page]


def test_a_question_is_answered_cited_and_shown_on_its_page(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    page.locator(".chip").first.click()
    settled(page)
    image = page.locator(".frame img")
    expect(image).to_be_visible()
    assert "highlighted" in str(image.get_attribute("alt"))
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    highlight = page.locator(".frame .quote, .frame .paragraph").first
    expect(highlight).to_be_visible()
    frame, box = page.locator(".frame").bounding_box(), highlight.bounding_box()
    assert frame is not None
    assert box is not None
    assert frame["x"] <= box["x"] <= frame["x"] + frame["width"]
    quote = page.locator(".st-key-source mark").first
    expect(quote).to_be_visible()


def test_a_follow_up_leaves_the_new_question_at_the_top(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    ask(page, "What if it is held in party premises?")
    heading = page.get_by_role("heading", name="What if it is held in party premises?")
    box = heading.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 300


def test_what_is_not_covered_gives_a_message_that_can_be_copied(opened: Opener) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    ask(page, UNANSWERED)
    expect(page.get_by_text("Nearest paragraphs; none plainly answers it")).to_be_visible()
    page.get_by_role("button", name="Copy message").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert UNANSWERED in page.evaluate("navigator.clipboard.readText()")
    mail = page.get_by_role("link", name="Open in e-mail").get_attribute("href")
    assert str(mail).startswith("mailto:?")


def test_an_answer_appears_sentence_by_sentence_unless_less_motion_is_asked(
    opened: Opener,
) -> None:
    page = opened()
    page.emulate_media(reduced_motion="no-preference")
    ask(page, QUESTION)
    parts = page.locator(".appearing .part")
    delays = parts.evaluate_all("all => all.map((each) => parseFloat(each.style.animationDelay))")
    assert len(delays) > 3
    assert delays == sorted(delays)
    assert delays[-1] < 3000
    page.emulate_media(reduced_motion="reduce")
    assert parts.first.evaluate("each => getComputedStyle(each).animationName") == "none"


@pytest.mark.parametrize(
    ("name", "begins"), [("PDF", b"%PDF-"), ("Word file", b"PK"), ("Markdown", b"# Questions")]
)
def test_a_conversation_can_be_kept(opened: Opener, name: str, begins: bytes) -> None:
    page = opened()
    ask(page, QUESTION)
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    assert Path(download.value.path()).read_bytes().startswith(begins)


def test_an_address_asks_a_question_of_a_council(opened: Opener) -> None:
    page = opened("/?council=merrow&role=officer&q=May+I+go+to+a+party+group+meeting%3F")
    expect(page.get_by_role("heading", name="May I go to a party group meeting?")).to_be_visible()
    assert "council=Merrow+District+Council" in page.url


def test_nothing_is_fetched_from_anywhere_else(address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
            else elsewhere.append(request.url)
        ),
    )
    page.goto(address + ASHCOMBE)
    settled(page)
    ask(page, QUESTION)
    context.close()
    assert elsewhere == []
