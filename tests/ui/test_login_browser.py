"""Logging in by OpenID Connect, in a browser and against a provider: each does what is theirs.

The provider below is a whole one on this computer: discovery, authorisation with PKCE, a token
endpoint that checks the client, keys, and the end of a session. Streamlit and Authlib talk to it as
they would to a council's own.

Source: OpenID Connect Core 1.0; OpenID Connect Discovery 1.0; RFC 7636 (PKCE).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from index import Library
from ui.screenshots import CHROMIUM_ARGUMENTS, QUESTION, ask, chromium, served, settled
from ui.settings import Settings

pytestmark = pytest.mark.browser
WAIT_MS = 60_000
CLIENT, SECRET = "protocols-page", secrets.token_urlsafe(24)
PEOPLE: dict[str, tuple[str, ...]] = {
    "Robin Reader": ("Protocols.Reader",),
    "Eddie Editor": ("Protocols.Reader", "Protocols.Editor"),
    "Eve Evaluator": ("Protocols.Reader", "Protocols.Evaluator"),
    "Norma Norole": ("Gardens.Gardener",),
}


@dataclass
class Provider:
    """An OpenID Connect provider that lets whoever comes be one of `PEOPLE`."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    forging: bool = False
    address: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/authorize", self.authorize),
            Route("/chosen", self.chosen),
            Route("/token", self.token, methods=["POST"]),
            Route("/keys", self.keys),
            Route("/end", self.end),
        ]

    def discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "end_session_endpoint": f"{self.address}/end",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        links = "".join(
            f'<p><a href="/chosen?{urlencode({**asked, "who": name})}">{name}</a></p>'
            for name in PEOPLE
        )
        return HTMLResponse(f"<!doctype html><html lang=en><h1>Who are you?</h1>{links}</html>")

    def chosen(self, request: Request) -> Response:
        code = secrets.token_urlsafe(16)
        self.codes[code] = dict(request.query_params)
        back = urlencode({"code": code, "state": request.query_params["state"]})
        return RedirectResponse(f"{request.query_params['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        sent = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        given = self.codes.pop(sent.get("code", ""), None)
        if given is None or not self._is_client(request, sent) or not _proves(sent, given):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": hashlib.sha256(given["who"].encode()).hexdigest(),
            "iat": now,
            "exp": now + 300,
            "nonce": given["nonce"],
            "name": given["who"],
            "roles": list(PEOPLE[given["who"]]),
        }
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.forging else self.key
        return JSONResponse(
            {
                "access_token": secrets.token_urlsafe(16),
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, key),
            }
        )

    def _is_client(self, request: Request, sent: dict[str, str]) -> bool:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind == "Basic":
            name, _, secret = base64.b64decode(value).decode().partition(":")
            return (unquote(name), unquote(secret)) == (CLIENT, SECRET)
        return (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)

    def keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def end(self, request: Request) -> Response:
        token = jwt.decode(request.query_params["id_token_hint"], self.key)
        self.ended.append(str(token.claims["name"]))
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


def _proves(sent: dict[str, str], given: dict[str, str]) -> bool:
    """Return whether who asks for a token is who asked for its code."""
    digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return (challenge, sent.get("redirect_uri")) == (
        given["code_challenge"],
        given["redirect_uri"],
    )


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    app = Starlette(routes=made.routes())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    for _ in range(500):
        if server.started:
            break
        time.sleep(0.02)
    made.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield made
    server.should_exit = True
    thread.join()


SETTINGS = """\
[page]
port = {port}

[login]
secrets = "{secrets}"
provider = "council"

[login.roles]
reader = ["Protocols.Reader"]
editor = ["Protocols.Editor"]
evaluator = ["Protocols.Evaluator"]

[activity]
logging = "counts"
file = "{folder}/activity.sqlite"

[evaluation]
folder = "{folder}/evaluation"
"""
SECRETS = """\
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{cookie}"

[auth.council]
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{address}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def address(
    samples: Path, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("login")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    (folder / "secrets.toml").write_text(
        SECRETS.format(
            port=port,
            cookie=secrets.token_urlsafe(32),
            client=CLIENT,
            secret=SECRET,
            address=provider.address,
        ),
        encoding="utf-8",
    )
    (folder / "settings.toml").write_text(
        SETTINGS.format(port=port, secrets=folder / "secrets.toml", folder=folder),
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROTOCOLS_SETTINGS", str(folder / "settings.toml"))
        patch.setenv("NO_PROXY", "127.0.0.1")
        with served(samples) as address:
            yield address


@pytest.fixture(scope="module")
def original(samples: Path) -> str:
    """Return where the page gives a paper's original."""
    library = Library.open(samples, Settings().index)
    return f"/original/{library.document('ashcombe-2025-protocol').source}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    context.set_default_timeout(WAIT_MS)
    yield context
    context.close()


