"""What is refused: one sentence that names the file and says what to do, in bounded time."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import (
    EncryptedSourceError,
    IngestError,
    SourceTooLargeError,
    UnreadableSourceError,
    UnsupportedTypeError,
)
from ingest.readers import docx_package
from ingest.readers.docx import read_lines
from ingest.settings import IngestSettings

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LIMITS = IngestSettings()


def read(data, limits=LIMITS):
    return read_lines(data, name="paper.docx", settings=limits).lines


def zipped(entries, *, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def entries_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refused(data, error, words, limits=LIMITS):
    with pytest.raises(error) as caught:
        read(data, limits)
    sentence = str(caught.value)
    assert sentence.startswith("paper.docx ")
    assert sentence.endswith(".")
    assert words in sentence


def is_sound(data):
    """Whether a file gives lines, or one of the reader's own errors with its name in it."""
    try:
        return bool(read(data))
    except IngestError as error:
        return str(error).startswith("paper.docx ") and str(error).endswith(".")


@pytest.fixture
def paper(xml):
    return xml.build("".join(xml.p(f"{n}. Members should ask first.") for n in range(1, 40)))


def test_a_file_of_word_97_says_to_save_it_again():
    refused(
        OLE + "WordDocument".encode("utf-16-le"), UnsupportedTypeError, "save it as DOCX or PDF"
    )


def test_a_locked_file_says_to_take_the_password_off():
    refused(
        OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedSourceError, "remove the password"
    )


def test_a_locked_zip_says_so(paper):
    flagged = bytearray(paper)
    at = 0
    while (at := flagged.find(b"PK\x01\x02", at)) >= 0:
        flagged[at + 8] |= 1
        at += 4
    refused(bytes(flagged), EncryptedSourceError, "password")


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4 words", b"{\\rtf1 words}", b"words", b"\x00" * 99]
)
def test_what_is_no_word_file_is_called_that(data):
    refused(data, UnreadableSourceError, "is not a Word file")


@pytest.mark.parametrize(
    "entries",
    [
        {"notes.txt": b"words"},
        {"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"},
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"},
        {},
    ],
)
def test_a_zip_renamed_docx_is_called_that(entries):
    refused(zipped(entries), UnreadableSourceError, "holds no Word document")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_says_to_fetch_it_again(paper, share):
    refused(paper[: int(len(paper) * share)], UnreadableSourceError, "damaged or incomplete")


def test_a_part_that_is_no_xml_is_damage(paper):
    entries = entries_of(paper) | {"word/document.xml": b"<w:document><w:body>"}
    refused(zipped(entries), UnreadableSourceError, "damaged")


def test_a_wrong_checksum_is_damage(paper):
    raw = zipped(entries_of(paper), compression=zipfile.ZIP_STORED)
    refused(raw.replace(b"ask first", b"ask later"), UnreadableSourceError, "damaged")


def test_a_compression_that_is_unknown_is_damage(paper):
    changed = bytearray(paper)
    at = -1
    while (at := changed.find(b"PK\x01\x02", at + 1)) >= 0:
        changed[at + 10 : at + 12] = struct.pack("<H", 77)
    refused(bytes(changed), UnreadableSourceError, "damaged")


def test_a_bomb_is_refused_by_what_it_declares_before_it_is_unpacked(paper):
    bomb = zipped(entries_of(paper) | {"word/media/a.bmp": bytes(30_000_000)})
    tracemalloc.start()
    refused(bomb, SourceTooLargeError, "unpacks to far more")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_bomb_that_lies_about_its_size_is_damage(paper):
    bomb = bytearray(zipped(entries_of(paper) | {"word/document.xml": bytes(30_000_000)}))
    at = bomb.rfind(b"PK\x01\x02")
    while bomb[at + 46 : at + 63] != b"word/document.xml":
        at = bomb.rfind(b"PK\x01\x02", 0, at)
    bomb[at + 24 : at + 28] = struct.pack("<I", 1000)
    with pytest.raises(UnreadableSourceError):
        read(bytes(bomb))


def test_what_unpacks_to_more_than_the_limit_is_refused(paper):
    data = zipped(entries_of(paper) | {"word/media/a.svg": b"<path/>" * 100_000})
    refused(data, SourceTooLargeError, "unpacks to far more", IngestSettings(max_bytes=300_000))


def test_a_file_over_the_limit_is_refused_without_being_opened():
    data = b"PK" + bytes(200_000_000)
    started = time.monotonic()
    refused(data, SourceTooLargeError, "can be read")
    assert time.monotonic() - started < 1


def test_a_file_of_very_many_entries_is_refused(monkeypatch):
    monkeypatch.setattr(docx_package, "_MAX_ENTRIES", 50)
    refused(zipped({f"word/{n}.xml": b"" for n in range(51)}), SourceTooLargeError, "unpacks")


def test_pictures_are_not_unpacked(paper, monkeypatch):
    opened = []
    original = zipfile.ZipFile.read

    def spy(self, name, pwd=None):
        opened.append(getattr(name, "filename", name))
        return original(self, name, pwd)

    monkeypatch.setattr(zipfile.ZipFile, "read", spy)
    data = zipped(entries_of(paper) | {"word/media/a.png": bytes(1000)})
    opened.clear()
    read(data)
    assert opened
    assert not any("media" in name for name in opened)


