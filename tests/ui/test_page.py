"""Every view of the page, run as Streamlit runs it but without a browser."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from index import Library
from ui.page import originals
from ui.people import AccessRole, Person, Way
from ui.serving import PAGE

SURGERY = "Can I bring an officer to my ward surgery?"
CLOCK = "Who mends the town hall clock?"

pytestmark = pytest.mark.usefixtures("page_library")


def opened(query: dict[str, str] | None = None) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    for name, value in (query or {}).items():
        page.query_params[name] = value
    return page.run()


def asked(page: AppTest, question: str) -> AppTest:
    page.chat_input[0].set_value(question).run()
    assert not page.exception
    return page


def components(page: AppTest) -> list[dict[str, Any]]:
    """Return the data that each of the page's own components was given, in order."""
    found = []
    for element in page.get("bidi_component"):
        raw = element.proto.json or element.proto.mixed.json
        found.append(json.loads(raw))
    return found


def answers(page: AppTest) -> list[dict[str, Any]]:
    return [data for data in components(page) if "points" in data]


def badges(page: AppTest) -> list[str]:
    """Return the words of the badges above each answer."""
    return [badge["words"] for data in answers(page) for badge in data["badges"]]


def words(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.warning, *page.info, *page.error]
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


class TestAsk:
    def test_it_begins_with_questions_that_the_papers_speak_to(self) -> None:
        page = opened({"council": "Ashcombe", "role": "councillor"})
        assert not page.exception
        assert "What does the protocol say?" in words(page)
        assert len([each for each in page.button if str(each.key).startswith("starter-")]) == 6

    def test_council_and_role_are_taken_from_the_address_and_kept_there(self) -> None:
        page = opened({"council": "merrow", "role": "officer"})
        assert page.selectbox[0].value == "Merrow District Council"
        assert page.query_params["council"] == "Merrow District Council"
        assert page.query_params["role"] == "officer"

    def test_an_address_that_fits_no_council_is_said_to(self) -> None:
        page = opened({"council": "Nowhere"})
        assert "Ashcombe Borough Council" in words(page)
        assert page.selectbox[0].value is None

    def test_a_question_in_the_address_is_asked_once(self) -> None:
        page = opened({"council": "Ashcombe", "q": SURGERY})
        assert len(answers(page)) == 1
        page.run()
        assert len(page.session_state["conversation"]) == 1

    def test_an_answer_has_its_points_its_sources_and_its_badges(self, library: Library) -> None:
        page = asked(opened({"council": "Ashcombe", "role": "councillor"}), SURGERY)
        shown = answers(page)[0]
        cited = page.session_state["conversation"][0].citations
        assert [source["marker"] for source in shown["sources"]] == [c.marker for c in cited]
        markers = {part.get("marker") for point in shown["points"] for part in point["parts"]}
        assert markers - {None} <= {citation.marker for citation in cited}
        assert "It depends" in badges(page)
        assert "Adopted" in badges(page)
        assert all(c.quote in library.paragraph(c.document, c.label).text for c in cited)

    def test_the_first_source_stands_beside_the_answer(self) -> None:
        page = asked(opened({"council": "Ashcombe", "role": "councillor"}), SURGERY)
        drawn = [data for data in components(page) if "image" in data]
        assert len(drawn) == 1
        assert re.fullmatch(r"/page-image/[0-9a-f]{64}/\d+", drawn[0]["image"])
        assert drawn[0]["paragraph"]
        for box in drawn[0]["paragraph"] + drawn[0]["quote"]:
            assert all(0 <= value <= 1 for value in box.values())

    def test_pages_can_be_turned_and_the_source_closed(self) -> None:
        page = asked(opened({"council": "Ashcombe", "role": "councillor"}), SURGERY)
        before = page.session_state["opened"]
        page.button(key="page-after").click().run()
        drawn = next(data for data in components(page) if "image" in data)
        assert drawn["paragraph"] == []
        assert page.session_state["opened"].page is not None
        assert page.session_state["opened"].label == before.label
        page.button(key="close-source").click().run()
        assert not [data for data in components(page) if "image" in data]

    def test_a_follow_up_is_shown_as_it_was_understood(self) -> None:
        page = asked(opened({"council": "Ashcombe"}), SURGERY)
        asked(page, "What if it is held in party premises?")
        assert len(page.session_state["conversation"]) == 2
        assert "Understood as" in words(page)

    def test_a_suggestion_is_asked_when_it_is_chosen(self) -> None:
        page = asked(opened({"council": "Ashcombe"}), SURGERY)
        suggestion = page.session_state["conversation"][0].suggestions[0]
        button = next(each for each in page.button if str(each.key).startswith("next-0-"))
        button.click().run()
        assert page.session_state["conversation"][1].question == suggestion

    def test_what_is_not_covered_gives_a_message_and_the_nearest_paragraphs(self) -> None:
        page = asked(opened({"council": "Ashcombe", "role": "councillor"}), CLOCK)
        assert badges(page) == ["Not covered"]
        assert CLOCK in page.text_area[0].value
        nearest = answers(page)[1]
        assert nearest["caption"] == "Nearest paragraphs; none plainly answers it"
        assert nearest["with_words"]

    def test_another_council_begins_another_conversation(self) -> None:
        page = asked(opened({"council": "Ashcombe"}), SURGERY)
        page.selectbox[0].set_value("Merrow District Council").run()
        assert page.session_state["conversation"] == []
        assert page.query_params["council"] == "Merrow District Council"
        assert "q" not in page.query_params

    def test_what_is_typed_is_never_read_as_markup(self) -> None:
        page = asked(opened({"council": "Ashcombe"}), "<script>alert(1)</script> **surgery**")
        raw = "\n".join(str(each.value) for each in page.markdown)
        assert "<script>" not in raw
        assert "**surgery**" not in raw
        assert not any(each.proto.allow_html for each in page.markdown)


