"""An answer that a chat model has a hand in is printed while it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answer import Answer, AnswerStatus, Verdict
from assistant.model.telling import Begun, Part
from ui.commands.answers import print_told


def test_each_stretch_is_printed_as_it_comes(capsys: pytest.CaptureFixture[str]) -> None:
    printed: list[str] = []

    def parts() -> Iterator[Part]:
        yield Begun(AnswerStatus.ANSWERED, Verdict.NO)
        printed.append(capsys.readouterr().out)
        yield "No. Officers should not attend. [1]"
        printed.append(capsys.readouterr().out)
        yield "\n\nThis is a draft."
        yield Answer(
            question="?",
            standalone_question="?",
            council="Oulton District Council",
            role=None,
            status=AnswerStatus.ANSWERED,
            verdict=Verdict.NO,
            text="No. Officers should not attend. [1]\n\nThis is a draft.",
            suggestions=("And in public?",),
        )

    print_told(parts(), "Oulton District Council")
    headline, first = printed
    assert "No" in headline
    assert "Oulton District Council" in headline
    assert first == "No. Officers should not attend. [1]"
    rest = capsys.readouterr().out
    assert "This is a draft." in rest
    assert "And in public?" in rest
    assert "should not attend" not in rest
