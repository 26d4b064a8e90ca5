"""A large library is not held in memory: a council's papers are read when it is asked of."""

from __future__ import annotations

import pytest

from assistant.naming import named_councils
from assistant.shelf import ShelfKeeper
from index.errors import UnknownParagraphError
from ingest.documents import Document, Kind, Paragraph


class Papers:
    """A library of three papers that counts how often it is read."""

    generation = 1

    def __init__(self) -> None:
        self.read: list[str] = []
        self.gone: set[str] = set()

    def documents(self) -> tuple[Document, ...]:
        return tuple(self._header(name) for name in ("ash", "elm", "oak"))

    def document(self, document: str) -> Document:
        self.read.append(document)
        if document in self.gone:
            raise UnknownParagraphError(document)
        text = f"Officers of {document} reply within two days."
        paragraphs = (Paragraph(document=document, label="1", order=0, text=text),)
        return self._header(document).model_copy(update={"paragraphs": paragraphs})

    def match_council(self, name: str) -> str:
        return name

    def _header(self, name: str) -> Document:
        return Document(
            id=name, source="", council=f"{name} council", title="Protocol", kind=Kind.PROTOCOL
        )


def test_a_small_library_is_held_whole() -> None:
    papers = Papers()
    shelf = ShelfKeeper(papers).shelf()
    assert papers.read == ["ash", "elm", "oak"]
    assert all(document.paragraphs for document in shelf.documents)
    assert shelf.lexicon.n_paragraphs == 3


def test_of_a_large_one_a_council_is_read_when_it_is_asked_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.shelf._N_HELD", 0)
    papers = Papers()
    shelf = ShelfKeeper(papers).shelf()
    assert papers.read == ["ash"]
    assert shelf.councils() == ("ash council", "elm council", "oak council")
    for _ in range(2):
        [document] = shelf.protocols("oak council")
        assert document.paragraphs
        assert shelf.document("oak") == document
    assert papers.read == ["ash", "oak"], "what was read is kept"
    papers.gone.add("elm")
    assert [each.paragraphs for each in shelf.of_council("elm council")] == [()]


def test_councils_are_named_by_whole_words() -> None:
    councils = ("Ash Borough Council", "Ashford Council", "Elm Council")
    assert named_councils("what does Ashford say?", councils) == ("Ashford Council",)
