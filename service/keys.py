"""Keys that other programs ask with: what each may do, kept as hashes in a file.

A key is 256 random bits, so one round of SHA-256 keeps it as well as a slow hash would keep a
password: there is nothing to guess.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
import tempfile
import threading
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from ingest.documents import Record
from service.errors import KeyFileError, ScopeError, UnknownKeyError

_PREFIX = "pk"
_NO_HASH = "0" * 64


class Scope(StrEnum):
    """What a key may be used for."""

    ASK = "ask"
    SEARCH = "search"
    READ = "read"
    COUNCILS = "councils"
    METRICS = "metrics"


class Key(Record):
    """A key as it is kept: its hash, never itself.

    Attributes:
        councils: Parts of the names of those whose papers it reaches; empty: all of them.
    """

    id: str
    name: str
    scopes: tuple[Scope, ...]
    councils: tuple[str, ...] = ()
    sha256: str
    made: dt.date


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request.

    Attributes:
        id: The key's, or the address where no keys are asked for.
        councils: Parts of names, as in `Key`.
    """

    id: str
    scopes: frozenset[Scope]
    councils: tuple[str, ...] = ()

    def require(self, scope: Scope) -> None:
        """Check that the caller may do something.

        Raises:
            ScopeError: It may not.
        """
        if scope not in self.scopes:
            raise ScopeError(
                f"This key may not be used to {_DOES[scope]}: ask whoever gave it for one that may."
            )


_DOES = {
    Scope.ASK: "ask questions",
    Scope.SEARCH: "search",
    Scope.READ: "read papers",
    Scope.COUNCILS: "list councils",
    Scope.METRICS: "read the figures of the service",
}


def open_to_all(address: str) -> Caller:
    """Return a caller that may do everything, for an interface that asks for no keys."""
    return Caller(address, frozenset(Scope))


class KeyRing:
    """The keys in a file; read again whenever the file changes, so that one can be withdrawn."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._guard = threading.Lock()
        self._keys: dict[str, Key] = {}
        self._stamp: tuple[int, int] | None = None

    def listed(self) -> tuple[Key, ...]:
        """Return the keys, as they were made.

        Raises:
            KeyFileError: The file cannot be read.
        """
        return tuple(self._current().values())

    def caller(self, secret: str | None) -> Caller:
        """Return whom a key belongs to; in the same time for every key that is not one.

        Raises:
            UnknownKeyError: There is none, or it is not known here.
        """
        text = secret or ""
        key = self._current().get(_id_of(text))
        same = hmac.compare_digest(key.sha256 if key else _NO_HASH, _hash(text))
        if key is None or not same:
            raise UnknownKeyError(
                "This needs a key that is known here: send it as 'Authorization: Bearer KEY'."
            )
        return Caller(key.id, frozenset(key.scopes), key.councils)

    def add(
        self,
        name: str,
        scopes: Sequence[Scope],
        councils: Sequence[str] = (),
        *,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> str:
        """Make a key and return it; it is never seen again.

        Raises:
            KeyFileError: The file cannot be written.
        """
        number = secrets.token_hex(4)
        secret = f"{_PREFIX}_{number}_{secrets.token_urlsafe(32)}"
        made = Key(
            id=number,
            name=name,
            scopes=tuple(dict.fromkeys(scopes)),
            councils=tuple(councils),
            sha256=_hash(secret),
            made=today(),
        )
        kept = self.listed() if self._file.is_file() else ()
        self._write((*kept, made))
        return secret

    def remove(self, name: str) -> None:
        """Withdraw the keys of a name or an id; they are refused from the next request on.

        Raises:
            UnknownKeyError: There is none of that name.
        """
        kept = tuple(key for key in self.listed() if name not in (key.id, key.name))
        if len(kept) == len(self.listed()):
            raise UnknownKeyError(f"No key is called '{name}': list the keys to see their names.")
        self._write(kept)

    def _current(self) -> dict[str, Key]:
        try:
            found = self._file.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            with self._guard:
                if stamp != self._stamp:
                    self._keys = {key.id: key for key in _read(self._file)}
                    self._stamp = stamp
                return self._keys
        except OSError as error:
            raise KeyFileError(
                f"The keys in {self._file} cannot be read ({error.strerror}): make one with "
                "`protocols keys add`, or name another file in the settings."
            ) from error

    def _write(self, keys: Sequence[Key]) -> None:
        """Write the file whole or not at all, readable by its owner alone."""
        text = "\n".join(_table(key) for key in keys)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(draft).replace(self._file)
        except OSError as error:
            raise KeyFileError(
                f"The keys cannot be written to {self._file} ({error.strerror}): "
                "name a file that you may write to."
            ) from error


def _id_of(secret: str) -> str:
    parts = secret.split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == _PREFIX else ""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _read(file: Path) -> tuple[Key, ...]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8")).get("key", [])
        return tuple(Key.model_validate(table, strict=False) for table in tables)
    except (ValueError, TypeError, ValidationError) as error:
        raise KeyFileError(
            f"The file {file} holds something that is no key: correct it, or make the keys again."
        ) from error


def _table(key: Key) -> str:
    values = key.model_dump(mode="json", exclude={"made"})
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n".join(["[[key]]", *lines, f"made = {key.made.isoformat()}", ""])
