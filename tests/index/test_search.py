"""Search finds the paragraph, says why, and takes the short ways that a question offers."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index import Library, Reading, Scope, search
from index.standing import is_about_paper

ELM = Scope(documents=frozenset({"elm", "elm-minutes"}))


def labels(library: Library, question: str, **more: Any) -> list[str]:
    return [hit.paragraph.label for hit in search(library, question, scope=ELM, **more).hits]


def test_the_hits_are_ranked_scored_and_carry_their_document(library: Library) -> None:
    result = search(library, "courtesy between councillors and officers", scope=ELM)
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert result.hits[0].paragraph == library.paragraph("elm", "1")
    assert result.hits[0].document.paragraphs == ()
    assert 0 <= result.p_covered <= 1
    assert {"encode", "vectors", "words", "rank", "search"} <= set(result.timings_ms)


def test_at_most_top_k(library: Library) -> None:
    assert len(search(library, "officers", top_k=2).hits) == 2


def test_a_paragraph_comes_once_however_many_passages_it_has(
    library: Library, make_paper: Any
) -> None:
    long = " ".join(f"The ferry sails at hour {n} and takes all who wait." for n in range(60))
    paper = make_paper("long", {"1": long, "2": "The bridge is shut."})
    library.add([paper], {paper.source.sha256: b"The bytes of the paper long."})
    within = Scope(documents=frozenset({"long"}))
    hits = search(library, "when does the ferry sail", scope=within).hits
    assert [hit.paragraph.label for hit in hits] == ["1", "2"]


@pytest.mark.parametrize(
    ("question", "label"),
    [("what does 3(a) say", "3(a)"), ("para 5", "5"), ("explain 2.1 please", "2.1")],
)
def test_a_label_goes_straight_to_its_paragraph(
    library: Library, question: str, label: str
) -> None:
    assert labels(library, question)[0] == label


def test_a_section_brings_what_stands_under_it(library: Library) -> None:
    assert labels(library, "what is in section 3")[:2] == ["3", "3(a)"]


def test_a_label_that_is_not_there_does_no_harm(library: Library) -> None:
    assert labels(library, "para 77 on courtesy among councillors and officers")[0] == "1"


def test_a_cross_reference_brings_its_target(library: Library) -> None:
    hits = search(library, "holding letter where no reply in time", scope=ELM).hits
    assert hits[0].paragraph.label == "2.1"
    [target] = [hit for hit in hits if hit.paragraph.label == "4"]
    assert target.signals["referred"] == 1.0


def test_the_protocol_comes_before_the_minutes(library: Library) -> None:
    hits = search(library, "stricter on surgery visits by junior officers", scope=ELM).hits
    assert hits[0].document.id == "elm"


@pytest.mark.parametrize(
    "question",
    [
        "has the council adopted this protocol?",
        "what did the committee say about paragraph 3",
        "when was the protocol agreed",
        "is it still a draft or in force",
        "what has changed since the old version",
    ],
)
def test_questions_about_the_paper_are_known(library: Library, question: str) -> None:
    assert is_about_paper(question, library.settings.phrases)


@pytest.mark.parametrize(
    "question",
    [
        "can I ask a junior officer to come to my surgery",
        "how long do officers have to answer a letter",
        "who do I complain to about a director",
        "can I show a confidential report to my group",
    ],
)
def test_questions_about_the_rules_are_not_taken_for_them(library: Library, question: str) -> None:
    assert not is_about_paper(question, library.settings.phrases)


def test_a_question_about_the_paper_finds_minutes_and_cover(library: Library) -> None:
    found = search(library, "what did the committee ask to be stricter?", scope=ELM).hits
    assert found[0].document.id == "elm-minutes"
    found = search(library, "when was the Elmbridge Marsh protocol adopted?", scope=ELM).hits
    assert "title" in [hit.paragraph.label for hit in found[:3]]


class ScriptedReader:
    """Says that one label answers, whatever is asked."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.seen: list[tuple[str, str]] = []

    def read(
        self, question: str, paragraphs: list[tuple[str, str]], *, role: str | None = None
    ) -> list[Reading]:
        assert question
        assert role is None
        self.seen = paragraphs
        return [
            Reading(p_answers=0.98 if self.words in text else 0.01, start=0, end=len(text))
            for _, text in paragraphs
        ]


def test_the_reader_reads_the_first_few_and_settles_their_order(library: Library) -> None:
    reader = ScriptedReader("Complaints about an officer")
    library.__dict__["reader"] = reader
    result = search(library, "courtesy between councillors and officers", scope=ELM)
    assert result.hits[0].paragraph.label == "4"
    assert result.hits[0].reading is not None
    assert result.p_covered > 0.5
    assert reader.seen[0][0] == "Working together."
    library.__dict__["reader"] = ScriptedReader("no such words")
    assert search(library, "courtesy", scope=ELM).p_covered < 0.2


def test_without_the_reader_nothing_is_read(library: Library) -> None:
    assert all(hit.reading is None for hit in search(library, "courtesy").hits)


def test_paragraphs_that_were_not_read_come_after(library: Library) -> None:
    library.settings = library.settings.model_copy(update={"n_read": 2})
    library.__dict__["reader"] = ScriptedReader("no such words")
    hits = search(library, "courtesy between councillors and officers", scope=ELM).hits
    assert [hit.reading is not None for hit in hits] == [True, True] + [False] * (len(hits) - 2)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_the_same_search_gives_the_same_hits(library: Library) -> None:
    first = search(library, "letters and replies", scope=ELM)
    again = search(library, "letters and replies", scope=ELM)
    assert replace(first, timings_ms={}) == replace(again, timings_ms={})


def test_opening_and_importing_never_load_torch(library: Library) -> None:
    script = (
        "import sys; from pathlib import Path; from index import Library; import index.retriever\n"
        "Library.open(Path(sys.argv[1])).documents()\n"
        "loaded = {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    empty = Library.create(library.folder.parent / "empty", library.settings)
    root = Path(__file__).parent.parent.parent
    subprocess.run([sys.executable, "-c", script, str(empty.folder)], check=True, cwd=root)