Entering = Callable[[str], Page]


@pytest.fixture
def enter(context: BrowserContext) -> Entering:
    """Log in as a person, through the provider."""

    def enter(name: str) -> Page:
        page = opened(context.new_page(), "/")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("link", name=name).click()
        settled(page)
        return page

    return enter


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    settled(page)
    return page


def views(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Pages").get_by_role("link").all_inner_texts()


def shows_papers(page: Page) -> bool:
    """Return whether anything of the library stands on the page."""
    return "Ashcombe" in page.locator("body").inner_text()


def test_who_is_not_logged_in_sees_nothing_of_the_papers(
    context: BrowserContext, original: str
) -> None:
    page = opened(context.new_page(), "/")
    assert views(page) == ["Log in", "About"]
    for path in ("/papers", "/?council=Ashcombe&q=surgery"):
        opened(page, path)
        assert not shows_papers(page), path
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
        expect(page.locator("input[type=file]")).to_have_count(0)
    assert context.request.get(original).status == 401


def test_a_reader_asks_and_reads_and_no_more(enter: Entering, original: str) -> None:
    page = enter("Robin Reader")
    assert views(page) == ["Ask", "Papers", "Compare", "About", "Account"]
    ask(page, QUESTION)
    expect(page.locator(".chip").first).to_be_visible()
    assert page.request.get(original).body().startswith(b"%PDF-")
    opened(page, "/papers?do=add")
    expect(page.locator("input[type=file]")).to_have_count(0)
    opened(page, "/papers?paper=ashcombe-2025-protocol&do=correct")
    expect(page.get_by_role("button", name="Keep these details")).to_have_count(0)
    for path, said in (
        ("/evaluate", "Only evaluators may run evaluations"),
        ("/activity", "Only editors and evaluators may see what was asked"),
    ):
        opened(page, path)
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.get_by_role("button", name="Run this set")).to_have_count(0)
        expect(page.get_by_role("button", name="Remove all that is kept")).to_have_count(0)


def test_an_editor_changes_papers_and_sees_activity_but_runs_no_evaluation(
    enter: Entering,
) -> None:
    page = enter("Eddie Editor")
    assert views(page) == ["Ask", "Papers", "Compare", "Activity", "About", "Account"]
    opened(page, "/papers?do=add")
    expect(page.locator("input[type=file]")).to_have_count(1)
    opened(page, "/activity")
    expect(page.get_by_role("heading", name="Activity")).to_be_visible()
    opened(page, "/evaluate")
    expect(page.get_by_role("button", name="Run this set")).to_have_count(0)


def test_an_evaluator_runs_evaluations_and_changes_no_paper(enter: Entering) -> None:
    page = enter("Eve Evaluator")
    assert views(page) == [
        *("Ask", "Papers", "Compare", "Evaluate", "Activity", "About", "Account"),
    ]
    opened(page, "/evaluate")
    expect(page.get_by_role("heading", name="Choose a question set")).to_be_visible()
    opened(page, "/papers?do=add")
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_an_account_without_a_role_is_told_so_and_shown_nothing(
    enter: Entering, original: str
) -> None:
    page = enter("Norma Norole")
    expect(page.get_by_text("Your account has no role here yet")).to_be_visible()
    assert views(page) == ["Account", "About"]
    opened(page, "/papers")
    assert not shows_papers(page)
    assert page.request.get(original).status == 403


def test_logging_out_ends_it_here_and_at_the_provider(
    enter: Entering, original: str, provider: Provider
) -> None:
    page = enter("Robin Reader")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Account").click()
    expect(page.get_by_text("You are logged in as Robin Reader")).to_be_visible()
    settled(page)  # a press is lost to a page that is being drawn anew
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    settled(page)
    assert provider.ended[-1] == "Robin Reader"
    assert page.request.get(original).status == 401
    opened(page, "/papers")
    assert not shows_papers(page)


def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    enter: Entering, original: str, provider: Provider
) -> None:
    provider.forging = True
    try:
        page = enter("Eddie Editor")
    finally:
        provider.forging = False
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert page.request.get(original).status == 401


def test_an_answer_to_a_login_that_was_never_begun_lets_nobody_in(
    context: BrowserContext, original: str, provider: Provider
) -> None:
    provider.codes["theirs"] = {"who": "Eddie Editor"}
    page = opened(context.new_page(), "/oauth2callback?code=theirs&state=made-up")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert "theirs" in provider.codes, "its code is not even asked about"
    assert context.request.get(original).status == 401
