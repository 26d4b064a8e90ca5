"""The Evaluate and Activity pages and the rest that hangs on who has the page open."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index import Library
from ui.page import asked, resources
from ui.page.text import plain
from ui.people import AccessRole, Person, Way
from ui.serving import PAGE

SET = (
    '{"id": "t1", "council": "Ashcombe Borough Council", "role": "councillor", "question": '
    '"can I take a junior officer along to my surgery", "type": "permission", "answerable": true,'
    ' "gold": [[["ashcombe-2025-protocol", "6.7"]]], "verdict": "no"}\n'
    '{"id": "t2", "council": "Ashcombe Borough Council", "question": '
    '"Who mends the town hall clock?", "type": "uncovered", "answerable": false}\n'
)


@pytest.fixture(autouse=True)
def _settings(
    page_library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Keep questions in full, and evaluations, in a folder of the test's own."""
    assert page_library.documents()
    monkeypatch.setenv("PROTOCOLS_ACTIVITY__LOGGING", "full")
    monkeypatch.setenv("PROTOCOLS_ACTIVITY__FILE", str(tmp_path / "activity.sqlite"))
    monkeypatch.setenv("PROTOCOLS_EVALUATION__FOLDER", str(tmp_path / "evaluation"))
    resources._settings.cache_clear()
    asked.forget()
    yield
    resources._settings.cache_clear()
    asked.forget()


def view(name: str, *, query: dict[str, str] | None = None) -> AppTest:
    """Return a view by itself, in the frame that the page gives it."""

    def frame(name: str) -> None:
        import streamlit as st

        from ui.page import state
        from ui.page.views import about, accessibility, activity, ask, evaluate, papers

        state.read_address()
        modules = {
            "ask": ask,
            "papers": papers,
            "evaluate": evaluate,
            "activity": activity,
            "about": about,
            "accessibility": accessibility,
        }
        views = {key: st.Page(module.show, url_path=key) for key, module in modules.items()}
        st.navigation(list(views.values()), position="hidden")
        state.remember_views(views)
        modules[name].show()

    page = AppTest.from_function(frame, default_timeout=120, args=(name,))
    for key, value in (query or {}).items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.warning, *page.info, *page.error, *page.success]
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def button(page: AppTest, label: str) -> object:
    return next(each for each in page.button if each.label == label)


def put_set(folder: Path, text: str = SET) -> None:
    (folder / "evaluation" / "sets").mkdir(parents=True)
    (folder / "evaluation" / "sets" / "mine.jsonl").write_text(text, encoding="utf-8")


def run_it(folder: Path) -> str:
    from ui.page import evaluations

    put_set(folder)
    page = view("evaluate")
    button(page, "Run this set").click().run()  # type: ignore[attr-defined]
    evaluations.runner().wait(120)
    return evaluations.runner().entries()[0].name


def test_a_set_is_run_and_its_report_and_each_question_can_be_opened(tmp_path: Path) -> None:
    name = run_it(tmp_path)
    assert "Done" in words(view("evaluate"))
    report = view("evaluate", query={"run": name})
    shown = words(report)
    assert "2 questions" in shown
    assert "Points cited of points needed" in shown
    assert "Where the right paragraph was found" in shown
    for part in ("Groups", "Questions", "Compare"):
        report.segmented_control[0].set_value(part).run()
        assert not report.exception
    question = view("evaluate", query={"run": name, "question": "t1"})
    shown = words(question)
    assert "What is right" in shown
    assert "What was answered" in shown
    links = [str(each.proto.label) for each in question.get("page_link")]
    assert any(plain("paragraph 6.7") in link for link in links)


def test_a_faulty_set_shows_its_lines_and_cannot_be_run(tmp_path: Path) -> None:
    put_set(tmp_path, SET + "not json\n")
    page = view("evaluate")
    assert "cannot be run yet" in words(page)
    assert "| 3 |" in words(page)
    assert button(page, "Run this set").disabled  # type: ignore[attr-defined]


def test_a_run_that_is_not_there_is_said_not_to_be() -> None:
    assert "no such evaluation" in words(view("evaluate", query={"run": "../x"}))


def asked_page() -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    page.query_params["council"] = "Ashcombe"
    page.run()
    page.chat_input[0].set_value("Who mends Cllr Smith's clock?").run()
    assert not page.exception
    return page


def test_what_is_asked_shows_in_the_activity_and_becomes_a_test_question_in_two_clicks(
    tmp_path: Path,
) -> None:
    page = asked_page()
    assert "kept for 180 days" in words(page)
    activity = view("activity")
    assert "Who mends Cllr [name]'s clock?" in words(activity)
    assert "Asked and not covered" in words(activity)
    activity.button(key="add-gap-0").click().run()
    added = (tmp_path / "evaluation" / "sets" / "from-activity.jsonl").read_text(encoding="utf-8")
    assert "asked-001" in added
    assert "Smith" not in added


def test_more_questions_than_may_be_asked_are_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROTOCOLS_PAGE__QUESTIONS_PER_MINUTE", "1")
    resources._settings.cache_clear()
    started = time.monotonic()
    page = asked_page()
    page.chat_input[0].set_value("May I hold a surgery?").run()
    if time.monotonic() - started < 60:
        assert "Please wait" in words(page)
        assert len(page.session_state["conversation"]) == 1


_VIEWS = ("Ask", "Papers", "Compare", "Evaluate", "Activity")


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (Person(Way.LOGGED_OUT), ["Log in", "About"]),
        (
            Person(Way.OPEN, frozenset({AccessRole.READER})),
            ["Ask", "Papers", "Compare", "About"],
        ),
        (
            Person(Way.LOGGED_IN, frozenset({AccessRole.EDITOR})),
            ["Ask", "Papers", "Compare", "Activity", "About"],
        ),
    ],
)
def test_each_person_sees_the_pages_that_they_may_use(
    now: Person, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import ui.people

    monkeypatch.setattr(ui.people, "person", lambda: now)
    page = AppTest.from_file(str(PAGE), default_timeout=120).run()
    assert not page.exception
    views = page.session_state["views"]
    titles = [view.title for name, view in views.items() if name != "accessibility"]
    refused = [name for name in _VIEWS if name not in shown]  # reached by address, and told why
    assert titles == [*shown, *refused]


def test_without_login_the_page_says_that_it_is_local() -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=120).run()
    assert "this page listens on this computer only" in words(page)


def test_the_accessibility_statement_says_what_is_met_and_what_is_not() -> None:
    shown = words(view("accessibility"))
    assert "Web Content Accessibility Guidelines, version 2.2" in shown
    assert "What is not accessible" in shown
