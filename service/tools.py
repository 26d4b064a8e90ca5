"""The Model Context Protocol server: tools with which other assistants cite a protocol.

Source: modelcontextprotocol.io, specification, sections 'Tools' and 'Transports'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import version
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as ASGIScope

from assistant import Answer
from assistant.answer import Role
from ingest.errors import ProtocolAssistantError
from service.app import open_keys
from service.desk import Counter, Desk
from service.keys import Caller, KeyRing, Scope, open_to_all
from service.limiting import RateLimit
from service.metrics import Metrics
from service.problems import MEDIA_TYPE, status_of
from service.records import CouncilName, Found, Paper, Problem, Question, ReadParagraph
from service.requests import RequestLog
from service.settings import ServiceSettings

_INSTRUCTIONS = """These tools read councils' own member/officer protocols. Use `ask` for a
question; quote only the words given as `quote`, with their paper and label, and give the paper's
standing (`status`): a draft or a proposal binds nobody. `not_covered` means that the papers are
silent: say so, and do not answer from elsewhere. Use `search` and `read_paragraph` to read more."""
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_Council = Annotated[
    CouncilName | None,
    Field(description="any part of a council's name that fits only one; null: all of them"),
]
_caller: ContextVar[Caller | None] = ContextVar("caller", default=None)


def build_tools(desk: Desk) -> MCPServer:
    """Return the server; whoever starts it over stdio may use everything."""
    server = MCPServer(
        "protocols",
        title="Member/officer protocols",
        instructions=_INSTRUCTIONS,
        version=version("protocol-assistant"),
        log_level="WARNING",
    )
    for tool in (_ask, _search, _read_paragraph, _list_papers):
        tool(server, desk)
    return server


def build_tools_app(desk: Desk, settings: ServiceSettings) -> ASGIApp:
    """Return the server over streamable HTTP at `/mcp`, behind the same keys as the interface.

    Raises:
        ServiceError: It could be reached from other computers, and asks for no keys.
    """
    security = None
    if settings.hosts:
        names = [form for host in settings.hosts for form in (host, f"{host}:*")]
        security = TransportSecuritySettings(
            allowed_hosts=names, allowed_origins=list(settings.origins)
        )
    app: Starlette = build_tools(desk).streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=settings.max_body_bytes,
        transport_security=security,
        host=settings.address,
    )
    guarded = KeyGate(app, open_keys(settings), RateLimit(settings.requests_per_minute))
    return RequestLog(
        guarded,
        metrics=Metrics(),
        max_body_bytes=settings.max_body_bytes,
        max_body_s=settings.max_body_s,
    )


class KeyGate:
    """Lets requests pass whose key is known (ASGI 3); the tools check what the key may do."""

    def __init__(self, app: ASGIApp, keys: KeyRing | None, limit: RateLimit) -> None:
        self._app = app
        self._keys = keys
        self._limit = limit

    async def __call__(self, scope: ASGIScope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            caller = self._known(scope)
            self._limit.count(caller.id)
        except ProtocolAssistantError as error:
            await _refuse(scope, send, error)
            return
        token = _caller.set(caller)
        try:
            await self._app(scope, receive, send)
        finally:
            _caller.reset(token)

    def _known(self, scope: ASGIScope) -> Caller:
        if self._keys is None:
            return open_to_all((scope.get("client") or ("",))[0])
        kind, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
        return self._keys.caller(secret.strip() if kind.lower() == "bearer" else None)


async def _refuse(scope: ASGIScope, send: Send, error: ProtocolAssistantError) -> None:
    status = status_of(error)
    body = Problem(
        title="Refused", status=status, detail=str(error), request_id=scope.get("request_id", "")
    )
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"www-authenticate", b"Bearer")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.model_dump_json().encode()})


@contextmanager
def _counter(desk: Desk, scope: Scope) -> Iterator[Counter]:
    """Give the counter of whoever calls; its refusals are told as the tool's own sentence."""
    caller = _caller.get() or open_to_all("stdio")
    try:
        caller.require(scope)
        yield desk.within(caller.councils)
    except ProtocolAssistantError as error:
        raise ToolError(str(error)) from error


def _tool(server: MCPServer, title: str) -> Callable[[Callable[..., object]], object]:
    return server.tool(title=title, annotations=_READ_ONLY, structured_output=True)


def _ask(server: MCPServer, desk: Desk) -> None:
    @_tool(server, "Ask what the protocol says")
    def ask(question: Question, council: _Council = None, role: Role | None = None) -> Answer:
        """Answer a question from the councils' own papers, with the paragraphs that say so."""
        with _counter(desk, Scope.ASK) as counter:
            answer = counter.ask(question, council=council, role=role)
            return answer.model_copy(update={"retrieved": (), "timings_ms": {}})


def _search(server: MCPServer, desk: Desk) -> None:
    @_tool(server, "Find paragraphs")
    def search(
        query: Question,
        council: _Council = None,
        top_k: Annotated[int, Field(ge=1, le=50)] = 5,
    ) -> Found:
        """Find the paragraphs nearest to a question, best first, with their words."""
        with _counter(desk, Scope.SEARCH) as counter:
            return counter.search(query, council=council, top_k=top_k)


def _read_paragraph(server: MCPServer, desk: Desk) -> None:
    @_tool(server, "Read a paragraph")
    def read_paragraph(document: str, label: str) -> ReadParagraph:
        """Return one paragraph verbatim, by its paper's id and its label ('5.4', '3.2(h)')."""
        with _counter(desk, Scope.READ) as counter:
            return counter.read(document, label)


def _list_papers(server: MCPServer, desk: Desk) -> None:
    @_tool(server, "List papers")
    def list_papers(council: _Council = None) -> tuple[Paper, ...]:
        """List the papers that are here, with their council and standing."""
        with _counter(desk, Scope.READ) as counter:
            return counter.papers(council)
