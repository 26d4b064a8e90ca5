"""A library gives back what was put in, and changes as a whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import IndexSettings, Library, Scope, search
from index.errors import (
    LibraryError,
    LibraryNotFoundError,
    UnknownCouncilError,
    UnknownParagraphError,
)


def test_a_document_comes_back_as_it_was_read(library: Library, papers: Any) -> None:
    for paper in papers[0]:
        [document] = paper.documents
        assert library.document(document.id) == document


def test_documents_come_without_their_paragraphs(library: Library) -> None:
    documents = library.documents()
    assert [document.id for document in documents] == ["elm", "elm-minutes", "oak"]
    assert all(document.paragraphs == () for document in documents)


def test_a_paragraph_is_found_by_document_and_label(library: Library) -> None:
    assert (
        library.paragraph("elm", "3(a)").text == "Surgeries on party premises are never attended."
    )


def test_the_label_title_gives_the_cover(library: Library) -> None:
    assert "Adopted 3 May 2024" in library.paragraph("elm", "title").text


@pytest.mark.parametrize(("document", "label"), [("elm", "99"), ("ash", "1"), ("oak", "title")])
def test_what_is_not_there_is_said_in_a_sentence(
    library: Library, document: str, label: str
) -> None:
    with pytest.raises(UnknownParagraphError, match=r"\w+.*\.$"):
        library.paragraph(document, label)


def test_sources_and_reports_are_kept(library: Library, papers: Any) -> None:
    made, contents = papers
    for paper in made:
        sha256 = paper.source.sha256
        assert library.source(sha256) == paper.source
        assert library.report(sha256) == paper.report
        assert library.source_bytes(sha256) == contents[sha256]


def test_adding_the_same_again_changes_nothing(library: Library, papers: Any, encoder: Any) -> None:
    generation, n_encoded = library.generation, encoder.n_encoded
    result = library.add(*papers)
    assert result.unchanged == ("elm", "elm-minutes", "oak")
    assert (result.added, result.replaced, result.removed) == ((), (), ())
    assert library.generation == generation
    assert encoder.n_encoded == n_encoded


def test_a_changed_paper_takes_the_place_of_the_old(
    library: Library, make_paper: Any, papers: Any
) -> None:
    changed = make_paper("elm", {"1": "Courtesy is owed by all."}, data=b"second edition")
    result = library.add([changed], {changed.source.sha256: b"second edition"})
    assert result.replaced == ("elm",)
    assert [p.label for p in library.document("elm").paragraphs] == ["1"]
    with pytest.raises(UnknownParagraphError):
        library.source(papers[0][0].source.sha256)
    assert library.check() == ()


def test_documents_that_a_source_no_longer_gives_go(library: Library, make_paper: Any) -> None:
    again = make_paper("elm-renamed", {"1": "Courtesy."}, data=b"The bytes of the paper elm.")
    result = library.add([again], {again.source.sha256: b"The bytes of the paper elm."})
    assert result.added == ("elm-renamed",)
    assert result.removed == ("elm",)
    assert "elm" not in [document.id for document in library.documents()]


def test_bytes_that_are_not_the_source_are_refused(library: Library, make_paper: Any) -> None:
    paper = make_paper("ash", {"1": "Words."})
    with pytest.raises(LibraryError, match=r"ash\.txt"):
        library.add([paper], {paper.source.sha256: b"others"})


def test_two_paragraphs_with_one_label_are_refused(library: Library, make_paper: Any) -> None:
    paper = make_paper("ash", {"1": "Words."})
    [document] = paper.documents
    twice = document.model_copy(update={"paragraphs": document.paragraphs * 2})
    broken = paper.model_copy(update={"documents": (twice,)})
    with pytest.raises(LibraryError, match="one label"):
        library.add([broken], {paper.source.sha256: b"The bytes of the paper ash."})
    assert "ash" not in [each.id for each in library.documents()]


def test_removing_takes_paragraphs_words_vectors_and_source(library: Library, papers: Any) -> None:
    library.remove(["oak"])
    assert library.councils() == ("Elmbridge Marsh Council",)
    assert library.check() == ()
    found = search(library, "keys of the members' room caretaker").hits
    assert all(hit.document.id != "oak" for hit in found)
    with pytest.raises(UnknownParagraphError):
        library.source_bytes(papers[0][2].source.sha256)


def test_removing_what_is_not_there_removes_nothing(library: Library) -> None:
    with pytest.raises(UnknownParagraphError):
        library.remove(["oak", "ash"])
    assert len(library.documents()) == 3


def test_progress_is_told_in_passages(
    tmp_path: Path, settings: IndexSettings, encoder: Any, papers: Any
) -> None:
    library = Library.create(tmp_path / "another", settings, encoder=encoder)
    told: list[tuple[int, int]] = []
    library.add(*papers, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (13, 13)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("part", ["Oakham Vale Council", "oakham", "OAKHAM VALE", "vale"])
def test_any_unambiguous_part_means_a_council(library: Library, part: str) -> None:
    assert library.match_council(part) == "Oakham Vale Council"


@pytest.mark.parametrize("part", ["council", "Carlton", "", " "])
def test_an_ambiguous_or_unknown_council_is_answered_with_the_candidates(
    library: Library, part: str
) -> None:
    with pytest.raises(UnknownCouncilError, match="Oakham Vale Council"):
        library.match_council(part)


def test_a_folder_without_a_library_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match="no library"):
        Library.open(tmp_path)


def test_creating_where_one_is_opens_it(library: Library, encoder: Any) -> None:
    again = Library.create(library.folder, library.settings, encoder=encoder)
    assert len(again.documents()) == 3


def test_another_opening_sees_a_change_without_being_opened_again(
    library: Library, encoder: Any, make_paper: Any
) -> None:
    other = Library.open(library.folder, library.settings, encoder=encoder)
    assert search(other, "courtesy").hits
    paper = make_paper("ash", {"1": "Badgers are not fed on council land."})
    library.add([paper], {paper.source.sha256: b"The bytes of the paper ash."})
    assert search(other, "feeding badgers").hits[0].document.id == "ash"
    assert other.generation == library.generation


def test_another_encoder_leads_to_new_vectors_never_to_mixed_ones(
    library: Library, make_encoder: Any
) -> None:
    before = library.generation
    changed = make_encoder(dimension=32)
    again = Library.open(library.folder, library.settings, encoder=changed)
    assert changed.n_encoded == 13
    assert again.generation == before + 1
    assert search(again, "courtesy", scope=Scope(documents=frozenset({"elm"}))).hits
    assert again.check() == ()


words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.dictionaries(st.integers(1, 99).map(str), words, min_size=1, max_size=8))
def test_any_text_round_trips(library: Library, make_paper: Any, texts: dict[str, str]) -> None:
    paper = make_paper("drawn", texts)
    library.add([paper], {paper.source.sha256: b"The bytes of the paper drawn."})
    kept = {p.label: p.text for p in library.document("drawn").paragraphs}
    assert kept == texts
    assert library.check() == ()
