"""What was read of a paper is kept until the paper changes, and no longer."""

from __future__ import annotations

from typing import Any

import pytest

from index import Library, rows


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows by one with each paper whose paragraphs are read from the file."""
    read: list[int] = []
    read_paragraphs = rows.read_paragraphs

    def reading(connection: Any, document: int) -> Any:
        read.append(document)
        return read_paragraphs(connection, document)

    monkeypatch.setattr(rows, "read_paragraphs", reading)
    return read


def add(library: Library, make_paper: Any, name: str, words: str) -> None:
    data = words.encode()
    paper = make_paper(name, {"1": words}, council=f"{name} council", data=data)
    library.add([paper], {paper.source.sha256: data})


def test_a_paper_is_read_once_though_others_are_added(
    library: Library, make_paper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = library.documents()[0].id
    before = library.document(name)
    read = counted(monkeypatch)
    assert library.document(name) == before
    add(library, make_paper, "elder", "The clerk keeps the register.")
    assert library.document(name) == before
    assert read == []


def test_a_paper_that_was_replaced_is_read_as_it_now_is(library: Library, make_paper: Any) -> None:
    for words in ("The clerk keeps the register.", "The mayor keeps the register."):
        add(library, make_paper, "elder", words)
        assert [each.text for each in library.document("elder").paragraphs] == [words]
        assert library.paragraph("elder", "1").text == words


def test_a_number_used_again_gives_the_paragraph_that_now_has_it(
    library: Library, make_paper: Any
) -> None:
    add(library, make_paper, "elder", "The clerk keeps the register.")
    assert library.paragraph("elder", "1").text
    library.remove(["elder"])
    add(library, make_paper, "ash", "The mayor opens the fair.")
    assert library.paragraph("ash", "1").text == "The mayor opens the fair."
