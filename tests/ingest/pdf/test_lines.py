"""What a PDF's lines say of themselves: words, place, looks, and whether their block goes on."""

from __future__ import annotations

import pytest
from reportlab.lib.colors import Color


def paragraph(sheet, lines, *, number="", top=100.0, hang=40.0):
    if number:
        sheet.write(number, 60, top)
    return sheet.column(lines, 60 + hang, top) + 6


def test_each_visual_line_is_a_line_with_its_page_and_rectangle(sheet, read, wrapped, sentences):
    lines = wrapped(" ".join(sentences), 470)
    sheet.column(lines[:3], 60, 100)
    sheet.page()
    sheet.column(lines[3:], 60, 100)
    found = read(sheet.pdf())
    assert found.n_pages == 2
    assert [line.text for line in found.lines] == lines
    assert [line.page for line in found.lines] == [1] * 3 + [2] * (len(lines) - 3)
    first = found.lines[0].rects[0]
    assert first.page == 1
    assert first.left == pytest.approx(60, abs=1)
    assert first.top < 100 < first.bottom
    assert first.bottom - first.top == pytest.approx(11, abs=4)


def test_a_hanging_number_stands_on_its_line(sheet, read, wrapped, sentences):
    top = 100.0
    for number, text in enumerate(sentences[:6], start=1):
        top = paragraph(sheet, wrapped(text * 2, 420), number=f"3.{number}", top=top)
    found = read(sheet.pdf()).lines
    starts = [line for line in found if line.text.startswith("3.")]
    assert [line.text[:4] for line in starts] == [f"3.{n} " for n in range(1, 7)]
    assert all(line.indent == pytest.approx(0, abs=0.5) for line in starts)
    others = [line for line in found if line not in starts]
    assert all(line.indent == pytest.approx(40, abs=0.5) for line in others)


def test_a_number_alone_on_its_line_stays_alone(sheet, texts, wrapped, sentences):
    sheet.write("7.", 60, 100)
    sheet.column(wrapped(sentences[0] + " " + sentences[1], 470), 60, 116)
    assert texts(sheet.pdf())[0] == "7."


def test_letters_and_romans_keep_their_indents(sheet, read):
    for row, (text, left) in enumerate(
        [("4 Officers may", 60), ("(a) ask", 90), ("(i) once,", 120), ("(ii) twice", 120)]
    ):
        sheet.write(text, left, 100 + 20 * row)
    found = read(sheet.pdf()).lines
    assert [round(line.indent) for line in found] == [0, 30, 60, 60]
    assert [line.text for line in found] == ["4 Officers may", "(a) ask", "(i) once,", "(ii) twice"]


def test_the_last_line_of_a_paragraph_is_not_wrapped(sheet, read, wrapped, sentences):
    lines = wrapped(" ".join(sentences[:4]), 470)
    top = sheet.column(lines, 60, 100)
    sheet.column(wrapped(" ".join(sentences[4:8]), 470), 60, top)
    found = read(sheet.pdf()).lines
    n_first = len(lines)
    assert [line.soft_wrapped for line in found[: n_first - 1]] == [True] * (n_first - 1)
    assert not found[n_first - 1].soft_wrapped


def test_a_narrow_paragraph_of_a_quotation_still_goes_on(sheet, read, wrapped, sentences):
    sheet.column(wrapped(" ".join(sentences[:4]), 470), 60, 100)
    quoted = ["the clerk keeps a book in which", "each gift is entered on the day", "it arrives."]
    sheet.column(quoted, 120, 200)
    found = {line.text: line for line in read(sheet.pdf()).lines}
    assert [found[text].soft_wrapped for text in quoted] == [True, True, False]


def test_a_clear_gap_is_told_from_the_papers_own_leading(sheet, read, wrapped, sentences):
    top = 100.0
    for text in (sentences[:3], sentences[3:6], sentences[6:9]):
        top = sheet.column(wrapped(" ".join(text), 470), 60, top, leading=22) + 10
    found = read(sheet.pdf()).lines
    assert [line.text.split()[0] for line in found if line.blank_before] == [
        text.split()[0] for text in (sentences[0], sentences[3], sentences[6])
    ]


def test_a_paragraph_over_a_page_break_goes_on(sheet, read, wrapped, sentences):
    lines = wrapped(" ".join(sentences), 470)
    half = len(lines) // 2
    sheet.column(lines[:half], 60, 600)
    sheet.page()
    sheet.column(lines[half:], 60, 100)
    found = read(sheet.pdf()).lines
    assert found[half - 1].soft_wrapped
    assert not found[half].blank_before


def test_type_is_told_bold_italic_and_by_size(sheet, line_of):
    sheet.write("Roles of members", 60, 100, font="Helvetica-Bold", size=14)
    sheet.write("A note", 60, 130, font="Helvetica-Oblique")
    end = sheet.write("Members ", 60, 160, font="Helvetica-Bold")
    sheet.write("act lawfully.", end, 160)
    data = sheet.pdf()
    heading, note, mixed = (line_of(data, text) for text in ("Roles", "A note", "Members act"))
    assert heading.bold
    assert heading.size == pytest.approx(14)
    assert note.italic
    assert not note.bold
    assert not mixed.bold


