import pytest

from assistant.deontic import Party, Sense, read_deontic
from assistant.phrases import force_remark


@pytest.mark.parametrize(
    ("sentence", "words", "sense"),
    [
        ("Members must declare it.", "must", Sense.REQUIRES),
        ("Members must not declare it.", "must not", Sense.FORBIDS),
        ("Officers must never be asked.", "must never", Sense.FORBIDS),
        ("Blind copies should not be sent.", "should not", Sense.ADVISES_AGAINST),
        ("Officers should reply.", "should", Sense.ADVISES),
        ("An officer may leave.", "may", Sense.PERMITS),
        ("Members may not instruct staff.", "may not", Sense.FORBIDS),
        ("Employees need not join.", "need not", Sense.EXEMPTS),
        ("He is not obliged to do so.", "is not obliged to", Sense.EXEMPTS),
        ("Members are entitled to see it.", "are entitled to", Sense.ENTITLES),
        ("The member is not entitled to know.", "is not entitled to", Sense.DENIES),
        ("Members are expected to attend.", "are expected to", Sense.ADVISES),
        ("Directors are responsible for it.", "are responsible for", Sense.REQUIRES),
        ("Officers will do their best.", "will", Sense.UNDERTAKES),
        ("Members have no general right to roam.", "have no general right", Sense.DENIES),
        (
            "She will not have a need to know and therefore a right to see it.",
            "will not have a need to know and therefore a right to",
            Sense.DENIES,
        ),
        ("Members shall not be barred from asking.", "shall not be barred from", Sense.PERMITS),
        ("Rule 3 does not apply to stewards.", "does not apply", Sense.EXEMPTS),
    ],
)
def test_force_is_read_as_the_paper_puts_it(sentence: str, words: str, sense: Sense) -> None:
    (force,) = read_deontic(sentence).forces
    assert (force.words, force.sense) == (words, sense)


def test_a_negative_subject_forbids() -> None:
    (force,) = read_deontic("No member may instruct an officer.").forces
    assert force.sense is Sense.FORBIDS
    (force,) = read_deontic("Neither should they ask about discipline.").forces
    assert force.negative


def test_two_forces_of_one_sentence_are_told_apart() -> None:
    forces = read_deontic("An officer may attend but is not obliged to do so.").forces
    assert [force.sense for force in forces] == [Sense.PERMITS, Sense.EXEMPTS]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Staff may go unless the chair objects.", "unless"),
        ("It is given only if she agrees.", "only"),
        ("He may attend provided that it is open.", "provided that"),
        ("Nothing is copied except by law.", "except"),
        ("It is not shared without the member's consent.", "without"),
    ],
)
def test_conditions_that_change_the_answer_are_seen(sentence: str, name: str) -> None:
    reading = read_deontic(sentence)
    assert reading.gated
    assert name in {condition.name for condition in reading.conditions}


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("Where a member asks, officers must reply.", Party.OFFICER),
        ("Members must tell the Monitoring Officer.", Party.MEMBER),
        ("Members and officers must respect each other.", Party.BOTH),
        ("A councillor who writes to the clerk should sign.", Party.MEMBER),
    ],
)
def test_who_is_bound(sentence: str, bound: Party) -> None:
    assert read_deontic(sentence).forces[0].bound is bound


def test_who_benefits() -> None:
    assert read_deontic("Members can expect officers to reply.").benefits is Party.MEMBER
    assert read_deontic("Officers can expect members to be polite.").benefits is Party.OFFICER


def test_a_rule_for_the_normal_case_is_not_told_as_a_firm_one():
    said = force_remark(Sense.FORBIDS, "will normally not", Party.OFFICER)
    assert "usual" in said
    assert "firm rule" not in said
    assert "firm rule" in force_remark(Sense.FORBIDS, "must not", Party.OFFICER)


def test_a_need_to_know_is_a_ground_and_no_duty() -> None:
    said = "A request to see a document on a need to know basis goes to the Monitoring Officer."
    assert read_deontic(said).forces == ()
    assert read_deontic("Members need to tell the clerk.").forces[0].sense is Sense.REQUIRES
