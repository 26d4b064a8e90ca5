"""Whether a question wants a yes or a no."""

from __future__ import annotations

import pytest

from assistant.polar import polar_features, wants_verdict
from assistant.question import read_question
from assistant.train.polarity import PutQuestion, fit_polar, right_left_out


@pytest.mark.parametrize(
    "question",
    [
        "Can I bring a friend to the briefing?",
        "Do officers have to answer within a week?",
        "Is it true that officers have to attend group meetings?",
        "Is it a problem if I bring my dog to the surgery?",
        "Would I be wrong to email the officer at home?",
        "I was told we can't copy in the chair. Is that so?",
        "Does the protocol let me use the franking machine?",
    ],
)
def test_it_does(question: str):
    assert wants_verdict(read_question(question).parts[0])


@pytest.mark.parametrize(
    "question",
    [
        "Who decides whether I may see the file?",
        "How long do officers have to answer?",
        "What happens if an officer refuses?",
        "Why does it matter that we get on?",
        "Which form do I fill in to declare a gift?",
    ],
)
def test_it_does_not(question: str):
    assert not wants_verdict(read_question(question).parts[0])


def test_features_name_how_question_and_last_clause_open():
    features = polar_features(read_question("I was asked to leave. Is that so?").parts[0])
    assert features["question opens: is that"] == 1
    assert features["last clause opens: is"] == 1
    assert features["asked: leave"] == 1


def test_papers_left_out_are_told_by_what_others_taught():
    asked = [
        PutQuestion(scope, {f"opens: {word}": 1.0}, polar=word == "is", by_words=False)
        for scope in ("ash", "elm", "oak", "fir", "yew")
        for word in ("is", "who") * 4
    ]
    assert right_left_out(asked) == (0.5, 1.0)
    assert fit_polar(asked).chances({"opens: is": 1.0})["yes or no"] > 0.5
