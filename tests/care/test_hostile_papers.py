"""A paper, its name and what it links to: words and nothing else, whoever wrote them."""

from __future__ import annotations

import io
import socket
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest

from index import IndexSettings, Library
from ingest import PaperFile, read_paper
from ingest.errors import SourceTooLargeError
from ingest.readers.pdf.reading import read_here
from ingest.report import ReadPaper
from ingest.settings import IngestSettings

UNSEEN = "\u202e\u2066\u200f\u2060\U000e0041\U000e007f\x9b\ufeff"
WORDS = "1. Officers reply{} within five working days.\n\n2. Members are courteous to officers.\n"


def read(name: str, data: bytes) -> ReadPaper:
    return read_paper(PaperFile(Path(name), data=data))


def texts(paper: ReadPaper) -> str:
    return paper.model_dump_json(exclude={"source"})


def word_file(words: str) -> bytes:
    document = docx.Document()
    for line in words.split("\n\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("paper.txt", WORDS.format(UNSEEN).encode()),
        ("paper.md", WORDS.format(UNSEEN).encode()),
        (
            "paper.html",
            "<html><body><p>{}</p></body></html>".format(
                WORDS.format("".join(f"&#{ord(sign)};" for sign in UNSEEN if sign != "\x9b"))
            )
            .replace("\n\n", "<p>")
            .encode(),
        ),
        ("paper.docx", word_file(WORDS.format(UNSEEN.replace("\x9b", "")))),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_signs_that_nobody_sees_are_in_no_paragraph(name: str, data: bytes) -> None:
    paper = read(name, data)
    said = "".join(p.text for d in paper.documents for p in d.paragraphs)
    assert "Officers reply within five working days." in said
    assert not set(UNSEEN) & set(texts(paper))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("protocol\udcff.txt", "protocol?.txt"),  # bytes that are no UTF-8, as a disk may hold
        ("fdp\u202etxt.txt", "fdptxt.txt"),
        ("a\x1b[2Jb\n c.txt", "ab c.txt"),  # all of what would clear a terminal
    ],
)
def test_any_name_can_be_shown_and_kept(name: str, shown: str, tmp_path: Path) -> None:
    paper = read(name, WORDS.format("").encode())
    assert paper.source.name == shown
    library = Library.create(tmp_path / "library", IndexSettings())
    library.add([paper], {paper.source.sha256: WORDS.format("").encode()})
    assert library.source(paper.source.sha256).name == shown
    library.close()


def list_of_files(n_files: int) -> bytes:
    """Return an archive that is little but its list of contents."""
    name = b"word/document.xml"
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    whole = b"PK\x03\x04" + bytes(26) + entry * n_files
    n_said = min(n_files, 0xFFFF)
    return (
        whole
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, n_said, n_said, len(entry) * n_files, 30, 0)
    )


def test_an_archive_of_a_million_files_is_refused_before_they_are_listed() -> None:
    data = list_of_files(500_000)
    assert len(data) < 40_000_000
    tracemalloc.start()
    begun = time.monotonic()
    with pytest.raises(SourceTooLargeError, match="more files than any Word paper"):
        read("paper.docx", data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * len(data)
    assert time.monotonic() - begun < 5


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    tried: list[object] = []

    def refused(*given: object, **_: object) -> None:
        tried.append(given)
        raise OSError("no network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    return tried


PLACE = "http://169.254.169.254/latest/meta-data"
REACHING_PAGE = f"""<!doctype html><html><head><base href="{PLACE}/"><link rel="stylesheet"
href="{PLACE}"><meta http-equiv="refresh" content="0;url={PLACE}"><script src="{PLACE}"></script>
</head><body><main><p>1. Officers reply to members. <img src="{PLACE}"></p><iframe src="{PLACE}">
</iframe><object data="file:///etc/passwd"></object><p>2. See <a href="{PLACE}">here</a>.</p></main>
</body></html>"""
REACHING_PDF = f"""%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI ({PLACE}) >> >>
endobj
2 0 obj
<< /Type /Pages /Count 1 /Kids [3 0 R] >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1
<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /X 5 0 R >> >> >>
endobj
4 0 obj
<< /Length 64 >>
stream
BT /F1 11 Tf 60 700 Td (1. Officers reply.) Tj ET /X Do         \nendstream
endobj
5 0 obj
<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray
/Length 0 /F << /FS /URL /F ({PLACE}) >> >>
stream
endstream
endobj
trailer
<< /Root 1 0 R >>
%%EOF
""".encode()


def reaching_word_file() -> bytes:
    """Return a Word file whose picture, template and link are elsewhere."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(WORDS.format("")))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    more = "".join(
        f'<Relationship Id="x{kind}" Type="{relations}/{kind}" Target="{PLACE}" '
        'TargetMode="External"/>'
        for kind in ("attachedTemplate", "image", "styles", "numbering", "footnotes", "hyperlink")
    )
    key = "word/_rels/document.xml.rels"
    parts[key] = parts[key].replace(b"</Relationships>", more.encode() + b"</Relationships>")
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_no_link_in_a_paper_is_ever_followed(no_network: list[object]) -> None:
    assert read("paper.html", REACHING_PAGE.encode()).documents[0].paragraphs
    assert read("paper.docx", reaching_word_file()).documents[0].paragraphs
    markdown = f"1. See [here]({PLACE}).\n\n2. ![a]({PLACE}) <img src={PLACE}>\n"
    assert read("paper.md", markdown.encode()).documents[0].paragraphs
    assert read_here(REACHING_PDF, name="paper.pdf", settings=IngestSettings()).lines
    assert no_network == []


@pytest.mark.parametrize("kind", ["i", "a", "1"])
@pytest.mark.parametrize("start", ["99999999999999", "-7", "x", ""])
@pytest.mark.parametrize("ending", [".md", ".html"])
def test_a_list_that_begins_anywhere_is_read_at_once(kind: str, start: str, ending: str) -> None:
    items = f'<ol type="{kind}" start="{start}">\n<li>Officers reply to members.</li>\n</ol>\n'
    begun = time.monotonic()
    assert "Officers reply" in texts(read(f"paper{ending}", f"<p>1. Ask.</p>\n\n{items}".encode()))
    assert time.monotonic() - begun < 10


def test_a_mark_that_strikes_out_and_is_never_closed_takes_no_words() -> None:
    data = b"1. Officers ~~reply.\nMembers ask first.\n\n2. Officers ~~do not\nnever~~ answer.\n"
    paper = read("paper.md", data).documents[0]
    assert [p.text for p in paper.paragraphs] == [
        "Officers reply. Members ask first.",
        "Officers answer.",
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<blockquote>{}</blockquote>",
        "<section>{}</section>",
        "<table>{}<tr><td>Post</td><td>Name</td></tr></table>",
        "<table>\n{}",
        "<p>First.</p> {}",
        "<ol>{}<li>First.</li></ol>",
        "<dl>{}<dt>Term</dt><dd>What it means.</dd></dl>",
        "<div><b><p>{}</p></b></div>",
    ],
)
@pytest.mark.parametrize("ending", [".md", ".html"])
def test_words_that_stand_between_elements_are_kept(around: str, ending: str) -> None:
    words = "Officers reply to members within nine days."
    data = f"<p>1. Members ask.</p>\n\n{around.format(words)}\n"
    said = texts(read(f"paper{ending}", data.encode()))
    assert said.count(words) >= 1
