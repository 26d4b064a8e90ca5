"""One file that holds a library whole: its SQLite file as one generation had it, and its sources.

A ZIP file with a card that gives the sha256 of everything in it. It is made while others read and
write; what is in it was checked before, so that no damage is kept as a backup.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from pydantic import Field, ValidationError

from index.checking import check_file, check_rows
from index.disk import disk_error, sync_folder
from index.errors import BackupError, LibraryDamagedError, LibraryVersionError
from index.sources import SourceFiles
from index.store import APPLICATION_ID, FILE, SCHEMA_VERSION, Store
from ingest.documents import Record

CARD = "backup.json"
FORMAT = 1
_SOURCE = re.compile(r"sources/[0-9a-f]{64}")
_N_TRIES = 2  # without keeping anybody from changing the library
_N_CHUNK_BYTES = 1 << 20
_MAX_CARD_BYTES = 16_000_000
_LOCKED = 0x1  # of an entry's flags: it has a password
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # how a backup's entries are ever packed


class BackupCard(Record):
    """What a backup holds.

    Attributes:
        sha256: Of each file in it, by its name there.
    """

    format: int = FORMAT
    made_at: str
    library_format: int
    generation: int
    documents: tuple[str, ...]
    n_bytes: int = Field(ge=0, description="of all its files, unpacked")
    sha256: dict[str, str]


class _MovedOnError(Exception):
    """A source went while it was copied: another process changed the library meanwhile."""


def write_backup(store: Store, file: Path) -> BackupCard:
    """Write a backup of a library: whole, or not at all. Others may change it meanwhile.

    Raises:
        LibraryDamagedError: The library is not whole; the sentence names what is wrong.
        LibraryFullError: The disk has no room for it.
        LibraryBusyError: Others changed it all the while, and kept it for the whole time allowed.
        BackupError: It cannot be put there.
    """
    if file.is_dir():
        raise BackupError(f"{file} is a folder: name the file that the backup is to be.")
    try:
        for _ in range(_N_TRIES):
            with suppress(_MovedOnError):
                return _write(store, file)
        with store.locked():  # others change it all the while: they wait for this once
            return _write(store, file)
    except OSError as error:
        raise disk_error(error, file.parent) from error


def read_card(file: Path) -> BackupCard:
    """Return what a backup says that it holds.

    Raises:
        BackupError: It is no backup, or was cut short.
        LibraryVersionError: A newer version of the project made it.
    """
    with _opened(file) as archive:
        return _card(archive, file)


def unpack_backup(file: Path, folder: Path) -> BackupCard:
    """Unpack a backup into an empty folder, every file checked by its sha256.

    Raises:
        BackupError: It is no backup, was cut short or altered, or holds more than it says.
        LibraryVersionError: A newer version of the project made it.
        LibraryFullError: The disk has no room for it.
    """
    with _opened(file) as archive:
        card = _card(archive, file)
        _check_names(archive, card, file)
        try:
            if shutil.disk_usage(folder).free < card.n_bytes:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            (folder / "sources").mkdir()
            left = card.n_bytes
            for name, sha256 in card.sha256.items():
                left -= _unpack(archive, name, sha256, folder / name, left, file)
        except OSError as error:
            raise disk_error(error, folder) from error
    _check_snapshot(folder / FILE, file)
    return card


def _write(store: Store, file: Path) -> BackupCard:
    with store.errors(), _workplace(file) as folder:
        snapshot, draft = folder / FILE, folder / "draft.zip"
        _copy(store, snapshot)
        digests = {FILE: _hash(snapshot)}
        n_bytes = snapshot.stat().st_size
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(snapshot, FILE)
            for sha256, size in _sources_of(snapshot).items():
                name = f"sources/{sha256}"
                data = _read_source(store, sha256, size)
                archive.writestr(name, data)
                digests[name] = sha256
                n_bytes += len(data)
            card = _describe(snapshot, digests, n_bytes)
            archive.writestr(CARD, card.model_dump_json(indent=1))
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        draft.replace(file)
    sync_folder(file.parent)
    return card


@contextmanager
def _workplace(file: Path) -> Iterator[Path]:
    """Give a folder beside a backup to make it in; those that killed processes left are removed."""
    ours = re.compile(rf"\.{re.escape(file.name)}\.(\d{{1,9}})\.making")
    for left in file.parent.glob(".*.making"):
        if (made := ours.fullmatch(left.name)) and not _is_alive(int(made[1])):
            shutil.rmtree(left, ignore_errors=True)
    folder = file.with_name(f".{file.name}.{os.getpid()}.making")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _copy(store: Store, to: Path) -> None:
    """Copy the SQLite file as one generation has it, and check the copy."""
    with (
        store.reading() as connection,
        closing(sqlite3.connect(to, isolation_level=None)) as copy,
    ):
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()
        version = copy.execute("PRAGMA user_version").fetchone()[0]
        found = check_file(copy)
        if not found and version == SCHEMA_VERSION:  # older rows have no checksums yet
            found = check_rows(copy)
    if found:
        raise LibraryDamagedError(
            f"The library in {store.folder} is damaged, so that a backup of it would be too: "
            f"{found[0]} Restore it from an earlier backup (`protocols restore`)."
        )


def _sources_of(snapshot: Path) -> dict[str, int]:
    with closing(sqlite3.connect(snapshot)) as copy:
        found = copy.execute(
            "SELECT sha256, json_extract(record, '$.n_bytes') FROM sources ORDER BY sha256"
        )
        return {str(sha256): int(n_bytes) for sha256, n_bytes in found}


def _read_source(store: Store, sha256: str, n_bytes: int) -> bytes:
    try:
        return SourceFiles(store.folder / "sources").read(sha256, n_bytes=n_bytes)
    except LibraryDamagedError:
        with store.reading() as connection:
            used = connection.execute("SELECT 1 FROM sources WHERE sha256 = ?", [sha256])
            if used.fetchone() is None:
                raise _MovedOnError from None
        raise


def _describe(snapshot: Path, digests: dict[str, str], n_bytes: int) -> BackupCard:
    with closing(sqlite3.connect(snapshot)) as copy:
        number = copy.execute("SELECT coalesce(max(number), 0) FROM generations").fetchone()[0]
        documents = copy.execute("SELECT id FROM documents ORDER BY number").fetchall()
        version = copy.execute("PRAGMA user_version").fetchone()[0]
    return BackupCard(
        made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        library_format=version,
        generation=number,
        documents=tuple(row[0] for row in documents),
        n_bytes=n_bytes,
        sha256=digests,
    )


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except FileNotFoundError as error:
        raise BackupError(f"There is no backup at {file}: check its name.") from error
    except OSError as error:
        raise BackupError(f"{file} cannot be read ({error.strerror}): use another one.") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, zlib.error) as error:
        raise BackupError(
            f"{file} is no backup of a library, or was cut short or altered: use another one."
        ) from error


def _card(archive: zipfile.ZipFile, file: Path) -> BackupCard:
    try:
        entry = archive.getinfo(CARD)
        if entry.file_size > _MAX_CARD_BYTES or entry.compress_type not in _PACKED:
            raise ValueError("larger than any card, or packed as none is")
        text = archive.read(CARD)
        card = BackupCard.model_validate_json(text)
    except (KeyError, ValueError, ValidationError, RuntimeError) as error:
        raise BackupError(
            f"{file} is no backup of a library, or its card was altered: use another one."
        ) from error
    if card.format > FORMAT or card.library_format > SCHEMA_VERSION:
        raise LibraryVersionError(
            f"The backup {file} was made by a newer version of the assistant (its format is "
            f"{card.library_format}, this version knows {SCHEMA_VERSION}): install the newer one."
        )
    return card


def _check_names(archive: zipfile.ZipFile, card: BackupCard, file: Path) -> None:
    names = sorted(archive.namelist())
    strange = [
        entry.filename
        for entry in archive.infolist()
        if entry.flag_bits & _LOCKED or entry.compress_type not in _PACKED
    ]
    expected = sorted([*card.sha256, CARD])
    odd = [name for name in card.sha256 if name != FILE and not _SOURCE.fullmatch(name)]
    if names != expected or odd or strange or FILE not in card.sha256:
        raise BackupError(f"{file} does not hold what its card says: use another backup.")


def _unpack(
    archive: zipfile.ZipFile, name: str, sha256: str, to: Path, most: int, file: Path
) -> int:
    """Unpack one file and return its length, at most `most` bytes."""
    digest, n_bytes = hashlib.sha256(), 0
    with archive.open(name) as packed, to.open("xb") as out:
        while chunk := packed.read(_N_CHUNK_BYTES):
            n_bytes += len(chunk)
            if n_bytes > most:
                raise BackupError(f"{file} unpacks to more than its card says: use another backup.")
            digest.update(chunk)
            out.write(chunk)
        _sync(out)
    if digest.hexdigest() != sha256:
        raise BackupError(f"{name} in {file} was altered: use another backup.")
    return n_bytes


def _check_snapshot(path: Path, file: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        found = check_file(copy)
        owner = 0 if found else copy.execute("PRAGMA application_id").fetchone()[0]
        if not found and owner == APPLICATION_ID:
            version = copy.execute("PRAGMA user_version").fetchone()[0]
            found = check_rows(copy) if version == SCHEMA_VERSION else ()
    if found or owner != APPLICATION_ID:
        raise BackupError(
            f"The library in {file} is not whole "
            f"({found[0] if found else 'it is no library'}): use another backup."
        )


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
