"""What the page's server needs for logging in, checked before anybody is let in."""

from __future__ import annotations

import ipaddress
import tomllib
from pathlib import Path
from typing import Any

from ui.errors import LoginError
from ui.settings import Settings

_SHARED = ("redirect_uri", "cookie_secret")
_OWN = ("client_id", "client_secret", "server_metadata_url")
_SECRET_CHARS = 32
_CALLBACK = "/oauth2callback"


def check_login(settings: Settings) -> None:
    """Check that the page may be opened as the settings say.

    Raises:
        LoginError: It would be open to others without login and without leave, or the secrets
            file lacks something that logging in needs.
    """
    login = settings.login
    if login.secrets is not None:
        _check_secrets(login.secrets, login.provider)
    elif not login.open_to_readers and not _is_loopback(settings.page.address):
        raise LoginError(
            f"Without login the page listens on this computer only, and page.address is "
            f"{settings.page.address}: set up login.secrets, or set login.open_to_readers to let "
            "whoever can open the page ask and read, or leave page.address out."
        )


def secrets_files(settings: Settings) -> list[str]:
    """Return the secrets files that Streamlit reads: the one named, and no other it might find."""
    secrets = settings.login.secrets
    return [str(secrets.resolve())] if secrets is not None else []


def _check_secrets(file: Path, provider: str | None) -> None:
    try:
        section: Any = tomllib.loads(file.read_text(encoding="utf-8")).get("auth")
    except OSError as error:
        raise LoginError(
            f"The secrets file {file} cannot be read ({error.strerror}): correct login.secrets."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LoginError(f"The secrets file {file} is not TOML: {error}.") from error
    section = section if isinstance(section, dict) else {}
    own = section.get(provider, {}) if provider else section
    where = f"[auth.{provider}]" if provider else "[auth]"
    missing = [f"{key} in [auth]" for key in _SHARED if not section.get(key)]
    missing += [f"{key} in {where}" for key in _OWN if not own.get(key)]
    if missing:
        raise LoginError(f"The secrets file {file} lacks {', '.join(missing)}.")
    if len(str(section["cookie_secret"])) < _SECRET_CHARS:
        raise LoginError(
            f"cookie_secret in {file} is too short: make it {_SECRET_CHARS} random characters or "
            'more, as `python -c "import secrets; print(secrets.token_urlsafe(32))"` prints them.'
        )
    if not str(section["redirect_uri"]).endswith(_CALLBACK):
        raise LoginError(
            f"redirect_uri in {file} should be the page's own address followed by {_CALLBACK}."
        )


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
