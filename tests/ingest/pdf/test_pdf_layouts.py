"""Layouts of PDFs that councils publish, read the whole way to labels; our own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import PaperFile, read_paper

TITLE = "Protocol on Members and Officers"


@pytest.fixture
def paper():
    def read(data):
        [document] = read_paper(PaperFile(Path("paper.pdf"), data=data)).documents
        return document

    return read


def labels(document):
    return [p.label for p in document.paragraphs]


def said(document):
    return {p.label: p.text for p in document.paragraphs}


def head(sheet, title=TITLE):
    sheet.write(title, 60, 70, font="Helvetica-Bold", size=16)


def test_two_columns_with_a_footnote_below_each(paper, sheet, wrapped, sentences):
    head(sheet)
    for place, left in enumerate((60, 320)):
        top = 110.0
        for at in range(3):
            number = 3 * place + at + 1
            mark = "1" if at == 1 else ""
            lines = wrapped(f"{number}. {sentences[number]}", 210)
            end = sheet.column(lines[:-1], left, top)
            edge = sheet.write(lines[-1], left, end)
            if mark:
                sheet.write(str(place + 1), edge, end - 4, size=6)
            top = end + 24
        sheet.write(f"{place + 1} See the list of wards kept by the clerk.", left, 760, size=7)
    found = paper(sheet.pdf())
    assert labels(found) == ["1", "2", "3", "4", "5", "6"]
    assert said(found)["3"] == sentences[3]
    assert said(found)["4"] == sentences[4]
    notes = {p.label: p.notes for p in found.paragraphs if p.notes}
    assert list(notes) == ["2", "5"]
    assert all("kept by the clerk" in note[0] for note in notes.values())


def test_headers_that_name_part_and_page_and_paragraphs_across_pages(
    paper, new_sheet, wrapped, sentences
):
    sheet = new_sheet()
    texts = [" ".join((*sentences[at:], *sentences[:at])) for at in range(1, 5)]
    rest: list[str] = []
    for page, text in enumerate(texts, start=1):
        sheet.write(f"Part 5 – Codes and Protocols – Page 5-{page}", 200, 40, size=9)
        if page == 1:
            head(sheet)
        sheet.column(rest, 60, 110)
        lines = wrapped(f"{page}. {text}", 470)
        half = len(lines) // 2
        sheet.column(lines[:half], 60, 110 + 14 * len(rest) + 20)
        rest = lines[half:]
        sheet.page()
    sheet.write("Part 5 – Codes and Protocols – Page 5-5", 200, 40, size=9)
    sheet.column(rest, 60, 110)
    found = paper(sheet.pdf())
    assert labels(found) == ["1", "2", "3", "4"]
    assert [p.text for p in found.paragraphs] == texts
    assert [p.page for p in found.paragraphs] == [1, 2, 3, 4]
    assert {rect.page for rect in found.paragraphs[1].rects} == {2, 3}


def test_numbers_in_a_margin_column_far_from_their_text(paper, sheet, wrapped, sentences):
    head(sheet)
    top = 120.0
    for section in (1, 2):
        sheet.write(f"{section}.0", 60, top, font="Helvetica-Bold")
        sheet.write(("Conduct", "Requests")[section - 1], 130, top, font="Helvetica-Bold")
        top += 26
        for at in (1, 2):
            sheet.write(f"{section}.{at}", 60, top)
            top = sheet.column(wrapped(sentences[section * 2 + at], 380), 130, top) + 14
    found = paper(sheet.pdf())
    assert labels(found) == ["1.1", "1.2", "2.1", "2.2"]
    assert said(found)["1.2"] == sentences[4]
    assert found.paragraphs[2].headings[-1] == "Requests"


def test_statutory_numbers_set_with_a_hanging_indent(paper, sheet, wrapped, sentences):
    head(sheet)
    top = 120.0
    for number in (1, 2):
        lines = wrapped(f"{number}.—(1) {sentences[number]}", 440)
        top = sheet.column(lines, 60, top) + 10
        top = sheet.column(wrapped(f"(2) {sentences[number + 2]}", 420), 78, top) + 10
        top = sheet.column(wrapped("(3) The officer must reply—", 420), 78, top) + 10
        top = sheet.column(wrapped("(a) within five working days; or", 400), 100, top) + 6
        top = sheet.column(wrapped("(b) as soon as it can be done.", 400), 100, top) + 10
    found = paper(sheet.pdf())
    assert labels(found) == [
        f"{n}{item}" for n in (1, 2) for item in ("(1)", "(2)", "(3)", "(3)(a)", "(3)(b)")
    ]


def test_run_in_headings_in_bold(paper, sheet, wrapped, sentences):
    head(sheet)
    top = 120.0
    for number, word in enumerate(("Courtesy.", "Briefings.", "Press."), start=1):
        edge = sheet.write(f"{number}. ", 60, top)
        edge = sheet.write(f"{word} ", edge, top, font="Helvetica-Bold")
        first, *rest = wrapped(sentences[number], 380)
        sheet.write(first, edge, top)
        top = sheet.column(rest, 60, top + 14) + 14
    found = paper(sheet.pdf())
    assert labels(found) == ["1", "2", "3"]
    assert said(found)["2"] == f"Briefings. {sentences[2]}"


def test_an_appendix_on_a_page_of_its_own_counts_from_one(paper, sheet, wrapped, sentences):
    head(sheet)
    top = 120.0
    sheet.write("1. Conduct", 60, top, font="Helvetica-Bold")
    for at in (1, 2):
        top = sheet.column(wrapped(f"1.{at} {sentences[at]}", 460), 60, top + 26)
    sheet.page()
    sheet.write("Appendix B", 260, 70, font="Helvetica-Bold", size=14)
    sheet.write("Use of rooms", 255, 92, font="Helvetica-Bold", size=14)
    top = 120.0
    for at in (1, 2, 3):
        top = sheet.column(wrapped(f"{at}. {sentences[at + 4]}", 460), 60, top + 14)
    found = paper(sheet.pdf())
    assert labels(found) == ["1.1", "1.2", "1", "2", "3"]
    assert "Use of rooms" in found.paragraphs[-1].section
    assert "Conduct" not in found.paragraphs[-1].section


def test_bullets_of_symbol_font_below_a_lead_in(paper, sheet, wrapped, sentences):
    head(sheet)
    sheet.write("4. Members can expect from officers:", 60, 110)
    top = 130.0
    for words in ("advice that takes no side;", "replies in good time; and", "courtesy."):
        sheet.write("\u2022", 80, top, font="Helvetica")
        sheet.write(words, 98, top)
        top += 16
    sheet.column(wrapped(f"5. {sentences[5]}", 470), 60, top + 10)
    found = paper(sheet.pdf())
    assert labels(found) == ["4", "5"]
    assert said(found)["4"].split("\n")[1:] == [
        "advice that takes no side;",
        "replies in good time; and",
        "courtesy.",
    ]
    assert found.paragraphs[0].bullets == (1, 2, 3)


def test_a_box_of_definitions_drawn_as_a_table(paper, sheet):
    head(sheet)
    sheet.write("1.1 These words have these meanings:", 60, 110)
    sheet.grid([60, 200, 500], [125, 150, 175, 200])
    for place, (word, means) in enumerate(
        [
            ("Officer", "anyone whom the council employs"),
            ("Member", "an elected or co-opted member"),
            ("Ward", "a ward or a division"),
        ]
    ):
        sheet.write(word, 66, 142 + 25 * place)
        sheet.write(means, 206, 142 + 25 * place)
    sheet.write("1.2 Words in the singular include the plural.", 60, 230)
    found = paper(sheet.pdf())
    assert labels(found) == ["1.1", "1.2"]
    assert "an elected or co-opted member" in said(found)["1.1"]
