"""Struck and inserted words, by the lines drawn through and under them and by their colour."""

from __future__ import annotations

import pytest
from reportlab.lib.colors import black, blue, red

from ingest.documents import Mark


def strike(sheet, left, right, baseline):
    sheet.rule(left, baseline - 3.2, right)


def runs_of(line):
    return [(run.text, run.mark.value) for run in line.runs]


def test_a_line_through_words_strikes_them(sheet, read):
    end = sheet.write("Members may ", 60, 100)
    start = end
    end = sheet.write("never", end, 100)
    strike(sheet, start, end, 100)
    sheet.write(" see the file.", end, 100)
    (line,) = read(sheet.pdf()).lines
    assert line.text == "Members may see the file."
    assert runs_of(line) == [
        ("Members may ", "kept"),
        ("never ", "struck"),
        ("see the file.", "kept"),
    ]


def test_a_word_struck_in_part_is_divided(sheet, read):
    end = sheet.write("The clerk un", 60, 100)
    strike(sheet, end - 12.2, end, 100)
    sheet.write("seals the bids.", end, 100)
    (line,) = read(sheet.pdf()).lines
    assert line.text == "The clerk seals the bids."
    assert "".join(run.text for run in line.runs) == "The clerk unseals the bids."


@pytest.mark.parametrize("look", ["bold", "underlined", "coloured"])
def test_words_that_stand_out_beside_struck_ones_are_inserted(sheet, read, look):
    end = sheet.write("The clerk replies within ", 60, 100)
    start = end
    end = sheet.write("ten", end, 100)
    strike(sheet, start, end, 100)
    start = end = sheet.write(" ", end, 100)
    end = sheet.write(
        "five working",
        end,
        100,
        font="Helvetica-Bold" if look == "bold" else "Helvetica",
        colour=blue if look == "coloured" else black,
    )
    if look == "underlined":
        sheet.rule(start, 101.4, end)
    sheet.write(" days.", end, 100)
    (line,) = read(sheet.pdf()).lines
    assert line.text == "The clerk replies within five working days."
    assert runs_of(line) == [
        ("The clerk replies within ", "kept"),
        ("ten ", "struck"),
        ("five working ", "inserted"),
        ("days.", "kept"),
    ]


def test_a_wholly_struck_line_has_no_text_but_keeps_its_words(sheet, read):
    end = sheet.write("Lunch is provided.", 60, 100)
    strike(sheet, 60, end, 100)
    sheet.write("Tea is not.", 60, 130)
    first, second = read(sheet.pdf()).lines
    assert first.text == ""
    assert runs_of(first) == [("Lunch is provided.", "struck")]
    assert second.runs == ()


def test_an_insertion_elsewhere_is_told_by_the_look_of_a_known_one(sheet, read):
    end = sheet.write("Fees are ", 60, 100)
    start = end
    end = sheet.write("low", end, 100, colour=red)
    strike(sheet, start, end, 100)
    start = end = sheet.write(" ", end, 100)
    end = sheet.write("high", end, 100, colour=red)
    sheet.rule(start, 101.4, end)
    end = sheet.write("The clerk waives them for charities.", 60, 160, colour=red)
    sheet.rule(60, 161.4, end)
    lines = read(sheet.pdf()).lines
    assert [run.mark for run in lines[1].runs] == [Mark.INSERTED]


def test_an_underlined_heading_of_a_plain_paper_is_no_insertion(sheet, read):
    end = sheet.write("Roles of officers", 60, 100)
    sheet.rule(60, 101.4, end)
    sheet.write("Officers advise.", 60, 130)
    assert all(line.runs == () for line in read(sheet.pdf()).lines)


def test_bold_headings_of_an_amended_paper_are_no_insertions(sheet, read):
    sheet.write("Fees", 60, 70, font="Helvetica-Bold", size=13)
    end = sheet.write("Fees are ", 60, 100)
    start = end
    end = sheet.write("low", end, 100)
    strike(sheet, start, end, 100)
    sheet.write(" high.", end, 100)
    heading, _ = read(sheet.pdf()).lines
    assert heading.runs == ()


def test_a_reviewers_strike_out_note_strikes(sheet, read):
    import io

    import pypdf
    from pypdf.annotations import MarkupAnnotation
    from pypdf.generic import ArrayObject, FloatObject, NameObject

    sheet.write("Members attend weekly.", 60, 100)
    writer = pypdf.PdfWriter(io.BytesIO(sheet.pdf()))
    note = MarkupAnnotation()
    left, right, top, bottom = 139.0, 174.0, 842 - 91.0, 842 - 103.0
    note[NameObject("/Subtype")] = NameObject("/StrikeOut")
    note[NameObject("/Rect")] = ArrayObject(map(FloatObject, (left, bottom, right, top)))
    corners = (left, top, right, top, left, bottom, right, bottom)
    note[NameObject("/QuadPoints")] = ArrayObject(map(FloatObject, corners))
    writer.add_annotation(0, note)
    out = io.BytesIO()
    writer.write(out)
    (line,) = read(out.getvalue()).lines
    assert line.text == "Members attend."


def test_a_tables_lines_strike_nothing(sheet, read):
    sheet.grid((60, 200, 360), (88, 104, 120))
    for left, top, text in ((64, 100, "a"), (204, 100, "b"), (64, 116, "c"), (204, 116, "d")):
        sheet.write(text, left, top)
    assert all(line.runs == () for line in read(sheet.pdf()).lines)
