"""What happens to every request: it gets an id, is kept short, timed, counted and logged.

The log holds the route, status, time and key's id of a request; the question only where the
settings say so, and never the address that it came from.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import time

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.metrics import Metrics
from service.problems import MEDIA_TYPE
from service.records import Problem

LOG = logging.getLogger("protocols.service")
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class RequestLog:
    """The outermost layer of the service (ASGI 3)."""

    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, max_body_bytes: int, max_body_s: float
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._max_body_bytes = max_body_bytes
        self._max_body_s = max_body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        request_id = scope["request_id"] = _request_id(scope)
        status = 500
        started = False

        async def send_on(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = int(message["status"]), True
                message["headers"] = [*message["headers"], *_headers(request_id)]
            await send(message)

        try:
            await self._app(scope, self._kept_short(scope, receive), send_on)
        except Exception:
            LOG.exception("request %s failed", request_id)
            if not started:
                detail = f"The request failed here; it is told in the log as {request_id}."
                await _refuse(send_on, 500, "Failed", detail, request_id)
        finally:
            self._tell(scope, status, time.perf_counter() - begun)

    def _kept_short(self, scope: Scope, receive: Receive) -> Receive:
        n_bytes, is_whole = 0, False
        ends = asyncio.get_running_loop().time() + self._max_body_s
        given = dict(scope["headers"]).get(b"content-length", b"0")
        too_long = given.isdigit() and int(given) > self._max_body_bytes

        async def receive_on() -> Message:
            nonlocal n_bytes, is_whole
            try:
                async with asyncio.timeout_at(None if is_whole else ends):
                    message = await receive()
            except TimeoutError:
                detail = f"A request must come in whole within {self._max_body_s:.0f} seconds."
                raise HTTPException(408, detail) from None
            is_whole = not message.get("more_body", False)
            n_bytes += len(message.get("body", b""))
            if too_long or n_bytes > self._max_body_bytes:
                detail = f"A request may hold {self._max_body_bytes} bytes at most."
                raise HTTPException(413, detail)
            return message

        return receive_on

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.count_request(route, status, seconds)
        state = scope.get("state", {})
        told = {
            "request": scope["request_id"],
            "method": scope["method"],
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "key": state.get("key"),
        }
        if "question" in state:
            told["question"] = state["question"]
        LOG.info(json.dumps(told))


def _request_id(scope: Scope) -> str:
    given: bytes = dict(scope["headers"]).get(b"x-request-id", b"")
    return given.decode() if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def _headers(request_id: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"x-request-id", request_id.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ]


async def _refuse(send: Send, status: int, title: str, detail: str, request_id: str) -> None:
    body = Problem(title=title, status=status, detail=detail, request_id=request_id)
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [(b"content-type", MEDIA_TYPE.encode())],
    }
    await send(start)
    await send({"type": "http.response.body", "body": body.model_dump_json().encode()})
