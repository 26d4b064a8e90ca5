"""The page in a real browser: the journeys that councillors and officers make."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from evals.samples import papers_folder
from ui.screenshots import CHROMIUM_ARGUMENTS, QUESTION, UNANSWERED, ask, chromium, served, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Debian's chromium is not installed"),
]
ASHCOMBE = "/?council=Ashcombe&role=councillor"
WAIT_MS = 60_000
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def address(samples: Path) -> Iterator[str]:
    with served(samples) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def changing(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a library of its own, which the journeys that change papers may change."""
    folder = tmp_path_factory.mktemp("changing") / "library"
    shutil.copytree(samples, folder)
    with served(folder) as address:
        yield address


@pytest.fixture
def opened(address: str, browser: Browser) -> Iterator[Opener]:
    contexts = []

    def opened(
        path: str = ASHCOMBE,
        width: int = 1280,
        height: int = 860,
        address: str = address,
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **more
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


def test_a_question_is_answered_cited_and_shown_on_its_page(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    page.locator(".chip").first.click()
    settled(page)
    image = page.locator(".frame img")
    expect(image).to_be_visible()
    assert "highlighted" in str(image.get_attribute("alt"))
    assert image.evaluate("image => image.naturalWidth") > 600
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
    expect(page.get_by_text("Nearest paragraphs, which do not answer it")).to_be_visible()
    page.get_by_role("button", name="Copy message").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert UNANSWERED in page.evaluate("navigator.clipboard.readText()")
    mail = page.get_by_role("link", name="Open in e-mail").get_attribute("href")
    assert str(mail).startswith("mailto:?")


def test_everything_on_the_way_to_a_source_can_be_done_by_keyboard(opened: Opener) -> None:
    page = opened()
    reach(page, "TEXTAREA")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".chip").first.wait_for()
    settled(page)
    page.evaluate("document.activeElement.blur()")
    reach(page, "chip")
    reach(page, "chip")
    page.keyboard.press("Enter")
    settled(page)
    assert "chip" in focused(page), "the focus stays where it was"
    expect(page.get_by_text("is open beside the answer")).to_have_attribute("role", "status")
    reach(page, "Close")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-source")).to_have_count(0)


def focused(page: Page) -> str:
    """Return the tag, the class and the words of what has the focus."""
    said = page.evaluate(
        """() => {
            let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            return at ? `${at.tagName} ${at.className} ${at.textContent}` : '';
        }"""
    )
    return str(said)


def reach(page: Page, wanted: str) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted in focused(page):
            return
    raise AssertionError(f"{wanted} cannot be reached by the Tab key")


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_everything_without_sideways_scrolling(opened: Opener, width: int) -> None:
    page = opened(width=width, height=800)
    ask(page, QUESTION)
    assert not sideways(page)
    source = page.locator(".st-key-source")
    expect(source).to_be_hidden()
    page.locator(".chip").first.click()
    settled(page)
    expect(source).to_be_visible()
    box = source.bounding_box()
    assert box is not None
    assert box["width"] <= width
    page.get_by_role("button", name="Close").click()
    expect(source).to_have_count(0)


def sideways(page: Page) -> bool:
    return bool(
        page.evaluate(
            """() => {
                const main = document.querySelector('[data-testid="stMain"]');
                return main.scrollWidth > main.clientWidth + 1;
            }"""
        )
    )


def test_at_400_percent_zoom_everything_can_be_read_and_done(opened: Opener, address: str) -> None:
    # WCAG 2.2, 1.4.10: 1280 by 1024 pixels at 400% are 320 by 256 CSS pixels.
    page = opened(width=320, height=256)
    ask(page, QUESTION)
    assert not sideways(page)
    page.locator(".chip").first.click()
    expect(page.locator(".st-key-source")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    for path in ("/papers", "/compare", "/papers?paper=ashcombe-2025-protocol"):
        page.goto(address + path)
        settled(page)
        assert not sideways(page), path


def test_every_view_can_be_reached_on_a_phone_and_keeps_council_and_role(opened: Opener) -> None:
    page = opened(width=390, height=800)
    for name in ("Papers", "Compare", "About", "Ask"):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
        here = page.get_by_role("link", name=name, exact=True).and_(page.locator("[aria-current]"))
        expect(here).to_be_visible()
        settled(page)
    expect(page.get_by_role("combobox", name="Council")).to_have_value("Ashcombe Borough Council")


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


def test_two_editions_are_compared_word_by_word(opened: Opener) -> None:
    page = opened("/compare")
    page.get_by_text("Two editions, word by word").click()
    expect(page.locator(".tag .changed").first).to_be_visible()
    expect(page.locator("ins").first).to_be_visible()
    expect(page.locator("del").first).to_be_visible()


def test_papers_stand_in_columns_on_a_topic(opened: Opener) -> None:
    page = opened("/compare")
    compared(page)
    expect(page.get_by_role("columnheader")).to_have_count(2)
    expect(page.locator(".silent").first).to_contain_text("Silent")
    page.get_by_role("link", name="Paragraph 19").click()
    expect(page.get_by_role("heading", name="Draft Protocol on Councillor")).to_be_visible()


WORDS = """# Protocol on Councillors and Officers

Quarrydale Town Council

Adopted by Council: 3 March 2024

## 1 Kites

1.1 A councillor may fly a kite from the town hall roof on a Sunday.

1.2 Officers must keep the kites dry and count them once a month.

1.3 The Clerk decides who may borrow a kite and must write the name down.
"""


def upload(page: Page, words: str, name: str = "kites.md") -> None:
    """Choose a file and wait until it has been read."""
    file = {"name": name, "mimeType": "text/markdown", "buffer": words.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add to the library").wait_for()
    settled(page)


def test_a_paper_is_uploaded_corrected_asked_replaced_removed_and_put_back(
    opened: Opener, changing: str
) -> None:
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

    page.get_by_role("link", name="The Quarrydale protocol").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("button", name="Remove this paper").click()
    expect(page.get_by_text("Removed:")).to_be_visible()
    expect(page.get_by_role("link", name="The Quarrydale protocol")).to_have_count(0)
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("link", name="The Quarrydale protocol")).to_be_visible()


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    opened: Opener, changing: str
) -> None:
    page = opened("/papers?do=add", address=changing)
    file = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"\x89PNG\r\n\x1a\n"}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.get_by_role("alert")).to_contain_text("scan.pdf is a picture")
    expect(page.get_by_role("button", name="Add to the library")).to_have_count(0)


