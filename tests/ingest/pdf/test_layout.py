"""Reading order: columns, tables, footnotes, and pages that are turned."""

from __future__ import annotations

import pytest


def columns(sheet, wrapped, sentences, *, lefts=(60, 320), width=215, top=120.0, offset=0.0):
    """Draw prose in columns; return the lines in reading order."""
    drawn = []
    for place, left in enumerate(lefts):
        text = " ".join((*sentences[place:], *sentences[:place]))
        lines = wrapped(text, width)
        sheet.column(lines, left, top + offset * place)
        drawn += lines
    return drawn


@pytest.mark.parametrize("offset", [0, 3, 7])
def test_two_columns_are_read_one_after_the_other(sheet, texts, wrapped, sentences, offset):
    drawn = columns(sheet, wrapped, sentences, offset=offset)
    assert texts(sheet.pdf()) == drawn


def test_three_columns_are_read_from_left_to_right(sheet, texts, wrapped, sentences):
    drawn = columns(sheet, wrapped, sentences, lefts=(50, 225, 400), width=150)
    assert texts(sheet.pdf()) == drawn


def test_a_title_above_and_a_note_below_columns_keep_their_places(sheet, texts, wrapped, sentences):
    title = "A protocol for the councillors and the officers of the whole of the borough council"
    sheet.write(title, 60, 80)
    drawn = columns(sheet, wrapped, sentences)
    below = wrapped(" ".join(sentences[:4]), 475)
    sheet.column(below, 60, 500)
    assert texts(sheet.pdf()) == [title, *drawn, *below]


def test_a_column_goes_on_from_the_one_before_it(sheet, read, wrapped, sentences):
    lines = wrapped(" ".join(sentences), 215)
    half = len(lines) // 2
    sheet.column(lines[:half], 60, 120)
    sheet.column(lines[half:], 320, 120)
    found = read(sheet.pdf()).lines
    assert [line.text for line in found] == lines
    assert found[half - 1].soft_wrapped
    assert not found[half].blank_before
    assert found[half].indent == pytest.approx(0, abs=0.5)


@pytest.mark.parametrize("hang", [25, 50])
def test_hanging_numbers_in_two_columns_stay_with_their_text(
    sheet, texts, wrapped, sentences, hang
):
    expected = []
    for left, first in ((60, 1), (320, 6)):
        top = 120.0
        for number in range(first, first + 5):
            lines = wrapped(sentences[number - 1] * 2, 240 - hang)
            sheet.write(f"{number}.", left, top)
            top = sheet.column(lines, left + hang, top) + 6
            expected += [f"{number}. {lines[0]}", *lines[1:]]
    assert texts(sheet.pdf()) == expected


def test_numbers_in_the_margin_are_no_column(sheet, texts, wrapped, sentences):
    expected = []
    top = 100.0
    for number, text in enumerate(sentences, start=1):
        lines = wrapped(text * 2, 380)
        sheet.write(f"Para {number}", 60, top)
        top = sheet.column(lines, 130, top)
        expected += [f"Para {number} {lines[0]}", *lines[1:]]
    assert texts(sheet.pdf()) == expected


def test_a_ruled_table_gives_a_line_for_each_row(sheet, read):
    sheet.grid((60, 200, 360, 520), (100, 124, 162))
    sheet.write("Stage", 66, 116)
    sheet.write("Who decides", 206, 116)
    sheet.write("Days", 366, 116)
    sheet.write("First", 66, 140)
    sheet.column(["The head of the", "service"], 206, 138)
    sheet.write("5", 366, 140)
    found = read(sheet.pdf()).lines
    assert [line.text for line in found] == [
        "Stage\tWho decides\tDays",
        "First\tThe head of the service\t5",
    ]
    assert all(line.table_row for line in found)
    assert len(found[1].rects) == 4


def test_an_empty_cell_keeps_its_place(sheet, texts):
    sheet.grid((60, 200, 360, 520), (100, 124, 148))
    for left, top, text in ((66, 116, "Stage"), (366, 116, "Days"), (66, 140, "First")):
        sheet.write(text, left, top)
    assert texts(sheet.pdf()) == ["Stage\t\tDays", "First\t"]


