"""Sound papers altered by somebody who knows the format, and small pieces said very often."""

from __future__ import annotations

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache

import pypdf
from hypothesis import strategies as st
from lxml import etree

from evals.editions.paragraphs import openings
from evals.editions.web import web_edition
from evals.samples import papers_folder
from ingest import PaperFile, read_paper
from ingest.readers import docx
from ingest.report import ReadPaper
from ingest.settings import IngestSettings

Tried = Callable[..., int]
Reading = Callable[[str, bytes], ReadPaper | None]
PARTS = ("word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml")
N_SWOLLEN = 100_000  # bytes


@lru_cache
def word_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(papers_folder() / "merrow-2026.docx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@lru_cache
def open_pdf() -> bytes:
    """Return a sample paper with its streams unpacked, so that changed bytes reach the page."""
    writer = pypdf.PdfWriter(papers_folder() / "ashcombe-2016.pdf")
    for page in writer.pages:
        page.get_contents().set_data(page.get_contents().get_data())  # type: ignore[union-attr]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@lru_cache
def web_page() -> str:
    path = papers_folder() / "merrow-2026.docx"
    lines = docx.read_lines(path.read_bytes(), name=path.name, settings=IngestSettings()).lines
    own = openings(read_paper(PaperFile(path)).documents)
    return web_edition(lines, own=own).decode()


# Word: elements taken out, doubled, moved, wrapped, given other values


def altered_word(seed: int) -> bytes:
    chance = random.Random(seed)
    parts = dict(word_parts())
    for name in chance.sample(PARTS, chance.randint(1, 2)):
        if name not in parts:
            continue
        root = etree.fromstring(parts[name])
        for _ in range(chance.choice((1, 3, 30))):
            _alter(root, chance)
        parts[name] = etree.tostring(root)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _alter(root: etree._Element, chance: random.Random) -> None:
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    here, there = chance.choice(elements), chance.choice(elements)
    parent = here.getparent()
    if parent is None:
        return
    match chance.randrange(6):
        case 0:
            parent.remove(here)
        case 1:
            parent.insert(parent.index(here), copy.deepcopy(here))
        case 2 if here not in there.iterancestors() and there is not here:
            there.append(here)
        case 3:
            here.tag = there.tag
        case 4:
            for key in here.attrib:
                here.set(
                    key, chance.choice(("", "-1", "9" * 20, "x", "none", *there.attrib.values()))
                )
        case _:
            parent[parent.index(here)] = wrapper = etree.Element(there.tag)
            wrapper.append(here)


def test_a_word_paper_with_its_elements_altered_is_read_or_refused(
    tried: Tried, read: Reading
) -> None:
    tried(st.integers(0, 2**60), lambda seed: read("paper.docx", altered_word(seed)) and None)


# PDF: numbers, names and operators changed


def altered_pdf(seed: int) -> bytes:
    chance = random.Random(seed)
    data = open_pdf()
    tokens = list(re.finditer(rb"/?[A-Za-z0-9.\-*']+|\([^()]{0,80}\)|<<|>>|\[|\]", data))
    chosen = sorted(chance.sample(range(len(tokens)), chance.choice((1, 4, 40))))
    out, at = bytearray(), 0
    for place in chosen:
        token = tokens[place]
        out += data[at : token.start()]
        other = tokens[chance.randrange(len(tokens))].group()
        out += chance.choice((b"", other, token.group() + b" " + other, b"-1", b"9" * 12, b"0"))
        at = token.end()
    return bytes(out + data[at:])


def test_a_pdf_with_its_tokens_altered_is_read_or_refused(tried: Tried, read: Reading) -> None:
    tried(st.integers(0, 2**60), lambda seed: read("paper.pdf", altered_pdf(seed)) and None)


# web pages: tags and words taken out, doubled, moved


def altered_page(seed: int) -> bytes:
    chance = random.Random(seed)
    pieces = re.split(r"(<[^>]*>)", web_page())
    for _ in range(chance.choice((1, 5, 60))):
        here, there = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        match chance.randrange(4):
            case 0:
                pieces[here] = ""
            case 1:
                pieces[here] *= 2
            case 2:
                pieces[here], pieces[there] = pieces[there], pieces[here]
            case _:
                span = pieces[min(here, there) : min(here, there) + chance.randrange(200)]
                pieces[here:here] = span
    return "".join(pieces).encode()


def test_a_web_page_with_its_tags_altered_is_read_or_refused(tried: Tried, read: Reading) -> None:
    tried(st.integers(0, 2**60), lambda seed: read("paper.html", altered_page(seed)) and None)


# a small piece, very often: nothing takes time out of proportion

TOKENS = (
    *("<!--", "<p>", "<b", "<div>", "</p>", "<table><tr><td>", "<ol>", "<li>", "&amp", "<", ">"),
    *("**", "~~", "*", "_", "`", "[", "](", "[^1]", "[x](y)", "|", "#", ">", "- ", "---", "==="),
    *("1.", "1.1", "(a)", "(i)", "a.", "Part 1", "Appendix A", "§", "•", "\t", "\n", "\n\n", " "),
    *("Draft", "Adopted on 1 May 2024", "Council", "minutes of", "see paragraph 3.2(a) ", "page 1"),
    *(
        "must ",
        "not ",
        "a",
        "x" * 50,
        "officers ",
        "-",
        "—",
        ".",
        ",",
        ":",
        "“",
        "é",
        "\u202e",
        "0",
    ),
    *(
        "\r",
        "\x0c",
        "of the ",
        "Borough Council ",
        "Contents",
        ".....",
        "1 ",
        "2024",
        "/",
        "http://",
    ),
)
swollen = st.tuples(
    st.lists(st.sampled_from(TOKENS), min_size=1, max_size=5).map("".join),
    st.lists(st.sampled_from(TOKENS), max_size=3).map("".join),
    st.sampled_from((".txt", ".md", ".html")),
)


def test_a_small_piece_said_very_often_is_read_in_time(tried: Tried, read: Reading) -> None:
    def swollen_read(given: tuple[str, str, str]) -> None:
        piece, end, ending = given
        body = piece * (N_SWOLLEN // len(piece.encode())) + end
        read(f"paper{ending}", f"1. Members are courteous.\n\n{body}".encode())

    tried(swollen, swollen_read)
