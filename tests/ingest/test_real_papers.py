"""The five real papers beside the repository: labels, counts and order, no word of their text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest import find_papers, read_paper
from ingest.check import agreements
from ingest.documents import Document, Mark

pytestmark = pytest.mark.papers


@pytest.fixture(scope="module")
def documents(papers_folder: Path) -> dict[str, Document]:
    read = [read_paper(file) for file in find_papers([papers_folder])]
    return {document.id: document for paper in read for document in paper.documents}


def test_the_papers_that_are_worked_out_in_full_are_read_exactly(papers_folder: Path) -> None:
    rows = agreements(papers_folder, None)
    assert {row.document: row.differing for row in rows} == {
        "carlisle-2007-protocol": (),
        "swale-2022-protocol": (),
        "swale-2022-report": (),
    }


def test_the_number_of_paragraphs_of_each_paper(documents: dict[str, Document]) -> None:
    assert {name: len(d.paragraphs) for name, d in documents.items()} == {
        "cambridge-2025-note": 5,
        "cambridge-2025-protocol": 91,
        "cambridge-existing-protocol": 45,
        "carlisle-2006-minutes-cjc": 3,
        "carlisle-2006-minutes-scrutiny": 10,
        "carlisle-2006-minutes-standards": 11,
        "carlisle-2006-report": 13,
        "carlisle-2007-protocol": 147,
        "carlisle-2007-report": 11,
        "coventry-2017-protocol": 71,
        "coventry-2017-report": 28,
        "swale-2022-protocol": 7,
        "swale-2022-report": 15,
        "tewkesbury-2016-protocol": 76,
    }


def test_every_paragraph_that_a_question_is_answered_by_is_there(
    papers_folder: Path, documents: dict[str, Document]
) -> None:
    questions = papers_folder.parent / "questions"
    paths = [*questions.glob("dev-*.jsonl"), *questions.glob("training/?.jsonl")]
    assert paths
    wanted: set[tuple[str, str]] = set()

    def collect(value: object) -> None:
        if isinstance(value, list):
            if len(value) == 2 and all(isinstance(part, str) for part in value):
                wanted.add((value[0], value[1]))
            else:
                for part in value:
                    collect(part)

    for path in paths:
        for row in path.read_text(encoding="utf-8").splitlines():
            question = json.loads(row)
            collect(question.get("gold"))
            collect(question.get("also"))
    have = {(name, p.label) for name, d in documents.items() for p in d.paragraphs}
    have |= {(name, "title") for name, d in documents.items() if d.title_page}
    assert wanted - have == set()


def test_one_protocol_is_numbered_straight_through(documents: dict[str, Document]) -> None:
    labels = [p.label for p in documents["carlisle-2007-protocol"].paragraphs]
    assert labels == ["p1", *(str(n) for n in range(1, 147))]


def test_numbers_printed_twice_are_told_apart(documents: dict[str, Document]) -> None:
    again = [(d.id, p.label) for d in documents.values() for p in d.paragraphs if "#" in p.label]
    assert again == [("coventry-2017-report", "2.5#2"), ("cambridge-2025-protocol", "6.4#2")]


def test_the_one_amended_paragraph_keeps_its_struck_words_apart(
    documents: dict[str, Document],
) -> None:
    amended = [p for d in documents.values() for p in d.paragraphs if p.printed]
    assert [(p.document, p.label) for p in amended] == [("coventry-2017-protocol", "8.2.2")]
    (paragraph,) = amended
    struck = [run.text for run in paragraph.printed if run.mark is Mark.STRUCK]
    assert [len(words.split()) for words in struck] == [2, 1]
    assert all(words not in paragraph.text for words in struck)
    assert paragraph.before is not None
    assert all(words in paragraph.before for words in struck)


def test_headings_without_text_are_empty(documents: dict[str, Document]) -> None:
    skeleton = documents["swale-2022-protocol"]
    empty = [h.label for h in skeleton.headings if h.empty]
    assert empty == [*(str(n) for n in range(3, 12)), *(f"11.{n}" for n in range(1, 14)), "12",
                     "13", "14"]  # fmt: skip


def test_the_date_of_adoption_is_on_the_title_page(documents: dict[str, Document]) -> None:
    page = documents["tewkesbury-2016-protocol"].title_page
    assert page is not None
    assert "2016" in page.text
    assert page.label == "title"


def test_nothing_is_left_unassigned(papers_folder: Path) -> None:
    for file in find_papers([papers_folder]):
        assert read_paper(file).report.unassigned == ()


def test_the_pdf_editions_give_the_same_paragraphs_and_every_page(papers_folder: Path) -> None:
    rows = [
        row
        for row in agreements(papers_folder / "pdf", papers_folder)
        if row.reference == "rendering"
    ]
    n = sum(row.n for row in rows)
    assert sum(row.n_labels for row in rows) >= 0.99 * n
    assert sum(row.n_texts for row in rows) >= 0.99 * n
    assert sum(row.n_order for row in rows) >= 0.99 * n
    assert sum(row.n_extra for row in rows) <= 0.01 * n
    assert sum(row.n_pages for row in rows) == sum(row.n_labels + row.n_extra for row in rows)
