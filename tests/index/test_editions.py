"""A library knows which edition of a protocol replaces which, whenever they were added."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import IndexSettings, Library
from index.editions import beside
from index.encoder import Encoder
from ingest.documents import Document, Kind, Paragraph, Source, Status
from ingest.editions import with_editions
from ingest.report import IngestReport, ReadPaper


def paper(name: str, year: int) -> ReadPaper:
    data = name.encode()
    source = Source(
        sha256=hashlib.sha256(data).hexdigest(), name=name, media_type="text/plain", n_bytes=4
    )
    document = Document(
        id=name,
        source=source.sha256,
        council="Meredale Borough Council",
        title=f"Protocol on Members and Officers {year}",
        kind=Kind.PROTOCOL,
        status=Status.ADOPTED,
        adopted=dt.date(year, 5, 1),
        paragraphs=(
            Paragraph(document=name, label="1", order=0, text=f"Officers reply, says {name}."),
        ),
    )
    return ReadPaper(source=source, documents=(document,), report=IngestReport(file=name))


def standing(library: Library) -> dict[str, tuple[Status, str | None]]:
    return {each.id: (each.status, each.replaces) for each in library.documents()}


@pytest.fixture
def library(tmp_path: Path, settings: IndexSettings, encoder: Encoder) -> Iterator[Library]:
    made = Library.create(tmp_path / "shelf", settings, encoder=encoder)
    yield made
    made.close()


def add(library: Library, *papers: ReadPaper) -> None:
    library.add(papers, {p.source.sha256: p.source.name.encode() for p in papers})


@pytest.mark.parametrize("order", [("new", "old"), ("old", "new")])
def test_editions_are_told_apart_in_whatever_order_they_come(
    library: Library, order: tuple[str, str]
) -> None:
    years = {"new": 2025, "old": 2016}
    for name in order:
        add(library, paper(name, years[name]))
    assert standing(library) == {
        "new": (Status.ADOPTED, "old"),
        "old": (Status.SUPERSEDED, None),
    }
    assert library.document("old").shown[-1].words.startswith("replaced by")


def test_once_the_later_edition_is_gone_the_earlier_stands_again(library: Library) -> None:
    add(library, paper("old", 2016), paper("new", 2025))
    library.remove(["new"])
    assert standing(library) == {"old": (Status.ADOPTED, None)}


def test_a_document_put_back_as_it_was_given_out_changes_nothing(library: Library) -> None:
    add(library, paper("old", 2016), paper("new", 2025))
    generation = library.generation
    given = paper("old", 2016).model_copy(update={"documents": (library.document("old"),)})
    add(library, given)
    assert library.generation == generation


COUNCILS = ("Meredale Borough Council", "MEREDALE BOROUGH COUNCIL", "Ashby Council", "unknown")
drawn_documents = st.lists(
    st.tuples(
        st.sampled_from(COUNCILS),
        st.integers(2015, 2019),
        st.sampled_from((Status.ADOPTED, Status.SUPERSEDED, Status.DRAFT)),
        st.none() | st.integers(0, 7),
    ),
    min_size=1,
    max_size=8,
)


@given(drawn=drawn_documents)
def test_looking_at_each_council_by_itself_changes_nothing(
    drawn: list[tuple[str, int, Status, int | None]],
) -> None:
    documents = [
        Document(
            id=str(number),
            source="",
            council=council,
            title="Protocol on Members and Officers",
            kind=Kind.PROTOCOL,
            status=status,
            adopted=dt.date(year, 5, 1),
            replaces=None if replaces is None else str(replaces),
        )
        for number, (council, year, status, replaces) in enumerate(drawn)
    ]
    assert beside(documents) == list(with_editions(documents))
