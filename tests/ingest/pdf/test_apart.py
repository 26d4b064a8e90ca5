"""Reading in a process of its own: the same lines, bounded in time and memory."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import time
import zlib

import pypdf
import pytest
from pypdf.generic import NameObject, StreamObject

from ingest.errors import EncryptedSourceError, IngestError, UnreadableSourceError
from ingest.readers import apart
from ingest.readers.apart import Apart
from ingest.readers.pdf.reading import read_here
from ingest.settings import IngestSettings

LIMITS = IngestSettings(max_seconds=60)


def read(data, **options):
    with Apart() as alone:
        return alone.read("pdf", data, name="paper.pdf", settings=LIMITS, **options)


@pytest.fixture
def paper(sheet, sentences):
    for text in sentences[:3]:
        sheet.write(text, 60, 100)
        sheet.page()
    return sheet.pdf()


def with_contents(data, page, packed):
    """Return a paper whose page holds packed contents."""
    writer = pypdf.PdfWriter(io.BytesIO(data))
    stream = StreamObject()
    stream._data = packed
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[page - 1][NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed(part, n_times):
    """Pack a part many times over; after a full flush the same bytes may be said again."""
    packer = zlib.compressobj(9)
    first = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (n_times - 2) + packer.compress(part) + packer.flush()


def test_the_lines_are_those_read_in_this_process(paper):
    assert read(paper) == read_here(paper, name="paper.pdf", settings=LIMITS)


def test_progress_is_told(paper):
    seen = []
    read(paper, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_refusal_comes_back_as_itself(locked, sentences):
    sheet = locked("secret")
    sheet.write(sentences[0], 60, 100)
    with pytest.raises(EncryptedSourceError, match=r"paper\.pdf"):
        read(sheet.pdf())
    with pytest.raises(UnreadableSourceError, match=r"paper\.pdf"):
        read(b"no pdf")


@pytest.mark.parametrize(
    ("part", "n_times"),
    [(b" " * (1 << 20), 6_000), (b"10 10 m 200 200 l S\n" * 50_000, 400)],
)
def test_a_page_that_unpacks_to_gigabytes_is_given_up_and_the_others_are_read(
    paper, monkeypatch, part, n_times
):
    monkeypatch.setattr(apart, "_STALL_S", 6.0)
    data = with_contents(paper, 2, packed(part, n_times))
    assert len(data) < 20_000_000
    begun = time.monotonic()
    found = read(data)
    assert found.pages_unread == (2,)
    assert [line.page for line in found.lines] == [1, 3]
    assert time.monotonic() - begun < 60


def test_a_process_that_dies_is_a_refusal(paper, monkeypatch):
    started = subprocess.Popen

    def start(*args, **kwargs):
        process = started(*args, **kwargs)
        os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(IngestError, match=r"paper\.pdf"):
        read(paper)


def test_one_process_is_started_for_papers_read_one_after_another(paper, monkeypatch):
    starts = []
    started = subprocess.Popen

    def start(*args, **kwargs):
        starts.append(args)
        return started(*args, **kwargs)

    monkeypatch.setattr(subprocess, "Popen", start)
    alone = read_here(paper, name="paper.pdf", settings=LIMITS)
    with Apart() as several:
        for _ in range(3):
            assert several.read("pdf", paper, name="paper.pdf", settings=LIMITS) == alone
    assert len(starts) == 1


def test_what_becomes_of_one_paper_is_nothing_to_the_next(paper, monkeypatch):
    monkeypatch.setattr(apart, "_STALL_S", 6.0)
    heavy = with_contents(paper, 2, packed(b"10 10 m 200 200 l S\n" * 50_000, 400))
    alone = read_here(paper, name="paper.pdf", settings=LIMITS)
    with Apart() as several:
        with pytest.raises(UnreadableSourceError):
            several.read("pdf", b"no pdf", name="no.pdf", settings=LIMITS)
        assert several.read("pdf", paper, name="paper.pdf", settings=LIMITS) == alone
        found = several.read("pdf", heavy, name="heavy.pdf", settings=LIMITS)
        assert found.pages_unread == (2,)
        assert several.read("pdf", paper, name="paper.pdf", settings=LIMITS) == alone


def test_nothing_that_was_started_is_left(paper):
    with Apart() as several:
        several.read("pdf", paper, name="paper.pdf", settings=LIMITS)
        group = several.start().group
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
