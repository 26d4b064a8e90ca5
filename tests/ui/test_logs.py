"""The server's log: JSON lines that hold no question and no secret unless they are asked to."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.answer import Answer, AnswerStatus
from ui.logs import NAME, PACKAGES, Level, LogSettings, begin_request, log_answer, set_up_logs

ASKED = "Can Mrs Pugh of 12 Mill Lane see my file?"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Give what is logged; every logger is as it was afterwards."""
    before = {
        name: (logging.getLogger(name).level, logging.getLogger(name).propagate)
        for name in PACKAGES
    }
    out = io.StringIO()
    handler = set_up_logs(LogSettings(level=Level.INFO), stream=out)
    yield out
    for name, (level, propagate) in before.items():
        logger = logging.getLogger(name)
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


def answer() -> Answer:
    return Answer(
        question=ASKED,
        standalone_question=ASKED,
        council="Elm",
        role=None,
        status=AnswerStatus.NOT_COVERED,
        text="The papers do not say.",
        timings_ms={"find": 12.34, "total": 20.0},
    )


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_line_is_one_object_with_the_number_of_its_request(stream: io.StringIO) -> None:
    first = begin_request()
    log_answer(answer(), LogSettings())
    second = begin_request()
    log_answer(answer(), LogSettings())
    assert [line["request"] for line in lines(stream)] == [first, second]
    assert first != second


def test_how_long_each_step_took_is_logged(stream: io.StringIO) -> None:
    log_answer(answer(), LogSettings())
    [line] = lines(stream)
    assert line["took_ms"] == {"find": 12.3, "total": 20.0}
    assert line["status"] == "not_covered"


def test_what_was_asked_is_left_out_as_the_project_comes(stream: io.StringIO) -> None:
    log_answer(answer(), LogSettings())
    assert "Pugh" not in stream.getvalue()
    log_answer(answer(), LogSettings(questions=True))
    assert lines(stream)[-1]["question"] == ASKED


def test_a_line_break_in_what_is_said_begins_no_other_line(stream: io.StringIO) -> None:
    logging.getLogger(NAME).warning('one\n{"level": "error"}')
    assert len(lines(stream)) == 1


def test_what_is_below_the_level_is_not_logged(stream: io.StringIO) -> None:
    logging.getLogger(NAME).debug("a detail")
    assert stream.getvalue() == ""
