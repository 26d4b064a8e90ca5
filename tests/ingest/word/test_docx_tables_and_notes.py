"""What a Word file's tables, notes and text boxes become."""

from __future__ import annotations

import pytest


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*inner, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inner)}</w:p>"


def table(*rows):
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def texts(lines):
    return [line.text for line in lines]


def marks(line):
    return [(run.text, run.mark.value) for run in line.runs]


# Tables


def test_a_data_table_gives_a_line_a_row(word, xml):
    body = table(
        [xml.p("Post"), xml.p("Name"), xml.p("Since")],
        [xml.p("Clerk"), xml.p(), xml.p("2021")],
    )
    lines = word(body)
    assert texts(lines) == ["Post\tName\tSince", "Clerk\t\t2021"]
    assert all(line.table_row for line in lines)


def test_a_table_that_holds_numbers_beside_paragraphs_gives_numbered_lines(word, xml):
    body = table(
        [xml.p("2.1"), xml.p("Members set the policy of the Council.")],
        [xml.p(""), xml.p("This is one of their main tasks.")],
        [
            xml.p("2.2"),
            xml.p("Officers advise all members.") + xml.p("They do so in private."),
        ],
    )
    assert [(line.number, line.text, line.table_row) for line in word(body)] == [
        ("2.1", "Members set the policy of the Council.", False),
        (None, "This is one of their main tasks.", False),
        ("2.2", "Officers advise all members.", False),
        (None, "They do so in private.", False),
    ]


def test_numbers_that_word_generates_in_a_tables_first_column_number_the_second(word, xml):
    numbering = xml.abstract("0", xml.lvl(0, "%1.")) + xml.num("1", "0")
    rows = [
        [xml.p("", num="1", level=0), xml.p("Members set the policy.")],
        [xml.p("", num="1", level=0), xml.p("Officers advise on it all.")],
    ]
    assert [(line.number, line.text) for line in word(table(*rows), numbering=numbering)] == [
        ("1.", "Members set the policy."), ("2.", "Officers advise on it all."),
    ]  # fmt: skip


def test_bullets_beside_words_are_bullets(word, xml):
    rows = [
        [xml.p("•"), xml.p("be polite to everyone present")],
        [xml.p("•"), xml.p("be on time for every meeting")],
    ]
    assert [(line.bullet, line.text) for line in word(table(*rows))] == [
        (True, "be polite to everyone present"), (True, "be on time for every meeting"),
    ]  # fmt: skip


def test_a_table_of_few_words_beside_numbers_is_data(word, xml):
    rows = [[xml.p("1"), xml.p("North")], [xml.p("2"), xml.p("South")]]
    assert texts(word(table(*rows))) == ["1\tNorth", "2\tSouth"]


def test_a_box_of_one_cell_gives_its_paragraphs(word, xml):
    lines = word(table([xml.p("1.1 First.") + xml.p("1.2 Second.")]))
    assert [(line.text, line.table_row) for line in lines] == [
        ("1.1 First.", False), ("1.2 Second.", False),
    ]  # fmt: skip


def test_a_cell_that_holds_a_section_gives_its_paragraphs(word, xml):
    clauses = "".join(xml.p(f"3.{n} Members should ask first.") for n in range(1, 6))
    assert texts(word(table([xml.p("Media"), clauses])))[:2] == [
        "Media", "3.1 Members should ask first.",
    ]  # fmt: skip


def test_merged_cells_are_read_once(word, xml):
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + xml.p("Both years")
    top = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + xml.p("Ward")
    below = "<w:tcPr><w:vMerge/></w:tcPr>" + xml.p("never printed")
    lines = word(table([top, wide], [below, xml.p("2023"), xml.p("2024")]))
    assert texts(lines) == ["Ward\tBoth years", "2023\t2024"]


