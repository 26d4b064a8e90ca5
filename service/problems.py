"""What a caller is told when a request is refused: one sentence, never the question itself."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.errors import QuestionTooLongError
from index.errors import LibraryEmptyError, LibraryError, UnknownCouncilError, UnknownParagraphError
from ingest.errors import ProtocolAssistantError
from service.errors import ScopeError, TooManyRequestsError, UnknownKeyError
from service.records import Problem

MEDIA_TYPE = "application/problem+json"
_STATUSES: tuple[tuple[type[ProtocolAssistantError], int], ...] = (  # the first that fits
    (UnknownKeyError, 401),
    (ScopeError, 403),
    (UnknownCouncilError, 404),
    (UnknownParagraphError, 404),
    (LibraryEmptyError, 409),
    (QuestionTooLongError, 422),
    (TooManyRequestsError, 429),
    (LibraryError, 503),
)
_TITLES = {
    400: "Not understood",
    401: "No key",
    403: "Not allowed",
    404: "Not here",
    405: "Not offered",
    408: "Too slow",
    409: "Nothing to search",
    413: "Too large",
    422: "Not as it should be",
    429: "Too many requests",
    500: "Failed",
    503: "Not available",
}


def problem(request: Request, status: int, detail: str, headers: dict[str, str]) -> JSONResponse:
    """Return a refusal."""
    body = Problem(
        title=_TITLES.get(status, "Refused"),
        status=status,
        detail=detail,
        request_id=request.scope.get("request_id", ""),
    )
    return JSONResponse(
        body.model_dump(), status_code=status, headers=headers, media_type=MEDIA_TYPE
    )


def status_of(error: ProtocolAssistantError) -> int:
    """Return the HTTP status that an error gives."""
    return next((status for sort, status in _STATUSES if isinstance(error, sort)), 500)


def add_problems(app: FastAPI) -> None:
    """Have an application tell every error as a problem."""

    @app.exception_handler(ProtocolAssistantError)
    async def ours(request: Request, error: ProtocolAssistantError) -> JSONResponse:
        status = status_of(error)
        headers: dict[str, str] = {}
        if isinstance(error, TooManyRequestsError):
            headers["Retry-After"] = str(error.wait_s)
        if status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return problem(request, status, str(error), headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'][1:]) or fault['loc'][0]}: {fault['msg']}"
            for fault in error.errors()
        )
        return problem(request, 422, f"The request is not as described ({faults}).", {})

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        return problem(request, error.status_code, str(error.detail), dict(error.headers or {}))
