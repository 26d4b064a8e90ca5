"""An answer that takes time is shown while it is written: what has come so far, as plain words."""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant import Assistant
from assistant.answer import Answer, AnswerStatus
from assistant.model import telling
from index import Library
from ui.page import resources, writing
from ui.serving import PAGE


def test_what_has_come_so_far_is_shown_without_markers_or_markup() -> None:
    text = "Yes, on conditions. [1]\n- *One* is notice. [2]\n- <b>"
    shown = writing.as_written(text)
    assert shown.split("\n\n") == [
        "Yes\\, on conditions\\.",
        "- \\*One\\* is notice\\.",
        "- \\<b\\>",
    ]


@pytest.fixture
def slow(page_library: Library, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have a chat model write answers; return what of them was shown on the way."""
    settings = resources.settings().assistant
    named = settings.model_copy(
        update={"model": settings.model.model_copy(update={"name": "scripted:model"})}
    )
    assistant = Assistant(page_library, named)
    whole = Answer(
        question="Q?",
        standalone_question="Q?",
        council=None,
        role=None,
        status=AnswerStatus.ANSWERED,
        text="First. Second.",
    )

    def stream(*_: Any, **__: Any) -> Iterator[telling.Part]:
        yield telling.Begun(AnswerStatus.ANSWERED, None)
        yield "First. "
        yield "Second."
        yield whole

    shown: list[str] = []
    before = writing.as_written

    def watched(text: str) -> str:
        shown.append(text)
        return before(text)

    monkeypatch.setattr(resources, "assistant", lambda: assistant)
    monkeypatch.setattr(telling, "stream_answer", stream)
    monkeypatch.setattr(writing, "as_written", watched)
    return shown


def test_sentences_of_a_chat_model_are_shown_as_they_come(slow: list[str]) -> None:
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    page.query_params["q"] = "Q?"
    page.run()
    assert not page.exception
    assert slow == ["First. ", "First. Second."]
    assert [answer.text for answer in page.session_state["conversation"]] == ["First. Second."]
