"""What the elements of a web page become."""

from __future__ import annotations

import pytest

CLAUSE = "Members should ask the Monitoring Officer before they speak."


def texts(lines):
    return [line.text for line in lines]


def marks(line):
    return [(run.text, run.mark.value) for run in line.runs]


# Blocks and words


def test_each_block_is_a_line(web):
    page = "<h1>Protocol</h1><p>First.</p><div>Second.<p>Third.</p>Fourth.</div>Fifth."
    assert texts(web(page)) == ["Protocol", "First.", "Second.", "Third.", "Fourth.", "Fifth."]


def test_headings_have_their_level(web):
    page = "<h1>A</h1><h3>Roles</h3><div role=heading aria-level=4>Media</div><p>Words.</p>"
    assert [line.heading_level for line in web(page)] == [1, 3, 4, None]


def test_white_space_is_folded_but_for_line_breaks(web):
    lines = web("<p>Minutes \n of&nbsp;the<br>\n Joint&shy; Panel</p>")
    assert texts(lines) == ["Minutes of the", "Joint Panel"]
    assert [line.soft_wrapped for line in lines] == [True, False]


def test_preformatted_lines_stay_apart(web):
    assert texts(web("<pre>1. First\n<b>2. Second</b></pre>")) == ["1. First", "2. Second"]


def test_entities_are_characters(web):
    assert texts(web("<p>Members&rsquo; &amp; officers&#8217; &lt;code&gt; &eacute;</p>")) == [
        "Members’ & officers’ <code> é"
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<p><strong>Roles</strong></p>",
        "<p><b>1. Roles</b></p>",
        '<p style="font-weight: bold">Roles</p>',
        '<p><span style="font-weight:700">Roles</span></p>',
    ],
)
def test_bold_lines_are_bold(web, page):
    assert web(page)[0].bold


def test_a_line_that_is_only_partly_bold_or_italic_is_neither(web):
    (line,) = web("<p><b>Note:</b> members <em>must</em> ask.</p>")
    assert (line.bold, line.italic) == (False, False)


@pytest.mark.parametrize("attribute", ['align="center"', 'style="text-align:center"'])
def test_centred_lines_are_centred(web, attribute):
    assert web(f"<p {attribute}>Protocol</p>")[0].centred


def test_comments_scripts_and_styles_are_no_text(web):
    page = "<style>p{}</style><script>var a='x'</script><!-- old --><p>Words.<noscript>x</noscript>"
    assert texts(web(page)) == ["Words."]


def test_details_are_read_with_their_summary(web):
    page = "<details><summary>Who may ask?</summary><p>Any member.</p></details>"
    assert texts(web(page)) == ["Who may ask?", "Any member."]


def test_a_quotation_is_indented(web):
    first, second = web("<p>It says:</p><blockquote><p>Be fair.</p></blockquote>")
    assert (first.indent, second.indent) == (0.0, 18.0)


# Lists


def test_ordered_lists_have_the_numbers_that_a_browser_prints(web):
    page = "<ol><li>One</li><li>Two</li></ol><ol start=7><li>Seven</li><li>Eight</ol>"
    assert [line.number for line in web(page)] == ["1.", "2.", "7.", "8."]


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("type=a", ["a.", "b."]),
        ("type=A start=3", ["C.", "D."]),
        ("type=i", ["i.", "ii."]),
        ("type=I start=4", ["IV.", "V."]),
        ("reversed", ["2.", "1."]),
        ("reversed start=9", ["9.", "8."]),
        ('style="list-style-type: lower-alpha"', ["a.", "b."]),
        ('style="color:red; list-style: upper-roman inside"', ["I.", "II."]),
        ('style="list-style-type:lower-latin" type=i', ["a.", "b."]),
        ('style="list-style-type:decimal-leading-zero"', ["01.", "02."]),
        ('style="list-style-type:none"', [None, None]),
        ('style="list-style-type:disc"', [None, None]),
        ("start=0", ["0.", "1."]),
        ("start=x", ["1.", "2."]),
        ("start=-3", ["-3.", "-2."]),
        ("type=a start=0", ["0.", "a."]),
    ],
)
def test_lists_count_as_their_attributes_say(web, attributes, numbers):
    lines = web(f"<ol {attributes}><li>Words</li><li>Words</li></ol>")
    assert [line.number for line in lines] == numbers


