"""A true sentence passes; one made untrue, in any of the ways that we know, does not."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

import evals.samples
from assistant.citations import cite
from assistant.deontic import read_deontic
from assistant.evidence import Evidence
from assistant.model.checks import prove
from assistant.model.reduction import Word, words_of
from evals.mutants import as_evidence, changes, misplaced, mutants, sentences, tally, untouched
from evals.papers import Papers
from evals.scorers.claims import Claim
from evals.scorers.support import failed_rules
from ingest import find_papers, read_paper
from ingest.documents import Document, Kind, Paragraph, Status

_PAPERS = Path(evals.samples.__file__).parent / "text"
_BRIEFLY = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a sentence is its own smallest example
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    read = (read_paper(file) for file in find_papers([_PAPERS]))
    return tuple(document for paper in read for document in paper.documents)


@pytest.fixture(scope="module")
def paragraphs(documents: tuple[Document, ...]) -> tuple[Evidence, ...]:
    found = as_evidence(documents)
    assert sum(len(sentences(each)) for each in found) > 400
    return found


def test_every_sentence_passes_as_it_is(paragraphs: tuple[Evidence, ...]) -> None:
    assert [mutant.text for mutant in untouched(paragraphs).lived] == []


def test_every_way_of_changing_a_sentence_fits_some_sentence(
    paragraphs: tuple[Evidence, ...],
) -> None:
    found = tally(paragraphs[::6])
    assert set(found) == {*changes(), "right words, wrong key"}
    assert [mutant.text for kept in found.values() for mutant in kept.lived] == []


@_BRIEFLY
@given(data=st.data())
def test_a_changed_sentence_is_removed(
    paragraphs: tuple[Evidence, ...], data: st.DataObject
) -> None:
    evidence = data.draw(st.sampled_from([each for each in paragraphs if sentences(each)]))
    sentence = data.draw(st.sampled_from(sentences(evidence)))
    draw = random.Random(data.draw(st.integers(0, 2**16)))
    for mutant in mutants(evidence, sentence, draw):
        assert prove(mutant.text, evidence).words == "", (mutant.kind, mutant.text)


def test_a_sentence_under_another_paragraphs_key_is_removed(
    paragraphs: tuple[Evidence, ...],
) -> None:
    placed = list(misplaced(paragraphs, random.Random(7)))
    assert len(placed) > 400
    assert [each.text for each in placed if prove(each.text, each.evidence).words] == []


def test_whatever_is_done_to_words_what_passes_is_the_papers_own(
    paragraphs: tuple[Evidence, ...],
) -> None:
    """Words are put in, taken out, moved and exchanged at random."""
    draw = random.Random(11)
    every = [each for each in paragraphs if sentences(each)]
    n_passed = 0
    for _ in range(300):
        evidence = draw.choice(every)
        said = _disturbed(draw.choice(sentences(evidence)), draw.choice(every), draw)
        proof = prove(said, evidence)
        if not proof.words:
            continue
        n_passed += 1
        whole = " ".join((evidence.paragraph.lead_in, evidence.paragraph.text))
        rest = iter([word.text for word in words_of(whole)])
        assert all(word.text in rest for word in words_of(proof.words)), (said, proof.words)
        lost = Counter(map(_text, words_of(said))) - Counter(map(_text, words_of(proof.words)))
        assert not lost, (said, proof.words)
    assert n_passed < 30  # those that came out as they were, mostly


def _text(word: Word) -> str:
    return word.text


def _disturbed(sentence: str, other: Evidence, draw: random.Random) -> str:
    words, others = sentence.split(), other.paragraph.text.split()
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(words))
        how = draw.choice(["in", "out", "over", "moved"])
        if how == "out" and len(words) > 2:
            words.pop(at)
        elif how == "moved":
            words.insert(draw.randrange(len(words)), words.pop(at))
        elif how == "in":
            words.insert(at, draw.choice(others))
        else:
            words[at] = draw.choice(others)
    return " ".join(words)


@pytest.mark.parametrize(
    ("source", "said", "shown"),
    [
        (
            "However, officers should reply within five working days.",
            "Officers should reply within five working days.",
            "Officers should reply within five working days.",
        ),
        (
            "Members should give notice, so that the room can be prepared.",
            "Members should give notice.",
            "Members should give notice.",
        ),
        (
            "Members (including the Leader) must register gifts.",
            "members must register gifts",
            "Members must register gifts.",
        ),
        (
            "Members, including the Leader, must register gifts.",
            "Members must register gifts.",
            "Members must register gifts.",
        ),
        (
            "Officers must therefore decline gifts; also, they must report them.",
            "Officers must decline gifts; they must report them.",
            "Officers must decline gifts; they must report them.",
        ),
    ],
)
def test_what_comments_may_be_left_out(source: str, said: str, shown: str) -> None:
    proof = prove(said, _saying(source))
    assert proof.words == shown


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "Members should give notice so that the room can be prepared.",  # it may narrow
            "Members should give notice.",
        ),
        (
            "Officers may attend, so that they can advise, unless the Leader objects.",
            "Officers may attend.",
        ),
        (
            "Officers must reply, including to Members not on the committee.",  # a not goes with it
            "Officers must reply.",
        ),
        (
            "Officers should reply, in particular where the matter must be settled in 2 days.",
            "Officers should reply.",
        ),
        ("Junior officers must not attend surgeries.", "Officers must not attend surgeries."),
        ("Members must not criticise officers in public.", "Members must not criticise officers."),
        ("Officers may attend, such as where the Mayor asks.", "Officers may attend."),
        (
            "Members must tell the clerk, so that officers must not wait.",
            "Members must tell the clerk.",
        ),
    ],
)
def test_what_narrows_binds_or_counts_may_not(source: str, said: str) -> None:
    assert prove(source, _saying(source)).words == source
    assert prove(said, _saying(source)).words == ""


def _saying(text: str) -> Evidence:
    paragraph = Paragraph(document="d", label="1", order=0, text=text)
    document = Document(
        id="d",
        source="0" * 64,
        council="Ashcombe",
        title="Protocol",
        kind=Kind.PROTOCOL,
        status=Status.ADOPTED,
        paragraphs=(paragraph,),
    )
    return as_evidence([document])[0]


_COMMENTS = st.sampled_from(
    ["including {}", "so that {}", "such as {}", "for example {}", "in particular {}", "because {}"]
)
_INSIDE = st.sampled_from(
    [
        "the Leader", "Members may rest", "not the chair", "if they agree", "two of them",
        "they must pay", "the clerk can plan", "any officer", "within a week", "all is clear",
    ]
)  # fmt: skip


@given(
    comment=_COMMENTS,
    inside=_INSIDE,
    place=st.sampled_from(["Members, {}, must ask the clerk.", "Members must ask the clerk, {}."]),
)
@example(comment="including {}", inside="the Leader", place="Members, {}, must ask the clerk.")
def test_a_comment_is_left_out_only_where_force_number_and_condition_stay(
    comment: str, inside: str, place: str
) -> None:
    source = place.format(comment.format(inside))
    proof = prove("Members must ask the clerk.", _saying(source))
    if proof.words:
        assert proof.words == "Members must ask the clerk."
        kept, whole = read_deontic(proof.words), read_deontic(source)
        assert [f.name for f in kept.forces] == [f.name for f in whole.forces if f.strength > 1]
        assert not {"not", "if", "two", "any", "within"} & set(inside.split())


def test_what_passes_holds_by_the_scorers_rules_too(
    documents: tuple[Document, ...], paragraphs: tuple[Evidence, ...]
) -> None:
    """The scorers of support share no code with the checks."""
    papers = Papers.holding(documents)
    failed = []
    for evidence in paragraphs:
        text = evidence.paragraph.text
        citation = cite(evidence.document, evidence.paragraph, marker=1, start=0, end=len(text))
        failed += [
            proof.words
            for sentence in sentences(evidence)
            if (proof := prove(sentence, evidence)).words
            and failed_rules(Claim(proof.words, (citation,)), papers)
        ]
    assert len(failed) <= 0.02 * sum(len(sentences(each)) for each in paragraphs), failed
