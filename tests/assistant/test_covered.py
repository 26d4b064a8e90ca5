"""How likely it is that what was found answers: by what is asked for, not nearness alone."""

from __future__ import annotations

import math

import pytest

from assistant.covered import Odds, covered_features, weigh_odds
from assistant.question import Part, read_question
from assistant.train.covering import (
    CoveredCase,
    fit_covered,
    fit_first_right,
    reliability,
    score_left_out,
    told_apart,
)
from index.hits import Hit
from ingest.documents import Document, Paragraph

_DOCUMENT = Document(id="d", source="", council="Ashcombe", title="Protocol")
_NEAR = {"fused": 0.9, "dense": 0.7, "coverage": 0.6}


def found(*texts: str) -> tuple[Hit, ...]:
    """Return hits of equal nearness."""
    return tuple(
        Hit(
            Paragraph(document="d", label=str(rank), order=rank, text=text),
            _DOCUMENT,
            rank,
            0.9,
            dict(_NEAR),
        )
        for rank, text in enumerate(texts, start=1)
    )


def part(question: str) -> Part:
    return read_question(question).parts[0]


def test_nothing_found_is_nothing_answered():
    assert weigh_odds(part("May I see the file?"), ()) == Odds(0.0, 0.0)


def test_a_number_that_is_asked_for_is_looked_for():
    asked = part("How many days do they have to reply?")
    without = covered_features(asked, found("Officers shall reply promptly to members' letters."))
    assert without["no number near"] == 1
    given = covered_features(asked, found("Officers shall reply within five working days."))
    assert "no number near" not in given
    assert "no number in the best" not in given


def test_a_post_is_looked_for_where_the_question_asks_who():
    asked = part("Who decides whether I may see it?")
    assert covered_features(asked, found("It is decided afresh each time."))["no post in the best"]
    assert "no post in the best" not in covered_features(
        asked, found("The Monitoring Officer decides.")
    )


def test_a_rule_is_looked_for_where_the_question_asks_for_one():
    asked = part("Am I allowed to record the meeting?")
    assert covered_features(asked, found("Meetings began in 1974."))["no rule in the best"]
    assert "no rule in the best" not in covered_features(asked, found("You must not record it."))


@pytest.mark.parametrize(
    ("answered", "left_open"),
    [
        (
            "May I tell the press what was said?",
            "What is the fine for telling the press what was said?",
        ),
        (
            "Do I have to declare a gift?",
            "How many days have I got to declare a gift?",
        ),
    ],
)
def test_what_a_rule_leaves_open_is_less_likely_answered_by_it(answered: str, left_open: str):
    hits = found("Members must not tell the press. Gifts must be declared.", "Other matters.")
    one, other = weigh_odds(part(answered), hits), weigh_odds(part(left_open), hits)
    assert one.covered > other.covered
    assert one.first > other.first


def case(scope: str, *, asks_fine: bool) -> CoveredCase:
    features = {"asked: fine": 1.0} if asks_fine else {"asked: may": 1.0}
    return CoveredCase(scope, features, covered=not asks_fine, first_right=not asks_fine)


CASES = [
    case(scope, asks_fine=asks_fine)
    for scope in ("ash", "elm", "oak")
    for asks_fine in (False,) * 12 + (True,) * 4
]


def test_papers_left_out_are_told_by_what_others_taught():
    scored = score_left_out(CASES, ["ash", "elm", "oak"])
    assert len(scored) == len(CASES)
    assert told_apart(scored) == 1.0
    assert told_apart(scored, "elm") == 1.0


def test_told_apart_is_undefined_where_nothing_is_left_open():
    scored = score_left_out([*CASES, case("fir", asks_fine=False)], ["fir"])
    assert math.isnan(told_apart(scored, "fir"))


def test_chances_are_calibrated_to_six_answered_in_seven():
    model = fit_covered(CASES)
    asked = [model.chances(each.features)["yes"] for each in CASES]
    answered = [chance for chance, each in zip(asked, CASES, strict=True) if each.covered]
    left_open = [chance for chance, each in zip(asked, CASES, strict=True) if not each.covered]
    mean = (6 * sum(answered) / len(answered) + sum(left_open) / len(left_open)) / 7
    assert mean == pytest.approx(6 / 7, abs=0.02)


def test_the_first_paragraphs_chance_holds_on_papers_left_out():
    many = CASES * 20
    (low, high) = reliability(many, [0.5])
    assert low[0] + high[0] == len(many)
    assert low[2] == 0.0
    assert high[2] == 1.0
    chances = fit_first_right(CASES).chances
    assert chances({"asked: may": 1.0})["yes"] > chances({"asked: fine": 1.0})["yes"]
