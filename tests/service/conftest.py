"""The sample library behind the interfaces, and keys of every sort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from index import Library
from service.app import build_app
from service.desk import Desk
from service.keys import KeyRing, Scope
from service.settings import ServiceSettings
from ui.library import build_samples
from ui.settings import Settings

ASHCOMBE = "Ashcombe Borough Council"
MERROW = "Merrow District Council"
QUESTION = "Can I ask a junior officer to attend my surgery?"


@dataclass(frozen=True, slots=True)
class Secrets:
    """One key for each sort of caller."""

    everything: str
    asker: str
    reader: str
    ashcombe: str


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "library"
    build_samples(folder, Settings())
    return folder


@pytest.fixture(scope="session")
def desk(samples: Path) -> Iterator[Desk]:
    library = Library.open(samples)
    yield Desk(library)
    library.close()


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "keys.toml"


@pytest.fixture(scope="session")
def secrets(key_file: Path) -> Secrets:
    ring = KeyRing(key_file)
    return Secrets(
        everything=ring.add("everything", list(Scope)),
        asker=ring.add("intranet", [Scope.ASK]),
        reader=ring.add("website", [Scope.READ]),
        ashcombe=ring.add("ashcombe", list(Scope), ["Ashcombe"]),
    )


@pytest.fixture(scope="session")
def app(desk: Desk, secrets: Secrets, key_file: Path) -> FastAPI:
    assert secrets.everything
    return build_app(desk, ServiceSettings(keys=key_file, requests_per_minute=100_000))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as opened:
        yield opened


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}
