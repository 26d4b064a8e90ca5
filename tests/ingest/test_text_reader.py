"""Plain text: any encoding, any line length, no control characters."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import IngestSettings
from ingest.errors import IngestError, UnreadableSourceError
from ingest.readers import markdown, text
from ingest.structure import parse_structure

WORDS = "1. Members’ letters – and officers’ – cost £5 at the café.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_the_right_characters_whatever_the_encoding(encoding: str) -> None:
    data = (WORDS * 5).encode(encoding)
    lines = text.read_lines(data, name="paper.txt", settings=IngestSettings()).lines
    assert [line.text for line in lines] == [WORDS.strip()] * 5


def test_nuls_and_control_characters_are_left_out() -> None:
    data = b"1. Trust\x00 matters.\x07\r\n2. So does\x0c\r\n time.\r\n"
    lines = text.read_lines(data, name="paper.txt", settings=IngestSettings()).lines
    assert " ".join(line.text for line in lines) == "1. Trust matters. 2. So does time."


def test_bytes_that_are_no_words_are_refused() -> None:
    with pytest.raises(UnreadableSourceError, match=r"noise\.txt"):
        text.read_lines(bytes(range(1, 32)) * 50, name="noise.txt", settings=IngestSettings())


def test_a_line_of_a_megabyte_is_broken_at_sentences_in_little_time() -> None:
    sentence = "The clerk keeps every letter that a member sends for seven years. "
    data = ("1. " + sentence * 16_000).encode()
    began = time.monotonic()
    lines = text.read_lines(data, name="long.txt", settings=IngestSettings()).lines
    found = parse_structure(lines, "long")
    assert time.monotonic() - began < 20
    assert max(len(line.text) for line in lines) <= IngestSettings().max_line_chars
    assert sum(p.n_words for p in found.paragraphs) == 16_000 * 12


def test_lines_over_the_limit_are_left_out() -> None:
    settings_ = IngestSettings(max_lines=10)
    data = b"words and words\n" * 50
    assert len(text.read_lines(data, name="many.txt", settings=settings_).lines) == 10


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (text, markdown):
        with suppress(IngestError):
            lines = reader.read_lines(data, name="any.txt", settings=IngestSettings()).lines
            assert all("\x00" not in line.text for line in lines)
