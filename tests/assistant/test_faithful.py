"""Force never rises; a not, an unless or a condition is never dropped."""

import itertools
import re

import pytest

from assistant import Assistant
from assistant.answer import Verdict
from assistant.deontic import Party, Sense, read_deontic
from assistant.phrases import force_remark, opening, openings
from assistant.sentences import pieces
from assistant.words import plain, read_data, tidy

_QUESTIONS = (
    "Can an officer come to my ward surgery?",
    "Can officers attend party group meetings?",
    "Do I have to stay once party business begins at a group meeting?",
    "How soon must officers answer an enquiry?",
    "How do I complain about an officer's conduct?",
    "Can I print campaign leaflets on council printers?",
    "Can I sit on an appointment panel when my brother has applied?",
    "May I inspect the documents of my committee?",
    "Can I tell the manager after a visit to the premises?",
    "Are blind copies forbidden?",
    "Must I wear a badge in the depot?",
)
_STRONG = re.compile(r"\b(?:must|shall|always|never|forbidden|required|rule)\b")


def test_no_opening_is_stronger_than_the_force_it_is_said_of() -> None:
    for entry in openings():
        words = plain(entry.text)
        if entry.sense in (Sense.ADVISES, Sense.ADVISES_AGAINST):
            assert not _STRONG.search(words), entry
            assert "should" in words, entry
        if entry.at_most < 2:
            assert not re.search(r"\b(?:must|shall|should|required|never)\b", words), entry


@pytest.mark.parametrize(
    ("mode", "verdict", "sense", "strength"),
    list(itertools.product(("may", "must"), Verdict, Sense, (0, 1, 2, 3))),
)
def test_every_verdict_has_an_opening_that_does_not_raise_the_force(
    mode: str, verdict: Verdict, sense: Sense, strength: int
) -> None:
    said = opening(mode, verdict, sense, strength, "protocol")
    assert said.startswith(
        {"yes": "Yes", "no": "No"}.get(verdict.value, ("Yes, but", "Only", "It"))
    )
    if strength < 3:
        assert not _STRONG.search(plain(said))


@pytest.mark.parametrize(
    ("sense", "strength"),
    [
        *itertools.product((Sense.FORBIDS, Sense.DENIES), (1, 2, 3)),
        (Sense.ADVISES_AGAINST, 2),
    ],
)
def test_words_against_a_thing_with_conditions_are_never_opened_with_yes(
    sense: Sense, strength: int
) -> None:
    assert not opening("may", Verdict.CONDITIONAL, sense, strength, "protocol").startswith("Yes")


_TOLD = {
    Sense.FORBIDS: ("must not", "shall never", "no Member may", "is not allowed"),
    Sense.ADVISES_AGAINST: (
        "should not",
        "should avoid",
        "No such meetings should",
        "Neither should",
    ),
    Sense.REQUIRES: ("must", "shall", "have a duty to"),
    Sense.ADVISES: ("should", "can expect"),
    Sense.PERMITS: ("may", "may only", "must only"),
    Sense.ENTITLES: ("has the right to",),
    Sense.EXEMPTS: ("need not",),
    Sense.UNDERTAKES: ("will",),
    Sense.DENIES: ("has no right to",),
}


@pytest.mark.parametrize("bound", list(Party))
@pytest.mark.parametrize(
    ("sense", "words"), [(sense, words) for sense, each in _TOLD.items() for words in each]
)
def test_the_remark_on_force_tells_a_should_from_a_must(
    sense: Sense, words: str, bound: Party
) -> None:
    said = force_remark(sense, words, bound)
    assert said.startswith(f"“{words}” here means")
    if sense in (Sense.ADVISES, Sense.ADVISES_AGAINST):
        assert "not “must" in said
    if sense not in (Sense.REQUIRES, Sense.FORBIDS):
        assert "rule" not in said
    if words.endswith("only"):
        assert "leave" not in said


@pytest.mark.parametrize(
    ("sense", "words"),
    [
        (Sense.REQUIRES, "need to"),
        (Sense.REQUIRES, "responsibility of"),
        (Sense.REQUIRES, "are to be"),
        (Sense.FORBIDS, "do nothing"),
        (Sense.FORBIDS, "neither should"),
        (Sense.STATES, ""),
    ],
)
def test_nothing_is_said_of_words_whose_force_is_not_certain(sense: Sense, words: str) -> None:
    assert force_remark(sense, words, Party.MEMBER) == ""


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("Neither should they ask about matters of discipline.", Sense.ADVISES_AGAINST),
        ("No such meetings should be held before an election.", Sense.ADVISES_AGAINST),
        ("No member may quote what an officer said.", Sense.FORBIDS),
        ("Neither may lend money to the other.", Sense.FORBIDS),
    ],
)
def test_a_no_with_should_is_advice_and_a_no_with_may_a_rule(text: str, sense: Sense) -> None:
    assert read_deontic(text).forces[0].sense is sense


@pytest.mark.parametrize("council", ["Fenwick", "Oulton"])
@pytest.mark.parametrize("question", _QUESTIONS)
def test_every_point_is_whole_sentences_of_the_paper(
    question: str, council: str, assistant: Assistant
) -> None:
    answer = assistant.answer(question, council=council)
    for citation in answer.citations:
        document = assistant._library.document(citation.document)
        paragraph = next(p for p in document.paragraphs if p.label == citation.label)
        told = [piece for piece in pieces(paragraph) if _is_told(piece.text, answer.text)]
        assert told, (citation.label, answer.text)
        for piece in told:
            reading = read_deontic(piece.words)
            for force in reading.forces:
                assert plain(force.words) in plain(answer.text)
            for condition in reading.conditions:
                assert plain(tidy(condition.words)).rstrip(".;, ") in plain(tidy(answer.text))


def _is_told(sentence: str, text: str) -> bool:
    return plain(tidy(sentence)).rstrip(".;, and") in plain(tidy(text))


@pytest.mark.parametrize("question", _QUESTIONS)
def test_a_sentence_that_limits_another_is_told_with_it(
    question: str, assistant: Assistant
) -> None:
    answer = assistant.answer(question, council="Fenwick")
    if "need not stay" in answer.text:
        assert "the officer must tell the chair before leaving" in answer.text


def test_no_phrase_of_ours_commands() -> None:
    """Outside the openings and remarks on force, our own sentences hold no words of command."""
    phrases = read_data("phrases.toml")
    for table, entries in phrases.items():
        if table in ("opening", "force", "force_words"):
            continue
        for name, words in entries.items():
            if isinstance(words, str):
                assert not re.search(
                    r"\b(?:must|shall)\b", plain(words).replace("you must do", "")
                ), (
                    table,
                    name,
                )


@pytest.mark.parametrize(
    "question", [*_QUESTIONS, "Do I have to come to a ward surgery?", "Must I leave a meeting?"]
)
def test_a_plain_no_is_never_followed_by_leave_to_do_it(
    question: str, assistant: Assistant
) -> None:
    answer = assistant.answer(question)
    if answer.verdict is Verdict.NO:
        assert "leave to do it" not in answer.text
