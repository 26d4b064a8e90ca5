"""Word search bridges the words that people use and those that papers print."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from index import IndexSettings, Library, Scope, search
from index.errors import ModelError
from index.lexicon import Lexicon, load_lexicon, stems, tokenise
from index.words import Vocabulary, read_concepts

LEXICON = IndexSettings().lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(LEXICON)


def forms(question: str, lexicon: Lexicon, *printed: str) -> list[set[str]]:
    concepts = read_concepts(question, lexicon, Vocabulary(printed, lexicon))
    return [{" ".join(form) for form in concept.forms} for concept in concepts]


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("cllr", "member"),
        ("councillors", "elected member"),
        ("staff", "officer"),
        ("drop in session", "surgery"),
        ("bcc", "blind copy"),
        ("boss", "line manager"),
        ("purdah", "election period"),
        ("journalist", "press"),
        ("slagging off", "criticise"),
        ("phone", "telephone"),
    ],
)
def test_what_people_say_finds_what_papers_print(said: str, printed: str, lexicon: Lexicon) -> None:
    assert any(printed in each for each in forms(said, lexicon))


def test_common_words_say_nothing(lexicon: Lexicon) -> None:
    assert forms("what is it that we should do about this", lexicon) == []


def test_figures_and_labels_stay_whole() -> None:
    assert tokenise("5.4 and £1,000 in 3.2(h) by cllr's o'clock") == [
        "5.4", "and", "£1,000", "in", "3.2", "h", "by", "cllr", "oclock"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"), [("sugery", "surgery"), ("correspondance", "correspondence")]
)
def test_a_slip_is_read_as_a_printed_word(typed: str, meant: str, lexicon: Lexicon) -> None:
    [found] = forms(typed, lexicon, "surgery", "correspondence", "member")
    assert meant in found
    assert typed in found


@pytest.mark.parametrize("typed", ["whisky", "cat", "surgeries", "merger"])
def test_a_word_of_its_own_is_left_alone(typed: str, lexicon: Lexicon) -> None:
    found = Vocabulary(["risky", "surgery", "cap", "member"], lexicon).near(typed)
    assert found == ()


def test_stems_are_those_that_sqlite_makes(lexicon: Lexicon) -> None:
    words = sorted({word for phrase in lexicon.groups for word in phrase if word.isalpha()})
    words += ["surgeries", "confidentially", "relational", "hopping", "generalise", "officers"]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'porter unicode61')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, row)")
    connection.execute("INSERT INTO t VALUES (?)", [" ".join(words)])
    theirs = {row[0] for row in connection.execute("SELECT term FROM v")}
    assert {stems(word)[0] for word in words} == theirs


def test_the_shipped_word_list_is_sound(lexicon: Lexicon) -> None:
    assert len(lexicon.groups) > 500
    assert all(phrase for phrase in lexicon.groups)
    assert all(len(others) > 1 for others in lexicon.groups.values())


@pytest.mark.parametrize("text", ["", "same = 3", "[same]\nmember = ['member']"])
def test_a_broken_word_list_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "words.toml").write_text(text)
    with pytest.raises(ModelError, match="word list"):
        load_lexicon(tmp_path / "words.toml")


def test_nothing_in_a_question_becomes_a_query_of_its_own(library: Library) -> None:
    for question in (
        '"',
        "a AND b OR NOT",
        "text:courtesy",
        "NEAR(a b)",
        "x*",
        "'; DROP TABLE",
        "(",
    ):
        search(library, question)
    assert library.check() == ()


def test_rare_words_find_their_paragraph(library: Library) -> None:
    oak = Scope(councils=frozenset({"oakham"}))
    [best, *_] = search(library, "who has the keys for the members room", scope=oak).hits
    assert best.paragraph.label == "3"
    assert best.signals["words"] == 1.0
    assert best.signals["coverage"] > 0.5


def test_numbers_are_matched(library: Library, make_paper: Any) -> None:
    paper = make_paper("sums", {"1": "Gifts over £25 are entered.", "2": "Gifts over £50 are not."})
    library.add([paper], {paper.source.sha256: b"The bytes of the paper sums."})
    within = Scope(documents=frozenset({"sums"}))
    found = {
        h.paragraph.label: h.signals["numbers"]
        for h in search(library, "a gift of £50", scope=within).hits
    }
    assert found == {"1": 0.0, "2": 1.0}
