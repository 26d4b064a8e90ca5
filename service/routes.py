"""The routes: thin, each a check of the key's scope and one call of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST

from assistant import Answer
from assistant.model.telling import Part
from service.desk import Counter, Desk
from service.keys import Caller, KeyRing, Scope, open_to_all
from service.limiting import RateLimit
from service.metrics import Metrics
from service.problems import MEDIA_TYPE
from service.records import (
    AskRequest,
    Found,
    Health,
    Paper,
    PapersRequest,
    Problem,
    ReadParagraph,
    SearchRequest,
)
from service.settings import ServiceSettings
from service.streaming import EVENT_SCHEMA, answer_events

_BEARER = HTTPBearer(auto_error=False, description="a key made by `protocols keys add`")
_EVENTS = """Server-sent events: `status` (how it ended and the verdict), a `sentence` for each
sentence of the text, a `citation` for each, and `answer`: the whole answer, as `/v1/ask` gives
it."""


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": "Refused", "content": content} for status in statuses}


class Routes:
    """The routes over one desk."""

    def __init__(
        self, desk: Desk, settings: ServiceSettings, keys: KeyRing | None, metrics: Metrics
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._keys = keys
        self._metrics = metrics
        self._limit = RateLimit(settings.requests_per_minute)

    def router(self) -> APIRouter:
        """Return them."""
        router = APIRouter(responses=_refusals(400, 401, 403, 422, 429, 503))
        self._add_asking(router)
        self._add_reading(router)
        return router

    def health(self) -> APIRouter:
        """Return those that need no key."""
        router = APIRouter(tags=["health"])

        @router.get("/health/live", summary="Whether the process runs")
        def live() -> Health:
            return Health(status="alive")

        @router.get("/health/ready", summary="Whether it can answer", responses=_refusals(503))
        def ready() -> Health:
            return Health(status="ready", generation=self._desk.generation)

        return router

    def _caller(self, request: Request, sent: HTTPAuthorizationCredentials | None) -> Caller:
        if self._keys is None:
            host = request.client.host if request.client else ""
            caller = open_to_all(host)
        else:
            caller = self._keys.caller(sent.credentials if sent else None)
            request.state.key = caller.id
        self._limit.count(caller.id)
        return caller

    def _needing(self, scope: Scope) -> Any:
        """Return what a route depends on: a counter for callers that have the scope."""

        def counter(
            request: Request,
            sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
        ) -> Counter:
            caller = self._caller(request, sent)
            caller.require(scope)
            return self._desk.within(caller.councils)

        return Depends(counter)

    def _answer(self, request: Request, counter: Counter, asked: AskRequest) -> Answer:
        if self._settings.log_questions:
            request.state.question = asked.question
        answer = counter.ask(
            asked.question, council=asked.council, role=asked.role, history=asked.history
        )
        self._metrics.count_answer(answer)
        return answer

    def _parts(self, request: Request, counter: Counter, asked: AskRequest) -> Iterator[Part]:
        """Yield an answer while it is written; a question that is refused is so before any part."""
        if self._settings.log_questions:
            request.state.question = asked.question
        parts = counter.stream(
            asked.question, council=asked.council, role=asked.role, history=asked.history
        )
        return chain((next(parts),), map(self._counted, parts))

    def _counted(self, part: Part) -> Part:
        if isinstance(part, Answer):
            self._metrics.count_answer(part)
        return part

    def _add_asking(self, router: APIRouter) -> None:
        may_ask = self._needing(Scope.ASK)
        may_search = self._needing(Scope.SEARCH)

        @router.post(
            "/v1/ask",
            summary="Ask a question",
            tags=["asking"],
            response_model=Answer,
            response_model_exclude={"retrieved"},
            responses=_refusals(404, 409, 413),
        )
        def ask(request: Request, asked: AskRequest, counter: Counter = may_ask) -> Answer:
            """Every claim of the answer's text carries a marker that one of its citations has."""
            return self._answer(request, counter, asked)

        @router.post(
            "/v1/ask/stream",
            summary="Ask a question, and get the answer a sentence at a time",
            tags=["asking"],
            description=_EVENTS,
            response_class=StreamingResponse,
            responses={
                200: {"content": {"text/event-stream": {"schema": EVENT_SCHEMA}}},
                **_refusals(404, 409, 413),
            },
        )
        def ask_stream(
            request: Request, asked: AskRequest, counter: Counter = may_ask
        ) -> StreamingResponse:
            events = answer_events(self._parts(request, counter, asked))
            return StreamingResponse(
                events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
            )

        @router.post(
            "/v1/search",
            summary="Find paragraphs",
            tags=["asking"],
            responses=_refusals(404, 409, 413),
        )
        def search(wanted: SearchRequest, counter: Counter = may_search) -> Found:
            """The words looked for are in the body, so that no log of addresses holds them."""
            return counter.search(
                wanted.query, council=wanted.council, statuses=wanted.statuses, top_k=wanted.top_k
            )

    def _add_reading(self, router: APIRouter) -> None:
        may_read = self._needing(Scope.READ)
        may_list = self._needing(Scope.COUNCILS)

        @router.get("/v1/papers", summary="List papers", tags=["papers"], responses=_refusals(404))
        def papers(
            wanted: Annotated[PapersRequest, Query()], counter: Counter = may_read
        ) -> tuple[Paper, ...]:
            return counter.papers(wanted.council)

        @router.get(
            "/v1/papers/{document}/paragraphs/{label}",
            summary="Read a paragraph",
            tags=["papers"],
            responses=_refusals(404),
        )
        def paragraph(document: str, label: str, counter: Counter = may_read) -> ReadParagraph:
            return counter.read(document, label)

        @router.get("/v1/councils", summary="List councils", tags=["papers"])
        def councils(counter: Counter = may_list) -> tuple[str, ...]:
            return counter.councils()

        @router.get(
            "/metrics",
            summary="Figures for Prometheus",
            tags=["health"],
            response_class=Response,
            responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
            dependencies=[self._needing(Scope.METRICS)],
        )
        def metrics() -> Response:
            page = self._metrics.page(generation=self._desk.generation)
            return Response(page, media_type=CONTENT_TYPE_LATEST)
