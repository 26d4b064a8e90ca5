"""Invented papers of two councils, an encoder without a model, and a library of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index import IndexSettings, Library
from index.encoder import Vectors, normalised
from index.lexicon import stems
from ingest.documents import Document, Kind, Paragraph, Source, Status
from ingest.report import IngestReport, ReadPaper

Papers = tuple[list[ReadPaper], dict[str, bytes]]
MakePaper = Callable[..., ReadPaper]


class HashEncoder:
    """Texts that share words get vectors that are alike: a stem adds to one place by its hash."""

    def __init__(self, dimension: int = 64, salt: str = "") -> None:
        self.name = f"hash-{dimension}{salt}"
        self.sha256 = hashlib.sha256(self.name.encode()).hexdigest()
        self.dimension = dimension
        self.n_encoded = 0

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.n_encoded += len(texts)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension))
        for at, text in enumerate(texts):
            for stem in stems(text):
                vectors[at, zlib.crc32(stem.encode()) % self.dimension] += 1
        return normalised(vectors)


def build_paper(
    name: str,
    texts: dict[str, str],
    *,
    council: str = "Elmbridge Marsh Council",
    kind: Kind = Kind.PROTOCOL,
    status: Status = Status.ADOPTED,
    date: dt.date | None = None,
    replaces: str | None = None,
    headings: tuple[str, ...] = ("Working together",),
    title: str | None = None,
    data: bytes | None = None,
) -> ReadPaper:
    data = data if data is not None else contents_of(name)
    sha256 = hashlib.sha256(data).hexdigest()
    paragraphs = tuple(
        Paragraph(document=name, label=label, order=order, headings=headings, text=text)
        for order, (label, text) in enumerate(texts.items())
    )
    page = None
    if title is not None:
        page = Paragraph(document=name, label="title", order=0, text=title)
    document = Document(
        id=name,
        source=sha256,
        council=council,
        title=f"The {name} paper",
        kind=kind,
        status=status,
        date=date,
        replaces=replaces,
        title_page=page,
        paragraphs=paragraphs,
    )
    return ReadPaper(
        source=Source(
            sha256=sha256, name=f"{name}.txt", media_type="text/plain", n_bytes=len(data)
        ),
        documents=(document,),
        report=IngestReport(file=f"{name}.txt", documents=(name,), n_paragraphs=len(paragraphs)),
    )


def contents_of(name: str) -> bytes:
    return f"The bytes of the paper {name}.".encode()


ELM = {
    "1": "Councillors and officers treat one another with courtesy.",
    "2": "Officers reply to letters from councillors within eight working days.",
    "2.1": "Where no reply can be given in time, a holding letter is sent; see paragraph 4.",
    "3": "A junior officer is not asked to come to a ward surgery unless the director agrees.",
    "3(a)": "Surgeries on party premises are never attended.",
    "4": "Complaints about an officer go to that officer's director.",
    "5": "During the election period no press release quotes a candidate.",
}
OAK = {
    "1": "The chief executive is in charge of every officer.",
    "2": "Officers acknowledge correspondence within three working days.",
    "3": "The keys of the members' room are kept by the caretaker.",
}
MINUTES = {
    "p1": "The committee considered the protocol and asked that paragraph 3 be made stricter.",
    "p2": "It was resolved that the protocol be recommended to Council.",
}


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def make_encoder() -> type[HashEncoder]:
    return HashEncoder


@pytest.fixture
def make_paper() -> MakePaper:
    return build_paper


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    return IndexSettings(models=tmp_path / "no-models", lock_timeout_s=0.2)


@pytest.fixture
def papers() -> Papers:
    made = [
        build_paper("elm", ELM, title="Elmbridge Marsh Council\nAdopted 3 May 2024"),
        build_paper("elm-minutes", MINUTES, kind=Kind.MINUTES, status=Status.PUBLISHED),
        build_paper("oak", OAK, council="Oakham Vale Council", status=Status.DRAFT),
    ]
    return made, {paper.source.sha256: contents_of(paper.documents[0].id) for paper in made}


@pytest.fixture
def library(
    tmp_path: Path, settings: IndexSettings, encoder: HashEncoder, papers: Papers
) -> Iterator[Library]:
    library = Library.create(tmp_path / "library", settings, encoder=encoder)
    library.add(*papers)
    yield library
    library.close()
