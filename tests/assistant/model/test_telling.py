"""An answer is told while it is written, and nothing that is told is taken back."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant import Answer, Assistant, AssistantSettings
from assistant.answer import AnswerStatus
from assistant.errors import QuestionTooLongError
from assistant.model.output import ReplyReader
from assistant.model.telling import Begun, Part, stream_answer
from assistant.model.writer import ModelWriter
from assistant.settings import ModelSettings
from assistant.words import read_data

_SETTINGS = AssistantSettings(answer_at=0.25, also_at=0.3, edition_at=0.15)
_QUESTION = "Can officers attend meetings of party groups?"
Reply = Callable[[dict[str, Any]], Iterator[str]]


class Streaming(GenericFakeChatModel):
    """Streams what a script makes of the message."""

    script: Reply

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        del args, kwargs
        for text in self.script(json.loads(str(messages[-1].content))):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text))


def _assistant(library: Any, script: Reply | None, **more: Any) -> Assistant:
    if script is None:
        return Assistant(library, _SETTINGS, search=library.search)
    model = Streaming(messages=iter(()), script=script)
    writer = ModelWriter(ModelSettings(name="scripted", **more), lambda: model)
    return Assistant(library, _SETTINGS, search=library.search, writer=writer)


def _parts(assistant: Assistant, question: str = _QUESTION) -> list[Part]:
    return list(stream_answer(assistant, question, council="Fenwick"))


def _repeating(shown: dict[str, Any]) -> str:
    """The reply of a model that repeats every paragraph."""
    sentences = [{"keys": [each["key"]], "text": each["words"]} for each in shown["paragraphs"]]
    return json.dumps({"verdict": None, "complete": True, "sentences": sentences})


def _text(parts: list[Part]) -> str:
    return "".join(part for part in parts if isinstance(part, str))


def test_the_stretches_are_the_text_and_the_answer_comes_last(library: Any) -> None:
    parts = _parts(_assistant(library, lambda shown: iter([_repeating(shown)])))
    begun, *stretches, answer = parts
    assert isinstance(begun, Begun)
    assert isinstance(answer, Answer)
    assert len(answer.citations) >= 2
    assert len(stretches) >= len(answer.citations)
    assert all(isinstance(stretch, str) for stretch in stretches)
    assert _text(parts) == answer.text
    assert (begun.status, begun.verdict) == (answer.status, answer.verdict)


def test_without_a_model_the_answer_is_told_as_a_whole(library: Any) -> None:
    begun, text, answer = _parts(_assistant(library, None))
    assert isinstance(begun, Begun)
    assert isinstance(answer, Answer)
    assert text == answer.text


def test_greetings_are_told_too(library: Any) -> None:
    begun, text, answer = _parts(_assistant(library, lambda _: iter([])), "Hello")
    assert isinstance(begun, Begun)
    assert isinstance(answer, Answer)
    assert text == answer.text


def test_a_refused_question_is_refused_before_anything_is_told(library: Any) -> None:
    parts = stream_answer(_assistant(library, None), "x" * 5_000)
    with pytest.raises(QuestionTooLongError):
        next(parts)


def test_the_first_paragraph_is_told_while_the_model_still_writes(library: Any) -> None:
    told = threading.Event()
    waited: list[bool] = []

    def script(shown: dict[str, Any]) -> Iterator[str]:
        whole = _repeating(shown)
        second = whole.index(shown["paragraphs"][1]["key"])
        third = whole.find('{"keys"', second)
        cut = third if third > 0 else len(whole) - 2
        yield whole[:cut] + (" " if third > 0 else "")
        waited.append(told.wait(10))
        yield whole[cut:]

    answered = stream_answer(_assistant(library, script), _QUESTION, council="Fenwick")
    assert isinstance(next(answered), Begun)
    first = next(answered)
    assert isinstance(first, str)
    assert first.endswith("[1]")
    told.set()
    *_, answer = answered
    assert waited == [True]
    assert isinstance(answer, Answer)
    assert answer.text.startswith(first)


def test_nothing_is_told_of_a_sentence_before_it_has_ended_and_been_proved(library: Any) -> None:
    told: list[int] = []

    def script(shown: dict[str, Any]) -> Iterator[str]:
        first = shown["paragraphs"][0]
        yield '{"verdict": null, "complete": true, "sentences": [{"keys": ["'
        yield first["key"] + '"], "text": "'
        for sign in "Officers may always attend every meeting of every group. ":
            yield sign
            told.append(line.qsize())
        yield '"}]}'

    line: queue.SimpleQueue[Part] = queue.SimpleQueue()
    for part in stream_answer(_assistant(library, script), _QUESTION, council="Fenwick"):
        line.put(part)
    assert set(told) == {0}
    while not line.empty():
        part = line.get()
        assert "always attend" not in str(part) or isinstance(part, Answer)
        if isinstance(part, Answer):
            assert "always attend" not in part.text


def test_a_later_paragraph_is_not_gone_back_from(library: Any) -> None:
    """What was told stays: a sentence for a paragraph that has been told comes too late."""

    def script(shown: dict[str, Any]) -> Iterator[str]:
        reply = json.loads(_repeating(shown))
        reply["sentences"].reverse()
        yield json.dumps(reply)

    answer = _parts(_assistant(library, script))[-1]
    assert isinstance(answer, Answer)
    assert answer.model
    assert "order" in {gone.reason for gone in answer.model.removed}


def test_a_server_that_dies_leaves_what_was_told_standing(library: Any) -> None:
    def script(shown: dict[str, Any]) -> Iterator[str]:
        whole = _repeating(shown)
        yield whole[: whole.rindex('{"keys"') + 12]
        raise ConnectionResetError("gone")

    parts = _parts(_assistant(library, script))
    answer = parts[-1]
    assert isinstance(answer, Answer)
    assert answer.model
    assert answer.model.cut_short == "broke_off"
    assert _text(parts) == answer.text
    assert answer.text.endswith(read_data("model.toml")["note"]["cut_short"])


def test_who_leaves_is_not_written_for_any_longer(library: Any) -> None:
    left, ended = threading.Event(), threading.Event()
    said: list[str] = []

    def script(shown: dict[str, Any]) -> Iterator[str]:
        whole = _repeating(shown)
        try:
            for start in range(0, len(whole), 20):
                if start > len(whole) * 0.7:
                    left.wait(10)
                said.append(whole[start : start + 20])
                yield said[-1]
        finally:
            ended.set()

    answered = stream_answer(_assistant(library, script), _QUESTION, council="Fenwick")
    next(answered)
    answered.close()  # type: ignore[attr-defined]
    left.set()
    assert ended.wait(10)


def test_a_model_that_finds_more_left_open_says_so_before_the_text(library: Any) -> None:
    def script(shown: dict[str, Any]) -> Iterator[str]:
        yield _repeating(shown).replace("true", "false", 1)

    begun, *_, answer = _parts(_assistant(library, script))
    assert isinstance(begun, Begun)
    assert isinstance(answer, Answer)
    assert begun.status is answer.status is AnswerStatus.PARTLY_ANSWERED


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.integers(0, 900), max_size=12), junk=st.text(max_size=30))
def test_however_a_reply_is_cut_it_comes_to_the_same(
    library: Any, cuts: list[int], junk: str
) -> None:
    def whole(shown: dict[str, Any]) -> Iterator[str]:
        reply = json.loads(_repeating(shown))
        reply["sentences"][0]["text"] += f" {junk}. Officers may do anything."
        yield json.dumps(reply)

    def in_pieces(shown: dict[str, Any]) -> Iterator[str]:
        text = next(whole(shown))
        places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
        yield from (text[a:b] for a, b in pairwise(places))

    once = _parts(_assistant(library, whole))
    cut = _parts(_assistant(library, in_pieces))
    assert isinstance(once[-1], Answer)
    assert isinstance(cut[-1], Answer)
    assert _text(cut) == _text(once) == once[-1].text == cut[-1].text
    assert once[-1].model == cut[-1].model
    assert "do anything" not in once[-1].text


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(reply=st.text(alphabet='{}[]":,abkeystx \n\\u1', max_size=120))
def test_no_reply_whatever_breaks_an_answer_or_shows_in_it(library: Any, reply: str) -> None:
    plain = _parts(_assistant(library, None))[-1]
    parts = _parts(_assistant(library, lambda _: iter(reply)))
    assert isinstance(plain, Answer)
    assert isinstance(parts[-1], Answer)
    assert _text(parts) == parts[-1].text
    assert parts[-1].text.startswith(plain.text)
    assert parts[-1].citations == plain.citations


@given(st.text(max_size=60), st.lists(st.integers(0, 200), max_size=6))
def test_a_reader_gives_each_sentence_once(text: str, cuts: list[int]) -> None:
    sentences = [{"keys": ["a"], "text": text}, {"keys": ["b"], "text": f"One. {text} Two."}]
    reply = json.dumps({"verdict": None, "complete": False, "sentences": sentences})
    places = sorted({0, len(reply), *(cut for cut in cuts if cut < len(reply))})
    reader, whole = ReplyReader(), ReplyReader()
    given_ = [each for a, b in pairwise(places) for each in reader.feed(reply[a:b])]
    given_ += reader.finish().sentences
    all_at_once = [*whole.feed(reply), *whole.finish().sentences]
    assert given_ == all_at_once
