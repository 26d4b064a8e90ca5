"""Pages that are broken, hostile or empty end in lines or in one sentence, in bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import (
    EmptySourceError,
    IngestError,
    SourceTooLargeError,
    UnreadableSourceError,
)
from ingest.readers.html import read_lines
from ingest.settings import IngestSettings


def read(data):
    return read_lines(data, name="paper.html", settings=IngestSettings()).lines


def is_sound(data):
    """Whether a page gives lines, or one of the reader's own errors with its name in it."""
    try:
        return bool(read(data))
    except IngestError as error:
        return str(error).startswith("paper.html ") and str(error).endswith(".")


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptySourceError, "holds no text"),
        (b"<html><body><div id=root></div><script>go()</script>", EmptySourceError, "in a browser"),
        (b"<p><img src=a.png></p>", EmptySourceError, "save it as PDF"),
        (b"<p>" + bytes(range(1, 9)) * 400, UnreadableSourceError, "is not a text file"),
        (b"<div>" * 5000 + b"deep", UnreadableSourceError, "too deeply"),
        (b"<p>" * 900_000, SourceTooLargeError, "larger than a web page"),
        (b"words " * 8_000_000, SourceTooLargeError, "larger than a web page"),
    ],
)
def test_refusals_name_the_file_and_what_to_do(data, error, words):
    started = time.monotonic()
    with pytest.raises(error) as caught:
        read(data)
    assert time.monotonic() - started < 10
    assert str(caught.value).startswith("paper.html ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Words" + "<b>" * 150,
        "<table><tr><td>Words<table><tr><td>more",
        "<ol><li>Words<ol><li>more</p></div></ol>",
        "<li>Words</li><td>more</td><dd>and</dd>",
        "</p></div></html><p>Words",
        "<p>Words &#xFFFFFFFF; &bogus; &#0; </p>",
        "<a href='#'>Words</a><a href='#x'>1</a><sup><a href='#x'>1</a></sup>",
        "<p id=x>Words<sup><a href='#x'>1</a></sup></p>",
        "<dl><dt>1</dt><dt>2</dt></dl>Words",
        "<ol start=99999999999999999999><li>Words</ol>",
        "<ol type=i start=5000><li>Words</ol>",
        "<![CDATA[ data ]]><?php echo ?><!ENTITY x><p>Words",
        "<main><main><main>Words",
        "<form><form>Words",
        "Words that go on for long enough to be a text.\x00",
    ],
)
def test_broken_markup_loses_no_words(page):
    assert any("Words" in line.text for line in read(page.encode()))


@pytest.mark.parametrize(
    "page",
    [
        "<p>a</p>" * 6_000,
        "<ol>" + "<li>a" * 6_000 + "</ol>",
        "<table>" + "<tr><td>a<td>b" * 3_000 + "</table>",
        "<a href='#n'>1</a>" * 3_000 + "<p id=n>Note",
        "<div class='nav'>a</div>" * 3_000 + "<p>Words",
        "<div><nav>" * 90 + "Words",
        "a" * 600_000,
        "&amp;" * 60_000,
        "<p>" + "a<br>" * 9_000,
        "<b>a</b>" * 6_000,
        "<ol><li>a" * 90 + "<ol><li>b</ol>" * 900,
        "<div " + "class='a b c' " * 9_000 + ">Words</div>",
        "<ul><li><a href='#a'>b</a></li></ul>" * 2_000 + "<p>Words",
    ],
    ids=range(13),
)
def test_large_pages_take_time_in_proportion(page):
    started = time.monotonic()
    assert is_sound(page.encode())
    assert time.monotonic() - started < 25


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<ol>", "</ol>", "<ol type=a start=3>", "<li>", "</li>", "<ul>", "</ul>",
        "<table>", "</table>", "<tr>", "<td>", "<th>", "<div>", "</div>", "<main>", "</main>",
        "<nav>", "</nav>", "<h2>", "</h2>", "<dl>", "<dt>", "<dd>", "<del>", "</del>", "<ins>",
        "</ins>", "<b>", "</b>", "<br>", "<sup>", "</sup>", "<a href='#n'>1</a>", "<p id=n>",
        "<article>", "</article>", "<form>", "<header>", "<footer>", "<pre>", "</pre>", "<aside>",
        "<span style='display:none'>", "</span>", "<!--", "-->", "&amp;", "1. ", "(a) ", "3.2 ",
        "words ", "Members should ask. ", "•", "\x00", "<", ">", "<script>", "</script>",
        "<li value=-4>", "<div hidden>", "<caption>", "<details>", "<blockquote>", "</blockquote>",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_any_order_of_elements_gives_lines_or_an_ingest_error(pieces):
    assert is_sound("".join(pieces).encode())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_give_lines_or_an_ingest_error(data):
    assert is_sound(data)
    assert is_sound(b"<html><body><ol><li>" + data + b"</ol><p>Words.")
