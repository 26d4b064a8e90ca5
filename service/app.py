"""The HTTP interface: routes, keys, refusals and counts put together."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from service.desk import Desk
from service.errors import ServiceError
from service.keys import KeyRing
from service.metrics import Metrics
from service.problems import add_problems
from service.requests import RequestLog
from service.routes import Routes
from service.settings import ServiceSettings

_ABOUT = """Answers questions about councils' member/officer protocols. Every claim of an answer
carries a citation whose quote is an exact run of the cited paragraph's own words."""

# Without keys, what a browser here is told to ask under another site's name is refused: that site
# could have its name lead to this computer and read what it answers (DNS rebinding).
_OWN_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")


def build_app(desk: Desk, settings: ServiceSettings) -> FastAPI:
    """Return the interface as an ASGI application; `/openapi.json` describes it.

    Raises:
        ServiceError: It could be reached from other computers, and asks for no keys.
        KeyFileError: The keys cannot be read.
    """
    metrics = Metrics()
    app = FastAPI(
        title="Protocol assistant",
        version=version("protocol-assistant"),
        description=_ABOUT,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
    )
    routes = Routes(desk, settings, open_keys(settings), metrics)
    app.include_router(routes.router())
    app.include_router(routes.health())
    add_problems(app)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-Request-ID"],
        )
    hosts = settings.hosts or (_OWN_NAMES if settings.keys is None else ())
    if hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.add_middleware(
        RequestLog,
        metrics=metrics,
        max_body_bytes=settings.max_body_bytes,
        max_body_s=settings.max_body_s,
    )
    return app


def open_keys(settings: ServiceSettings) -> KeyRing | None:
    """Return the keys that callers must have; None where this computer alone may call.

    Raises:
        ServiceError: Other computers could call, and no file of keys is named.
        KeyFileError: The keys cannot be read.
    """
    if settings.keys is not None:
        ring = KeyRing(settings.keys)
        ring.listed()
        return ring
    if not settings.is_local:
        raise ServiceError(
            f"Anyone who reaches {settings.address} could ask without a key: make one with "
            "`protocols keys add` and name the file (--keys), or listen on 127.0.0.1."
        )
    return None