def test_entities_reach_nothing_outside_the_file(paper, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("outside words")
    doctype = (
        f'<!DOCTYPE d [<!ENTITY out SYSTEM "{secret.as_uri()}"><!ENTITY in "inside words">'
        '<!ENTITY % remote SYSTEM "http://127.0.0.1:9/x.dtd">]>'
    )
    document = entries_of(paper)["word/document.xml"].decode()
    document = doctype + document.replace("1. Members", "1. &out;&in; Members", 1)
    lines = read(zipped(entries_of(paper) | {"word/document.xml": document.encode()}))
    assert lines[0].text.startswith("1. ")
    assert "side words" not in lines[0].text


def test_entities_made_of_entities_are_refused_or_inert(paper):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    document = entries_of(paper)["word/document.xml"].decode().replace("1. ", "1. &l11;", 1)
    document = f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]>{document}'
    assert is_sound(zipped(entries_of(paper) | {"word/document.xml": document.encode()}))


def test_nesting_without_end_is_refused(xml):
    deep = "<w:sdt><w:sdtContent>" * 5000 + xml.p("Deep") + "</w:sdtContent></w:sdt>" * 5000
    with pytest.raises(UnreadableSourceError):
        read(xml.build(deep))


def test_tables_nested_as_deeply_as_xml_allows_are_read_or_refused(xml):
    deep = "<w:tbl><w:tr><w:tc>" * 80 + xml.p("Deep") + "</w:tc></w:tr></w:tbl>" * 80
    assert [line.text for line in read(xml.build(deep))] == ["Deep"]


def test_reading_ends_when_its_time_is_over(xml):
    body = xml.p("Members should ask first.") * 20_000
    with pytest.raises(SourceTooLargeError, match="takes longer"):
        read(xml.build(body), IngestSettings(max_seconds=0.01))


def test_a_paragraph_of_a_megabyte_is_read(xml):
    text = "Members should ask first. " * 40_000
    (line,) = read(xml.build(xml.p(text)))
    assert line.text == text.strip()


def test_a_relation_to_a_part_that_is_not_there_is_passed_over(paper):
    rels = entries_of(paper)["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="x" Type="http://a/image" Target="NULL"/>'
        b'<Relationship Id="y" Type="http://a/styles" Target="gone.xml"/>'
        b'<Relationship Id="z" Type="http://a/numbering" TargetMode="External" Target="http://a"/>'
        b"</Relationships>",
    )
    data = zipped(entries_of(paper) | {"word/_rels/document.xml.rels": rels})
    assert len(read(data)) == 39


# Whatever the bytes, only the reader's own errors come out.


@pytest.fixture(scope="module")
def seeds():
    """Files whose parts lie open, so that changed bytes reach the XML."""
    document = docx.Document()
    document.add_heading("Protocol", 1)
    for n in range(6):
        document.add_paragraph(f"1.{n} Members should ask first.", style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "Post"
    out = io.BytesIO()
    document.save(out)
    wanted = ("[Content", "_rels/.rels", "word/document", "word/styles", "word/numb", "word/_rels")
    return {n: d for n, d in entries_of(out.getvalue()).items() if n.startswith(wanted)}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_changed_xml_gives_lines_or_an_ingest_error(seeds, data):
    entries = dict(seeds)
    name = data.draw(st.sampled_from(sorted(entries)))
    raw = bytearray(entries[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        cut = data.draw(st.integers(0, 12))
        raw[at : at + cut] = data.draw(
            st.binary(max_size=6)
            | st.sampled_from(
                [
                    b"<w:p>",
                    b"</w:p>",
                    b'w:val="',
                    b"-1",
                    b"99999999999",
                    b"<w:tbl>",
                    b"&x;",
                    b"\xff",
                ]
            )
        )
    entries[name] = bytes(raw)
    assert is_sound(zipped(entries, compression=zipfile.ZIP_STORED))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_changed_bytes_of_the_archive_give_lines_or_an_ingest_error(paper, data):
    raw = bytearray(paper)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert is_sound(bytes(raw))


ELEMENTS = st.sampled_from(
    [
        "p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "hyperlink", "br",
        "tab", "pPr", "rPr", "numPr", "numId", "ilvl", "pStyle", "b", "strike", "vanish", "fldChar",
        "instrText", "footnoteReference", "txbxContent", "pict", "ind", "jc", "vMerge", "tcPr",
        "sym", "outlineLvl", "sz", "fldSimple", "rStyle", "moveFrom", "ruby",
    ]
)  # fmt: skip
VALUES = st.sampled_from(["1", "0", "-7", "x", "begin", "end", "separate", "", "9" * 30, "center"])
TREES = st.recursive(
    st.sampled_from(["", "words ", "3.2 ", "•"]),
    lambda inner: st.builds(
        lambda tag, value, parts: (
            f'<w:{tag} w:val="{value}" w:id="{value}" w:fldCharType="{value}" w:left="{value}" '
            f'w:char="{value}">{"".join(parts)}</w:{tag}>'
        ),
        ELEMENTS,
        VALUES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=40,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=TREES, numbering=TREES, styles=TREES)
def test_elements_where_they_never_stand_do_no_harm(xml, body, numbering, styles):
    levels = xml.abstract("1", xml.lvl(0, "%1.")) + xml.num("1", "1")
    data = xml.build(xml.p("Words.") + body, numbering=levels + numbering, styles=styles)
    assert is_sound(data)
