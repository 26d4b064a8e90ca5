"""Layouts of Word files that councils publish, read the whole way to labels; our own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import PaperFile, read_paper


@pytest.fixture
def paper(xml):
    def read(body, **parts):
        data = xml.build(body, **parts)
        [document] = read_paper(PaperFile(Path("paper.docx"), data=data)).documents
        return document

    return read


def labels(document):
    return [p.label for p in document.paragraphs]


def said(document):
    return {p.label: p.text for p in document.paragraphs}


def row(*cells):
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def bold(text):
    return f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


HEADS = (
    '<w:abstractNum w:abstractNumId="7"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="H1"/>'
    '<w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="H2"/>'
    '<w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>'
)


def heading_styles(xml):
    list_of = (
        '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="7"/></w:numPr><w:outlineLvl w:val="{}"/>'
    )
    return xml.style("H1", title="heading 1", properties=list_of.format(0, 0)) + xml.style(
        "H2", title="heading 2", properties=list_of.format(1, 1)
    )


def test_numbered_headings_by_style_over_text_without_numbers(paper, xml):
    body = "".join(
        [
            xml.p("Meredale Borough Council"),
            xml.p("Protocol on Members and Officers"),
            xml.p("Introduction", style="H1"),
            xml.p("This protocol guides members and officers in their daily work."),
            xml.p("It is read with the code of conduct."),
            xml.p("Roles", style="H1"),
            xml.p("Of members", style="H2"),
            xml.p("Members set policy and speak for the people of their wards."),
            xml.p("Of officers", style="H2"),
            xml.p("Officers advise all members and carry policy out."),
        ]
    )
    found = paper(body, styles=heading_styles(xml), numbering=HEADS)
    assert labels(found) == ["1", "2.1", "2.2"]
    assert said(found)["1"].split("\n")[1] == "It is read with the code of conduct."
    assert found.paragraphs[1].headings[-2:] == ("Roles", "Of members")


def test_clauses_styled_as_second_headings_are_paragraphs(paper, xml):
    body = "".join(
        [
            xml.p("Protocol on Members and Officers"),
            xml.p("Conduct", style="H1"),
            xml.p("Members treat officers with courtesy at all times.", style="H2"),
            xml.p("Officers treat members with courtesy at all times.", style="H2"),
            xml.p("Requests", style="H1"),
            xml.p("A member asks the head of service for what they need.", style="H2"),
        ]
    )
    found = paper(body, styles=heading_styles(xml), numbering=HEADS)
    assert labels(found) == ["1.1", "1.2", "2.1"]
    assert found.paragraphs[2].headings[-1] == "Requests"


def test_a_table_used_for_layout_with_numbers_in_its_margin(paper, xml):
    sentence = "Members and officers of panel {} meet before each cycle and agree its agenda."
    body = xml.p("Protocol on Members and Officers") + table(
        row(xml.p("1."), bold("Meetings")),
        row(xml.p("1.1"), xml.p(sentence.format("A"))),
        row(xml.p("1.2"), xml.p(sentence.format("B")) + xml.p("Papers come a week before.")),
        row(xml.p("2."), bold("Requests")),
        row(xml.p("2.1"), xml.p(sentence.format("C"))),
    )
    found = paper(body)
    assert labels(found) == ["1.1", "1.2", "2.1"]
    assert said(found)["1.2"].replace("\n", " ").endswith("Papers come a week before.")
    assert found.paragraphs[2].headings[-1] == "Requests"


def test_a_table_of_what_each_may_expect_belongs_to_its_paragraph(paper, xml):
    body = "".join(
        [
            xml.p("Protocol on Members and Officers"),
            xml.p("1. Each may expect this of the other:"),
            table(
                row(xml.p("Members"), xml.p("Officers")),
                row(xml.p("Courtesy"), xml.p("Respect")),
                row(xml.p("Prompt replies"), xml.p("Clear requests")),
            ),
            xml.p("2. Nothing here limits a right in law."),
        ]
    )
    found = paper(body)
    assert labels(found) == ["1", "2"]
    assert "Prompt replies" in said(found)["1"]
    assert "Clear requests" in said(found)["1"]


def test_soft_line_breaks_divide_paragraphs_that_have_numbers_of_their_own(paper, xml):
    body = xml.p("Protocol on Members and Officers") + (
        "<w:p><w:r><w:t>1.1 Members are courteous to officers.</w:t><w:br/>"
        "<w:t>1.2 Officers are courteous to members, and</w:t><w:br/>"
        "<w:t>they are prompt.</w:t><w:br/><w:t>1.3 Neither is rude in public.</w:t></w:r></w:p>"
    )
    found = paper(body)
    assert labels(found) == ["1.1", "1.2", "1.3"]
    assert said(found)["1.2"] == "Officers are courteous to members, and they are prompt."


def test_hard_hyphens_and_spaces_and_tabs_after_numbers(paper, xml):
    body = xml.p("Protocol on Members and Officers") + "".join(
        "<w:p><w:r>"
        f'<w:t>{number}</w:t><w:tab/><w:t xml:space="preserve">A co</w:t><w:noBreakHyphen/>'
        "<w:t>opted\u00a0member is bound by this too.</w:t></w:r></w:p>"
        for number in ("1.", "2.", "3.")
    )
    found = paper(body)
    assert labels(found) == ["1", "2", "3"]
    assert said(found)["2"].replace("\u2011", "-") == "A co-opted member is bound by this too."


def test_appendices_that_count_from_one_again(paper, xml):
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = (
        xml.abstract("1", xml.lvl(0, "%1."), xml.lvl(1, "(%2)", "lowerLetter"))
        + xml.num("1", "1")
        + xml.num("2", "1", again)
    )
    body = "".join(
        [
            xml.p("Protocol on Members and Officers"),
            bold("Conduct"),
            xml.p("Members are courteous to officers.", num="1", level=0),
            xml.p("Officers, for their part:", num="1", level=0),
            xml.p("are courteous to members;", num="1", level=1),
            xml.p("are prompt.", num="1", level=1),
            bold("Appendix 1: Use of rooms"),
            xml.p("Rooms are booked through the clerk.", num="2", level=0),
            xml.p("They are free for surgeries.", num="2", level=0),
        ]
    )
    found = paper(body, numbering=numbering)
    assert labels(found) == ["1", "2", "2(a)", "2(b)", "1#2", "2#2"]
    assert found.paragraphs[-1].headings[-1] == "Appendix 1: Use of rooms"


def test_lists_with_symbols_below_letters(paper, xml):
    numbering = (
        xml.abstract("1", xml.lvl(0, "%1."), xml.lvl(1, "(%2)", "lowerLetter"))
        + xml.abstract("2", xml.lvl(0, "\uf0b7", "bullet"))
        + xml.num("1", "1")
        + xml.num("2", "2")
    )
    body = "".join(
        [
            xml.p("Protocol on Members and Officers"),
            xml.p("Officers give members:", num="1", level=0),
            xml.p("advice that is:", num="1", level=1),
            xml.p("fair", num="2", level=0),
            xml.p("prompt", num="2", level=0),
            xml.p("papers in good time.", num="1", level=1),
            xml.p("Members give officers their thanks.", num="1", level=0),
        ]
    )
    found = paper(body, numbering=numbering)
    assert labels(found) == ["1", "1(a)", "1(b)", "2"]
    assert said(found)["1(a)"].split("\n") == ["advice that is:", "fair", "prompt"]
    assert found.paragraphs[1].bullets == (1, 2)
