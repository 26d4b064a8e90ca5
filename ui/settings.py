"""Every setting of the project: one tree, from a TOML file and the environment."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.settings import AssistantSettings
from index.settings import IndexSettings
from ingest.documents import Record
from ingest.settings import IngestSettings
from service.settings import ServiceSettings
from ui.errors import SettingsError
from ui.logs import LogSettings

APPLICATION = "protocol-assistant"
PREFIX = "PROTOCOLS_"

# Variables of ours that say where things are; they are not settings.
_PLACES = frozenset({"PROTOCOLS_LIBRARY", "PROTOCOLS_SETTINGS", "PROTOCOLS_SHARED"})


class PageSettings(Record):
    """How the chat page is opened and what it shows."""

    address: str = Field(default="127.0.0.1", description="the address that the page listens on")
    port: int | None = Field(default=None, ge=1, le=65535, description="null: any free port")
    title: str = "Protocol Assistant"
    n_starters: int = Field(default=6, ge=0, le=12, description="questions offered at the start")
    zoom: float = Field(default=2.0, gt=0, le=6, description="pixels a PDF point in page images")
    max_upload_mb: int = Field(default=50, ge=1, description="of one file added on the page")
    keep_removed_days: int = Field(
        default=30, ge=0, le=3650, description="that a removed paper can be put back"
    )
    contact: str = Field(default="", description="whom to write to about the page; '' for nobody")
    questions_per_minute: int = Field(default=30, ge=1, description="that one visit may ask")


class LoginRoles(Record):
    """The values of the claim that make a person a reader, an editor or an evaluator."""

    reader: tuple[str, ...] = Field(default=(), description="empty: everyone who logs in")
    editor: tuple[str, ...] = ()
    evaluator: tuple[str, ...] = ()


class LoginSettings(Record):
    """Who may open the page, and how it is known what they may do.

    Attributes:
        secrets: Streamlit's secrets file, whose section `[auth]` names the OpenID Connect
            provider; None: there is no login.
        provider: The part `[auth.NAME]` of it to log in by; None: `[auth]` itself.
        claim: What the provider says of a person that tells their roles; `a.b` is b inside a.
    """

    secrets: Path | None = None
    provider: str | None = None
    claim: str = "roles"
    roles: LoginRoles = LoginRoles()
    open_to_readers: bool = Field(
        default=False, description="whoever can open the page may ask without logging in"
    )
    max_hours: int = Field(default=12, ge=1, description="after which a person logs in again")


class Logging(StrEnum):
    """What is kept of the questions asked."""

    OFF = "off"
    COUNTS = "counts"
    FULL = "full"


class ActivitySettings(Record):
    """What is kept of the questions asked, where, and for how long."""

    logging: Logging = Logging.OFF
    keep_days: int = Field(default=180, ge=1, le=3650)
    file: Path | None = Field(default=None, description="null: beside the library")


class EvaluationSettings(Record):
    """Where question sets and the runs made on the page are kept."""

    folder: Path | None = Field(default=None, description="null: beside the library")
    keep_runs: int = Field(default=50, ge=1, description="older ones are removed")


class Settings(BaseSettings):
    """The settings of every folder; what is not named here is refused."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    ingest: IngestSettings = IngestSettings()
    index: IndexSettings = IndexSettings()
    assistant: AssistantSettings = AssistantSettings()
    page: PageSettings = PageSettings()
    login: LoginSettings = LoginSettings()
    activity: ActivitySettings = ActivitySettings()
    evaluation: EvaluationSettings = EvaluationSettings()
    service: ServiceSettings = ServiceSettings()
    logs: LogSettings = LogSettings()


def settings_file() -> Path | None:
    """Return the settings file in use: `$PROTOCOLS_SETTINGS`, else the user's own if there is one.

    Raises:
        SettingsError: `$PROTOCOLS_SETTINGS` names no file.
    """
    named = os.environ.get("PROTOCOLS_SETTINGS")
    if named:
        if not Path(named).is_file():
            raise SettingsError(
                f"There is no settings file at {named}: correct PROTOCOLS_SETTINGS or unset it."
            )
        return Path(named)
    usual = Path(platformdirs.user_config_dir(APPLICATION)) / "settings.toml"
    return usual if usual.is_file() else None


def load_settings(file: Path | None = None) -> Settings:
    """Return the settings from a TOML file and the environment; the environment wins.

    Args:
        file: The file to read; `settings_file()` where none is given.

    Raises:
        SettingsError: A key or a variable is not a setting, or its value is not of its type.
    """
    path = file or settings_file()

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - no .env file is read
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor secrets
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
            if path is not None:
                sources.append(TomlConfigSettingsSource(settings_cls, toml_file=path))
            return tuple(sources)

    _refuse_unknown_variables()
    try:
        loaded = FromFile()
    except ValidationError as error:
        raise SettingsError(_sentence(error, path)) from error
    except ValueError as error:  # TOML that cannot be parsed, JSON in a variable that cannot be
        where = str(path) if path is not None else "the environment"
        raise SettingsError(f"The settings in {where} could not be read: {error}") from error
    return Settings.model_construct(
        **{name: getattr(loaded, name) for name in Settings.model_fields}
    )


def _refuse_unknown_variables() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(os.environ):
        upper = name.upper()
        if not upper.startswith(PREFIX) or upper in _PLACES:
            continue
        if upper.split("__", 1)[0] not in known:
            raise SettingsError(
                f"The environment variable {name} is not a setting; settings are named like "
                f"{PREFIX}PAGE__PORT. Correct its name or unset it."
            )


def _sentence(error: ValidationError, path: Path | None) -> str:
    where = f"{path} or the environment" if path is not None else "the environment"
    faults = "; ".join(_fault(fault) for fault in error.errors())
    return f"The settings in {where} were refused: {faults}."


def _fault(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"'{key}' is not a setting"
    return f"'{key}': {fault['msg'][:1].lower()}{fault['msg'][1:]}"
