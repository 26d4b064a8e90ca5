"""Every measure but the finding ones, worked by hand, empty cases included."""

import math
from typing import Any

import pytest

from evals.scorers import BY_NAME, MEASURES
from evals.scorers.claims import claims
from evals.scorers.covered import covered, false_answer, false_refusal
from evals.scorers.exact_quote import exact_quote
from evals.scorers.f1 import f1
from evals.scorers.key_strings import key_strings
from evals.scorers.label_exactness import label_exact, stem
from evals.scorers.length import n_words
from evals.scorers.page_right import page_right
from evals.scorers.points_met import all_points_met, points_met
from evals.scorers.precision import precision
from evals.scorers.reading_grade import n_syllables, reading_grade
from evals.scorers.rewrite import rewrite, rewrite_kept
from evals.scorers.right_paper import right_paper, right_standing
from evals.scorers.risk_coverage import confidence, is_wrong, risk_coverage
from evals.scorers.support import failed_rules, marked, support
from evals.scorers.verdict import confusion, verdict, verdict_where_answered


def test_every_measure_has_a_name_of_its_own_and_a_definition() -> None:
    assert len(BY_NAME) == len(MEASURES)
    assert all(measure.definition.endswith(".") for measure in MEASURES)


class TestCiting:
    def test_a_point_is_met_by_any_of_its_members(self, make: Any) -> None:
        asked = make.question(("2.1", "2.2"), "4")
        case = make.case(asked, make.answer("x", citations=[make.cite("2.2"), make.cite("5")]))
        assert points_met(case) == 0.5
        assert all_points_met(case) == 0
        assert precision(case) == 0.5
        assert f1(case) == 0.5

    def test_an_answer_without_citations_meets_nothing_but_has_no_precision(
        self, make: Any
    ) -> None:
        case = make.case(make.question("4"), make.answer())
        assert points_met(case) == 0
        assert f1(case) == 0
        assert math.isnan(precision(case))
        assert math.isnan(label_exact(case))
        assert math.isnan(right_paper(case))
        assert math.isnan(right_standing(case))
        assert math.isnan(page_right(case))

    def test_a_question_without_gold_has_no_citing_scores(self, make: Any) -> None:
        case = make.case(make.question(), make.answer("x", citations=[make.cite("4")]))
        assert all(
            math.isnan(score(case))
            for score in (points_met, all_points_met, precision, f1, label_exact, right_paper)
        )

    def test_what_may_be_cited_counts_for_precision_only(self, make: Any) -> None:
        asked = make.question("4", also=(("hw-2024", "5"),))
        case = make.case(asked, make.answer("x", citations=[make.cite("5")]))
        assert precision(case) == 1
        assert points_met(case) == 0
        assert f1(case) == 0

    def test_a_paragraph_cited_twice_counts_once(self, make: Any) -> None:
        twice = [make.cite("5"), make.cite("5", marker=2, quote="Only"), make.cite("4", marker=3)]
        assert precision(make.case(make.question("4"), make.answer("x", citations=twice))) == 0.5

    @pytest.mark.parametrize(
        ("label", "number"),
        [("3.2(h)", "3.2"), ("8.4(b)(iv)", "8.4"), ("6.4#2", "6.4"), ("109", "109"), ("p1", "p1")],
    )
    def test_a_label_hangs_from_its_number(self, label: str, number: str) -> None:
        assert stem(("d", label)) == ("d", number)

    def test_the_sister_of_the_right_item_is_near_but_not_exact(self, make: Any) -> None:
        asked = make.question("3.2(h)", "4")
        sister = make.case(asked, make.answer("x", citations=[make.cite("3.2(g)")]))
        both = make.case(asked, make.answer("x", citations=[make.cite("3.2(h)"), make.cite("5")]))
        assert label_exact(sister) == 0
        assert label_exact(both) == 1

    def test_the_same_label_of_another_paper_is_the_wrong_paper(self, make: Any) -> None:
        cited = [make.cite("1", "hw-2010"), make.cite("4")]
        assert right_paper(make.case(make.question("4"), make.answer("x", citations=cited))) == 0.5

    def test_standing_is_the_librarys(self, make: Any) -> None:
        cited = [make.cite("4"), make.cite("1", "hw-2010", status="adopted")]
        case = make.case(make.question("4"), make.answer("x", citations=cited))
        assert right_standing(case) == 0.5

    def test_page_is_the_librarys(self, make: Any) -> None:
        cited = [make.cite("4"), make.cite("5", page=9), make.cite("99")]
        assert page_right(make.case(make.question("4"), make.answer("x", citations=cited))) == 0.5


