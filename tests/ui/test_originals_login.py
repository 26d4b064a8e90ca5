"""Where login is set up, an original and its pages are given only to whom the page lets ask."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from index import Library
from ui.page import originals, page_images, resources
from ui.settings import LoginRoles, LoginSettings, Settings

SECRET = "s" * 40
ORIGIN = "https://protocols.council.example"
COOKIE = "_streamlit_user"


@pytest.fixture
def login(tmp_path: Path) -> LoginSettings:
    file = tmp_path / "secrets.toml"
    file.write_text(
        f'[auth]\nredirect_uri = "{ORIGIN}/oauth2callback"\ncookie_secret = "{SECRET}"\n',
        encoding="utf-8",
    )
    return LoginSettings(secrets=file, roles=LoginRoles(reader=("members",)))


@pytest.fixture
def client(
    login: LoginSettings, page_library: Library, monkeypatch: pytest.MonkeyPatch
) -> TestClient:
    have(login, monkeypatch)
    assert page_library.documents()
    return TestClient(Starlette(routes=[*originals.routes(), *page_images.routes()]))


@pytest.fixture
def path(page_library: Library) -> str:
    return f"/original/{page_library.document('ashcombe-2025-protocol').source}"


def have(login: LoginSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(login=login)
    monkeypatch.setattr(resources, "settings", lambda: settings)


def cookie(secret: str = SECRET, **claims: object) -> str:
    said = {
        "is_logged_in": True,
        "origin": ORIGIN,
        "iat": time.time() - 60,
        "roles": ["members"],
        **claims,
    }
    return create_signed_value(secret, COOKIE, json.dumps(said)).decode()


def test_a_person_who_may_ask_is_given_the_file(
    client: TestClient, path: str, page_library: Library
) -> None:
    client.cookies.set(COOKIE, cookie())
    given = client.get(path)
    assert given.content == page_library.source_bytes(path.rpartition("/")[2])
    assert given.headers["cache-control"] == "no-store", "it is not left for the next person"


def test_a_cookie_that_came_in_parts_is_put_together(client: TestClient, path: str) -> None:
    said = json.dumps(
        {"is_logged_in": True, "origin": ORIGIN, "iat": time.time(), "roles": ["members"]}
    )
    parts = {COOKIE: "chunks-2", f"{COOKIE}_1": said[:30], f"{COOKIE}_2": said[30:]}
    for name, value in parts.items():
        client.cookies.set(name, create_signed_value(SECRET, name, value).decode())
    assert client.get(path).status_code == 200


def test_without_logging_in_nothing_is_given_nor_told(client: TestClient, path: str) -> None:
    refused, unknown = client.get(path), client.get("/original/" + "0" * 64)
    assert refused.status_code == unknown.status_code == 401
    assert refused.content == unknown.content
    assert "content-disposition" not in refused.headers


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        cookie(secret="t" * 40),
        cookie(is_logged_in=False),
        cookie(origin="https://evil.example"),
        cookie(iat=time.time() - 13 * 3600),
        create_signed_value(SECRET, "_streamlit_other", "{}").decode(),
        create_signed_value(SECRET, COOKIE, "[1]").decode(),
        create_signed_value(SECRET, COOKIE, "no JSON").decode(),
    ],
    ids=["noise", "other-secret", "logged-out", "other-site", "old", "other-name", "list", "text"],
)
def test_a_cookie_not_of_this_page_or_too_old_is_as_none(
    client: TestClient, path: str, forged: str
) -> None:
    client.cookies.set(COOKIE, forged)
    assert client.get(path).status_code == 401


def test_one_who_logs_in_without_the_role_is_refused(client: TestClient, path: str) -> None:
    client.cookies.set(COOKIE, cookie(roles=["gardeners"]))
    assert client.get(path).status_code == 403


def test_a_page_open_to_readers_gives_originals_to_all(
    client: TestClient, path: str, login: LoginSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    have(login.model_copy(update={"open_to_readers": True}), monkeypatch)
    assert client.get(path).status_code == 200


def test_an_image_of_a_page_is_given_to_the_same_people(client: TestClient, path: str) -> None:
    image = path.replace("/original/", "/page-image/") + "/1"
    refused, unknown = client.get(image), client.get(f"/page-image/{'0' * 64}/1")
    assert refused.status_code == unknown.status_code == 401
    assert refused.content == unknown.content
    client.cookies.set(COOKIE, cookie(roles=["gardeners"]))
    assert client.get(image).status_code == 403
    client.cookies.set(COOKIE, cookie())
    given = client.get(image)
    assert given.status_code == 200
    assert given.headers["cache-control"] == "no-store", "it is not left for the next person"
