"""An answer by server-sent events, to a real client over a real socket."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from httpx_sse import connect_sse
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, AnswerStatus, Verdict
from assistant.model.telling import Begun, Part
from service.streaming import answer_events, split_text

QUESTION = "Can I ask a junior officer to attend my surgery?"


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        for _ in range(200):
            if server.started:
                break
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def test_sentences_come_one_by_one_and_make_up_the_answer(address: str, secrets: Any) -> None:
    headers = {"Authorization": f"Bearer {secrets.asker}"}
    asked = {"question": QUESTION, "council": "Ashcombe"}
    with (
        httpx.Client(headers=headers) as client,
        connect_sse(client, "POST", f"{address}/v1/ask/stream", json=asked) as source,
    ):
        events = [(event.event, json.loads(event.data)) for event in source.iter_sse()]
    names = [name for name, _ in events]
    whole = events[-1][1]
    assert names[0] == "status"
    assert names[-1] == "answer"
    assert names.count("sentence") >= 2
    assert "".join(data["text"] for name, data in events if name == "sentence") == whole["text"]
    assert [data for name, data in events if name == "citation"] == whole["citations"]


def test_a_refusal_comes_before_any_event(address: str, secrets: Any) -> None:
    headers = {"Authorization": f"Bearer {secrets.reader}"}
    refused = httpx.post(f"{address}/v1/ask/stream", json={"question": QUESTION}, headers=headers)
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"


def test_what_is_told_is_sent_before_the_answer_has_ended() -> None:
    reached: list[str] = []

    def parts() -> Iterator[Part]:
        yield Begun(AnswerStatus.ANSWERED, Verdict.NO)
        reached.append("begun")
        yield "No. [1]"
        reached.append("told")
        yield Answer(
            question="?", standalone_question="?", council=None, role=None,
            status=AnswerStatus.ANSWERED, text="No. [1]",
        )  # fmt: skip

    events = answer_events(parts())
    assert next(events).startswith("event: status")
    assert next(events) == 'event: sentence\ndata: {"text": "No. [1]"}\n\n'
    assert reached == ["begun"]
    assert next(events).startswith("event: answer")


@given(st.text(alphabet="aB.?! \n[1]:;", max_size=60))
def test_the_sentences_of_any_text_make_it_up(text: str) -> None:
    assert "".join(split_text(text)) == text
    assert all(split_text(text)) or not text


def test_a_marker_stays_with_its_sentence() -> None:
    assert split_text("No. [1] Ask first. [2][3]\n\nNote") == (
        "No. [1] ",
        "Ask first. [2][3]\n\n",
        "Note",
    )