class TestPapers:
    def test_the_table_names_every_paper_with_its_standing(self, page_library: Library) -> None:
        rows = next(data["rows"] for data in components(view("papers")) if "rows" in data)
        assert [row["id"] for row in rows] == [each.id for each in page_library.documents()]
        assert {"Adopted", "Superseded", "Draft"} <= {row["standing"] for row in rows}
        for row in rows:
            document = page_library.document(row["id"])
            assert row["n_paragraphs"] == len(document.paragraphs)
            assert row["address"].endswith(f"paper={document.id}")

    def test_details_can_be_corrected_by_those_who_may(self) -> None:
        page = view("papers", paper="ashcombe-2025-protocol", do="correct")
        assert page.text_input[0].value == "Protocol on Member/Officer Relations"
        page.text_input[0].set_value("").run()
        assert "Give the paper a title" in words(page)
        assert next(each for each in page.button if each.label.startswith("Keep")).disabled

    def test_readers_are_offered_no_changes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        reader = Person(Way.OPEN, frozenset({AccessRole.READER}))
        monkeypatch.setattr("ui.page.changes.person", lambda: reader)
        for page in (
            view("papers"),
            view("papers", do="add"),
            view("papers", paper="ashcombe-2025-protocol", do="correct"),
        ):
            offered = {each.label for each in page.button}
            assert not offered & {"Add papers", "Correct its details", "Keep these details"}
            assert not page.get("file_uploader")

    def test_a_paper_is_read_in_full_with_its_paragraph_marked(self, page_library: Library) -> None:
        page = view("papers", paper="ashcombe-2025-protocol", paragraph="6.7")
        whole = next(data for data in components(page) if data.get("whole"))
        labels = [block["label"] for block in whole["blocks"] if "label" in block]
        stored = page_library.document("ashcombe-2025-protocol").paragraphs
        assert labels == [paragraph.label for paragraph in stored]
        assert [b["label"] for b in whole["blocks"] if b.get("current")] == ["6.7"]
        assert any("heading" in block for block in whole["blocks"])

    def test_a_paper_that_is_not_there_is_said_not_to_be(self) -> None:
        page = view("papers", paper="nowhere")
        assert not page.exception
        assert "nowhere" in words(page)


