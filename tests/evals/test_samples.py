"""The sample papers: they rebuild as committed, read back as written, and their questions fit."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import docx
import pypdfium2
import pytest

from evals import samples
from evals.samples.build import build_papers
from ingest import find_papers, read_paper

TEXTS = samples.papers_folder().parent / "text"
PAPERS = {
    "ashcombe-2025-protocol": "ashcombe-2025.pdf",
    "ashcombe-2016-protocol": "ashcombe-2016.pdf",
    "merrow-2026-report": "merrow-2026.docx",
    "merrow-2026-protocol": "merrow-2026.docx",
}
NUMBER = re.compile(r"(\d+(?:\.\d+)*)\.? (.*)")
ROMAN = re.compile(r"\((i{1,3}|iv|v|vi)\) (.*)")
LETTER = re.compile(r"\(?([a-z])[.)] (.*)")


def _source_lines(document: str) -> list[str]:
    text = (TEXTS / Path(PAPERS[document]).with_suffix(".md").name).read_text(encoding="utf-8")
    report, _, draft = text.partition("# Appendix")
    return (draft if document == "merrow-2026-protocol" else report).splitlines()


@cache
def written(document: str) -> dict[str, str]:
    """Each label of a document with its own first line, worked out from the source by plain rules.

    A numbered heading is not a paragraph unless words stand straight under it; bullets, tables
    and other unnumbered lines belong to the paragraph above them.
    """
    paragraphs: dict[str, str] = {}
    number = letter = heading = ""
    for line in _source_lines(document):
        if found := re.match(r"##+ (\d+(?:\.\d+)*)\.? ", line):
            number = heading = found[1]
        elif line.startswith("#"):
            number = heading = ""
        elif found := NUMBER.match(line):
            number, letter, heading = found[1], "", ""
            paragraphs[number] = found[2]
        elif number and letter and (found := ROMAN.match(line)):
            paragraphs[f"{number}({letter})({found[1]})"] = found[2]
        elif number and (found := LETTER.match(line)):
            letter = found[1]
            paragraphs[f"{number}({letter})"] = found[2]
        elif line and heading and not line.startswith(("-", "|")):
            paragraphs[heading] = line
            heading, letter = "", ""
    return paragraphs


@cache
def read():
    files = find_papers([samples.papers_folder()])
    return {document.id: document for file in files for document in read_paper(file).documents}


def _words(text: str) -> str:
    return " ".join(re.sub(r"~~.+?~~ |\*\*", "", text).split())


@pytest.mark.parametrize("name", ["ashcombe-2025.pdf", "ashcombe-2016.pdf"])
def test_rebuilding_a_pdf_gives_the_pages_that_are_committed(name):
    committed = pypdfium2.PdfDocument(samples.papers_folder() / name)
    rebuilt = pypdfium2.PdfDocument(build_papers()[name])
    assert _pages(rebuilt) == _pages(committed)


def test_building_twice_gives_the_same_bytes():
    assert build_papers() == build_papers()


def test_rebuilding_the_word_file_gives_the_paragraphs_that_are_committed():
    committed = docx.Document(str(samples.papers_folder() / "merrow-2026.docx"))
    rebuilt = docx.Document(io.BytesIO(build_papers()["merrow-2026.docx"]))
    assert [p._p.xml for p in rebuilt.paragraphs] == [p._p.xml for p in committed.paragraphs]


def _pages(pdf: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.mark.parametrize("document", PAPERS)
def test_a_paper_reads_back_with_exactly_the_labels_that_were_written(document):
    labels = [paragraph.label for paragraph in read()[document].paragraphs]
    assert labels == list(written(document))


@pytest.mark.parametrize("document", PAPERS)
def test_every_paragraph_reads_back_word_for_word(document):
    expected = {label: _words(text) for label, text in written(document).items()}
    found = {p.label: " ".join(p.text.split()) for p in read()[document].paragraphs}
    differing = [label for label in expected if not found[label].startswith(expected[label])]
    assert differing == []


@pytest.mark.parametrize("document", ["ashcombe-2025-protocol", "ashcombe-2016-protocol"])
def test_a_paragraph_is_on_the_page_where_its_first_words_are_printed(document):
    pages = [
        " ".join(re.sub(r"[\r\n￾]+", " ", page).split())
        for page in _pages(pypdfium2.PdfDocument(samples.papers_folder() / PAPERS[document]))
    ]
    for paragraph in read()[document].paragraphs:
        first_words = " ".join(paragraph.text.split()[:4])
        assert first_words in pages[paragraph.page - 1], paragraph.label


def test_some_paragraphs_run_over_a_page_break_and_show_both_pages():
    pages_covered = {
        p.label: {rect.page for rect in p.rects}
        for p in read()["ashcombe-2025-protocol"].paragraphs
    }
    assert {label for label, pages in pages_covered.items() if len(pages) == 2} >= {"4.5", "6.9"}


def test_a_table_belongs_to_the_paragraph_above_it():
    (times,) = [p for p in read()["ashcombe-2025-protocol"].paragraphs if p.label == "7.3"]
    assert all(words in times.text for words in ("Casework", "8 working days", "12 working days"))


def test_contents_running_header_and_footer_are_no_content():
    text = "\n".join(p.text for p in read()["ashcombe-2025-protocol"].paragraphs)
    assert ". . ." not in text
    assert "Page 5 of" not in text
    assert "Protocol on Member/Officer Relations" not in text


def test_roman_items_hang_from_their_letter_and_letters_from_their_number():
    by_label = {p.label: p for p in read()["ashcombe-2025-protocol"].paragraphs}
    assert "When a request is granted:" in by_label["9.4(b)(ii)"].lead_in
    assert "the officer attending must:" in by_label["9.4(b)(ii)"].lead_in
    assert by_label["6.6(a)"].lead_in == "An officer may attend a Member’s surgery only where:"


def test_the_cover_says_when_the_paper_was_adopted():
    cover = read()["ashcombe-2025-protocol"].title_page
    assert "20 May 2025" in cover.text
    assert "2 June 2025" in cover.text


def test_amended_paragraphs_keep_what_was_struck():
    by_label = {p.label: p for p in read()["merrow-2026-protocol"].paragraphs}
    amended = {label for label, p in by_label.items() if p.printed}
    assert amended == {"19", "47"}
    assert "at least five working days" in by_label["47"].text
    assert "at least two working days" in by_label["47"].before


def test_headings_still_to_be_drafted_are_empty():
    empty = [heading.text for heading in read()["merrow-2026-protocol"].headings if heading.empty]
    assert empty == ["Social media (to be drafted)", "Before elections (to be drafted)"]


@cache
def questions() -> tuple[dict, ...]:
    lines = samples.questions_path().read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def test_questions_are_numbered_in_order():
    assert [q["id"] for q in questions()] == [f"s{n:03d}" for n in range(1, len(questions()) + 1)]


def test_questions_are_of_every_type_with_enough_that_are_not_covered_and_follow_ups():
    by_type = Counter(q["type"] for q in questions())
    assert len(questions()) >= 90
    assert by_type["uncovered"] >= 15
    assert min(by_type.values()) >= 5
    assert len(by_type) == 8
    assert sum(bool(q["history"]) for q in questions()) >= 12


def test_every_gold_paragraph_exists():
    for question in questions():
        cited = [tuple(ref) for point in question["gold"] for ref in point]
        for document, label in cited + [tuple(ref) for ref in question["also"]]:
            assert label in {*written(document), "title", "p1"}, (question["id"], label)


def test_gold_verdict_and_type_agree():
    for question in questions():
        assert question["answerable"] == bool(question["gold"]) == (question["type"] != "uncovered")
        assert (question["verdict"] is not None) == (question["type"] in {"permission", "duty"})
        assert question["note"]


def test_key_words_of_an_answer_stand_in_its_gold_paragraphs_or_name_a_council():
    for question in questions():
        gold = [(d, lab) for point in question["gold"] for d, lab in point if lab != "title"]
        text = " ".join(_full(d, lab) for d, lab in gold).lower() + " ashcombe merrow"
        for alternatives in question["key"] if len(gold) == sum(map(len, question["gold"])) else ():
            assert any(words.lower() in text for words in alternatives), question["id"]


def _full(document: str, label: str) -> str:
    """A paragraph with the table under it, from the source."""
    lines = _source_lines(document)
    text = written(document)[label]
    start = next(n for n, line in enumerate(lines) if text in line)
    rows = [line for line in lines[start : start + 12] if line.startswith("|")]
    return " ".join([text, *rows])
