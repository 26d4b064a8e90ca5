"""What the assistant says, whole answers, over the small library of two councils."""

import re
from collections.abc import Callable

import pytest

from assistant import Assistant
from assistant.answer import AnswerStatus, Turn, Verdict
from assistant.covered import Odds
from assistant.errors import QuestionTooLongError
from assistant.words import tidy
from index.errors import UnknownCouncilError


def test_a_permission_with_conditions(assistant: Assistant) -> None:
    answer = assistant.answer("Can an officer come to my ward surgery?", council="Fenwick")
    assert answer.verdict is Verdict.CONDITIONAL
    assert answer.text.startswith("Yes, but only on the conditions")
    assert "provided that the surgery is open to everyone" in answer.text
    assert (answer.citations[0].document, answer.citations[0].label) == ("fenwick-2020", "2")


def test_a_number_is_given_as_the_paper_gives_it(assistant: Assistant) -> None:
    answer = assistant.answer(
        "How many working days do officers have to answer an enquiry?", council="Fenwick"
    )
    assert "five working days" in answer.text


def test_both_editions_are_shown_and_the_one_that_binds_is_named(assistant: Assistant) -> None:
    answer = assistant.answer(
        "How many working days do officers have to answer an enquiry?", council="Fenwick"
    )
    assert {c.document for c in answer.citations} == {"fenwick-2020", "fenwick-2026"}
    assert "In the existing text:" in answer.text
    assert "In the proposed text:" in answer.text
    assert "existing text binds" in answer.text


def test_every_marker_of_the_text_has_its_citation(assistant: Assistant) -> None:
    for question in ("Can officers attend party group meetings?", "How do I complain?"):
        answer = assistant.answer(question, council="Fenwick")
        markers = {int(found) for found in re.findall(r"\[(\d+)\]", answer.text)}
        assert markers == {citation.marker for citation in answer.citations}


def test_a_lead_in_travels_with_its_item(assistant: Assistant) -> None:
    answer = assistant.answer(
        "Must a councillor visiting premises tell the manager beforehand?", council="Fenwick"
    )
    assert (
        "Councillors visiting council premises should: tell the manager beforehand" in answer.text
    )


def test_nothing_here_is_said_with_the_nearest_and_whom_to_ask(assistant: Assistant) -> None:
    answer = assistant.answer("May I keep a parrot in the chamber?", council="Fenwick")
    assert answer.status is AnswerStatus.NOT_COVERED
    assert answer.citations == ()
    assert answer.nearest
    assert "Monitoring Officer" in (answer.next_step or "")
    assert "May I keep a parrot in the chamber?" in (answer.message or "")


def test_a_heading_without_text_is_told_apart(assistant: Assistant) -> None:
    answer = assistant.answer("May I speak to a reporter?", council="Oulton")
    assert answer.status is AnswerStatus.NOT_COVERED
    assert "heading for this, “3 Media Relations”" in answer.text


@pytest.mark.parametrize(("first", "is_answered"), [(0.3, False), (0.9, True)])
def test_an_empty_heading_comes_before_a_paragraph_that_is_not_likely_to_answer(
    first: float, is_answered: bool, with_odds: Callable[[Odds], Assistant]
) -> None:
    answer = with_odds(Odds(1.0, first)).answer(
        "May I wear a badge for a media interview?", council="Oulton"
    )
    assert bool(answer.citations) is is_answered
    assert ("Media Relations" in answer.text) is not is_answered


def test_an_answer_that_is_not_likely_says_so_and_gives_no_verdict(
    with_odds: Callable[[Odds], Assistant],
) -> None:
    likely, unlikely = (
        with_odds(Odds(1.0, first)).answer(
            "May officers attend party group meetings?", council="Fenwick"
        )
        for first in (0.9, 0.1)
    )
    assert likely.verdict is not None
    assert unlikely.verdict is None
    assert unlikely.text.startswith("This comes nearest")
    assert unlikely.citations == likely.citations
    assert (likely.p_first, unlikely.p_first) == (0.9, 0.1)


def test_a_verdict_is_told_only_where_paragraph_and_verdict_together_are_likely(
    with_odds: Callable[..., Assistant],
) -> None:
    asked = "May officers attend party group meetings?"
    told = with_odds(Odds(1.0, 0.9), verdict_at=0.5).answer(asked, council="Fenwick")
    kept_back = with_odds(Odds(1.0, 0.5), verdict_at=0.5).answer(asked, council="Fenwick")
    assert told.verdict is not None
    assert kept_back.verdict is None  # the paragraph is likely enough, not the two together
    assert kept_back.citations == told.citations
    assert told.text.endswith(kept_back.text.split(" [1]")[0] + " [1]" + told.text.split(" [1]")[1])
    assert not kept_back.text.startswith("This comes nearest")


def test_councils_side_by_side_have_a_row_each(assistant: Assistant) -> None:
    answer = assistant.answer("Which councils forbid blind copies?")
    said = {row.council: row.says for row in answer.rows}
    assert said["Oulton District Council"].startswith("Blind copies must not be sent")
    assert said["Fenwick Borough Council"] == ""
    assert "Fenwick Borough Council: silent." in answer.text