class TestCompare:
    def test_papers_stand_side_by_side_on_a_topic(self) -> None:
        page = view("compare")
        page.text_input[0].set_value("an officer at a ward surgery").run()
        assert not page.exception
        compared = next(data for data in components(page) if "papers" in data)
        assert [paper["council"] for paper in compared["papers"]] == [
            "Ashcombe Borough Council",
            "Merrow District Council",
        ]
        assert all(len(row) == 2 for row in compared["rows"])
        assert any(all(row) for row in compared["rows"]), "a point that both speak of"

    def test_what_hangs_from_a_paragraph_is_compared_with_it(self) -> None:
        page = view("compare")
        page.text_input[0].set_value("an officer at a ward surgery").run()
        compared = next(data for data in components(page) if "papers" in data)
        whole = next(row[0] for row in compared["rows"] if row[0] and row[0]["label"] == "6.6")
        assert [line["bullet"] for line in whole["lines"]] == [False, True, True, True, True]

    def test_two_editions_are_compared_word_by_word(self) -> None:
        page = view("compare")
        page.segmented_control[0].set_value("Two editions, word by word").run()
        assert not page.exception
        blocks = next(data["blocks"] for data in components(page) if "blocks" in data)
        assert {block["tag"]["kind"] for block in blocks} == {"added", "dropped", "changed"}


def test_about_explains_every_standing_and_accessibility() -> None:
    shown = words(view("about"))
    assert "Superseded" in shown
    assert "WCAG 2.2" in shown


def test_the_accessibility_statement_says_what_can_be_done_and_what_cannot() -> None:
    page = view("accessibility")
    shown = words(page)
    assert "Web Content Accessibility Guidelines, version 2.2, at level AA" in shown
    assert "What is not accessible" in shown


def test_an_account_says_who_is_in_and_what_they_may_do(monkeypatch: pytest.MonkeyPatch) -> None:
    editor = Person(Way.LOGGED_IN, frozenset({AccessRole.EDITOR}), "Sam *Dale*")
    monkeypatch.setattr("ui.page.views.account.person", lambda: editor)
    page = view("account")
    assert "Sam *Dale*" in words(page)
    assert "add, correct, replace and remove papers" in words(page)
    assert "run evaluations" not in words(page)
    assert [button.label for button in page.button] == ["Log out"]


def test_who_comes_to_what_is_not_theirs_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.page.views.account.person", lambda: Person(Way.OPEN))

    def refused() -> None:
        from ui.page.views import account
        from ui.people import Permission

        account.refuse(Permission.EVALUATE)

    page = AppTest.from_function(refused, default_timeout=120).run()
    assert "Only evaluators may run evaluations" in words(page)
    assert not page.button, "there is no login here to offer"


def view(name: str, **query: str) -> AppTest:
    """Return a view by itself, in the frame that the page gives it."""

    def frame(name: str) -> None:
        import streamlit as st

        from ui.page import state
        from ui.page.views import about, accessibility, account, ask, compare, papers

        state.read_address()
        modules = {"ask": ask, "papers": papers, "compare": compare, "about": about}
        modules |= {"accessibility": accessibility, "account": account}
        views = {key: st.Page(module.show, url_path=key) for key, module in modules.items()}
        st.navigation(list(views.values()), position="hidden")
        state.remember_views(views)
        modules[name].show()

    page = AppTest.from_function(frame, default_timeout=120, args=(name,))
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


class TestOriginals:
    @pytest.fixture
    def client(self) -> Any:
        from starlette.applications import Starlette
        from starlette.testclient import TestClient

        return TestClient(Starlette(routes=originals.routes()))

    def test_a_pdf_is_given_byte_for_byte_to_be_read_in_the_browser(
        self, client: Any, page_library: Library
    ) -> None:
        document = page_library.document("ashcombe-2025-protocol")
        given = client.get(f"/original/{document.source}")
        assert given.content == page_library.source_bytes(document.source)
        assert given.headers["content-type"] == "application/pdf"
        assert given.headers["content-disposition"].startswith("inline")
        assert given.headers["x-content-type-options"] == "nosniff"

    def test_any_other_format_is_only_downloaded(self, client: Any, page_library: Library) -> None:
        word = next(d for d in page_library.documents() if d.council.startswith("Merrow"))
        given = client.get(f"/original/{word.source}")
        assert given.headers["content-disposition"].startswith("attachment")
        assert given.headers["content-type"] == "application/octet-stream"

    @pytest.mark.parametrize("name", ["0" * 64, "..%2f..%2fetc%2fpasswd", "x"])
    def test_nothing_else_is_given(self, client: Any, name: str) -> None:
        assert client.get(f"/original/{name}").status_code == 404


def test_the_page_has_a_look_of_its_own_wherever_it_is_started() -> None:
    config = Path(PAGE).parent / ".streamlit" / "config.toml"
    assert "[theme.light]" in config.read_text(encoding="utf-8")
