"""What a Word file's paragraphs, headings, fields and amendments become."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from ingest.documents import Mark
from ingest.errors import EmptySourceError
from ingest.readers.docx import read_lines
from ingest.settings import IngestSettings


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*inner, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inner)}</w:p>"


def field(code, result):
    def char(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return char("begin") + instruction + char("separate") + run(result) + char("end")


def texts(lines):
    return [line.text for line in lines]


def marks(line):
    return [(run.text, run.mark.value) for run in line.runs]


# Words


def test_typed_numbers_stay_in_the_text(word):
    (line,) = word(para(run("3.2"), "<w:r><w:tab/></w:r>", run("Members should ask first.")))
    assert (line.text, line.number) == ("3.2 Members should ask first.", None)


def test_white_space_is_folded_and_soft_hyphens_go(word):
    body = para(run("  Offi\u00adcers\u00a0 and"), "<w:r><w:softHyphen/></w:r>", run("  members "))
    assert texts(word(body)) == ["Officers and members"]


def test_special_characters_are_words_too(word):
    inner = (
        run("co"),
        "<w:r><w:noBreakHyphen/></w:r>",
        run("opted "),
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        run(" agreed "),
        '<w:r><w:sym w:font="Arial" w:char="00A7"/></w:r>',
    )
    assert texts(word(para(*inner))) == ["co-opted ✓ agreed §"]


def test_raised_figures_are_kept_apart_from_the_words(word):
    raised = '<w:vertAlign w:val="superscript"/>'
    body = para(run("See the code"), run("2", raised), run(" and the 4"), run("th", raised))
    assert texts(word(body)) == ["See the code² and the 4th"]


def test_a_line_break_gives_a_line_that_goes_on(word):
    lines = word(para(run("Minutes of the"), "<w:r><w:br/></w:r>", run("Joint Panel")))
    assert texts(lines) == ["Minutes of the", "Joint Panel"]
    assert [line.soft_wrapped for line in lines] == [True, False]
    assert [line.blank_before for line in lines] == [True, False]


def test_a_page_break_does_not_break_the_paragraph(word):
    body = para(run("An officer"), '<w:r><w:br w:type="page"/></w:r>', run("may reply."))
    assert texts(word(body)) == ["An officer may reply."]


@pytest.mark.parametrize("hidden", ["<w:vanish/>", '<w:vanish w:val="1"/>'])
def test_hidden_words_are_left_out(word, hidden):
    assert texts(word(para(run("Seen"), run(" unseen", hidden)))) == ["Seen"]


def test_words_are_hidden_by_a_style_and_shown_again_by_a_run(word, xml):
    styles = xml.style("Secret", runs="<w:vanish/>")
    inner = run("unseen ") + run("seen", '<w:vanish w:val="0"/>')
    body = para(inner, properties='<w:pStyle w:val="Secret"/>') + para(run("Open"))
    assert texts(word(body, styles=styles)) == ["seen", "Open"]


@pytest.mark.parametrize(
    "wrap",
    [
        "<w:hyperlink>{}</w:hyperlink>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:customXml><w:customXmlPr/>{}</w:customXml>",
        '<w:fldSimple w:instr=" REF a ">{}</w:fldSimple>',
        '<w:bdo w:val="ltr">{}</w:bdo>',
        "<mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback>"
        "</mc:AlternateContent>",
    ],
)
def test_words_inside_whatever_wraps_them_are_read_once(word, wrap):
    body = para(run("Ask the "), wrap.format(run("Monitoring Officer")), run(" first."))
    assert texts(word(body)) == ["Ask the Monitoring Officer first."]


def test_a_content_control_round_paragraphs_is_read_and_a_placeholder_is_not(word):
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    prompt = control.format("<w:showingPlcHdr/>", run("Click here to enter a name"))
    body = control.format("", para(run("First.")) + para(run("Second."))) + para(prompt)
    assert texts(word(body)) == ["First.", "Second."]


def test_comments_and_section_settings_are_no_text(word):
    body = para(
        '<w:commentRangeStart w:id="1"/>', run("Kept."), '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    assert texts(word(body + '<w:sectPr><w:pgSz w:w="1"/></w:sectPr>')) == ["Kept."]


def test_a_formula_is_read_as_its_characters(word):
    assert texts(word(para(run("Pay "), "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"))) == [
        "Pay x+1"
    ]


# Fields and contents


def test_a_fields_result_is_kept_and_its_code_is_not(word):
    assert texts(word(para(run("See paragraph "), field(" REF _Ref1 \\r ", "4.2"), run(".")))) == [
        "See paragraph 4.2."
    ]


def test_a_field_inside_a_fields_code_is_no_text(word):
    code = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> IF </w:instrText></w:r>'
        + field("REF x", "hidden")
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("shown")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(word(para(code))) == ["shown"]


def test_a_table_of_contents_is_left_out_though_it_spans_paragraphs(word):
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = para(begin, run("Roles\t2")) + para(run("Media\t5")) + para(end) + para(run("Roles"))
    assert texts(word(body)) == ["Roles"]


def test_contents_are_known_by_their_control_and_by_their_styles(word, xml):
    control = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent>{para(run('Roles 2'))}</w:sdtContent></w:sdt>"
    )
    styles = xml.style("Verzeichnis1", title="toc 1")
    body = control + xml.p("Media 5", style="Verzeichnis1") + para(run("Roles"))
    assert texts(word(body, styles=styles)) == ["Roles"]


def test_a_field_that_never_ends_hides_nothing(word):
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    assert texts(word(para(begin, run("One.")) + para(run("Two.")))) == ["One.", "Two."]


# Headings and looks


def test_headings_by_style_name_whatever_the_id_and_by_outline_level(word, xml):
    styles = (
        xml.style("berschrift1", title="heading 1")
        + xml.style("Ours", of="berschrift1")
        + xml.style("T", title="Title")
        + xml.style("Clause", properties='<w:outlineLvl w:val="2"/>')
    )
    body = "".join(xml.p("Roles", style=name) for name in ("berschrift1", "Ours", "T", "Clause"))
    body += para(run("Media"), properties='<w:outlineLvl w:val="1"/>') + para(run("Words."))
    levels = [line.heading_level for line in word(body, styles=styles)]
    assert levels == [1, 1, 1, 3, 2, None]


def test_outline_level_nine_is_body_text(word):
    (line,) = word(para(run("Words."), properties='<w:outlineLvl w:val="9"/>'))
    assert line.heading_level is None


def test_a_heading_style_used_for_clauses_makes_no_headings_of_them(word, xml):
    styles = xml.style("H1", title="heading 1") + xml.style("H2", title="heading 2", runs="<w:b/>")
    clause = "Officers answer to the Chief Executive and not to any one councillor."
    body = xml.p("Roles", style="H1") + xml.p(clause, style="H2") + xml.p(clause, style="H2")
    body += xml.p("Members should:", style="H2")
    lines = word(body, styles=styles)
    assert [line.heading_level for line in lines] == [1, None, None, None]
    assert not any(line.bold for line in lines)


def test_one_sentence_among_headings_is_a_paragraph(word, xml):
    styles = xml.style("H2", title="heading 2")
    sentence = "The Monitoring Officer keeps the register and opens it to anyone who asks."
    titles = ("Roles", "Media", sentence, "Complaints")
    lines = word("".join(xml.p(text, style="H2") for text in titles), styles=styles)
    assert [line.heading_level for line in lines] == [2, 2, None, 2]


def test_a_heading_keeps_to_one_line(word):
    body = para(
        run("Access to"), "<w:r><w:br/></w:r>", run("information"),
        properties='<w:outlineLvl w:val="0"/>',
    )  # fmt: skip
    assert texts(word(body)) == ["Access to information"]


def test_looks_come_from_the_run_its_style_and_the_defaults(word, xml):
    styles = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="23"/></w:rPr></w:rPrDefault>'
        "</w:docDefaults>"
        + xml.style("Strong", runs="<w:b/><w:i/>", properties='<w:jc w:val="center"/>')
    )
    body = xml.p("Bold by style", style="Strong") + para(run("Half "), run("bold", "<w:b/>"))
    first, second = word(body, styles=styles)
    assert (first.bold, first.italic, first.centred, first.size) == (True, True, True, 11.5)
    assert (second.bold, second.italic, second.centred, second.size) == (False, False, False, 11.5)


def test_a_toggle_switched_off_is_off(word, xml):
    styles = xml.style("Strong", runs="<w:b/>")
    body = para(run("Plain", '<w:b w:val="0"/>'), properties='<w:pStyle w:val="Strong"/>')
    assert not word(body, styles=styles)[0].bold


def test_an_indent_is_where_the_number_stands(word, xml):
    level = xml.lvl(0, "(%1)").replace(
        "</w:lvl>", '<w:pPr><w:ind w:left="1440" w:hanging="720"/></w:pPr></w:lvl>'
    )
    numbering = xml.abstract("0", level) + xml.num("1", "0")
    body = xml.p("Item", num="1", level=0) + para(run("Below"), properties='<w:ind w:left="1440"/>')
    assert [line.indent for line in word(body, numbering=numbering)] == [36.0, 72.0]


@pytest.mark.parametrize("sign", ["•\t", "- ", "· ", "o\t", "\uf0b7 ", "– "])
def test_a_typed_bullet_is_a_bullet(word, sign):
    (line,) = word(para(run(sign + "be courteous")))
    assert (line.text, line.bullet) == ("be courteous", True)


@pytest.mark.parametrize("text", ["o be it", "-5 degrees", "1. Words", "–"])
def test_what_only_looks_like_a_bullet_is_text(word, text):
    (line,) = word(para(run(text)))
    assert (line.text, line.bullet) == (text, False)


# Amendments


def test_tracked_changes_become_marks(word):
    body = para(
        run("Replies take "),
        f"<w:del><w:r><w:delText>ten</w:delText></w:r></w:del><w:ins>{run('five')}</w:ins>",
        run(" days."),
    )
    (line,) = word(body)
    assert line.text == "Replies take five days."
    assert marks(line) == [
        ("Replies take ", "kept"), ("ten", "struck"), ("five", "inserted"), (" days.", "kept"),
    ]  # fmt: skip


def test_words_moved_are_struck_where_they_were_and_inserted_where_they_are(word):
    body = para(f"<w:moveFrom>{run('Late words.')}</w:moveFrom>", run("First.")) + para(
        f"<w:moveTo>{run('Late words.')}</w:moveTo>"
    )
    first, second = word(body)
    assert (first.text, marks(first)[0]) == ("First.", ("Late words.", "struck"))
    assert (second.text, marks(second)) == ("Late words.", [("Late words.", "inserted")])


def test_what_was_inserted_and_then_deleted_does_not_stand(word):
    body = para(run("Kept."), f"<w:ins><w:del>{run(' Gone.')}</w:del></w:ins>")
    assert texts(word(body)) == ["Kept."]


@pytest.mark.parametrize("mark", ["<w:strike/>", "<w:dstrike/>"])
@pytest.mark.parametrize("new", ["<w:b/>", '<w:u w:val="single"/>', '<w:color w:val="FF0000"/>'])
def test_struck_formatting_marks_words_and_what_stands_out_beside_them(word, mark, new):
    (line,) = word(para(run("The "), run("Leader", mark), run(" Mayor", new), run(" decides.")))
    assert line.text == "The Mayor decides."
    assert [m for _, m in marks(line)] == ["kept", "struck", "inserted", "kept"]


def test_bold_words_without_struck_ones_are_only_bold(word):
    assert word(para(run("The "), run("Mayor", "<w:b/>"), run(" decides.")))[0].runs == ()


def test_a_deleted_paragraph_takes_no_number_and_has_no_words(word, xml):
    numbering = xml.abstract("0", xml.lvl(0, "%1.")) + xml.num("1", "0")
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = para(
        "<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del>",
        properties=f"{listed}<w:rPr><w:del/></w:rPr>",
    )
    lines = word(
        xml.p("One", num="1", level=0) + gone + xml.p("Two", num="1", level=0), numbering=numbering
    )
    assert [(line.number, line.text) for line in lines] == [
        ("1.", "One"),
        (None, ""),
        ("2.", "Two"),
    ]
    assert lines[1].runs[0].mark is Mark.STRUCK


def test_a_paragraph_whose_end_is_deleted_runs_on_into_the_next(word):
    body = para(run("An officer "), properties="<w:rPr><w:del/></w:rPr>") + para(run("may reply."))
    assert texts(word(body)) == ["An officer may reply."]


def test_a_paragraph_whose_end_is_deleted_is_not_lost_at_the_end_of_the_paper(word):
    assert texts(word(para(run("Last words."), properties="<w:rPr><w:del/></w:rPr>"))) == [
        "Last words."
    ]


def test_inserted_paragraphs_are_numbered(word, xml):
    numbering = xml.abstract("0", xml.lvl(0, "%1.")) + xml.num("1", "0")
    new = para(
        f"<w:ins>{run('New.')}</w:ins>",
        properties='<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:ins/></w:rPr>',
    )
    lines = word(new + xml.p("Old.", num="1"), numbering=numbering)
    assert [line.number for line in lines] == ["1.", "2."]


# Whole files


def test_a_file_from_python_docx():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Running header"
    document.add_heading("Protocol", 0)
    document.add_heading("Roles", 1)
    document.add_paragraph("Members decide.", style="List Number")
    document.add_paragraph("Officers advise.", style="List Number")
    document.add_paragraph("always", style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    told = []
    lines = read_lines(
        out.getvalue(),
        name="paper.docx",
        settings=IngestSettings(),
        progress=lambda done, of: told.append((done, of)),
    ).lines
    assert [(line.heading_level, line.number, line.bullet, line.text) for line in lines] == [
        (1, None, False, "Protocol"),
        (1, None, False, "Roles"),
        (None, "1.", False, "Members decide."),
        (None, "2.", False, "Officers advise."),
        (None, None, True, "always"),
    ]
    assert told[-1] == (5, 5)


def test_a_file_in_the_strict_form_of_the_standard_is_read(xml):
    data = xml.build(xml.p("Words."))
    strict = rezipped(
        data,
        lambda text: text.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
    )
    lines = read_lines(strict, name="paper.docx", settings=IngestSettings()).lines
    assert texts(lines) == ["Words."]


def test_a_file_without_words_is_refused(word):
    with pytest.raises(EmptySourceError, match=r"paper\.docx holds no text"):
        word(para())


def rezipped(data, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)))
    return out.getvalue()
