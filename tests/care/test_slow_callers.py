"""Callers who send slowly, endlessly or too much: others are answered all the while."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import uvicorn

from index import Library
from service.app import build_app
from service.desk import Desk
from service.settings import ServiceSettings

N_SLOW = 60
ASKED = {"question": "Can I bring an officer to my ward surgery?", "council": "Ashcombe"}


@pytest.fixture(scope="module")
def port(samples: Path) -> Iterator[int]:
    """Serve the interface as `protocols serve` does, on a port of its own."""
    library = Library.open(samples)
    desk = Desk(library)
    desk.warm()
    settings = ServiceSettings(max_body_s=2.0, max_connections=200)
    app = build_app(desk, settings)
    config = uvicorn.Config(
        app,
        port=0,
        log_level="error",
        lifespan="off",
        access_log=False,
        limit_concurrency=settings.max_connections,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(30)
    library.close()


def ask(port: int) -> int:
    return httpx.post(f"http://127.0.0.1:{port}/v1/ask", json=ASKED, timeout=30).status_code


def opened(stack: ExitStack, port: int, begins: bytes) -> socket.socket:
    connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
    connection.sendall(begins)
    return connection


@pytest.mark.parametrize(
    "begins",
    [
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nX-",
        b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b'Content-Length: 900\r\n\r\n{"question"',
        b"GET /v1/papers HTTP/1.1\r\n",
    ],
    ids=["headers without end", "a body without end", "half a request"],
)
def test_others_are_answered_while_many_send_without_end(port: int, begins: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(N_SLOW):
            opened(stack, port, begins)
        assert ask(port) == 200


def test_a_body_that_does_not_come_in_time_is_told_so_and_let_go(port: int) -> None:
    with ExitStack() as stack:
        slow = opened(
            stack,
            port,
            b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 900\r\n\r\n{",
        )
        said = slow.recv(4096)
        assert b" 408 " in said.split(b"\r\n")[0]
        assert b"within 2 seconds" in said


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /v1/papers HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 2_000_000,
        b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /v1/papers HTTP/1.1\r\n" + b"X-A: b\r\n" * 200_000,
        b"\x00\xff" * 100_000,
    ],
    ids=["a long header", "a long address", "many headers", "no request"],
)
def test_headers_without_measure_are_refused(port: int, sent: bytes) -> None:
    with ExitStack() as stack:
        connection = opened(stack, port, b"")
        try:
            connection.sendall(sent)
            said = connection.recv(4096)
        except (ConnectionResetError, BrokenPipeError):
            said = b""
        assert not said.startswith(b"HTTP/1.1 200")
    assert ask(port) == 200


def test_a_body_in_small_pieces_is_held_to_its_limit(port: int) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(2_000):
            yield b" " * 1_000

    answer = httpx.post(
        f"http://127.0.0.1:{port}/v1/ask",
        content=pieces(),
        headers={"Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.status_code == 413
