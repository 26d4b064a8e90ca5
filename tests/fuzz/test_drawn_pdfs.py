"""PDFs drawn from the grammar of the format, sound or not: read or refused, and never at length."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from hypothesis import strategies as st

from ingest.report import ReadPaper

Tried = Callable[..., int]
Reading = Callable[[str, bytes], ReadPaper | None]

FIRST = 20  # objects before this one are always the same
N_PAGES = 4

number = st.one_of(
    st.integers(0, 850).map(str),
    st.sampled_from(("0", "-1", "1e9", "99999999999", "-0.0001", ".5", "12", "72", "--3", "")),
)
words = st.one_of(
    st.lists(
        st.sampled_from(
            ("1.", "(a)", "3.2", "Members", "must", "reply", "officers", "Page 1 of 4", "•", "1")
        ),
        min_size=1,
        max_size=6,
    ).map(" ".join),
    st.text(st.characters(max_codepoint=255), max_size=12),
)


def literal(text: str) -> str:
    return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"


shown = st.one_of(
    words.map(lambda w: f"{literal(w)} Tj"),
    words.map(lambda w: f"<{w.encode('latin-1', 'replace').hex()}> Tj"),
    st.lists(st.one_of(words.map(literal), number), max_size=4).map(
        lambda p: f"[{' '.join(p)}] TJ"
    ),
    words.map(lambda w: f"{literal(w)} '"),
)
font = st.sampled_from(("/F1", "/F1", "/F1", "/F2", "/F3", "/F4", "/Gone"))
text_block = st.builds(
    lambda name, size, x, y, what: f"BT {name} {size} Tf {x} {y} Td {' 0 -14 Td '.join(what)} ET",
    font,
    st.sampled_from(("11", "11", "9", "0", "-8", "4000", "0.01")),
    number,
    number,
    st.lists(shown, min_size=1, max_size=5),
)
six = st.lists(number, min_size=6, max_size=6).map(" ".join)
operator = st.one_of(
    text_block,
    text_block,
    st.builds(lambda m, what: f"BT /F1 11 Tf {m} Tm {what} T* ET", six, shown),
    st.builds(
        lambda box, how: f"{' '.join(box)} re {how}",
        st.lists(number, min_size=4, max_size=4),
        st.sampled_from(("f", "S", "B*", "W n", "n", "sh")),
    ),
    st.builds(lambda a, b, c, d: f"{a} {b} m {c} {d} l S", number, number, number, number),
    six.map(lambda m: f"{m} cm"),
    st.sampled_from(
        (
            *("q", "Q", "q q q", "BT", "ET", "/Form Do", "/Image Do", "/Loop Do", "/Gone Do"),
            *("3 Tr", "7 Tr", "1 0 0 rg", "0 g", "/Cs cs", "/P scn", "EMC", "/Artifact BMC"),
            *("/Span << /ActualText (other words) >> BDC", "/Span << /MCID 0 >> BDC", "BX \xff EX"),
            *("BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI", "(((", "<<", "[[[[", ">>", "\x00\x00", "%"),
        )
    ),
)
contents = st.lists(operator, max_size=14).map("\n".join)


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """Draw a content stream, packed as it says or not as it says."""
    data = draw(contents).encode("latin-1", "replace")
    how = draw(st.sampled_from(("plain", "plain", "plain", "flate", "twice", "lie", "hex", "cut")))
    filters = {
        "flate": "/FlateDecode",
        "twice": "[/FlateDecode /FlateDecode]",
        "cut": "/FlateDecode",
    }
    filters |= {"lie": "/LZWDecode", "hex": "/ASCIIHexDecode"}
    if how in ("flate", "twice", "cut"):
        data = zlib.compress(data)
    if how == "twice":
        data = zlib.compress(data)
    if how == "cut":
        data = data[: len(data) // 2]
    if how == "hex":
        data = data.hex().encode()
    length = draw(st.sampled_from((len(data), len(data), 0, len(data) * 3, -1, 10**12)))
    entry = f" /Filter {filters[how]}" if how in filters else ""
    return f"<< /Length {length}{entry} >>\nstream\n".encode() + data + b"\nendstream"


BOXES = ("[0 0 595 842]", "[0 0 595 842]", "[595 842 0 0]", "[0 0 0 0]", "[0 0 1e9 1e9]", "[0 0]")
ROTATIONS = ("0", "0", "90", "270", "37", "-90", "x")
ANNOTATION = (
    "[<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://169.254.169.254/) >> >> "
    "<< /Subtype /Widget /FT /Tx /V (typed) /A << /S /JavaScript /JS (app.alert(1)) >> >> 20 0 R]"
)
FIXED = {
    3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    4: "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R]"
    " /ToUnicode 6 0 R >>",
    5: "<< /Type /Font /Subtype /TrueType /BaseFont /Y /FirstChar 255 /LastChar 0 /Widths [9 9]"
    " /Encoding << /Differences [0 /a /uni202E 999999 /b] >> /FontDescriptor 5 0 R >>",
    6: "<< /Length 60 >>\nstream\n1 beginbfrange <00> <FFFF> <D800> endbfrange "
    "endcmap endcmap\nendstream",
    7: "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [0 0 0 0 0 0]"
    " /CharProcs << /a 8 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97"
    " /Widths [0] /Resources 10 0 R >>",
    8: "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources 10 0 R /Length 58 >>\n"
    "stream\n/Form Do BT /F4 11 Tf (aaa) Tj ET /Loop Do /Form Do /Loop Do\nendstream",
    9: "<< /Type /XObject /Subtype /Image /Width 99999 /Height 99999 /BitsPerComponent 8"
    " /ColorSpace /DeviceRGB /Filter /FlateDecode /Length 8 >>\nstream\n        \nendstream",
    10: "<< /Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 7 0 R >> /XObject << /Form 8 0 R"
    " /Loop 8 0 R /Image 9 0 R >> >>",
    11: "<< /S /JavaScript /JS (while \\(true\\) {}) >>",
}


@st.composite
def pdfs(draw: st.DrawFn) -> bytes:
    """Draw a PDF: its tree of pages, their boxes and contents, and how sound its table is."""
    objects = {key: value.encode("latin-1") for key, value in FIXED.items()}
    n_pages = draw(st.integers(1, N_PAGES))
    kids = []
    for place in range(n_pages):
        page, content = FIRST + 2 * place, FIRST + 2 * place + 1
        box = draw(st.sampled_from(BOXES))
        extra = draw(st.sampled_from(("", "", f"/Annots {ANNOTATION}", "/UserUnit 9e9", "/Tabs 1")))
        turned = draw(st.sampled_from(ROTATIONS))
        said = f"{content} 0 R"
        given = draw(st.sampled_from((said, said, said, "9 0 R", "[]", "[99 0 R 2 0 R]")))
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Rotate {turned}"
            f" /Resources 10 0 R /Contents {given} {extra} >>"
        ).encode()
        objects[content] = draw(streams())
        kids.append(f"{page} 0 R")
    kids += draw(
        st.lists(st.sampled_from(("2 0 R", "20 0 R", "99 0 R", "null", "12 0 R")), max_size=2)
    )
    objects[12] = b"<< /Type /Pages /Parent 2 0 R /Count 9 /Kids [12 0 R 2 0 R 20 0 R] >>"
    n_said = draw(st.sampled_from((n_pages, n_pages, n_pages, 0, -1, 3_000, 10**9)))
    objects[2] = f"<< /Type /Pages /Count {n_said} /Kids [{' '.join(kids)}] >>".encode()
    catalog = draw(st.sampled_from(("", "/OpenAction 11 0 R", "/AcroForm << /XFA 8 0 R >>")))
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    return written(objects, draw(st.sampled_from(("sound", "sound", "shifted", "none", "locked"))))


def written(objects: dict[int, bytes], table: str) -> bytes:
    out, offsets = bytearray(b"%PDF-1.7\n"), {}
    for key, value in sorted(objects.items()):
        offsets[key] = len(out)
        out += f"{key} 0 obj\n".encode() + value + b"\nendobj\n"
    begins = len(out)
    if table != "none":
        shift = 3 if table == "shifted" else 0
        out += f"xref\n0 {max(objects) + 1}\n".encode()
        for key in range(max(objects) + 1):
            used = "n" if key in offsets else "f"
            out += f"{offsets.get(key, 0) + shift:010} 00000 {used} \n".encode()
    lock = " /Encrypt << /Filter /Standard /V 4 /R 4 /O (x) /U (x) /P -1 >>" * (table == "locked")
    out += f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R{lock} >>\n".encode()
    return bytes(out) + f"startxref\n{begins}\n%%EOF\n".encode()


def test_a_drawn_pdf_is_read_or_refused(tried: Tried, read: Reading) -> None:
    tried(pdfs(), lambda data: read("paper.pdf", data) and None)