def test_an_items_own_value_goes_on_from_there(web):
    page = "<ol><li>One<li value=5>Five<li>Six<li type=a value=3>Three</ol>"
    assert [line.number for line in web(page)] == ["1.", "5.", "6.", "c."]


def test_nested_lists_count_apart_and_stand_deeper(web):
    page = """<ol><li>One<ol type=a><li>A<ol type=i><li>I</li></ol></li><li>B</li></ol></li>
        <li>Two<ol type=a><li>A again</li></ol></li></ol>"""
    assert [(line.number, line.indent) for line in web(page)] == [
        ("1.", 18), ("a.", 36), ("i.", 54), ("b.", 36), ("2.", 18), ("a.", 36),
    ]  # fmt: skip


def test_nested_numbers_are_joined_where_the_style_sheet_joins_them(web):
    page = """<style>li:before { content: counters(item, ".") " "; counter-increment: item }</style>
        <ol><li>Roles<ol><li>Members</li><li>Officers<ol><li>Advice</ol></ol><li>Media</ol>"""
    assert [line.number for line in web(page)] == ["1.", "1.1", "1.2", "1.2.1", "2."]


def test_bullets(web):
    page = "<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul><p>four</p>"
    assert [(line.bullet, line.indent) for line in web(page)] == [
        (True, 18), (True, 36 - 18), (True, 36), (False, 0),
    ]  # fmt: skip


def test_a_list_without_signs_has_none(web):
    assert not web('<ul style="list-style:none"><li>One</li></ul>')[0].bullet


def test_an_items_paragraphs_after_the_first_have_no_number(web):
    page = "<ol><li><p>First.</p><p>More of it.</p></li><li><p>Second.</p></li></ol>"
    assert [(line.number, line.text) for line in web(page)] == [
        ("1.", "First."), (None, "More of it."), ("2.", "Second."),
    ]  # fmt: skip


def test_a_number_that_an_items_words_bring_is_not_printed_twice(web):
    page = "<ol><li>3.1 Members decide.</li><li>2. Officers advise.</li><li>(a) both</li></ol>"
    assert [(line.number, line.text) for line in web(page)] == [
        (None, "3.1 Members decide."), (None, "2. Officers advise."), ("3.", "(a) both"),
    ]  # fmt: skip


def test_an_empty_item_still_counts(web):
    assert [line.number for line in web("<ol><li>One<li><li>Three</ol>")] == ["1.", "3."]


def test_definitions(web):
    page = "<dl><dt>Member</dt><dd>A councillor.</dd><dd>A co-opted member.</dd></dl>"
    assert [(line.text, line.bold, line.indent) for line in web(page)] == [
        ("Member", True, 0), ("A councillor.", False, 18), ("A co-opted member.", False, 18),
    ]  # fmt: skip


def test_a_definition_list_of_numbers_numbers_its_paragraphs(web):
    page = "<dl><div><dt>4.1<dd>Members decide.</div><dt>4.2</dt><dd>Officers advise.</dd></dl>"
    assert [(line.number, line.text) for line in web(page)] == [
        ("4.1", "Members decide."), ("4.2", "Officers advise."),
    ]  # fmt: skip


# Tables


def test_a_data_table_gives_a_line_a_row(web):
    page = """<table><caption>Posts</caption><thead><tr><th>Post</th><th>Name</th></tr></thead>
        <tbody><tr><td>Clerk</td><td></td></tr><tr><td colspan=2>None other</td></tr></table>"""
    lines = web(page)
    assert [(line.text, line.table_row) for line in lines] == [
        ("Posts", False), ("Post\tName", True), ("Clerk\t", True), ("None other\t", True),
    ]  # fmt: skip
    assert lines[1].bold


def test_a_table_of_numbers_beside_paragraphs_gives_numbered_lines(web):
    page = f"<table><tr><td>2.1<td><p>{CLAUSE}<p>More.<tr><td>2.2<td>{CLAUSE}</table>"
    assert [(line.number, line.text, line.table_row) for line in web(page)] == [
        ("2.1", CLAUSE, False), (None, "More.", False), ("2.2", CLAUSE, False),
    ]  # fmt: skip