def test_a_grid_of_numbers_and_prose_is_read_as_text(sheet, read, wrapped, sentences):
    lines = wrapped(sentences[0] * 2, 400)
    sheet.grid((60, 100, 520), (100, 150, 200))
    for number, top in (("1.1", 116), ("1.2", 166)):
        sheet.write(number, 66, top)
        sheet.column(lines, 106, top)
    found = read(sheet.pdf()).lines
    assert not any(line.table_row for line in found)
    assert found[0].text == f"1.1 {lines[0]}"


def test_a_box_around_text_is_no_table(sheet, read, wrapped, sentences):
    lines = wrapped(" ".join(sentences[:4]), 440)
    sheet.grid((60, 520), (100, 200))
    sheet.column(lines, 70, 120)
    found = read(sheet.pdf()).lines
    assert [line.text for line in found] == lines
    assert not any(line.table_row for line in found)


def noted(sheet, wrapped, sentences, *, ruled=True, mark="1", raised=True):
    """Draw a paragraph that a footnote breaks in two over pages; return its lines and the note."""
    lines = wrapped(" ".join((*sentences, *sentences)), 470)
    half = len(lines) // 2
    sheet.column(lines[:half], 60, 740 - 14 * half)
    if ruled:
        sheet.rule(60, 752, 200)
    note = "The register is kept by the clerk and may be seen on any working day."
    end = sheet.write(mark, 60, 766, size=6 if raised else 8.5, rise=3 if raised else 0)
    sheet.write(" " + note, end, 766, size=8.5)
    sheet.page()
    top = sheet.column(lines[half:], 60, 100)
    sheet.write("12. " + sentences[0], 60, top + 8)
    return lines, note


@pytest.mark.parametrize(("ruled", "raised"), [(True, True), (True, False), (False, True)])
def test_a_footnote_does_not_break_the_paragraph_above_it(
    sheet, read, wrapped, sentences, ruled, raised
):
    lines, note = noted(sheet, wrapped, sentences, ruled=ruled, raised=raised)
    found = read(sheet.pdf()).lines
    assert [line.text for line in found[: len(lines)]] == lines
    assert found[len(lines)].text == f"¹ {note}"
    assert found[len(lines)].page == 1
    assert found[len(lines)].blank_before
    assert found[len(lines) + 1].text.startswith("12. ")


def test_a_footnote_below_a_finished_paragraph_stays_on_its_page(sheet, texts, wrapped, sentences):
    lines = wrapped(" ".join(sentences[:3]), 470)
    sheet.column(lines, 60, 640)
    sheet.rule(60, 752, 200)
    sheet.write("* See the scheme of delegation.", 60, 766, size=8.5)
    sheet.page()
    sheet.write("Part B", 60, 100)
    assert texts(sheet.pdf()) == [*lines, "* See the scheme of delegation.", "Part B"]


def test_a_turned_page_is_read_as_it_is_shown(sheet, read):
    sheet.canvas.setPageRotation(90)
    sheet.canvas.saveState()
    sheet.canvas.translate(0, 842)
    sheet.canvas.rotate(-90)
    sheet.canvas.restoreState()
    sheet.canvas.saveState()
    sheet.canvas.translate(100, 100)
    sheet.canvas.rotate(90)
    sheet.canvas.drawString(0, 0, "The chair signs the minutes.")
    sheet.canvas.restoreState()
    (line,) = read(sheet.pdf()).lines
    assert line.text == "The chair signs the minutes."
    (rect,) = line.rects
    assert rect.left == pytest.approx(100, abs=2)
    assert rect.top < 100 < rect.bottom
    assert rect.right > rect.left + 100


def test_a_page_whose_words_stand_sideways_is_read_with_its_rectangles_where_they_show(
    sheet, read, wrapped, sentences
):
    lines = wrapped(" ".join(sentences), 500)
    sheet.canvas.saveState()
    sheet.canvas.translate(100, 100)
    sheet.canvas.rotate(90)
    for row, text in enumerate(lines):
        sheet.canvas.drawString(0, -14 * row, text)
    sheet.canvas.restoreState()
    found = read(sheet.pdf()).lines
    assert [line.text for line in found] == lines
    rect = found[0].rects[0]
    assert rect.left < 100 <= rect.right + 3
    assert rect.bottom == pytest.approx(742, abs=2)
    assert rect.bottom - rect.top > 300