def test_a_centred_heading_is_told_and_a_hanging_line_is_not(sheet, read, wrapped, sentences):
    sheet.write("PART FOUR", 297.5 - 30, 80)
    top = 110.0
    for number, text in enumerate(sentences[:5], start=1):
        top = paragraph(sheet, wrapped(text * 3, 420), number=f"{number}.", top=top)
    found = read(sheet.pdf()).lines
    assert [line.text for line in found if line.centred] == ["PART FOUR"]


def test_justified_text_keeps_single_spaces(sheet, texts, wrapped, sentences):
    lines = wrapped(" ".join(sentences[:5]), 400)
    for row, line in enumerate(lines):
        sheet.write(line, 60, 100 + 14 * row, word_space=7 if row % 2 else 1)
    assert texts(sheet.pdf()) == lines


def test_double_spaces_are_folded_and_words_drawn_apart_are_parted(sheet, texts):
    sheet.write("Members  may   ask  officers", 60, 100)
    for left, word in ((60, "Officers"), (112, "may"), (140, "refuse")):
        sheet.write(word, left, 130)
    assert texts(sheet.pdf()) == ["Members may ask officers", "Officers may refuse"]


def test_a_word_drawn_in_pieces_is_one_word(sheet, texts):
    end = 60.0
    for piece in ("Coun", "cil", "lor", "s"):
        end = sheet.write(piece, end, 100)
    sheet.write("vote", end + 4, 100)
    assert texts(sheet.pdf()) == ["Councillors vote"]


def test_a_letterspaced_heading_that_draws_its_spaces_reads_as_words(sheet, texts):
    sheet.write("CODE OF CONDUCT", 60, 100, char_space=3.2)
    assert texts(sheet.pdf()) == ["CODE OF CONDUCT"]


def test_words_drawn_twice_are_read_once(sheet, texts):
    for shift in (0, 0.3):
        sheet.write("Standing orders", 60 + shift, 100)
    for char_left, char in ((60, "V"), (68, "o"), (75, "t"), (79, "e")):
        for shift in (0, 0.2, 0.4):
            sheet.write(char, char_left + shift, 130)
    assert texts(sheet.pdf()) == ["Standing orders", "Vote"]


def test_ligatures_are_spelt_out(sheet, texts):
    sheet.write("The of\ufb01ce \ufb01les \ufb02ood re\ufb02ections", 60, 100, font="Vera")
    assert texts(sheet.pdf()) == ["The office files flood reflections"]


def test_a_raised_figure_is_a_superscript_and_not_a_number(sheet, texts):
    end = sheet.write("Gifts are entered in the register", 60, 100)
    end = sheet.write("2", end, 100, size=6.5, rise=4)
    sheet.write(" by the clerk.", end, 100)
    end = sheet.write("It met on the 3", 60, 130)
    end = sheet.write("rd", end, 130, size=6.5, rise=4)
    sheet.write(" of May.", end, 130)
    assert texts(sheet.pdf()) == [
        "Gifts are entered in the register² by the clerk.",
        "It met on the 3rd of May.",
    ]


@pytest.mark.parametrize("sign", ["•", "–", "-"])
def test_a_bullet_is_told_and_left_out(sheet, read, sign):
    sheet.write(sign, 78, 100)
    sheet.write("be courteous;", 96, 100)
    (line,) = read(sheet.pdf()).lines
    assert (line.text, line.bullet) == ("be courteous;", True)


def test_a_bullet_from_a_font_of_signs_is_told(sheet, read):
    sheet.write("n", 78, 100, font="ZapfDingbats")
    sheet.write("be courteous;", 96, 100)
    (line,) = read(sheet.pdf()).lines
    assert (line.text, line.bullet) == ("be courteous;", True)


def test_a_dash_in_a_sentence_is_no_bullet(sheet, read):
    sheet.write("– and this the clerk must do at once", 60, 100)
    (line,) = read(sheet.pdf()).lines
    assert not line.bullet


def test_a_contents_page_keeps_its_leaders_and_page_numbers(sheet, texts):
    for row, (title, number) in enumerate((("Introduction", 3), ("Roles of members", 14))):
        end = sheet.write(title + " ", 60, 100 + 16 * row)
        dots = "." * int((480 - end) / 3.1)
        sheet.write(dots, end, 100 + 16 * row)
        sheet.write(str(number), 500, 100 + 16 * row)
    found = texts(sheet.pdf())
    assert [text.split(" ....")[0] for text in found] == ["Introduction", "Roles of members"]
    assert [text.split()[-1] for text in found] == ["3", "14"]


def test_pale_large_words_behind_the_text_are_left_out(sheet, texts, wrapped, sentences):
    sheet.write("DRAFT", 150, 500, size=90, colour=Color(0.85, 0.85, 0.85))
    lines = wrapped(" ".join(sentences), 470)
    sheet.column(lines, 60, 100)
    assert texts(sheet.pdf()) == lines


def test_slanted_words_across_the_page_are_left_out(sheet, texts, wrapped, sentences):
    canvas = sheet.canvas
    canvas.saveState()
    canvas.translate(200, 300)
    canvas.rotate(45)
    canvas.drawString(0, 0, "NOT YET APPROVED")
    canvas.restoreState()
    lines = wrapped(" ".join(sentences), 470)
    sheet.column(lines, 60, 100)
    assert texts(sheet.pdf()) == lines
