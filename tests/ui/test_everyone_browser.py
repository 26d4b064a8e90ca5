"""The page for everyone: keyboard alone, a phone, 400% zoom, little motion, axe in both looks."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ui.screenshots import QUESTION, UNANSWERED, ask, compare, settled

pytestmark = pytest.mark.browser
ASHCOMBE = "/?council=Ashcombe&role=councillor"
Opener = Callable[..., Page]


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
    """Return the tag, the class and the words of what has the focus; of the whole page none."""
    said = page.evaluate(
        """() => {
            let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            const words = ['BODY', 'MAIN'].includes(at?.tagName) ? '' : at?.textContent;
            return at ? `${at.tagName} ${at.className} ${words}` : '';
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


VIEWS = (
    "/papers",
    "/papers?paper=ashcombe-2025-protocol",
    "/papers?do=add",
    "/papers?paper=ashcombe-2025-protocol&do=correct",
    "/compare",
    "/evaluate",
    "/activity",
    "/about",
    "/accessibility",
)


def test_at_400_percent_zoom_everything_can_be_read_and_done(opened: Opener, address: str) -> None:
    # WCAG 2.2, 1.4.10: 1280 by 1024 pixels at 400% are 320 by 256 CSS pixels.
    page = opened(width=320, height=256)
    ask(page, QUESTION)
    assert not sideways(page)
    page.locator(".chip").first.click()
    expect(page.locator(".st-key-source")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    for path in VIEWS:
        page.goto(address + path)
        settled(page)
        assert not sideways(page), path


def test_several_papers_are_compared_on_a_phone(opened: Opener) -> None:
    page = opened("/compare", width=390, height=800)
    page.get_by_label("Papers", exact=True).click()
    page.get_by_role("option").last.click()
    page.keyboard.press("Escape")
    compared(page)
    names = set(page.locator("td").evaluate_all("all => all.map((each) => each.dataset.paper)"))
    assert len(names) == 3, "each of the three says in words whose it is"
    assert not sideways(page)


def test_editions_are_compared_word_by_word_on_a_phone(opened: Opener) -> None:
    page = opened("/compare", width=320, height=800)
    page.get_by_text("Two editions, word by word").click()
    expect(page.locator("ins").first).to_be_visible()
    settled(page)
    assert not sideways(page)


def test_nothing_moves_where_less_motion_is_asked_for(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    page.locator(".chip").nth(1).click()
    settled(page)
    moving = page.evaluate(
        """() => {
            const roots = [document];
            for (const each of document.querySelectorAll('*')) {
                if (each.shadowRoot) roots.push(each.shadowRoot);
            }
            return roots.flatMap((root) => root.getAnimations())
                .filter((each) => each.playState === 'running')
                .map((each) => each.animationName ?? each.transitionProperty);
        }"""
    )
    assert moving == []


def test_every_view_can_be_reached_on_a_phone_and_keeps_council_and_role(opened: Opener) -> None:
    page = opened(width=390, height=800)
    for name in ("Papers", "Compare", "About", "Ask"):
        page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
        here = page.get_by_role("link", name=name, exact=True).and_(page.locator("[aria-current]"))
        expect(here).to_be_visible()
        settled(page)
    expect(page.get_by_role("combobox", name="Council")).to_have_value("Ashcombe Borough Council")


def test_a_whole_visit_by_keyboard_alone(opened: Opener) -> None:
    page = opened("/")
    reach(page, "INPUT")
    page.keyboard.type("Ashcombe")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_role("combobox", name="Council")).to_have_value("Ashcombe Borough Council")
    reach(page, "a councillor")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("role=officer"))
    settled(page)
    page.evaluate("document.activeElement.blur()")
    reach(page, "TEXTAREA")
    page.keyboard.type(UNANSWERED)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Open in e-mail")).to_be_visible()
    settled(page)
    reach(page, "Copy message")
    page.evaluate("document.activeElement.blur()")
    reach(page, "Papers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Papers", exact=True)).to_be_visible()
    settled(page)
    reach(page, "Protocol on")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Find in this paper")).to_be_visible()
    settled(page)
    reach(page, "INPUT")
    page.keyboard.type("officers")
    expect(page.locator("mark.found.now")).to_be_visible()


def answered(page: Page) -> None:
    ask(page, QUESTION)


def silent(page: Page) -> None:
    ask(page, UNANSWERED)


def downloading(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_role("button", name="Download", exact=True).click()
    expect(page.get_by_role("button", name="Word file")).to_be_visible()


def removing(page: Page) -> None:
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("button", name="Remove this paper")).to_be_visible()


def compared(page: Page) -> None:
    compare(page, "an officer at a ward surgery")


def word_by_word(page: Page) -> None:
    page.get_by_text("Two editions, word by word").click()
    expect(page.locator("ins").first).to_be_visible()
    settled(page)


Act = Callable[[Page], None]
PROTOCOL = "/papers?paper=ashcombe-2025-protocol"
PLACES: dict[str, tuple[str, Act | None]] = {
    "start": (ASHCOMBE, None),
    "answer": (ASHCOMBE, answered),
    "not-covered": (ASHCOMBE, silent),
    "download": (ASHCOMBE, downloading),
    "papers": ("/papers", None),
    "reading": (PROTOCOL, None),
    "remove": (PROTOCOL, removing),
    "add": ("/papers?do=add", None),
    "correct": (f"{PROTOCOL}&do=correct", None),
    "compare": ("/compare", compared),
    "editions": ("/compare", word_by_word),
    "about": ("/about", None),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", list(PLACES))
def test_axe_finds_nothing_serious(
    opened: Opener, serious: Callable[[Page], list[str]], place: str, scheme: str
) -> None:
    path, act = PLACES[place]
    page = opened(path, color_scheme=scheme)
    if act is not None:
        act(page)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_a_phone_with_the_source_open(
    opened: Opener, serious: Callable[[Page], list[str]], scheme: str
) -> None:
    page = opened(width=390, height=800, color_scheme=scheme)
    ask(page, QUESTION)
    page.locator(".chip").first.click()
    settled(page)
    assert serious(page) == []
