"""The settings: one tree, from a file and the environment, where nothing unknown is let by."""

from pathlib import Path

import pytest

from ui.errors import SettingsError
from ui.settings import Settings, load_settings

pytestmark = pytest.mark.usefixtures("clean_environment")


def write(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_file_or_environment_everything_is_as_it_comes() -> None:
    assert load_settings() == Settings()


def test_the_file_named_in_the_environment_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "[assistant]\nmax_citations = 5\n[page]\nport = 9000\n")
    monkeypatch.setenv("PROTOCOLS_SETTINGS", str(path))
    settings = load_settings()
    assert settings.assistant.max_citations == 5
    assert settings.page.port == 9000


def test_the_users_own_file_is_read_where_none_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "xdg_config_home" / "protocol-assistant"
    folder.mkdir(parents=True)
    write(folder, "[index]\ntop_k = 7\n")
    assert load_settings().index.top_k == 7


def test_the_environment_wins_over_the_file_one_key_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "[index]\ntop_k = 7\nn_read = 5\n")
    monkeypatch.setenv("PROTOCOLS_INDEX__TOP_K", "9")
    settings = load_settings(path)
    assert (settings.index.top_k, settings.index.n_read) == (9, 5)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[index]\ntopk = 7\n", "index.topk"),
        ("[nothing]\nkey = 1\n", "nothing"),
        ("[page]\nport = 'many'\n", "page.port"),
    ],
)
def test_an_unknown_key_or_a_wrong_value_is_refused_by_name(
    tmp_path: Path, text: str, named: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SettingsError, match=named):
        load_settings(path)


def test_a_file_that_is_not_toml_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, "[index\n")
    with pytest.raises(SettingsError, match=str(path)):
        load_settings(path)


@pytest.mark.parametrize("name", ["PROTOCOLS_TOP_K", "PROTOCOLS_INDEX__TOPK", "PROTOCOLS_LIBARY"])
def test_an_unknown_variable_is_refused_by_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "3")
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert name.split("__")[-1].lower() in str(refusal.value).lower()


def test_a_settings_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROTOCOLS_SETTINGS", "nowhere.toml")
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load_settings()


def test_settings_cannot_be_changed_once_loaded() -> None:
    from pydantic import ValidationError

    with pytest.raises(ValidationError):
        load_settings().page = None  # type: ignore[assignment]
