"""The page is opened to others only as the settings let it be, and only with login set up whole."""

from pathlib import Path

import pytest

from ui.errors import LoginError
from ui.login import check_login, secrets_files
from ui.settings import LoginSettings, PageSettings, Settings

WHOLE = {
    "redirect_uri": "https://protocols.council.example/oauth2callback",
    "cookie_secret": "s" * 40,
    "client_id": "page",
    "client_secret": "hidden",
    "server_metadata_url": "https://login.example/.well-known/openid-configuration",
}


def written(folder: Path, values: dict[str, str], section: str = "auth") -> Path:
    path = folder / "secrets.toml"
    lines = [f"[{section}]", *(f'{key} = "{value}"' for key, value in values.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def settings(address: str = "127.0.0.1", **login: object) -> Settings:
    return Settings(page=PageSettings(address=address), login=LoginSettings.model_validate(login))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_without_login_this_computer_is_let_in(address: str) -> None:
    check_login(settings(address))
    assert secrets_files(settings(address)) == []


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.7", "protocols.council.example", "::"])
def test_without_login_no_other_computer_is(address: str) -> None:
    with pytest.raises(LoginError, match="this computer only"):
        check_login(settings(address))


def test_others_are_let_in_to_read_where_the_settings_say_so() -> None:
    check_login(settings("0.0.0.0", open_to_readers=True))


def test_a_whole_login_is_let_by_and_its_file_is_the_only_one_read(tmp_path: Path) -> None:
    chosen = settings("0.0.0.0", secrets=written(tmp_path, WHOLE))
    check_login(chosen)
    assert secrets_files(chosen) == [str(tmp_path / "secrets.toml")]


@pytest.mark.parametrize("key", list(WHOLE))
def test_what_is_missing_is_named(tmp_path: Path, key: str) -> None:
    values = {name: value for name, value in WHOLE.items() if name != key}
    with pytest.raises(LoginError, match=f"lacks {key}"):
        check_login(settings(secrets=written(tmp_path, values)))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("cookie_secret", "short", "too short"),
        ("redirect_uri", "https://protocols.council.example/", "oauth2callback"),
    ],
)
def test_what_is_weak_or_wrong_is_named(tmp_path: Path, key: str, value: str, said: str) -> None:
    with pytest.raises(LoginError, match=said):
        check_login(settings(secrets=written(tmp_path, {**WHOLE, key: value})))


def test_a_provider_that_the_file_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoginError, match=r"client_id in \[auth.entra\]"):
        check_login(settings(secrets=written(tmp_path, WHOLE), provider="entra"))


@pytest.mark.parametrize("words", [None, "[auth", "[other]\na = 1\n", "auth = 3\n"])
def test_a_file_that_holds_no_login_is_refused(tmp_path: Path, words: str | None) -> None:
    path = tmp_path / "secrets.toml"
    if words is not None:
        path.write_text(words, encoding="utf-8")
    with pytest.raises(LoginError, match="secrets file"):
        check_login(settings(secrets=path))