def test_a_cells_paragraphs_and_numbers_stand_in_its_row(word, xml):
    numbering = xml.abstract("0", xml.lvl(0, "%1.")) + xml.num("1", "0")
    asked = xml.p("The panel is asked to:") + xml.p("note it;", num="1") + xml.p("agree.", num="1")
    lines = word(
        table([xml.p("Title"), xml.p("A code")], [xml.p("Asked"), asked]), numbering=numbering
    )
    assert texts(lines)[1] == "Asked\tThe panel is asked to: 1. note it; 2. agree."


def test_a_table_inside_a_table_is_read_in_its_place(word, xml):
    inner = table([xml.p("a"), xml.p("b")], [xml.p("c"), xml.p("d")])
    body = table([xml.p("Before") + inner + xml.p("After"), xml.p("Beside")])
    assert texts(word(body)) == ["Before", "a\tb", "c\td", "After", "Beside"]


def test_amended_words_in_a_row_are_marked(word, xml):
    cell = para(run("Mr "), f"<w:del>{run('A')}</w:del><w:ins>{run('B')}</w:ins>")
    (line,) = word(table([xml.p("Clerk"), cell]))
    assert line.text == "Clerk\tMr B"
    assert ("A", "struck") in marks(line)


def test_a_row_that_was_deleted_is_out(word, xml):
    gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + xml.p("Gone") + "</w:tc></w:tr>"
    body = table([xml.p("Post"), xml.p("Name")]).replace("</w:tbl>", gone + "</w:tbl>")
    assert texts(word(body)) == ["Post\tName"]


# Notes, boxes


@pytest.fixture
def footnotes():
    def note(name, text):
        words = f"<w:p><w:r><w:footnoteRef/></w:r>{run(text)}</w:p>"
        return f'<w:footnote w:id="{name}">{words}</w:footnote>'

    return note("1", " See the code of conduct.") + note("2", " Ask the clerk.")


def reference(name, kind="footnote", attributes=""):
    return f'<w:r><w:{kind}Reference w:id="{name}"{attributes}/></w:r>'


def test_a_footnote_follows_its_paragraph_with_the_mark_it_has_there(word, footnotes):
    body = para(run("Conduct"), reference("2"), run(" matters"), reference("1"), run(".")) + para(
        run("Next.")
    )
    assert texts(word(body, footnotes=footnotes)) == [
        "Conduct¹ matters².", "¹ Ask the clerk.", "² See the code of conduct.", "Next.",
    ]  # fmt: skip


def test_a_footnote_in_a_table_stands_after_the_table(word, xml, footnotes):
    body = table([xml.p("Post"), para(run("Clerk"), reference("1"))])
    assert texts(word(body, footnotes=footnotes)) == [
        "Post\tClerk¹", "¹ See the code of conduct.",
    ]  # fmt: skip


def test_a_note_with_its_own_mark_keeps_it(word, xml):
    notes = '<w:footnote w:id="1">' + xml.p("* By election.") + "</w:footnote>"
    mark = reference("1", attributes=' w:customMarkFollows="1"').replace(
        "</w:r>", "<w:t>*</w:t></w:r>"
    )
    assert texts(word(para(run("Chair"), mark), footnotes=notes)) == ["Chair*", "* By election."]


def test_endnotes_are_read_as_footnotes_are(word, xml):
    notes = '<w:endnote w:id="5">' + xml.p("Minute 12.") + "</w:endnote>"
    body = para(run("Agreed"), reference("5", "endnote"))
    assert texts(word(body, endnotes=notes)) == ["Agreed¹", "¹ Minute 12."]


def test_a_reference_to_no_note_is_only_a_mark(word, footnotes):
    assert texts(word(para(run("Lost"), reference("77")), footnotes=footnotes)) == ["Lost¹"]


def test_a_struck_reference_brings_no_note(word, footnotes):
    body = para(run("Kept."), f"<w:del>{reference('1')}</w:del>")
    assert texts(word(body, footnotes=footnotes)) == ["Kept."]


def test_a_text_box_is_read_once_after_its_paragraph(word, xml):
    box = f"<w:txbxContent>{xml.p('In the box.')}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = para(run("Before"), drawing, run(" and after.")) + para(run("Next."))
    assert texts(word(body)) == ["Before and after.", "In the box.", "Next."]
