"""Papers and Compare in a real browser: added, corrected, read, set side by side."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from evals.samples import papers_folder
from ui.screenshots import QUESTION, ask, compare, settled

pytestmark = pytest.mark.browser
Opener = Callable[..., Page]


WORDS = """# Protocol on Councillors and Officers

Quarrydale Town Council

Adopted by Council: 3 March 2024

## 1 Kites

1.1 A councillor may fly a kite from the town hall roof on a Sunday.

1.2 Officers must keep the kites dry and count them once a month.

1.3 The Clerk decides who may borrow a kite and must write the name down.
"""


def test_two_editions_are_compared_word_by_word(opened: Opener) -> None:
    page = opened("/compare")
    page.get_by_text("Two editions, word by word").click()
    expect(page.locator(".tag .changed").first).to_be_visible()
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("del").first).to_be_visible()


def test_papers_stand_in_columns_on_a_topic(opened: Opener) -> None:
    page = opened("/compare")
    compare(page, "an officer at a ward surgery")
    expect(page.get_by_role("columnheader")).to_have_count(2)
    page.get_by_role("link", name="Paragraph 19").click()
    expect(page.get_by_role("heading", name="Draft Protocol on Councillor")).to_be_visible()


def test_a_paper_that_says_nothing_on_a_topic_is_shown_to_be_silent(opened: Opener) -> None:
    page = opened("/compare")
    compare(page, "gifts between councillors and officers")
    expect(page.get_by_role("link", name="Paragraph 16.5")).to_be_visible()
    expect(page.locator(".silent").first).to_contain_text("Silent")


def upload(page: Page, words: str, name: str = "kites.md") -> None:
    """Choose a file and wait until it has been read."""
    file = {"name": name, "mimeType": "text/markdown", "buffer": words.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add to the library").wait_for()
    settled(page)


def test_a_paper_is_uploaded_corrected_asked_and_replaced(opened: Opener, changing: str) -> None:
    page = opened("/papers?do=add", address=changing)
    upload(page, WORDS)
    page.get_by_label("Title").fill("The Quarrydale protocol")
    page.get_by_label("Title").press("Enter")
    settled(page)
    page.get_by_role("button", name="Add to the library").click()
    expect(page.get_by_text("Added: The Quarrydale protocol")).to_be_visible()
    page.get_by_role("link", name="Ask a question").click()
    settled(page)
    ask(page, "May I fly a kite from the roof?")
    expect(page.locator(".chip").first).to_contain_text("1.1")

    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Papers").click()
    page.get_by_role("link", name="The Quarrydale protocol").click()
    page.get_by_role("button", name="Replace by a new edition").click()
    page.locator("input[type=file]").wait_for(state="attached")
    upload(page, WORDS.replace("2024", "2025").replace("a Sunday", "any day"), "kites-2025.md")
    page.get_by_role("button", name="Add to the library").click()
    expect(page.get_by_text("Added:")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="The Quarrydale protocol")
    expect(row).to_contain_text("Superseded")


def test_a_removed_paper_is_put_back_by_somebody_else_on_another_day(
    opened: Opener, changing: str
) -> None:
    first = opened("/papers", address=changing)
    first.get_by_role("link", name="Draft Protocol on").click()
    first.get_by_role("button", name="Remove", exact=True).click()
    first.get_by_role("button", name="Remove this paper").click()
    expect(first.get_by_text("Removed: Draft Protocol on")).to_be_visible()
    expect(first.get_by_role("link", name="Draft Protocol on")).to_have_count(0)
    another = opened("/papers", address=changing)
    removed = another.locator(".st-key-removed")
    expect(removed).to_contain_text("Draft Protocol on")
    expect(removed).to_contain_text("kept until")
    removed.get_by_role("button", name="Put back").click()
    expect(another.get_by_role("link", name="Draft Protocol on")).to_be_visible()
    expect(removed).to_have_count(0)


def test_a_removed_paper_can_be_removed_for_good(opened: Opener, changing: str) -> None:
    page = opened("/papers?paper=ashcombe-2016-protocol", address=changing)
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("button", name="Remove this paper").click()
    page.get_by_role("button", name="Remove for good").click()
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.locator(".st-key-removed")).to_have_count(0)


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    opened: Opener, changing: str
) -> None:
    page = opened("/papers?do=add", address=changing)
    file = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"\x89PNG\r\n\x1a\n"}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_role("alert")).to_contain_text("scan.pdf is a picture")
    expect(page.get_by_role("button", name="Add to the library")).to_have_count(0)


def test_words_are_found_in_a_whole_paper(opened: Opener) -> None:
    page = opened("/papers?paper=ashcombe-2025-protocol")
    page.get_by_label("Find in this paper").fill("surgery")
    expect(page.locator("mark.found.now")).to_be_visible()
    expect(page.locator(".count")).to_contain_text("1 of")
    page.get_by_role("button", name="Next match").click()
    expect(page.locator(".count")).to_contain_text("2 of")


def test_the_original_opens_at_its_page(opened: Opener, address: str) -> None:
    page = opened()
    ask(page, QUESTION)
    link = page.get_by_role("link", name="Open the PDF at page")
    href = str(link.get_attribute("href"))
    assert "#page=" in href
    given = page.request.get(address + href.split("#")[0].removeprefix(address))
    assert given.body().startswith(b"%PDF-")


def test_a_pdf_is_read_with_its_report_shown(opened: Opener, changing: str) -> None:
    page = opened("/papers?do=add", address=changing)
    page.locator("input[type=file]").set_input_files(papers_folder() / "ashcombe-2025.pdf")
    expect(page.get_by_text("16 pages · 198 numbered paragraphs")).to_be_visible()
    expect(page.get_by_text("This file is in the library already")).to_be_visible()
    expect(page.get_by_role("button", name="Add to the library")).to_be_enabled()
