"""What is printed on every page is left out, and what only looks like it is kept."""

from __future__ import annotations

import pytest


def paper(sheet, wrapped, sentences, *, n_pages=6, header=None, footer=None, start=100.0):
    """Draw pages of different text between headers and footers; return the text's lines."""
    drawn = []
    for number in range(1, n_pages + 1):
        if header:
            sheet.write(header(number), 60, 40, size=9)
        text = (
            f"Rule {number * 7} applies here. "
            + sentences[number % 10]
            + sentences[(number + 3) % 10]
        )
        lines = wrapped(text, 470)
        sheet.column(lines, 60, start)
        drawn += lines
        if footer:
            sheet.write(footer(number), 280, 805, size=9)
        sheet.page()
    return drawn


@pytest.mark.parametrize(
    "footer",
    [
        lambda n: f"Page {n} of 6",
        lambda n: f"- {n} -",
        lambda n: str(n + 40),
        lambda n: ("i", "ii", "iii", "iv", "v", "vi")[n - 1],
        lambda n: f"Agenda item 7, page {n + 3}",
    ],
)
def test_page_numbers_are_left_out(sheet, texts, wrapped, sentences, footer):
    drawn = paper(sheet, wrapped, sentences, footer=footer)
    assert texts(sheet.pdf()) == drawn


def test_running_headers_are_left_out_though_they_change_by_chapter_or_side(
    sheet, texts, wrapped, sentences
):
    def header(number):
        if number % 2:
            return "Constitution of the council"
        return "Part 4: rules of debate" if number < 9 else "Part 5: codes and protocols"

    drawn = paper(sheet, wrapped, sentences, n_pages=16, header=header)
    assert texts(sheet.pdf()) == drawn


def test_headers_of_two_lines_are_left_out(sheet, texts, sentences):
    drawn = []
    for number in range(1, 6):
        sheet.write("Ashcombe council", 60, 36, size=9)
        sheet.write(f"Version 2.{number}", 60, 48, size=9)
        sheet.write(sentences[number], 60, 100)
        drawn.append(sentences[number])
        sheet.page()
    assert texts(sheet.pdf()) == drawn


def test_a_sentence_that_opens_several_pages_is_kept(sheet, texts, wrapped, sentences):
    drawn = []
    for number in range(1, 4):
        lines = wrapped(sentences[0] + " " + " ".join(sentences[number : number + 4]), 470)
        sheet.column(lines, 60, 72 + 60 * number)
        drawn += lines
        sheet.page()
    assert texts(sheet.pdf()) == drawn


def test_a_paragraph_number_low_on_the_page_is_kept(sheet, texts, wrapped, sentences):
    drawn = []
    for number in range(1, 5):
        sheet.column(wrapped(sentences[number] * 3, 470), 60, 100)
        sheet.write(f"{number * 9}. {sentences[number]}", 60, 770)
        drawn.append(f"{number * 9}. {sentences[number]}")
        sheet.page()
    found = texts(sheet.pdf())
    assert [text for text in found if text[0].isdigit()] == drawn


def test_two_pages_that_begin_alike_keep_their_text(sheet, texts):
    for body in ("Members attend.", "Officers advise."):
        sheet.write("Code of conduct", 60, 90)
        sheet.write(body, 60, 104)
        sheet.page()
    assert texts(sheet.pdf()) == [
        "Code of conduct",
        "Members attend.",
        "Code of conduct",
        "Officers advise.",
    ]


def test_the_header_of_a_paper_of_two_pages_is_left_out(sheet, texts):
    for number, body in enumerate(("Members attend.", "Officers advise."), start=1):
        sheet.write("Protocol of the council", 60, 36, size=9)
        sheet.write(body, 60, 104)
        sheet.write(f"{number}", 290, 810)
        sheet.page()
    assert texts(sheet.pdf()) == ["Members attend.", "Officers advise."]


def test_what_the_file_calls_an_artifact_is_left_out(sheet, texts):
    canvas = sheet.canvas
    canvas._code.append("/Artifact <</Type /Pagination>> BDC")
    sheet.write("Printed on Tuesday", 60, 40)
    canvas._code.append("EMC")
    sheet.write("Members attend.", 60, 100)
    assert texts(sheet.pdf()) == ["Members attend."]