class TestQuoting:
    def test_a_quote_is_held_against_the_librarys_paragraph(self, make: Any) -> None:
        right = make.cite("4", quote="more than £50")
        edited = make.cite("4", quote="more than £60", paragraph="Gifts worth more than £60")
        empty = make.cite("4", quote="")
        said = make.answer("x", citations=[right, edited, empty], nearest=[make.cite("5")])
        assert exact_quote(make.case(make.question("4"), said)) == 0.5
        assert math.isnan(exact_quote(make.case(make.question("4"), make.answer())))

    def test_claims_take_the_marker_of_their_sentence_or_the_next(self, make: Any) -> None:
        first, second = make.cite("4"), make.cite("5", marker=2)
        said = make.answer(
            "Yes. The register is kept. It is open to all. [1]\n"
            "Only the clerk may speak [2]. It is so.\n"
            "Members should:\n- nobody cited this line",
            citations=[first, second],
        )
        found = [(claim.text, claim.citations) for claim in claims(said)]
        assert found == [
            ("The register is kept.", (first,)),
            ("It is open to all.", (first,)),
            ("Only the clerk may speak.", (second,)),
            ("It is so.", ()),
            ("- nobody cited this line", ()),
        ]

    @pytest.mark.parametrize(
        ("text", "label", "broken"),
        [
            ("Officers should answer a member's enquiry within five working days.", "2.1", set()),
            ("You should have an answer in 5 working days.", "2.1", set()),
            ("You should have an answer in six working days.", "2.1", {"numbers"}),
            ("Officers must answer a member's enquiry within five working days.", "2.1", {"force"}),
            ("The monitoring officer may be asked to step in.", "2.2", {"posts"}),
            ("The Chief Executive may be asked to step in.", "2.2", set()),
            ("Members must bring officers to a surgery on party premises.", "3.2(h)", {"negation"}),
            ("must not bring officers to a surgery on party premises.", "3.2(h)", set()),
            ("Gifts over £50 must not be entered in the register.", "4", {"negation"}),
            ("No member must bring an officer to party premises.", "3.2(h)", set()),
            ("No gift must be entered.", "4", {"negation"}),
        ],
    )
    def test_a_claim_is_held_against_the_paragraph_it_cites(
        self, make: Any, text: str, label: str, broken: set[str]
    ) -> None:
        (claim,) = claims(make.answer(f"{text} [1]", citations=[make.cite(label)]))
        assert failed_rules(claim, make.papers) == broken

    def test_a_claim_without_a_citation_is_counted_as_unmarked(self, make: Any) -> None:
        said = make.answer(
            "Gifts worth more than £50 must be entered. [1]\nGifts are a kindness to all.",
            citations=[make.cite("4")],
        )
        case = make.case(make.question("4"), said)
        assert marked(case) == 0.5
        assert support(None, case) == 1

    def test_a_citation_of_a_paragraph_that_does_not_exist_bears_nothing_out(
        self, make: Any
    ) -> None:
        said = make.answer("Gifts must be entered. [1]", citations=[make.cite("99")])
        assert support(None, make.case(make.question("4"), said)) == 0

    def test_support_is_undefined_without_a_claim(self, make: Any) -> None:
        assert math.isnan(support(None, make.case(make.question("4"), make.answer("Not there."))))
        empty = make.answer("Yes. [1]", citations=[make.cite("4")])
        assert math.isnan(support(None, make.case(make.question("4"), empty)))
        assert math.isnan(marked(make.case(make.question("4"), empty)))


