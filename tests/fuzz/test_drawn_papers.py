"""Papers drawn from the grammar of their format: all words that they show are kept or told of."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from itertools import count

from hypothesis import strategies as st

from ingest.report import ReadPaper

Tried = Callable[..., int]
Reading = Callable[[str, bytes], ReadPaper | None]
Told = Callable[[ReadPaper], str]

SHOWN = "@"  # a word that is shown stands here; which one it is, is written when all is drawn
MARK = re.compile(r"mark\d{4}end")
WORDS = st.lists(
    st.sampled_from(("officers", "members", "must", "reply", "surgery", "in public", "wards")),
    min_size=2,
    max_size=8,
).map(" ".join)
shown = WORDS.map(lambda words: f"{words} {SHOWN}.")
numbers = st.one_of(
    st.sampled_from(["", "", "", "(a) ", "(ii) ", "A ", "Part 2 ", "• ", "Appendix B: "]),
    st.integers(0, 40).map(lambda n: f"{n}. "),
    st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda p: f"{p[0]}.{p[1]} "),
)


def written(drawn: str) -> str:
    """Return a drawn paper with each word that is shown a word of its own."""
    numbers = count(1)
    return re.sub(SHOWN, lambda _: f"mark{next(numbers):04}end", drawn)


def loses_nothing(paper: ReadPaper | None, source: str, said: Callable[[ReadPaper], str]) -> None:
    marks = MARK.findall(source)
    if paper is None:
        assert not marks, "a sound paper is not refused"
        return
    held = said(paper)
    assert [mark for mark in marks if mark not in held] == [], source


# web pages


def tag(name: str, inside: st.SearchStrategy[str], *attributes: str) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(["", *attributes]), inside).map(
        lambda drawn: f"<{name}{' ' if drawn[0] else ''}{drawn[0]}>{drawn[1]}</{name}>"
    )


STYLES = ("style='font-weight:700'", "class=x", "style='margin-left:9999em;color:red'", "dir=rtl")
inline = st.recursive(
    st.one_of(shown, st.sampled_from(["&nbsp;", "&lt;b&gt;", "&#x202e;", "<br>", "<!-- out -->"])),
    lambda inner: st.one_of(
        *(tag(name, inner, *STYLES) for name in ("b", "i", "u", "span", "em", "a href='x'")),
        st.lists(inner, max_size=3).map(" ".join),
    ),
    max_leaves=5,
)
numbered_inline = st.tuples(numbers, inline).map("".join)


def html_blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = tag("li", inner, "value=3", "value=-1", "value=x")
    items = st.lists(item, max_size=4).map("".join)
    cell = tag("td", inner, "colspan=2", "rowspan=3", "colspan=99999")
    rows = st.lists(st.lists(cell, min_size=1, max_size=3).map("".join), max_size=3)
    table = rows.map(lambda each: "<table>" + "".join(f"<tr>{r}</tr>" for r in each) + "</table>")
    terms = st.lists(st.tuples(inline, inner), max_size=3)
    return st.one_of(
        tag("ol", items, "type=a", "type=I", "start=7", "start=-2", "reversed", "start=9999999999"),
        tag("ul", items),
        tag("blockquote", inner),
        tag("div", inner, "class=main", "align=center"),
        tag("section", inner),
        table,
        terms.map(lambda t: "<dl>" + "".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in t) + "</dl>"),
        st.lists(inner, max_size=4).map("".join),
    )


html_leaf = st.one_of(
    tag("p", numbered_inline, *STYLES),
    *(tag(f"h{level}", numbered_inline) for level in (1, 2, 3, 6)),
    tag("pre", numbered_inline),
    numbered_inline,
    st.sampled_from(["<hr>", "<script>let x = '<p>';</script>", "<style>p{}</style>", "<p>"]),
)
html_pages = st.recursive(html_leaf, html_blocks, max_leaves=14).map(
    lambda body: (
        "<!doctype html><html><body><main><h1>Protocol</h1><p>1. Members are courteous. "
        f"{SHOWN}</p>{body}</main></body></html>"
    )
)


def test_a_drawn_web_page_loses_no_words(tried: Tried, read: Reading, told: Told) -> None:
    def page_read(drawn: str) -> None:
        page = written(drawn)
        loses_nothing(read("paper.html", page.encode()), page, told)

    tried(html_pages, page_read)


# Word files

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FORMATS = ("decimal", "lowerLetter", "upperRoman", "bullet", "none", "ordinal", "chicago", "x")


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


RUN_LOOKS = ("", "<w:b/>", "<w:i w:val='0'/>", "<w:u w:val='single'/>", "<w:sz w:val='x'/>")
runs = st.recursive(
    st.one_of(
        st.tuples(shown, st.sampled_from(RUN_LOOKS)).map(lambda drawn: run(*drawn)),
        st.sampled_from(
            (
                "<w:r><w:br/></w:r>",
                "<w:r><w:tab/></w:r>",
                "<w:r><w:noBreakHyphen/></w:r>",
                "<w:bookmarkStart w:id='1' w:name='a'/>",
                "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>",
                run("hidden", "<w:vanish/>"),
                "<w:r><w:footnoteReference w:id='2'/></w:r>",
                "<w:r><w:footnoteReference w:id='77'/></w:r>",
                "<w:r><w:sym w:font='Wingdings' w:char='F0B7'/></w:r>",
                "<w:proofErr/>",
            )
        ),
    ),
    lambda inner: st.one_of(
        *(
            inner.map(lambda words, before=before, after=after: f"{before}{words}{after}")
            for before, after in (
                ("<w:ins>", "</w:ins>"),
                ("<w:hyperlink w:anchor='a'>", "</w:hyperlink>"),
                ("<w:smartTag>", "</w:smartTag>"),
                ("<w:fldSimple w:instr='REF a'>", "</w:fldSimple>"),
                ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
                ("<w:moveTo>", "</w:moveTo>"),
            )
        ),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=5,
)
paragraph_looks = st.lists(
    st.sampled_from(
        (
            "<w:pStyle w:val='Heading1'/>",
            "<w:pStyle w:val='Round'/>",
            "<w:pStyle w:val='None'/>",
            "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>",
            "<w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr>",
            "<w:numPr><w:ilvl w:val='7'/><w:numId w:val='2'/></w:numPr>",
            "<w:numPr><w:numId w:val='9'/></w:numPr>",
            "<w:numPr><w:ilvl w:val='-3'/><w:numId w:val='x'/></w:numPr>",
            "<w:outlineLvl w:val='2'/>",
            "<w:ind w:left='-99999999999' w:hanging='720'/>",
            "<w:jc w:val='center'/>",
        )
    ),
    max_size=2,
    unique=True,
).map("".join)
word_paragraph = st.tuples(paragraph_looks, numbers, st.lists(runs, max_size=3)).map(
    lambda d: f"<w:p><w:pPr>{d[0]}</w:pPr>{run(d[1]) if d[1] else ''}{''.join(d[2])}</w:p>"
)


def word_blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    cells = st.lists(inner.map(lambda body: f"<w:tc>{body}</w:tc>"), min_size=1, max_size=3)
    rows = st.lists(cells.map(lambda each: f"<w:tr>{''.join(each)}</w:tr>"), max_size=3)
    return st.one_of(
        rows.map(lambda each: f"<w:tbl>{''.join(each)}</w:tbl>"),
        inner.map(lambda body: f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>"),
        inner.map(lambda body: f"<w:customXml>{body}</w:customXml>"),
        st.lists(inner, max_size=4).map("".join),
    )


levels = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(FORMATS),
        st.sampled_from(["%1.", "%1.%2", "(%2)", "%9", "", "%", "%1" * 40, "Article %1", "\uf0b7"]),
        st.sampled_from(["1", "0", "-5", "99999", "x"]),
    ),
    max_size=4,
).map(
    lambda drawn: "".join(
        f"<w:lvl w:ilvl='{level}'><w:start w:val='{start}'/><w:numFmt w:val='{form}'/>"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
        for level, form, text, start in drawn
    )
)
numbering = st.tuples(levels, levels).map(
    lambda two: (
        f"<w:abstractNum w:abstractNumId='1'>{two[0]}</w:abstractNum>"
        "<w:abstractNum w:abstractNumId='2'><w:numStyleLink w:val='Round'/></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
        "<w:num w:numId='2'><w:abstractNumId w:val='2'/>"
        f"<w:lvlOverride w:ilvl='1'><w:startOverride w:val='-1'/>{two[1]}</w:lvlOverride></w:num>"
    )
)
STYLE_PART = (
    "<w:style w:type='paragraph' w:styleId='Heading1'><w:name w:val='heading 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Round'><w:name w:val='Round'/>"
    "<w:basedOn w:val='Again'/><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Again'><w:name w:val='Again'/>"
    "<w:basedOn w:val='Round'/></w:style>"
)
NOTE_AGAIN = "<w:r><w:footnoteReference w:id='2'/></w:r>"
NOTES = f"<w:footnote w:id='2'><w:p>{run('A note.')}{NOTE_AGAIN}</w:p></w:footnote>"
word_bodies = st.tuples(st.recursive(word_paragraph, word_blocks, max_leaves=14), numbering)


def word_file(body: str, numbering: str) -> bytes:
    parts = {
        "document": f"<w:body><w:p>{run('1. Members are courteous.')}</w:p>{body}</w:body>",
        "numbering": numbering,
        "styles": STYLE_PART,
        "footnotes": NOTES,
    }
    targets = "".join(
        f"<Relationship Id='r{kind}' Type='{R}/{kind}' Target='{kind}.xml'/>"
        for kind in parts
        if kind != "document"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f"<Relationships xmlns='{PACKAGE}'><Relationship Id='r' Type='{R}/officeDocument' "
            "Target='word/document.xml'/></Relationships>",
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f"<Relationships xmlns='{PACKAGE}'>{targets}</Relationships>",
        )
        for kind, xml in parts.items():
            archive.writestr(f"word/{kind}.xml", f"<w:{kind} xmlns:w='{W}'>{xml}</w:{kind}>")
    return out.getvalue()


def test_a_drawn_word_file_loses_no_words(tried: Tried, read: Reading, told: Told) -> None:
    def file_read(drawn: tuple[str, str]) -> None:
        body = written(drawn[0])
        loses_nothing(read("paper.docx", word_file(body, drawn[1])), body, told)

    tried(word_bodies, file_read)


# Markdown

md_inline = st.recursive(
    st.one_of(shown, st.sampled_from(["&amp;", "\\*", "`code`", "[^1]", "![](x)", "*", "**"])),
    lambda inner: st.one_of(
        inner.map(lambda words: f"**{words}**"),
        inner.map(lambda words: f"*{words}*"),
        inner.map(lambda words: f"[{words}](https://council.example)"),
        inner.map(lambda words: f"<u>{words}</u>"),
        st.lists(inner, max_size=3).map(" ".join),
    ),
    max_leaves=4,
)
PREFIXES = ("", "", "# ", "### ", "- ", "  * ", "1) ", "> ", "    ", "| ", "\t", "[^1]: ", "<p>")
md_lines = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(PREFIXES), numbers, md_inline).map("".join),
        st.sampled_from(
            ["", "", "---", "===", "| a | b |", "|---|---|", "<table>", "</div>", "***"]
        ),
    ),
    max_size=20,
).map("\n".join)


def test_a_drawn_markdown_paper_loses_no_words(tried: Tried, read: Reading, told: Told) -> None:
    def lines_read(drawn: str) -> None:
        paper = written(f"1. Members are courteous. {SHOWN}\n\n{drawn}")
        loses_nothing(read("paper.md", paper.encode()), paper, told)

    tried(md_lines, lines_read)
