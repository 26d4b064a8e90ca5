"""Evaluate and Activity in a real browser: a run from beginning to report, and axe on each page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ui.screenshots import CHROMIUM_ARGUMENTS, UNANSWERED, ask, chromium, served, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="Debian's chromium is not installed"),
]
WAIT_MS = 120_000
SET = (
    '{"id": "t1", "council": "Ashcombe Borough Council", "role": "councillor", "question": '
    '"can I take a junior officer along to my surgery", "type": "permission", "answerable": true,'
    ' "gold": [[["ashcombe-2025-protocol", "6.7"]]], "verdict": "no"}\n'
    '{"id": "t2", "council": "Ashcombe Borough Council", "question": '
    '"Who mends the town hall clock?", "type": "uncovered", "answerable": false}\n'
)


@pytest.fixture(scope="module")
def address(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROTOCOLS_ACTIVITY__LOGGING", "full")
        patch.setenv("PROTOCOLS_ACTIVITY__FILE", str(folder / "activity.sqlite"))
        patch.setenv("PROTOCOLS_EVALUATION__FOLDER", str(folder / "evaluation"))
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


def serious(page: Page) -> list[str]:
    return [
        f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    settled(page)
    return page


def test_a_set_is_uploaded_run_and_read_to_one_question(page: Page, address: str) -> None:
    opened(page, f"{address}/evaluate")
    assert serious(page) == []
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "mine.jsonl", "mimeType": "application/jsonl", "buffer": SET.encode()}
    )
    expect(page.get_by_text("2 questions, no errors")).to_be_visible(timeout=WAIT_MS)
    page.get_by_role("button", name="Run this set").click()
    page.get_by_role("button", name="Open the report").click()
    expect(page.get_by_role("heading", name="Where failures come from")).to_be_visible(
        timeout=WAIT_MS
    )
    settled(page)
    assert serious(page) == []
    page.get_by_test_id("stButtonGroup").get_by_text("Questions", exact=True).click()
    page.get_by_role("link", name="can I take a junior officer").click()
    expect(page.get_by_role("heading", name="What is right")).to_be_visible(timeout=WAIT_MS)
    settled(page)
    assert serious(page) == []


def test_a_question_that_was_asked_becomes_a_test_question_in_two_clicks(
    page: Page, address: str
) -> None:
    opened(page, f"{address}/?council=Ashcombe&role=councillor")
    ask(page, UNANSWERED)
    opened(page, f"{address}/activity")
    expect(page.get_by_text(UNANSWERED).first).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="Make a test question").first.click()
    page.get_by_role("button", name="Add to the set").click()
    expect(page.get_by_text("Added to from-activity.jsonl")).to_be_visible(timeout=WAIT_MS)


def test_the_accessibility_statement_is_reached_from_the_foot(page: Page, address: str) -> None:
    opened(page, f"{address}/about")
    page.get_by_role("link", name="Accessibility statement").click()
    expect(page.get_by_role("heading", name="Accessibility statement")).to_be_visible()
    settled(page)
    assert serious(page) == []
