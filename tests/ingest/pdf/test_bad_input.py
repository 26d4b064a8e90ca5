"""Damaged, locked, enormous and hostile files: a clear refusal, or what can be read of them."""

from __future__ import annotations

import io
import time

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

from ingest.errors import (
    EncryptedSourceError,
    IngestError,
    SourceTooLargeError,
    UnreadableSourceError,
)
from ingest.readers.pdf.reading import read_here
from ingest.settings import IngestSettings

LIMITS = IngestSettings(max_seconds=20)


def paper(sheet, sentences, n_pages=3):
    for number in range(n_pages):
        sheet.write(sentences[number], 60, 100)
        sheet.page()
    return sheet.pdf()


def rewritten(data, change):
    writer = pypdf.PdfWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 5_000,
        b"Dear councillor",
        b"PK\x03\x04 a zip",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-" * 400,
    ],
)
def test_what_is_no_pdf_is_refused_by_name(read, data):
    with pytest.raises(UnreadableSourceError, match=r"paper\.pdf"):
        read(data)


def test_a_pdf_after_some_rubbish_is_read(read, sheet, sentences):
    data = b"\0\0HTTP/1.1 200 OK\r\n\r\n" + paper(sheet, sentences)
    assert [line.text for line in read(data).lines] == list(sentences[:3])


def test_a_password_is_asked_for_in_words(read, locked, sentences):
    with pytest.raises(EncryptedSourceError, match="password"):
        read(paper(locked("secret"), sentences))


def test_an_empty_password_is_no_bar(read, locked, sentences):
    found = read(paper(locked(""), sentences))
    assert [line.text for line in found.lines] == list(sentences[:3])


def test_a_file_cut_short_gives_what_is_left_or_is_refused(read, sheet, sentences):
    data = paper(sheet, sentences)
    for part in (0.95, 0.7, 0.4, 0.1):
        cut = data[: int(len(data) * part)]
        try:
            found = read(cut)
        except UnreadableSourceError:
            continue
        assert {line.text for line in found.lines} <= set(sentences[:3])


def test_too_many_bytes_are_refused_before_they_are_read(read, sheet, sentences):
    data = paper(sheet, sentences) + b" " * 50_000
    with pytest.raises(SourceTooLargeError, match="bytes"):
        read(data, max_bytes=50_000)


def test_too_many_pages_are_refused(read, sheet, sentences):
    with pytest.raises(SourceTooLargeError, match="3 pages"):
        read(paper(sheet, sentences), max_pages=2)


def test_a_false_count_of_pages_ends_in_the_pages_that_are_there(read, sheet, sentences):
    data = paper(sheet, sentences).replace(b"/Count 3", b"/Count 2900")
    found = read(data)
    assert [line.text for line in found.lines] == list(sentences[:3])
    assert set(found.pages_unread) <= set(range(4, 2901))


def test_a_cyclic_tree_of_pages_ends(sheet, sentences):
    def knot(writer):
        pages = writer._root_object["/Pages"].get_object()
        pages[NameObject("/Kids")].append(pages.indirect_reference)
        pages[NameObject("/Count")] = NumberObject(40)

    data = rewritten(paper(sheet, sentences), knot)
    begun = time.monotonic()
    try:
        found = read_here(data, name="paper.pdf", settings=LIMITS)
        assert {line.text for line in found.lines} <= set(sentences[:3])
    except IngestError:
        pass
    assert time.monotonic() - begun < 20


def test_a_form_that_draws_itself_ends(sheet, sentences):
    def knot(writer):
        page = writer.pages[0]
        form = pypdf.generic.StreamObject()
        form.set_data(b"/Again Do BT /F1 11 Tf 60 700 Td (inside) Tj ET")
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = ArrayObject([NumberObject(n) for n in (0, 0, 595, 842)])
        reference = writer._add_object(form)
        names = DictionaryObject({NameObject("/Again"): reference})
        form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): names})
        page["/Resources"][NameObject("/XObject")] = names
        contents = pypdf.generic.StreamObject()
        contents.set_data(page.get_contents().get_data() + b"\n/Again Do")
        page[NameObject("/Contents")] = writer._add_object(contents)

    found = read_here(rewritten(paper(sheet, sentences), knot), name="paper.pdf", settings=LIMITS)
    assert sentences[0] in {line.text for line in found.lines}


def test_a_page_of_no_possible_size_is_left_unread_and_named(sheet, read, sentences):
    def stretch(writer):
        writer.pages[1].mediabox.upper_right = (9_000_000, 9_000_000)

    found = read(rewritten(paper(sheet, sentences), stretch))
    assert found.pages_unread == (2,)
    assert [line.page for line in found.lines] == [1, 3]


def test_a_damaged_page_does_not_lose_the_others(sheet, read, sentences):
    def break_page(writer):
        stream = pypdf.generic.StreamObject()
        stream.set_data(b"BT /F1 (((( Tf 12 \xff\xfe\x00 [ << Tj")
        writer.pages[1][NameObject("/Contents")] = writer._add_object(stream)

    found = read(rewritten(paper(sheet, sentences), break_page))
    assert [line.page for line in found.lines] == [1, 3]


def test_time_runs_out_between_pages_and_the_rest_is_named(sheet, sentences, monkeypatch):
    data = paper(sheet, sentences)
    clock = iter(range(0, 1_000, 4))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    found = read_here(data, name="paper.pdf", settings=IngestSettings(max_seconds=9))
    assert found.n_pages == 3
    assert [line.page for line in found.lines] == [1, 2]
    assert found.pages_unread == (3,)


def test_nulls_and_control_characters_do_not_reach_the_text(sheet, texts):
    sheet.write("Mem\x00bers\x07 att\x1bend.", 60, 100)
    (text,) = texts(sheet.pdf())
    assert all(char.isprintable() for char in text)


def test_progress_names_each_page(sheet, sentences):
    seen = []
    read_here(
        paper(sheet, sentences),
        name="paper.pdf",
        settings=LIMITS,
        progress=lambda done, of: seen.append((done, of)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_paper_without_any_words_has_no_lines(sheet, read):
    sheet.page()
    found = read(sheet.pdf())
    assert found.lines == ()
    assert found.n_pages == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)),
        min_size=1,
        max_size=12,
    )
)
def test_any_damage_ends_in_lines_or_in_a_refusal(new_sheet, sentences, changes):
    sheet = new_sheet(pageCompression=0)
    data = bytearray(paper(sheet, sentences))
    for where, what in changes:
        place = int(where * len(data))
        data[place : place + len(what)] = what
    try:
        found = read_here(bytes(data), name="paper.pdf", settings=LIMITS)
    except IngestError:
        return
    assert all(line.page is not None and line.rects for line in found.lines)
