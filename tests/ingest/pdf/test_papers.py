"""The five real papers: the same paragraphs from PDF as from Markdown, each on its page."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest import find_papers, read_paper
from ingest.pages import page_words, quote_rects

SHARED = Path(os.environ.get("PROTOCOLS_SHARED", Path(__file__).parents[4] / "shared"))
PAPERS = SHARED / "protocols"
STEMS = ("cambridge-2025", "carlisle-2007", "coventry-2017", "swale-2022", "tewkesbury-2016")

pytestmark = pytest.mark.papers


@pytest.fixture(scope="module")
def both():
    """Each paper read from Markdown and from PDF, by the file's stem."""
    plain = {paper.path.stem: read_paper(paper) for paper in find_papers([PAPERS])}
    printed = {paper.path.stem: read_paper(paper) for paper in find_papers([PAPERS / "pdf"])}
    return {stem: (plain[stem], printed[stem]) for stem in STEMS}


def folded(text):
    return " ".join(text.split())


def paragraphs(paper):
    return {(d.id, p.label): p for d in paper.documents for p in d.paragraphs}


@pytest.mark.parametrize("stem", STEMS)
def test_labels_and_their_order_are_the_same(both, stem):
    plain, printed = both[stem]
    assert list(paragraphs(plain)) == list(paragraphs(printed))


def test_at_most_one_paragraph_in_a_hundred_differs(both):
    n_all = n_differing = 0
    for plain, printed in both.values():
        found = paragraphs(printed)
        for key, paragraph in paragraphs(plain).items():
            n_all += 1
            other = found.get(key)
            n_differing += other is None or folded(other.text) != folded(paragraph.text)
    assert n_all > 500
    assert n_differing <= n_all // 100


@pytest.mark.parametrize("stem", STEMS)
def test_every_paragraph_begins_on_its_page_and_within_its_rectangles(both, stem):
    printed = both[stem][1]
    with pdfium.PdfDocument(PAPERS / "pdf" / f"{stem}.pdf") as pdf:
        pages = [(page, page.get_textpage()) for page in pdf]
        for paragraph in paragraphs(printed).values():
            assert paragraph.rects[0].page == paragraph.page
            inside = "".join(words_in(*pages[r.page - 1], r) for r in paragraph.rects)
            first_line = paragraph.text.split("\n")[0]
            assert "".join(first_line.split())[:30] in inside.replace("•", "")


def words_in(page, text_page, rect):
    height = page.get_height()
    inside = text_page.get_text_bounded(
        rect.left - 1, height - rect.bottom - 1, rect.right + 1, height - rect.top + 1
    )
    return "".join(inside.split())


@pytest.mark.parametrize("stem", STEMS)
def test_a_paragraphs_own_words_are_found_on_the_page(both, stem):
    data = (PAPERS / "pdf" / f"{stem}.pdf").read_bytes()
    every = list(paragraphs(both[stem][1]).values())
    some = every[::12]
    found = [bool(quote_rects(partial(page_words, data), p, p.text.split("\n")[0])) for p in some]
    assert sum(found) >= 0.95 * len(some)


def test_the_struck_words_of_an_amended_paragraph_are_told_from_those_that_stand(both):
    amended = [p for p in paragraphs(both["coventry-2017"][1]).values() if p.printed]
    assert [p.label for p in amended] == ["8.2.2"]
    struck = [run for run in amended[0].printed if run.mark == "struck"]
    assert [len(run.text.split()) for run in struck] == [2, 1]
