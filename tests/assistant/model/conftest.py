"""Servers on this computer's own address: a small real model, and one that fails to a script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant import Assistant, AssistantSettings
from assistant.settings import ModelSettings
from evals import small_model

SETTINGS = AssistantSettings(answer_at=0.25, also_at=0.4, edition_at=0.15)


@pytest.fixture(scope="session")
def small_model_url() -> Iterator[str]:
    """The address of a real server with a real model, started once."""
    if why := small_model.missing():
        pytest.skip(why)
    with small_model.serving() as url:
        yield url


@pytest.fixture
def asking(library: Any) -> Callable[..., Assistant]:
    """Make an assistant that asks the model of a server, by its `base_url`."""

    def make(base_url: str, **more: Any) -> Assistant:
        model = ModelSettings(name=small_model.NAME, base_url=base_url, **more)
        settings = SETTINGS.model_copy(update={"model": model})
        return Assistant(library, settings, search=library.search)

    return make


@pytest.fixture
def extractive(library: Any) -> Assistant:
    """The same assistant without a model."""
    return Assistant(library, SETTINGS, search=library.search)


@dataclass
class Exchange:
    """One request to a scripted server, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    body: dict[str, Any]

    @property
    def asked(self) -> dict[str, Any]:
        """The question and the paragraphs that the model is shown."""
        shown: dict[str, Any] = json.loads(self.body["messages"][-1]["content"])
        return shown

    def head(self) -> None:
        """Begin a stream; it has broken off where nothing calls `end`."""
        self._headers(200, "text/event-stream", ("Transfer-Encoding", "chunked"))

    def whole(self, status: int, said: str, kind: str = "application/json") -> None:
        self._headers(status, kind, ("Content-Length", str(len(said.encode()))))
        self.handler.wfile.write(said.encode())

    def fault(self, status: int, said: str = '{"error": {"message": "no"}}') -> None:
        self.whole(status, said)

    def _headers(self, status: int, kind: str, more: tuple[str, str]) -> None:
        self.handler.send_response(status)
        for name, value in (("Content-Type", kind), ("Connection", "close"), more):
            self.handler.send_header(name, value)
        self.handler.end_headers()

    def _write(self, said: str) -> None:
        data = said.encode()
        self.handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.handler.wfile.flush()

    def delta(self, delta: dict[str, Any], ended: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": ended}
        self.event({"id": "1", "object": "chat.completion.chunk", "choices": [choice]})

    def event(self, data: dict[str, Any]) -> None:
        self._write(f"data: {json.dumps(data)}\n\n")

    def say(self, text: str) -> None:
        self.delta({"role": "assistant", "content": text})

    def end(self, why: str = "stop") -> None:
        self.delta({}, why)
        self._write("data: [DONE]\n\n")
        self.handler.wfile.write(b"0\r\n\r\n")

    def reply(self, text: str) -> None:
        """Answer as a server does that is well."""
        self.head()
        for start in range(0, len(text), 7):
            self.say(text[start : start + 7])
        self.end()


Script = Callable[[Exchange], None]


@dataclass
class ScriptedServer:
    """A server that does to each request what its script says."""

    address: str = ""
    script: Script = lambda exchange: exchange.fault(500)
    requests: list[dict[str, Any]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    server = ScriptedServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append(body)
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked has gone
                server.script(Exchange(self, body))

        def log_message(self, *_: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    server.address = f"http://127.0.0.1:{listening.server_port}/v1"
    try:
        yield server
    finally:
        server.closing.set()
        listening.shutdown()
        thread.join()
        listening.server_close()