def test_a_table_that_lays_out_the_page_gives_what_it_holds(web):
    page = f"<table><tr><td><h2>Media</h2><p>{CLAUSE}</p></td><td><p>Aside.</p></td></tr></table>"
    assert texts(web(page)) == ["Media", CLAUSE, "Aside."]


def test_tables_inside_tables(web):
    inner = "<table><tr><td>a<td>b</table>"
    assert texts(web(f"<table><tr><td>Before{inner}After<td>Beside</table>")) == [
        "Before", "a\tb", "After", "Beside",
    ]  # fmt: skip


# Amendments


@pytest.mark.parametrize("tag", ["del", "s", "strike", 'span style="text-decoration:line-through"'])
def test_struck_and_inserted_words_are_marked(web, tag):
    name = tag.split()[0]
    (line,) = web(f"<p>Within <{tag}>ten</{name}> <ins>five</ins> days.</p>")
    assert line.text == "Within five days."
    assert [m for m in marks(line) if m[1] != "kept"] == [("ten", "struck"), ("five", "inserted")]


def test_beside_struck_words_bold_ones_are_those_put_in_their_place(web):
    (line,) = web("<p>The <s>Leader</s> <strong>Mayor</strong> decides.</p>")
    assert line.text == "The Mayor decides."
    assert ("Mayor", "inserted") in marks(line)


def test_what_was_inserted_and_struck_again_does_not_stand(web):
    assert texts(web("<p>Kept <ins>and <del>not</del> this</ins>.</p>")) == ["Kept and this."]


def test_unamended_lines_have_no_runs(web):
    assert web("<p>The <b>Mayor</b> decides.</p>")[0].runs == ()


# Footnotes


@pytest.mark.parametrize(
    "page",
    [
        '<p>Be fair<sup><a href="#fn1" id="r1">1</a></sup> always.</p><p>Next.</p>'
        '<ol><li id="fn1">See the code. <a href="#r1">↩</a></li></ol>',
        '<p>Be fair<a href="#_ftn1" name="_ftnref1">[1]</a> always.</p><p>Next.</p>'
        '<div><p><a href="#_ftnref1" name="_ftn1">[1]</a> See the code.</p></div>',
        '<p>Be fair<a role="doc-noteref" href="#n"><sup>1</sup></a> always.</p><p>Next.</p>'
        '<footer><aside id="n" role="doc-footnote">1. See the code.</aside></footer>',
    ],
)
def test_a_footnote_follows_the_paragraph_that_refers_to_it(web, page):
    assert texts(web(page)) == ["Be fair¹ always.", "¹ See the code.", "Next."]


def test_a_second_reference_to_a_footnote_brings_only_the_mark(web):
    page = (
        '<p>One<sup><a href="#fn1">1</a></sup>.</p><p>Two<sup><a href="#fn1">1</a></sup>.</p>'
        '<div id="fn1">See the code.</div>'
    )
    assert texts(web(page)) == ["One¹.", "¹ See the code.", "Two¹."]


def test_a_link_to_another_paragraph_is_no_footnote(web):
    page = (
        '<p>See paragraph <a href="#p9">9</a> and <a href="#code">the code</a>.</p>'
        '<p id="p9">9. Members decide.</p><h2 id="code">Code</h2>'
    )
    assert texts(web(page)) == ["See paragraph 9 and the code.", "9. Members decide.", "Code"]


def test_raised_figures_are_kept_apart_from_the_words(web):
    assert texts(web("<p>See the code<sup>2</sup> by the 4<sup>th</sup></p>")) == [
        "See the code² by the 4th"
    ]


# Encodings


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta charset="iso-8859-1">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<meta charset="utf-8">', "cp1252"),  # the page is wrong about itself
        ('<meta charset="no-such-thing">', "utf-8"),
        ('<meta charset="iso-8859-15">', "iso-8859-15"),
    ],
)
def test_the_words_are_right_whatever_the_encoding(web, head, encoding):
    words = "Members\u2019 caf\u00e9 \u2013 fees" if "885" not in encoding else "caf\u00e9 \u20ac5"
    page = f"<html><head>{head}</head><body><p>{words}</p></body></html>"
    assert texts(web(page.encode(encoding))) == [words]


def test_xhtml_is_read_as_html_is(web):
    page = (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0" "x">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Words.<br />More.</p></body></html>'
    )
    assert texts(web(page.encode())) == ["Words.", "More."]