class TestDeciding:
    def test_a_verdict_not_given_is_wrong_where_gold_has_one(self, make: Any) -> None:
        asked = make.question("4", verdict="yes")
        given = make.case(asked, make.answer("x", citations=[make.cite("4")], verdict="yes"))
        other = make.case(asked, make.answer("x", citations=[make.cite("4")], verdict="no"))
        none = make.case(asked, make.answer())
        unasked = make.case(make.question("4"), make.answer(verdict="yes"))
        assert [verdict(each) for each in (given, other, none)] == [1, 0, 0]
        assert math.isnan(verdict(unasked))
        assert math.isnan(verdict_where_answered(none))
        assert confusion([given, other, none, unasked])["yes"] == {
            "yes": 1,
            "no": 1,
            "conditional": 0,
            "none": 1,
        }

    def test_the_two_errors_of_coverage_are_counted_apart(self, make: Any) -> None:
        there, absent = make.question("4"), make.question()
        said, refused = make.answer("x", citations=[make.cite("4")]), make.answer()
        cases = [make.case(asked, each) for asked in (there, absent) for each in (said, refused)]
        assert [covered(each) for each in cases] == [1, 0, 0, 1]
        assert [false_refusal(each) for each in cases[:2]] == [0, 1]
        assert [false_answer(each) for each in cases[2:]] == [1, 0]
        assert all(math.isnan(false_answer(each)) for each in cases[:2])
        assert all(math.isnan(false_refusal(each)) for each in cases[2:])

    def test_risk_coverage_is_the_error_rate_of_the_surest_part(self) -> None:
        curve = risk_coverage([0.9, 0.8, 0.7, 0.6], [False, True, False, True])
        assert curve.coverage == (0.25, 0.5, 0.75, 1.0)
        assert curve.risk == pytest.approx((0, 1 / 2, 1 / 3, 1 / 2))
        assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)

    def test_ties_in_confidence_are_taken_together_whatever_their_order(self) -> None:
        tied = risk_coverage([0.5, 0.5], [True, False])
        assert tied == risk_coverage([0.5, 0.5], [False, True])
        assert tied.risk == (0.5, 0.5)
        assert math.isnan(risk_coverage([], []).area)

    def test_answered_ranks_above_refused_whatever_the_scores(self, make: Any) -> None:
        found = make.found("4")
        said = make.answer("x", citations=[make.cite("4")], retrieved=make.found("5")[:1])
        refused = make.answer(retrieved=found)
        asked = make.question("4")
        assert confidence(make.case(asked, said)) > confidence(make.case(asked, refused))
        assert not is_wrong(make.case(asked, said))
        assert is_wrong(make.case(asked, refused))
        assert is_wrong(make.case(make.question(), said))


class TestSaying:
    def test_key_strings_are_found_in_any_case_and_any_alternative(self) -> None:
        required = [["five working days", "5 working days"], ["Monitoring Officer"]]
        assert key_strings("Within FIVE  working\ndays, ask the clerk.", required) == 0.5
        assert key_strings("5 working days; the monitoring officer’s view", required) == 1
        assert math.isnan(key_strings("anything", []))

    def test_a_key_string_inside_another_word_or_number_does_not_count(self) -> None:
        assert key_strings("Within 15 working days", [["5 working days"]]) == 0
        assert key_strings("In 20251", [["2025"]]) == 0
        assert key_strings("An unregistered gift", [["register"]]) == 0
        assert key_strings("It is registered", [["register"]]) == 1

    def test_words_are_counted_without_markers(self, make: Any) -> None:
        said = make.answer("You may ask [1]. Do so soon [2].", citations=[make.cite("4")])
        assert n_words(make.case(make.question("4"), said)) == 6
        assert math.isnan(n_words(make.case(make.question("4"), make.answer("Not there."))))

    @pytest.mark.parametrize(
        ("word", "syllables"),
        [("the", 1), ("table", 2), ("asked", 1), ("wanted", 2), ("councillor", 3), ("while", 1)],
    )
    def test_syllables(self, word: str, syllables: int) -> None:
        assert n_syllables(word) == syllables

    def test_reading_grade_by_the_formula(self) -> None:
        # two sentences, eight words, ten syllables
        text = "You may ask the clerk. [1] Officers will help. [2]"
        assert reading_grade(text) == pytest.approx(0.39 * 8 / 2 + 11.8 * 10 / 8 - 15.59)
        assert math.isnan(reading_grade("[1]"))


class TestConversation:
    history = ({"user": "May I hold a surgery in party premises?", "assistant": "Yes, but alone."},)

    def test_the_rewriting_is_judged_by_the_subjects_words_that_it_brings_in(
        self, make: Any
    ) -> None:
        asked = make.question("3.2(h)", question="and bring officers?", history=self.history)
        # tying words: surgery, party, premises
        whole = "May I bring officers to a surgery in party premises?"
        part = "May I bring officers to a surgery?"
        bare = "and bring officers?"
        scores = [
            rewrite(make.case(asked, make.answer(standalone_question=said)))
            for said in (whole, part, bare)
        ]
        assert scores == pytest.approx([1, 1 / 3, 0])

    def test_the_follow_ups_own_words_should_stay(self, make: Any) -> None:
        asked = make.question("3.2(h)", question="and bring officers?", history=self.history)
        said = make.answer(standalone_question="May I hold a surgery with officers?")
        assert rewrite_kept(make.case(asked, said)) == 0.5

    def test_a_first_question_has_no_rewriting(self, make: Any) -> None:
        case = make.case(make.question("4"), make.answer())
        assert math.isnan(rewrite(case))
        assert math.isnan(rewrite_kept(case))