def test_a_pdf_is_read_with_its_report_shown(opened: Opener, changing: str) -> None:
    page = opened("/papers?do=add", address=changing)
    page.locator("input[type=file]").set_input_files(papers_folder() / "ashcombe-2025.pdf")
    expect(page.get_by_text("16 pages · 198 numbered paragraphs")).to_be_visible()
    expect(page.get_by_text("This file is in the library already")).to_be_visible()
    expect(page.get_by_role("button", name="Add to the library")).to_be_enabled()


def test_an_address_asks_a_question_of_a_council(opened: Opener) -> None:
    page = opened("/?council=merrow&role=officer&q=May+I+go+to+a+party+group+meeting%3F")
    expect(page.get_by_role("heading", name="May I go to a party group meeting?")).to_be_visible()
    assert "council=Merrow+District+Council" in page.url


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


def answered(page: Page) -> None:
    ask(page, QUESTION)


def silent(page: Page) -> None:
    ask(page, UNANSWERED)


def compared(page: Page) -> None:
    topic = page.get_by_label("Topic or question")
    topic.fill("an officer at a ward surgery")
    topic.press("Enter")
    page.locator("td").first.wait_for()
    settled(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "act"),
    [
        (ASHCOMBE, None),
        (ASHCOMBE, answered),
        (ASHCOMBE, silent),
        ("/papers", None),
        ("/papers?paper=ashcombe-2025-protocol", None),
        ("/papers?do=add", None),
        ("/papers?paper=ashcombe-2025-protocol&do=correct", None),
        ("/compare", compared),
        ("/about", None),
    ],
    ids=[
        "start",
        "answer",
        "not-covered",
        "papers",
        "reading",
        "add",
        "correct",
        "compare",
        "about",
    ],
)
def test_axe_finds_nothing_serious(
    opened: Opener, path: str, act: Callable[[Page], None] | None, scheme: str
) -> None:
    page = opened(path, color_scheme=scheme)
    if act is not None:
        act(page)
    found = [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert found == []
