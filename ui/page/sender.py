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
from ui.people import Person, person_of, without_login

if TYPE_CHECKING:
    from starlette.requests import Request


def sender(request: Request) -> Person:
    """Return who sends a request; the page itself would take them for the same person."""
    login = resources.settings().login
    if login.secrets is None:
        return without_login(login)
    return person_of(_claims(request.cookies, login.secrets), login)


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
