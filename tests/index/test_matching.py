"""What a paragraph names of a question is sought in words that are kept, and never in old ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from index import Library, Scope, search
from index.kept import Kept
from index.words import Concept, HeldWords, Matching, Named, Stemmed

GIFT = Concept(("gift",), (("gift",), ("hospitality",)))
LINE = Concept(("boss",), (("line", "manager"), ("boss",)))
SUM = Concept(("£50",), (("£50",),))


def held(text: str, context: str = "") -> HeldWords:
    return HeldWords(Stemmed.of(text), Stemmed.of(context), len(text.split()))


def test_a_share_is_the_weight_of_what_is_named_in_any_of_its_forms() -> None:
    matching = Matching((GIFT, LINE), (3.0, 1.0))
    assert matching.look_in(held("Gifts are refused.")) == Named(0.75, 0.75, 0.0, 0.0)
    assert matching.look_in(held("Hospitality: ask your line managers.")).text == 1.0
    assert matching.look_in(held("The manager of the line.")).text == 0.0
    assert matching.look_in(held("Refused.", "Gifts to a boss")) == Named(1.0, 0.0, 1.0, 0.0)


def test_heading_and_text_count_together() -> None:
    matching = Matching((GIFT, LINE), (3.0, 1.0))
    assert matching.look_in(held("The boss decides.", "Gifts")) == Named(1.0, 0.25, 0.75, 0.0)
    across = matching.look_in(held("managers decide.", "Of the line"))
    assert across == Named(0.25, 0.0, 0.0, 0.0), "a phrase may begin in the heading"
    assert matching.look_in(held("line", "manager")).together == 0.0


def test_figures_are_looked_for_in_the_text_alone() -> None:
    matching = Matching((SUM, Concept(("3",), (("3",),))), (1.0, 1.0))
    assert matching.look_in(held("Above £50.", "Part 3")).numbers == 0.5


@pytest.mark.parametrize("weights", [(), (0.0,)])
def test_where_nothing_is_asked_nothing_is_named(weights: tuple[float, ...]) -> None:
    matching = Matching((GIFT,) * len(weights), weights)
    assert matching.look_in(held("Gifts", "Gifts")) == Named(0.0, 0.0, 0.0, 0.0)


def test_a_search_after_a_change_is_that_of_a_library_opened_anew(
    library: Library, make_paper: Any
) -> None:
    question, within = "how many keys has the clerk", Scope(documents=frozenset({"keys"}))
    for words in (
        {"1": "The clerk has one key.", "2": "The mayor has none."},
        {"1": "The mayor has one key.", "2": "The clerk has none.", "3": "The clerk is asked."},
        {"1": "Nobody has a key."},
    ):
        paper = make_paper("keys", words, data=str(words).encode())
        library.add([paper], {paper.source.sha256: str(words).encode()})
        opened = Library.open(library.folder, library.settings, encoder=library.encoder)
        for scope in (within, Scope()):
            found, anew = (search(each, question, scope=scope) for each in (library, opened))
            assert replace(found, timings_ms={}) == replace(anew, timings_ms={})
        opened.close()


def test_what_was_read_last_is_kept_and_no_more_than_so_much() -> None:
    kept = Kept[int, str](2)
    asked: list[int] = []

    def read(keys: Any) -> dict[int, str]:
        asked.extend(keys)
        return {key: str(key) for key in keys}

    assert kept.get([1, 2], read) == {1: "1", 2: "2"}
    assert kept.get([2, 3], read) == {2: "2", 3: "3"}
    assert kept.get([1, 2, 3], read) == {1: "1", 2: "2", 3: "3"}
    assert asked == [1, 2, 3, 1]
    other = Kept[int, str](2)
    other.take_over(kept, lambda key: key == 3)
    assert other.get([3], read) == {3: "3"}
    assert asked == [1, 2, 3, 1]
