"""Evaluate and Activity in a real browser: a run from beginning to report, and axe on each page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ui.sample_use import variables
from ui.screenshots import UNANSWERED, ask, served, settled

pytestmark = pytest.mark.browser
WAIT_MS = 120_000
Serious = Callable[[Page], list[str]]
SET = (
    '{"id": "t1", "council": "Ashcombe Borough Council", "role": "councillor", "question": '
    '"can I take a junior officer along to my surgery", "type": "permission", "answerable": true,'
    ' "gold": [[["ashcombe-2025-protocol", "6.7"]]], "verdict": "no"}\n'
    '{"id": "t2", "council": "Ashcombe Borough Council", "question": '
    '"Who mends the town hall clock?", "type": "uncovered", "answerable": false}\n'
)


@pytest.fixture(scope="module")
def address(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(samples, variables(tmp_path_factory.mktemp("kept"))) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        color_scheme=request.param,
        reduced_motion="reduce",
    )
    context.set_default_timeout(WAIT_MS)
    yield context.new_page()
    context.close()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    settled(page)
    return page


def upload(page: Page, name: str, words: str) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": name, "mimeType": "application/jsonl", "buffer": words.encode()}
    )


def run(page: Page, address: str, name: str, words: str) -> None:
    """Upload a set, run it, and open its report."""
    opened(page, f"{address}/evaluate")
    upload(page, name, words)
    expect(page.get_by_text("2 questions, no errors")).to_be_visible()
    page.get_by_role("button", name="Run this set").click()
    settled(page)
    page.get_by_role("button", name="Open the report").click()
    expect(page.get_by_role("heading", name="Where failures come from")).to_be_visible()
    settled(page)


def part(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()
    settled(page)


def test_a_set_is_uploaded_run_and_read_to_one_question(
    page: Page, address: str, serious: Serious
) -> None:
    opened(page, f"{address}/evaluate")
    assert serious(page) == []
    run(page, address, "mine.jsonl", SET)
    assert serious(page) == []
    part(page, "Groups")
    assert serious(page) == []
    part(page, "Questions")
    assert serious(page) == []
    page.get_by_role("link", name="can I take a junior officer").click()
    expect(page.get_by_role("heading", name="What is right")).to_be_visible()
    settled(page)
    assert serious(page) == []


def test_a_run_is_compared_with_an_earlier_one(page: Page, address: str, serious: Serious) -> None:
    run(page, address, "before.jsonl", SET)
    run(page, address, "after.jsonl", SET.replace('"6.7"', '"2.1"').replace('"no"', '"yes"'))
    part(page, "Compare")
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Verdict right").first
    expect(row).to_contain_text("0 up, 1 down")
    expect(page.get_by_role("heading", name="Questions that turned")).to_be_visible()
    expect(page.get_by_role("link", name="can I take a junior officer")).to_be_visible()
    assert serious(page) == []


def test_a_run_is_cancelled_and_gone_on_with(page: Page, address: str) -> None:
    line = SET.splitlines()[1]
    many = "\n".join(line.replace("t2", f"t{n}") for n in range(900))
    opened(page, f"{address}/evaluate")
    upload(page, "many.jsonl", many)
    expect(page.get_by_text("900 questions, no errors")).to_be_visible()
    page.get_by_role("button", name="Run this set").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled after")).to_be_visible()
    page.get_by_role("button", name="Go on").first.click()
    expect(page.get_by_role("heading", name="Running")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled after")).to_be_visible()


def test_a_question_that_was_asked_becomes_a_test_question_in_two_clicks(
    page: Page, address: str, serious: Serious
) -> None:
    opened(page, f"{address}/?council=Ashcombe&role=councillor")
    ask(page, UNANSWERED)
    opened(page, f"{address}/activity")
    expect(page.get_by_text(UNANSWERED).first).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Make a test question").first.click()
    page.get_by_role("button", name="Add to the set").click()
    expect(page.get_by_text("Added to from-activity.jsonl")).to_be_visible(timeout=WAIT_MS)


def test_the_accessibility_statement_is_reached_from_the_foot(
    page: Page, address: str, serious: Serious
) -> None:
    opened(page, f"{address}/about")
    page.get_by_role("link", name="Accessibility statement").click()
    expect(page.get_by_role("heading", name="Accessibility statement")).to_be_visible()
    settled(page)
    assert serious(page) == []
