"""Word and web editions of the five real papers read as their Markdown renderings do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evals.editions import write_editions
from ingest.check import compare_documents, read_folder

SHARED = Path(os.environ.get("PROTOCOLS_SHARED", Path(__file__).parents[3] / "shared"))
PAPERS = SHARED / "protocols"

pytestmark = pytest.mark.papers


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    out = tmp_path_factory.mktemp("editions")
    write_editions(PAPERS, out)
    return out


@pytest.fixture(scope="module")
def reference():
    return read_folder(PAPERS)


@pytest.fixture(scope="module", params=["word-typed", "word-generated", "web"])
def documents(request, editions):
    return read_folder(editions / request.param)


def test_at_most_one_paragraph_in_a_hundred_differs(documents, reference):
    assert set(documents) == set(reference)
    found = [compare_documents(documents[name], reference[name]) for name in reference]
    n = sum(each.n for each in found)
    assert n > 500
    assert sum(len(each.differing) for each in found) <= n / 100
    assert sum(each.n_labels for each in found) >= 0.99 * n


def test_paragraphs_stand_under_the_same_headings_and_lead_ins(documents, reference):
    differing = [
        (name, mine.label)
        for name in reference
        for mine, theirs in zip(
            documents[name].paragraphs, reference[name].paragraphs, strict=False
        )
        if (mine.label, mine.headings, mine.lead_in)
        != (theirs.label, theirs.headings, theirs.lead_in)
    ]
    assert len(differing) <= 5


def test_amended_paragraphs_keep_what_they_were(documents, reference):
    amended = [(name, p) for name, d in reference.items() for p in d.paragraphs if p.printed]
    assert amended
    for name, paragraph in amended:
        (mine,) = [p for p in documents[name].paragraphs if p.label == paragraph.label]
        assert (mine.text, mine.before) == (paragraph.text, paragraph.before)
        assert [run.mark for run in mine.printed if run.text.strip()] == [
            run.mark for run in paragraph.printed if run.text.strip()
        ]
