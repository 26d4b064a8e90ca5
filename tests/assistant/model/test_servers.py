"""Whatever a model's server does, there is an answer: the paper's own words, and it says so."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from assistant import Answer, Assistant, AssistantSettings
from assistant.model.chat import open_chat_model
from assistant.model.output import ReplyReader, output_schema
from assistant.model.writer import ModelWriter
from assistant.settings import ModelSettings
from assistant.words import read_data
from evals import small_model

SETTINGS = AssistantSettings(answer_at=0.25, also_at=0.4, edition_at=0.15)
_QUESTION = "Can officers attend ward surgeries?"
_TRUE = "Officers should not attend ward surgeries."


def _reply(exchange: Any, *texts: str, key: str | None = None) -> str:
    keys = [key or exchange.asked["paragraphs"][0]["key"]]
    sentences = [{"keys": keys, "text": text} for text in texts]
    return json.dumps({"verdict": "no", "complete": True, "sentences": sentences})


def _ask(assistant: Assistant) -> Answer:
    return assistant.answer(_QUESTION, council="Oulton")


def _is_the_papers_own(answer: Answer, extractive: Assistant, why: str) -> None:
    """The answer is the extractive one, to the character, and a sentence says why."""
    plain = _ask(extractive)
    assert answer.model is not None
    assert answer.model.fell_back == why
    assert answer.text == f"{plain.text}\n\n{read_data('model.toml')['note'][why]}"
    assert (answer.status, answer.verdict, answer.citations) == (
        plain.status,
        plain.verdict,
        plain.citations,
    )


def _says_nothing_more(exchange: Any) -> None:
    exchange.head()
    exchange.say("{")


def _in_prose(exchange: Any) -> None:
    exchange.reply("I'm sorry, but I can't help with that.")


def _refusal_field(exchange: Any) -> None:
    exchange.head()
    exchange.delta({"role": "assistant", "refusal": "I can't help with that."})
    exchange.end()


def _filtered(exchange: Any) -> None:
    exchange.head()
    exchange.end("content_filter")


def _too_long(exchange: Any) -> None:
    exchange.head()
    exchange.say('{"verdict": null, "complete": true, "sentences": [{"keys": ["p1"], "te')
    exchange.end("length")


def _no_end(exchange: Any) -> None:
    exchange.head()
    for _ in range(3_000):
        exchange.say("          ")
    exchange.end()


def _error_in_the_stream(exchange: Any) -> None:
    exchange.head()
    exchange.event({"error": {"message": "out of memory", "type": "server_error", "code": 500}})


def _html(exchange: Any) -> None:
    exchange.whole(200, "<html>Please log in</html>", "text/html")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (lambda exchange: exchange.fault(500), "failed"),
        (lambda exchange: exchange.fault(503, "<html>Service unavailable</html>"), "failed"),
        (lambda exchange: exchange.fault(401), "failed"),
        (lambda exchange: exchange.fault(429), "failed"),
        (_in_prose, "refused"),
        (lambda exchange: exchange.reply('{"sentences": [{"keys": ['), "malformed"),
        (lambda exchange: exchange.reply('{"verdict": "perhaps", "complete": 1}'), "malformed"),
        (lambda exchange: exchange.reply("[]"), "refused"),
        (lambda exchange: exchange.reply("{" * 5_000), "malformed"),
        (_refusal_field, "refused"),
        (_filtered, "refused"),
        (_too_long, "endless"),
        (_no_end, "endless"),
        (_says_nothing_more, "broke_off"),
    ],
)
def test_a_fault_gives_the_papers_own_words_and_says_which(
    script: Any,
    why: str,
    scripted: Any,
    asking: Callable[..., Assistant],
    extractive: Assistant,
) -> None:
    scripted.script = script
    _is_the_papers_own(_ask(asking(scripted.address)), extractive, why)


@pytest.mark.parametrize("script", [_error_in_the_stream, _html])
def test_what_is_no_reply_at_all_is_not_taken_for_one(
    script: Any,
    scripted: Any,
    asking: Callable[..., Assistant],
    extractive: Assistant,
) -> None:
    scripted.script = script
    answer = _ask(asking(scripted.address))
    assert answer.model
    assert answer.model.fell_back
    _is_the_papers_own(answer, extractive, answer.model.fell_back)


def test_a_server_that_is_not_there(
    asking: Callable[..., Assistant], extractive: Assistant
) -> None:
    with socket.socket() as held:  # bound and not listening: nobody else gets the port
        held.bind(("127.0.0.1", 0))
        answer = _ask(asking(f"http://127.0.0.1:{held.getsockname()[1]}/v1"))
    _is_the_papers_own(answer, extractive, "unavailable")


def test_a_model_whose_package_is_not_installed(library: Any, extractive: Assistant) -> None:
    settings = SETTINGS.model_copy(update={"model": ModelSettings(name="nosuchprovider:model")})
    answer = _ask(Assistant(library, settings, search=library.search))
    _is_the_papers_own(answer, extractive, "unopened")


def test_a_server_that_never_answers_costs_no_more_than_the_time_allowed(
    scripted: Any, asking: Callable[..., Assistant], extractive: Assistant
) -> None:
    scripted.script = lambda _: _waits(scripted)
    assistant = asking(scripted.address, timeout_s=1.0)
    started = time.monotonic()
    _is_the_papers_own(_ask(assistant), extractive, "timeout")
    assert time.monotonic() - started < 5 * 1.0  # the first question opens the model too


def _waits(server: Any) -> None:
    server.closing.wait(20)


def test_a_slow_server_is_not_waited_for_however_often_it_says_a_little(
    scripted: Any, asking: Callable[..., Assistant], extractive: Assistant
) -> None:
    def drips(exchange: Any) -> None:
        exchange.head()
        for sign in _reply(exchange, _TRUE):
            exchange.say(sign)
            if scripted.closing.wait(0.1):
                return

    scripted.script = drips
    _is_the_papers_own(_ask(asking(scripted.address, timeout_s=1.0)), extractive, "timeout")


def test_what_was_proved_before_the_server_died_is_kept_and_the_rest_is_the_papers(
    scripted: Any, asking: Callable[..., Assistant]
) -> None:
    def dies(exchange: Any) -> None:
        exchange.head()
        exchange.say(_reply(exchange, _TRUE, "Nobody ").removesuffix('Nobody "}]}'))

    scripted.script = dies
    answer = _ask(asking(scripted.address))
    assert answer.model
    assert (answer.model.n_kept, answer.model.fell_back) == (1, None)
    assert answer.model.cut_short == "broke_off"
    assert answer.text.endswith(read_data("model.toml")["note"]["cut_short"])
    assert f"{_TRUE} [1]" in answer.text


def test_output_is_held_to_a_schema_with_the_keys_of_this_question(
    scripted: Any, asking: Callable[..., Assistant]
) -> None:
    scripted.script = lambda exchange: exchange.reply(_reply(exchange, _TRUE))
    answer = _ask(asking(scripted.address))
    assert answer.model
    assert answer.model.n_kept == 1
    (request,) = scripted.requests
    shown = json.loads(request["messages"][-1]["content"])
    keys = [paragraph["key"] for paragraph in shown["paragraphs"]]
    asked = request["response_format"]
    assert asked["type"] == "json_schema"
    assert asked["json_schema"]["schema"] == output_schema(keys)
    assert request["temperature"] == 0


def test_a_server_that_knows_no_schemas_is_asked_without_one_from_then_on(
    scripted: Any, asking: Callable[..., Assistant]
) -> None:
    def plain_only(exchange: Any) -> None:
        if "response_format" in exchange.body:
            exchange.fault(400, '{"error": {"message": "response_format is not supported"}}')
        else:
            exchange.reply(f"Here you are:\n```json\n{_reply(exchange, _TRUE)}\n```")

    scripted.script = plain_only
    assistant = asking(scripted.address)
    for _ in range(2):
        answer = _ask(assistant)
        assert answer.model
        assert (answer.model.n_kept, answer.model.fell_back) == (1, None)
    assert ["response_format" in each for each in scripted.requests] == [True, False, False]


def test_keys_that_were_not_given_prove_nothing(
    scripted: Any, asking: Callable[..., Assistant], extractive: Assistant
) -> None:
    scripted.script = lambda exchange: exchange.reply(_reply(exchange, _TRUE, key="p000000"))
    answer = _ask(asking(scripted.address))
    assert answer.model
    assert [gone.reason for gone in answer.model.removed] == ["unknown key"]
    _is_the_papers_own(answer, extractive, "nothing_left")


def test_a_server_of_ones_own_needs_no_key(
    scripted: Any, asking: Callable[..., Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    scripted.script = lambda exchange: exchange.reply(_reply(exchange, _TRUE))
    answer = _ask(asking(scripted.address))
    assert answer.model
    assert answer.model.n_kept == 1


# The real model. It is too weak to be right: what is held is that nothing of it shows.


def test_a_real_server_holds_the_reply_to_the_schema(small_model_url: str) -> None:
    keys = ["p1", "p2"]
    settings = ModelSettings(name=small_model.NAME, base_url=small_model_url, max_tokens=60)
    asked = {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": output_schema(keys)},
    }
    stream = open_chat_model(settings).stream(
        "Give one sentence about the weather.", extra_body={"response_format": asked}
    )
    reader = ReplyReader()
    for chunk in stream:
        reader.feed(str(chunk.text))
    assert reader.text.lstrip().startswith("{")
    assert reader.head is not None


def test_an_answer_through_a_real_server_is_the_papers_own_words(
    small_model_url: str, asking: Callable[..., Assistant], extractive: Assistant
) -> None:
    answer = _ask(asking(small_model_url, max_tokens=80, timeout_s=120))
    plain = _ask(extractive)
    assert answer.model
    assert answer.model.name == small_model.NAME
    assert answer.model.fell_back in (None, "endless", "nothing_left")
    assert (answer.verdict, answer.citations) == (plain.verdict, plain.citations)
    assert answer.text.startswith(plain.text)  # one short sentence: there is nothing to leave out


def test_a_real_server_killed_in_the_middle_of_a_reply(library: Any, extractive: Assistant) -> None:
    if why := small_model.missing():
        pytest.skip(why)

    class Killing(BaseCallbackHandler):
        def on_llm_new_token(self, *_: Any, **__: Any) -> None:
            server.kill()

    with small_model.start() as server:
        try:
            url = small_model.address_of(server)
            settings = ModelSettings(name=small_model.NAME, base_url=url, timeout_s=60)
            model = open_chat_model(settings)
            model.callbacks = [Killing()]
            writer = ModelWriter(settings, lambda: model)
            answer = _ask(Assistant(library, SETTINGS, search=library.search, writer=writer))
        finally:
            server.kill()
    assert answer.model
    assert answer.model.fell_back in ("broke_off", "unavailable")
    _is_the_papers_own(answer, extractive, answer.model.fell_back)


def test_a_real_server_that_is_too_slow(
    small_model_url: str, asking: Callable[..., Assistant], extractive: Assistant
) -> None:
    answer = _ask(asking(small_model_url, timeout_s=0.05))
    _is_the_papers_own(answer, extractive, "timeout")
