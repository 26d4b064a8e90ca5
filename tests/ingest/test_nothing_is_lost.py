"""Every word of a paper comes out exactly once: order kept, nothing lost, nothing counted twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import IngestSettings, find_papers, read_paper
from ingest.errors import IngestError
from ingest.lines import Line
from ingest.readers import markdown
from ingest.structure import Structure, parse_structure

WORD = re.compile(r"[A-Za-z]{3,}")


def words_in(lines: tuple[Line, ...] | list[Line]) -> Counter[str]:
    return Counter(word for line in lines for word in WORD.findall(line.text))


def words_out(structure: Structure) -> Counter[str]:
    texts = [p.text for p in structure.paragraphs]
    texts += [note for p in structure.paragraphs for note in p.notes]
    texts += [h.text for h in structure.headings]
    texts += list(structure.unassigned) + list(structure.set_aside)
    if structure.title_page is not None:
        texts.append(structure.title_page.text)
    return Counter(word for text in texts for word in WORD.findall(text))


@pytest.mark.papers
def test_no_word_of_the_real_papers_is_lost_or_counted_twice(papers_folder: Path) -> None:
    for path in sorted(papers_folder.glob("*-*.md")):
        lines = markdown.read_lines(path.read_bytes(), name=path.name, settings=IngestSettings())
        for paper in [read_paper(f) for f in find_papers([path])]:
            kept: Counter[str] = Counter()
            for document in paper.documents:
                kept += words_out(
                    Structure(
                        document.headings,
                        document.paragraphs,
                        document.title_page,
                        paper.report.unassigned,
                        (),
                    )
                )
        lost = words_in(lines.lines) - kept
        invented = kept - words_in(lines.lines)
        assert not invented, path.name
        # A table of contents and "page left blank" are printed, and are no content.
        assert sum(lost.values()) <= 0.03 * sum(kept.values()), path.name


WORDS = st.sampled_from(
    [
        "member",
        "officer",
        "council",
        "ward",
        "surgery",
        "clerk",
        "agenda",
        "report",
        "advice",
        "vote",
    ]
)
SENTENCES = st.lists(WORDS, min_size=4, max_size=18).map(lambda w: " ".join(w).capitalize() + ".")
TITLES = st.lists(WORDS, min_size=1, max_size=4).map(lambda w: " ".join(w).title())


@st.composite
def papers(draw: st.DrawFn) -> tuple[list[Line], list[str]]:
    """A paper with sections, numbered paragraphs, items and loose text, and its labels."""
    lines: list[Line] = []
    labels: list[str] = []
    bullets = draw(st.booleans())
    for section in range(1, draw(st.integers(1, 5)) + 1):
        lines.append(Line(f"{section}. {draw(TITLES)}", blank_before=True, heading_level=2))
        for paragraph in range(1, draw(st.integers(1, 4)) + 1):
            label = f"{section}.{paragraph}"
            labels.append(label)
            n_items = draw(st.sampled_from([0, 0, 2, 10]))
            text = draw(SENTENCES)
            text = text.removesuffix(".") + ":" if n_items else text
            lines.append(Line(f"{label} {text}", blank_before=True, bullet=bullets))
            for item in range(n_items):
                letter = chr(97 + item)
                labels.append(f"{label}({letter})")
                lines.append(Line(f"({letter}) {draw(SENTENCES)}", blank_before=True))
            if draw(st.booleans()):
                lines.append(Line(draw(SENTENCES), blank_before=True))
    return lines, labels


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(papers())
def test_a_made_paper_gives_its_labels_in_order(paper: tuple[list[Line], list[str]]) -> None:
    lines, labels = paper
    found = parse_structure(lines, "made")
    assert [p.label for p in found.paragraphs] == labels
    assert words_out(found) == words_in(lines)
    assert [p.order for p in found.paragraphs] == list(range(len(labels)))


ANY_TEXT = st.text(
    alphabet=st.sampled_from("abcXYZ 0123456789.()[]#*-–—:;,?!'’“”~_\t¹²/|<>&\\iv"), max_size=60
)
ANY_LINE = st.builds(
    Line,
    text=ANY_TEXT.map(lambda t: " ".join(t.split())),
    heading_level=st.sampled_from([None, None, None, 1, 2, 3]),
    bullet=st.booleans(),
    bold=st.booleans(),
    italic=st.booleans(),
    blank_before=st.booleans(),
    soft_wrapped=st.booleans(),
    table_row=st.sampled_from([False, False, False, True]),
    page=st.sampled_from([None, 1, 2, 3]),
    number=st.sampled_from([None, None, None, "1.", "(a)", "2.1", "iv)"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ANY_LINE, max_size=25))
def test_any_lines_whatever_keep_their_words_and_their_labels_are_unique(lines: list[Line]) -> None:
    found = parse_structure(lines, "any")
    labels = [p.label for p in found.paragraphs]
    assert len(labels) == len(set(labels))
    assert all(p.text.strip() for p in found.paragraphs)

    def letters(texts: Counter[str]) -> Counter[str]:
        return Counter(
            c for word, n in texts.items() for c in word * n if c in "bYZ"
        )  # X may be a roman number

    joined_in = Counter({line.text: 0 for line in lines})
    joined_in.update(line.text for line in lines)
    out_texts = [p.text for p in found.paragraphs] + [n for p in found.paragraphs for n in p.notes]
    out_texts += [h.text for h in found.headings] + [*found.unassigned, *found.set_aside]
    if found.title_page is not None:
        out_texts.append(found.title_page.text)
    assert letters(Counter(out_texts)) == letters(joined_in)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_as_markdown_or_refused(data: bytes) -> None:
    refusal, read = "", ""
    try:
        lines = markdown.read_lines(data, name="any.md", settings=IngestSettings()).lines
        parse_structure(lines, "any")
        read = " ".join(line.text for line in lines)
    except IngestError as error:
        refusal = str(error)
    words = re.findall(r"[a-z]{4,}", data.decode("ascii")) if data.isascii() else []
    if refusal:
        assert "any.md" in refusal
    else:
        assert [word for word in words if word not in read] == []
