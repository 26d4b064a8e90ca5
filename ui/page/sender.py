"""Who sends a request to a route beside the page: told by the cookie that logging in leaves.

Streamlit gives the page's own runs `st.user`; a route of ours reads the same signed cookie, by
Streamlit's own way of signing, with the secret of the secrets file that the settings name.
"""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ui.page import resources
from ui.people import Permission, Person, Way, person_of, without_login

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_REFUSED = "Log in on the page, as somebody who may ask here, to open this file."
_NOT_KEPT = {"Cache-Control": "no-store"}
_KEPT = {"Cache-Control": "private, max-age=3600"}


def sender(request: Request) -> Person:
    """Return who sends a request; the page itself would take them for the same person."""
    login = resources.settings().login
    if login.secrets is None:
        return without_login(login)
    return person_of(_claims(request.cookies, login.secrets), login)


def refuse(request: Request) -> Response | None:
    """Return what is sent to somebody who may not ask here; None for one who may.

    It is to be called before anything is looked up: not even a name is told.
    """
    from starlette.responses import Response

    person = sender(request)
    if person.may(Permission.ASK):
        return None
    status = 401 if person.way is Way.LOGGED_OUT else 403
    return Response(_REFUSED, status_code=status, media_type="text/plain", headers=_NOT_KEPT)


def keeping() -> dict[str, str]:
    """Return the header that tells a browser whether it may keep a file for its next use."""
    return dict(_KEPT if resources.settings().login.secrets is None else _NOT_KEPT)


def _claims(cookies: dict[str, str], secrets: Path) -> dict[str, Any]:
    """Return what the cookie says of a person; nothing where it is not of this page's making."""
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    secret, origin = _secret_and_origin(secrets)

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value)

    try:
        claims = json.loads(get_cookie_with_chunks(one, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) and claims.get("origin") == origin else {}


@lru_cache(maxsize=1)
def _secret_and_origin(secrets: Path) -> tuple[str, str]:
    section = tomllib.loads(secrets.read_text(encoding="utf-8"))["auth"]
    redirect = urlsplit(section["redirect_uri"])
    return str(section["cookie_secret"]), f"{redirect.scheme}://{redirect.netloc}"