def test_the_standing_of_a_paper(assistant: Assistant) -> None:
    answer = assistant.answer("Has the protocol been adopted?", council="Oulton")
    assert answer.text.startswith("Not as far as these papers show")
    assert "2 September 2024" in answer.text


def test_the_question_itself_may_name_the_council(assistant: Assistant) -> None:
    answer = assistant.answer("Can officers attend ward surgeries in Oulton?")
    assert answer.council == "Oulton District Council"
    assert answer.verdict is Verdict.NO


def test_an_unknown_council_is_an_error_not_a_guess(assistant: Assistant) -> None:
    with pytest.raises(UnknownCouncilError):
        assistant.answer("Can I go?", council="Nowhere")


def test_a_paragraph_by_its_number(assistant: Assistant) -> None:
    answer = assistant.answer("show me paragraph 7", council="Fenwick")
    assert [c.label for c in answer.citations] == ["7"]
    assert "Council printers should not be used" in answer.text


def test_where_it_says_so(assistant: Assistant) -> None:
    history = [Turn(user="Can an officer come to my ward surgery?", assistant="Yes …")]
    answer = assistant.answer("where does it say that?", council="Fenwick", history=history)
    assert "paragraph 2 of" in answer.text


def test_what_about_another_council(assistant: Assistant) -> None:
    history = [Turn(user="Can officers attend ward surgeries?", assistant="…")]
    answer = assistant.answer("what about Oulton?", council="Fenwick", history=history)
    assert answer.council == "Oulton District Council"
    assert answer.standalone_question == "Can officers attend ward surgeries?"


def test_the_old_version_only(assistant: Assistant) -> None:
    history = [Turn(user="How many days do officers have to answer an enquiry?", assistant="…")]
    answer = assistant.answer("and the old version?", council="Fenwick", history=history)
    assert {c.document for c in answer.citations} == {"fenwick-2020"}


def test_a_first_question_that_names_an_edition_is_answered_from_it(assistant: Assistant) -> None:
    asked = "How many days did officers have to answer an enquiry under the existing protocol?"
    answer = assistant.answer(asked, council="Fenwick")
    assert {c.document for c in answer.citations} == {"fenwick-2020"}
    asked = "Under the proposed protocol, how many days do officers have to answer an enquiry?"
    answer = assistant.answer(asked, council="Fenwick")
    assert {c.document for c in answer.citations} == {"fenwick-2026"}


def test_an_edition_in_the_circumstances_is_not_what_is_asked_for(assistant: Assistant) -> None:
    told = "The existing protocol was vague. How many days do officers have to answer an enquiry?"
    answer = assistant.answer(told, council="Fenwick")
    assert "fenwick-2026" in {c.document for c in answer.citations}


@pytest.mark.parametrize("turn", ["hello", "thanks, that's great", "what can you do?"])
def test_small_talk_gets_a_sentence_and_no_search(turn: str, assistant: Assistant) -> None:
    answer = assistant.answer(turn, council="Fenwick")
    assert answer.citations == answer.retrieved == ()
    assert answer.text


def test_a_turn_that_leans_on_nothing_gets_one_question_back(assistant: Assistant) -> None:
    answer = assistant.answer("for how long?", council="Fenwick")
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert answer.text.endswith("in full.")


def test_a_premise_that_the_paper_contradicts_is_met(assistant: Assistant) -> None:
    answer = assistant.answer(
        "Since officers may attend a surgery on party premises, can I ask an officer to attend "
        "a surgery on party premises?",
        council="Fenwick",
    )
    assert "The question takes it that officers may attend a surgery" in answer.text


def test_a_question_over_the_limit_is_refused_in_a_sentence(assistant: Assistant) -> None:
    with pytest.raises(QuestionTooLongError, match="at most"):
        assistant.answer("why? " * 600, council="Fenwick")


def test_what_was_found_is_kept_with_digests(assistant: Assistant) -> None:
    answer = assistant.answer("Can an officer come to my ward surgery?", council="Fenwick")
    assert len(answer.retrieved) >= 10
    assert all(re.fullmatch(r"[0-9a-f]{64}", item.sha256) for item in answer.retrieved)
    scores = [item.score for item in answer.retrieved]
    assert scores == sorted(scores, reverse=True)


def test_times_are_kept_step_by_step(assistant: Assistant) -> None:
    answer = assistant.answer("Can an officer come to my ward surgery?", council="Fenwick")
    assert {"read", "find", "choose", "write", "total"} <= set(answer.timings_ms)


def test_quotes_are_always_the_papers_words(assistant: Assistant) -> None:
    for question in ("Can officers go to a party group?", "Who is the Monitoring Officer?"):
        for citation in assistant.answer(question, council="Fenwick").citations:
            assert citation.quote in citation.paragraph
            assert tidy(citation.quote)[:20] in tidy(citation.paragraph)
