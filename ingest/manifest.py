"""Reads `library.toml`: what each file of a folder holds, part by part, as a person set it down."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

from pydantic import Field, ValidationError, field_validator, model_validator

from ingest.documents import Kind, Record, Status
from ingest.errors import ManifestError

MANIFEST_NAME = "library.toml"
MAX_MANIFEST_BYTES = 1_000_000
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


class ManifestPart(Record):
    """One paper inside a file. What is left out is detected from the text."""

    id: str
    title: str | None = None
    kind: Kind | None = None
    status: Status | None = None
    date: dt.date | None = None
    adopted: dt.date | None = None
    replaces: str | None = Field(default=None, description="id of the document that it replaces")
    begins: str | None = Field(default=None, description="how the part's first line starts")
    occurrence: int = Field(default=1, ge=1, description="which of several such lines")

    @field_validator("id")
    @classmethod
    def _simple_id(cls, value: str) -> str:
        if not _ID.fullmatch(value):
            raise ValueError("an id is small letters, digits and single hyphens, as 'ashby-2024'")
        return value

    @field_validator("begins")
    @classmethod
    def _some_words(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise ValueError("'begins' is empty")
        return value


class ManifestDocument(Record):
    """One file, its council, and its parts."""

    file: str
    council: str | None = None
    part: tuple[ManifestPart, ...] = ()

    @field_validator("file")
    @classmethod
    def _inside_the_folder(cls, value: str) -> str:
        path = Path(value)
        if path.is_absolute() or ".." in path.parts or not path.name:
            raise ValueError("a file is named by its path inside the folder")
        return value

    @model_validator(mode="after")
    def _parts_begin(self) -> ManifestDocument:
        if any(part.begins is None for part in self.part[1:]):
            raise ValueError(f"{self.file}: every part but the first needs 'begins'")
        return self


class Manifest(Record):
    """A folder's `library.toml`."""

    document: tuple[ManifestDocument, ...] = ()

    @model_validator(mode="after")
    def _once_each(self) -> Manifest:
        ids = [part.id for document in self.document for part in document.part]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"the id {twice[0]!r} is given to two parts")
        files = [document.file for document in self.document]
        if len(files) != len(set(files)):
            raise ValueError("a file is listed twice")
        return self


def read_manifest(path: Path) -> Manifest:
    """Return a manifest.

    Raises:
        ManifestError: The file is no TOML, or not of the manifest's form.
    """
    try:
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise ManifestError(f"{path} is too large for a list of papers; check that it is one.")
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ManifestError(f"{path} cannot be read as a list of papers: {error}.") from error
    try:
        return Manifest.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ManifestError(
            f"{path} has a mistake at {where or 'the top'}: {first['msg']}. Correct it and add the "
            "folder again."
        ) from error
