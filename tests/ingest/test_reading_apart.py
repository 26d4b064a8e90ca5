"""Large papers of every format are read in a process of their own, bounded in time."""

from __future__ import annotations

import io
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from ingest import IngestSettings, PaperFile, read_paper
from ingest.errors import SourceTooLargeError, UnreadableSourceError
from ingest.types import unpacked_size

SENTENCE = "Members and officers of the {n}th ward panel keep a note of each request they make."
N_PARAGRAPHS = 16_000


def paper(wrap: str = "{n}. {words}\n\n", before: str = "", after: str = "") -> bytes:
    parts = [wrap.format(n=n, words=SENTENCE.format(n=n)) for n in range(1, N_PARAGRAPHS)]
    return (before + "".join(parts) + after).encode()


@pytest.mark.parametrize("name", ["long.txt", "long.md", "long.html"])
def test_a_paper_that_takes_longer_than_the_limit_is_refused(name: str) -> None:
    data = paper()
    if name.endswith("html"):
        data = paper("<p>{n}. {words}</p>", "<!doctype html><html><body>", "</body></html>")
    assert len(data) > 1_000_000
    begun = time.monotonic()
    with pytest.raises(SourceTooLargeError, match=rf"{name} takes too long to read"):
        read_paper(PaperFile(Path(name), data=data), settings=IngestSettings(max_seconds=0.01))
    assert time.monotonic() - begun < 60


def test_a_large_paper_is_read_as_a_small_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.read._MAX_BYTES_HERE", 100)
    data = "\n\n".join(f"{n}. {SENTENCE.format(n=n)}" for n in range(1, 9)).encode()
    apart = read_paper(PaperFile(Path("paper.txt"), data=data))
    monkeypatch.setattr("ingest.read._MAX_BYTES_HERE", 1_000_000)
    assert apart == read_paper(PaperFile(Path("paper.txt"), data=data))


def test_a_small_paper_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: object, **__: object) -> None:
        pytest.fail("a process was started")

    monkeypatch.setattr(subprocess, "Popen", start)
    paper = read_paper(
        PaperFile(Path("paper.txt"), data=b"1. Officers reply.\n\n2. Members wait.\n")
    )
    assert [paragraph.label for paragraph in paper.documents[0].paragraphs] == ["1", "2"]


def test_what_the_reader_refuses_is_refused_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.read._MAX_BYTES_HERE", 100)
    with pytest.raises(UnreadableSourceError, match=r"paper\.txt"):
        read_paper(PaperFile(Path("paper.txt"), data=bytes(range(1, 32)) * 50))


def test_a_word_files_size_is_that_of_the_words_that_it_unpacks_to() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", " " * 5_000)
        archive.writestr("word/media/crest.png", bytes(9_000))
    assert unpacked_size(out.getvalue()) == 5_000
    assert unpacked_size(b"text") == 4
