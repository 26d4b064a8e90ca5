import pytest

from assistant.answer import Turn
from assistant.conversation import leans_backwards, stand_alone

_NAMES = ("Oulton District Council", "Oulton")


def _after(earlier: str, now: str) -> str:
    return stand_alone(now, [Turn(user=earlier, assistant="…")], _NAMES).text


@pytest.mark.parametrize(
    "question",
    [
        "and in public?",
        "what if she refuses?",
        "for how long?",
        "does that count if it's my wife?",
        "can I tell the rest of my group what was said?",
        "And the other way round?",
        "was it always that?",
        "Do I really have to ask every time?",
    ],
)
def test_what_leans_on_the_turn_before(question: str) -> None:
    assert leans_backwards(question)


@pytest.mark.parametrize(
    "question",
    [
        "Can I ask an officer to come to my surgery?",
        "A reporter has rung me. What do I tell him?",
        "Is it alright to print leaflets on the council printer?",
        "Is there a rule about blind copies of letters?",
    ],
)
def test_a_new_topic_is_not_polluted_by_the_last(question: str) -> None:
    assert not leans_backwards(question)
    assert _after("How do I complain about an officer?", question) == question


def test_a_follow_up_is_joined_to_what_it_leans_on() -> None:
    joined = _after("Can I criticise an officer?", "and in public?")
    assert joined == "Can I criticise an officer? And in public?"


def test_a_follow_up_to_a_follow_up_keeps_the_topic() -> None:
    turns = [
        Turn(user="Can I criticise an officer?", assistant="…"),
        Turn(user="and in public?", assistant="…"),
    ]
    assert "criticise an officer" in stand_alone("what if she minds?", turns).text


def test_thanks_in_between_do_not_break_the_thread() -> None:
    turns = [
        Turn(user="Can I criticise an officer?", assistant="…"),
        Turn(user="thanks", assistant="You are welcome."),
    ]
    assert stand_alone("and in public?", turns).base == "Can I criticise an officer?"


def test_another_council_gets_the_same_question() -> None:
    resolved = stand_alone(
        "what about Oulton?", [Turn(user="Can I book a hall?", assistant="…")], _NAMES
    )
    assert (resolved.text, resolved.same) == ("Can I book a hall?", True)


def test_the_old_version_gets_the_same_question() -> None:
    resolved = stand_alone(
        "and the old version?", [Turn(user="How soon must they answer?", assistant="…")]
    )
    assert (resolved.same, resolved.edition) == (True, "old")


def test_the_other_way_round_changes_councillors_and_officers_about() -> None:
    assert "How does an officer complain about a councillor?" in _after(
        "How does a councillor complain about an officer?", "And the other way round?"
    )


def test_where_does_it_say_that_asks_the_last_question_again() -> None:
    assert _after("Can I book a hall?", "where does it say that?") == "Can I book a hall?"


def test_a_leaning_turn_with_nothing_before_it_is_bare() -> None:
    assert stand_alone("and in public?", []).bare
