"""Brings a database to this version's tables, one numbered file after another, once each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from index.errors import LibraryNotFoundError, LibraryVersionError

SCHEMA = "protocols"
_FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x4D494752  # "MIGR": one process at a time migrates


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number, from 1, and its SQL."""

    number: int
    sql: str

    @property
    def sha256(self) -> str:
        """Of the SQL as it stands in the file, in hex."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations() -> tuple[Migration, ...]:
    """Return the steps in order."""
    return tuple(
        Migration(int(path.name.split("_")[0]), path.read_text(encoding="utf-8"))
        for path in sorted(_FOLDER.glob("*.sql"))
    )


def migrate(url: str, *, dimension: int, create: bool) -> int:
    """Apply the steps that are missing, all or none; return how many.

    Args:
        dimension: Of the encoder's vectors.
        create: Whether a database without a library may be given one.

    Raises:
        LibraryNotFoundError: It holds no library.
        LibraryVersionError: A newer version has migrated it, or a step there is another than here.
    """
    steps = read_migrations()
    with psycopg.connect(url) as raw:
        raw.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        there = raw.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.migrations"]).fetchone()
        if there is None or there[0] is None:
            if not create:
                raise LibraryNotFoundError(
                    "The database named holds no library: add papers to it first, or name another."
                )
            raw.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
            raw.execute(
                f"CREATE TABLE {SCHEMA}.migrations (number integer PRIMARY KEY,"
                " sha256 text NOT NULL, made_at timestamptz NOT NULL DEFAULT now())".encode()
            )
        raw.execute(f"SET LOCAL search_path TO {SCHEMA}, public".encode())
        missing = _missing(raw, steps)
        for step in missing:
            raw.execute(step.sql.replace("{dimension}", str(dimension)).encode())
            raw.execute(
                "INSERT INTO migrations (number, sha256) VALUES (%s, %s)",
                [step.number, step.sha256],
            )
    return len(missing)


def _missing(raw: psycopg.Connection[Any], steps: tuple[Migration, ...]) -> tuple[Migration, ...]:
    done: dict[int, str] = dict(raw.execute("SELECT number, sha256 FROM migrations").fetchall())
    known = {step.number: step.sha256 for step in steps}
    if any(known.get(number) != sha256 for number, sha256 in done.items()):
        raise LibraryVersionError(
            "The shared library's tables were made by a newer version of the assistant: install "
            "that version."
        )
    return tuple(step for step in steps if step.number not in done)
