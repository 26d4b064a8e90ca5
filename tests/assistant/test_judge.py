"""The judge of verdicts: a linear model whose every feature and weight a person can read."""

from __future__ import annotations

import pytest

from assistant.answer import Verdict
from assistant.evidence import Scored, read_evidence
from assistant.judge import verdict_chances, verdict_features
from assistant.lexicon import build_lexicon
from assistant.nearness import EncodedNearness, Scales, no_nearness
from assistant.question import read_question
from assistant.rule import read_rule
from assistant.verdict import decide
from index.hits import Hit
from ingest.documents import Document, Paragraph

FORBIDS = "Officers must not attend party group meetings unless the Chief Executive agrees."


def read(question: str, text: str, lead_in: str = "") -> dict[str, float]:
    part = read_question(question).parts[0]
    paragraph = Paragraph(document="d", label="1", order=0, lead_in=lead_in, text=text)
    document = Document(id="d", source="", council="Ashcombe", title="Protocol")
    scales = Scales(build_lexicon([text]))
    scored = Scored(Hit(paragraph, document, rank=1, score=1.0), 1.0, 1.0)
    evidence = read_evidence(part, scored, 0, scales)
    return verdict_features(part, "officer", evidence, read_rule(part, evidence, scales), scales)


def test_features_name_what_the_rule_does_and_what_stands_with_it():
    features = read("May I go to a party group meeting?", FORBIDS)
    assert features["sense forbids"] == 1
    assert features["mode may, sense forbids"] == 1
    assert features["condition unless"] == 1
    assert features["gates"] == 0.5
    assert features["bound officer asked by officer"] == 1
    assert features["asked: meeting"] == 1
    assert features["said: unless"] == 1


def test_a_feature_that_is_absent_is_not_there_rather_than_nought():
    features = read("May I go to a party group meeting?", "Officers may attend group meetings.")
    assert "gates" not in features
    assert all(features.values())


def test_a_question_about_refusing_is_turned():
    assert read("Can I refuse to go to a group meeting?", FORBIDS)["question turned"] == 1
    assert "question turned" not in read("Can I go to a group meeting?", FORBIDS)


def test_the_fitted_judge_knows_every_verdict_and_reads_a_ban_as_no():
    chances = verdict_chances(
        read("May I tell the press what was said?", "Officers must not speak to the press.")
    )
    assert set(chances) == set(Verdict)
    assert max(chances, key=lambda verdict: chances[verdict]) is Verdict.NO


@pytest.mark.parametrize("opens", ["Can I", "Do I get to", "Is it true that I may", "So I can"])
@pytest.mark.parametrize("words", ["must not", "may not", "shall not", "are not entitled to"])
def test_yes_is_never_told_over_words_that_forbid_what_is_asked(opens: str, words: str):
    part = read_question(f"{opens} alter a report?").parts[0]
    paragraph = Paragraph(
        document="d", label="1", order=0, text=f"Members {words} alter a report of an officer."
    )
    document = Document(id="d", source="", council="Ashcombe", title="Protocol")
    scales = Scales(build_lexicon([paragraph.text]))
    scored = Scored(Hit(paragraph, document, rank=1, score=1.0), 1.0, 1.0)
    decision = decide(part, [read_evidence(part, scored, 0, scales)], scales, "councillor")
    assert decision is None or decision.verdict is not Verdict.YES


@pytest.mark.parametrize("lead", ["must not", "may not", "shall not"])
@pytest.mark.parametrize(
    ("question", "item"),
    [
        (
            "May I tell a resident that we'll take enforcement action?",
            "promise a resident that the Council will spend money or take enforcement action;",
        ),
        ("Can I sign an order for the Council?", "sign an order which the Council will pay for;"),
    ],
)
def test_yes_is_never_told_of_an_item_of_a_list_that_forbids(lead: str, question: str, item: str):
    part = read_question(question).parts[0]
    paragraph = Paragraph(
        document="d", label="1(a)", order=0, lead_in=f"A Member {lead}:", text=item
    )
    document = Document(id="d", source="", council="Ashcombe", title="Protocol")
    scales = Scales(build_lexicon([paragraph.text]))
    scored = Scored(Hit(paragraph, document, rank=1, score=1.0), 1.0, 1.0)
    decision = decide(part, [read_evidence(part, scored, 0, scales)], scales, "councillor")
    assert decision is None or decision.verdict is not Verdict.YES


@pytest.mark.parametrize(
    ("lead_in", "text", "sense"),
    [
        ("A Member must not:", "sign an order which the Council will pay for;", "forbids"),
        ("In particular, Members may not normally:", "sign what officers must pay;", "forbids"),
        ("Members may:", "see what officers must not publish;", "permits"),
        ("The following apply:", "officers must not sign an order;", "forbids"),
    ],
)
def test_a_lead_in_decides_of_its_items_and_not_what_an_item_speaks_of(
    lead_in: str, text: str, sense: str
):
    assert read("May I sign an order that officers pay?", text, lead_in)[f"sense {sense}"] == 1


def test_what_limits_a_list_within_an_item_may_decide():
    said = "sign an order, but a chairman may sign one for the Council's own supplies;"
    features = read("May one be signed for our own supplies?", said, "A Member must not:")
    assert features["sense permits"] == 1


def test_the_deciding_words_are_not_what_somebody_is_told():
    text = "Members must not promise a resident that the Council will take enforcement action."
    features = read("May I tell a resident that we will take enforcement action?", text)
    assert features["sense forbids"] == 1


class CountingEncoder:
    """Encodes a text as its number of letters and a constant, and counts what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def encode_passages(self, texts):
        import numpy as np

        self.given += texts
        rows = np.array([[len(text), 1.0] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_nearness_encodes_each_text_once():
    encoder = CountingEncoder()
    near = EncodedNearness(lambda: encoder)
    first = near("may I?", ["a", "bb"])
    again = near("may I?", ["bb", "a"])
    assert first == (again[1], again[0])
    assert encoder.given == ["may I?", "a", "bb"]
    assert near("may I?", []) == ()


def test_without_an_encoder_no_text_is_nearer_than_another():
    assert no_nearness("may I?", ["a", "bb"]) == (0.0, 0.0)
