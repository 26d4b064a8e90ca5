"""Two runs compared, thresholds, attribution of failures, and JUnit."""

from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console

from evals import EvalReport, evaluate
from evals.attribution import Cause
from evals.compare import compare_runs, find_worse, load_thresholds
from evals.errors import ComparisonError, RunError
from evals.junit import to_junit
from evals.terminal import print_causes, print_comparison, print_summary

N = 12


def run(make: Any, said: Any, n: int = N) -> EvalReport:
    """A run of n questions on paragraph 2.1; `said` gives the answer to each by its number."""
    questions = [
        make.question("2.1", id=f"q{number}", question=f"ask {number}", key=(("five",),))
        for number in range(n)
    ]
    script = {question.question: said(number) for number, question in enumerate(questions)}
    return evaluate(make.assistant(script), questions)


@pytest.fixture
def right(make: Any) -> Any:
    return make.answer(
        "Officers should answer a member's enquiry within five working days. [1]",
        citations=[make.cite("2.1")],
        retrieved=make.found("2.1", "2.2", "4"),
    )


@pytest.fixture
def thresholds(tmp_path: Path) -> Any:
    file = tmp_path / "thresholds.toml"
    file.write_text("[measures.points_met]\nmax_fall = 0.1\nmin = 0.5\n[measures.error]\nmax = 0\n")
    return load_thresholds(file)


class TestComparison:
    def test_the_same_run_twice_changes_nothing_and_passes(
        self, make: Any, right: Any, thresholds: Any
    ) -> None:
        same = compare_runs(run(make, lambda _: right), run(make, lambda _: right))
        assert same.flips == ()
        assert same.differing == ()
        assert all(not change.n_higher and not change.n_lower for change in same.changes.values())
        assert find_worse(same, thresholds) == ()

    def test_questions_that_flipped_are_told_with_both_texts(self, make: Any, right: Any) -> None:
        silent = make.answer("Not there.")
        found = compare_runs(
            run(make, lambda _: right), run(make, lambda n: silent if n == 3 else right)
        )
        (flip,) = found.flips
        assert (flip.id, flip.lost, flip.gained) == ("q3", ("covered", "points_met", "key"), ())
        assert flip.before.startswith("Officers should")
        assert flip.after == "Not there."

    def test_a_fall_within_the_threshold_passes_and_one_beyond_does_not(
        self, make: Any, right: Any, thresholds: Any
    ) -> None:
        silent = make.answer("Not there.")
        before = run(make, lambda _: right)
        one = compare_runs(before, run(make, lambda n: silent if n < 1 else right))
        three = compare_runs(before, run(make, lambda n: silent if n < 3 else right))
        assert find_worse(one, thresholds) == ()
        (worse,) = find_worse(three, thresholds)
        assert worse.message == (
            "points_met went from 1.0000 to 0.7500: 0.2500 worse, and at most 0.1 is let through"
        )

    def test_getting_better_never_fails(self, make: Any, right: Any, thresholds: Any) -> None:
        worse = run(make, lambda n: make.answer("Not there.") if n < 3 else right)
        assert find_worse(compare_runs(worse, run(make, lambda _: right)), thresholds) == ()

    def test_a_floor_holds_whatever_the_earlier_run_was(
        self, make: Any, right: Any, thresholds: Any
    ) -> None:
        low = run(make, lambda n: right if n < 3 else make.answer("Not there."))
        (worse,) = find_worse(compare_runs(low, low), thresholds)
        assert worse.message == "points_met is 0.2500, below 0.5"

    def test_errors_do_not_hide_by_leaving_the_means(
        self, make: Any, right: Any, thresholds: Any
    ) -> None:
        broken = run(make, lambda n: RuntimeError("gone") if n < 3 else right)
        found = find_worse(compare_runs(run(make, lambda _: right), broken), thresholds)
        assert [each.measure for each in found] == ["error"]

    def test_leaving_out_questions_fails(self, make: Any, right: Any, thresholds: Any) -> None:
        found = compare_runs(run(make, lambda _: right), run(make, lambda _: right, n=N - 1))
        assert [each.measure for each in find_worse(found, thresholds)] == ["questions"]

    def test_runs_of_two_sets_cannot_be_compared(self, make: Any, right: Any) -> None:
        other = run(make, lambda _: right)
        renamed = other.metrics.model_copy(
            update={"by_question": {"x": next(iter(other.metrics.by_question.values()))}}
        )
        with pytest.raises(ComparisonError, match="no question in common"):
            compare_runs(other, other.model_copy(update={"metrics": renamed}))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[measures.beauty]\nmin = 1\n", "names the measure “beauty”"),
            ("[measures.mrr]\nfall = 1\n", "not a thresholds file"),
            ("measures = ", "not a thresholds file"),
        ],
    )
    def test_a_thresholds_file_with_a_slip_is_refused(
        self, tmp_path: Path, text: str, said: str
    ) -> None:
        (tmp_path / "t.toml").write_text(text)
        with pytest.raises(ComparisonError, match=said):
            load_thresholds(tmp_path / "t.toml")

    def test_a_report_reads_back_from_its_file(self, make: Any, right: Any, tmp_path: Path) -> None:
        report = run(make, lambda _: right)
        (tmp_path / "report.json").write_text(report.to_json())
        assert EvalReport.load(tmp_path) == EvalReport.load(tmp_path / "report.json") == report
        (tmp_path / "report.json").write_text("{}")
        with pytest.raises(RunError, match="not a report"):
            EvalReport.load(tmp_path)


class TestAttribution:
    """Each failure is put down to the first step of the road that explains it."""

    @pytest.fixture
    def cause(self, make: Any) -> Any:
        def of(question: Any, answer: Any) -> tuple[Cause, str] | None:
            failures = evaluate(
                make.assistant({question.question: answer}), [question]
            ).metrics.failures
            return (failures[0].cause, failures[0].why) if failures else None

        return of

    def test_an_answer_that_is_right_has_no_cause(self, make: Any, right: Any, cause: Any) -> None:
        assert cause(make.question("2.1"), right) is None

    def test_an_error(self, make: Any, cause: Any) -> None:
        assert cause(make.question("2.1"), RuntimeError("gone")) == (Cause.ERROR, "gone")

    def test_reading_where_the_neighbours_of_the_label_are_there(
        self, make: Any, right: Any, cause: Any
    ) -> None:
        found = cause(make.question("2.3"), right)
        assert found == (
            Cause.READING,
            "hw-2024 2.3 is not in the library, though its neighbours are",
        )
        assert cause(make.question("3.2(z)"), right)[0] is Cause.READING

    def test_gold_that_names_what_never_was(self, make: Any, right: Any, cause: Any) -> None:
        assert cause(make.question("88"), right)[0] is Cause.GOLD
        elsewhere = make.question(
            type="fact", answerable=True, gold=((("gone", "1"),),), question="?"
        )
        assert cause(elsewhere, right)[0] is Cause.GOLD

    def test_gold_whose_words_stand_in_the_paragraph_that_is_cited(
        self, make: Any, cause: Any
    ) -> None:
        old = make.answer("x [1]", citations=[make.cite("1", "hw-2010")])
        assert cause(make.question("2.1"), old)[0] is Cause.GOLD

    def test_gold_that_does_not_hold_its_own_key(self, make: Any, right: Any, cause: Any) -> None:
        asked = make.question("2.1", key=(("nine days",),))
        assert cause(asked, right) == (
            Cause.GOLD,
            "no gold paragraph contains the key string “nine days”",
        )

    def test_scope_where_only_another_paper_was_looked_at(self, make: Any, cause: Any) -> None:
        said = make.answer(retrieved=make.found("1", document="hw-2010"))
        assert cause(make.question("4"), said)[0] is Cause.SCOPE

    def test_finding_where_it_is_not_among_those_found(self, make: Any, cause: Any) -> None:
        said = make.answer(retrieved=make.found("1", "2.1"))
        assert cause(make.question("4"), said) == (
            Cause.FINDING,
            "hw-2024 4 is not there among those found",
        )

    def test_choosing_where_it_was_found_and_not_cited(self, make: Any, cause: Any) -> None:
        said = make.answer(retrieved=make.found("5", "4"))
        assert cause(make.question("4"), said) == (
            Cause.CHOOSING,
            "hw-2024 4 was found at rank 2 and not cited",
        )

    def test_choosing_where_silence_was_not_noticed(
        self, make: Any, right: Any, cause: Any
    ) -> None:
        assert cause(make.question(), right)[0] is Cause.CHOOSING

    def test_wording_where_the_right_paragraph_is_cited(
        self, make: Any, right: Any, cause: Any
    ) -> None:
        asked = make.question("2.1", type="duty", verdict="yes")
        assert cause(asked, right) == (
            Cause.WORDING,
            "every required point is cited, but it fails verdict",
        )


class TestTelling:
    def test_the_summary_fits_a_screen(self, make: Any, right: Any) -> None:
        out = StringIO()
        print_summary(run(make, lambda _: right), Console(file=out, width=80))
        lines = out.getvalue().splitlines()
        assert len(lines) <= 24
        assert max(map(len, lines)) <= 80
        assert "points_met" in out.getvalue()

    def test_causes_are_listed_under_their_meaning(self, make: Any) -> None:
        out = StringIO()
        silent = make.answer(retrieved=make.found("5"))
        print_causes(run(make, lambda _: silent, n=2), Console(file=out, width=120))
        assert out.getvalue().splitlines() == [
            "finding (2): the paragraph is not among the first 10 found",
            "  q0  hw-2024 2.1 is not there among those found",
            "  q1  hw-2024 2.1 is not there among those found",
        ]

    def test_a_comparison_names_what_changed_and_what_breaks(
        self, make: Any, right: Any, thresholds: Any
    ) -> None:
        out = StringIO()
        silent = make.answer("Not there.")
        found = compare_runs(
            run(make, lambda _: right), run(make, lambda n: silent if n < 3 else right)
        )
        print_comparison(found, find_worse(found, thresholds), Console(file=out, width=100))
        text = out.getvalue()
        assert "3 questions flipped" in text
        assert "-0.250" in text
        assert "worse points_met went from 1.0000 to 0.7500" in text

    def test_junit_has_a_case_for_each_question_with_its_cause(self, make: Any, right: Any) -> None:
        said = {0: right, 1: make.answer("Not\x00 there."), 2: RuntimeError("gone")}
        suite = ElementTree.fromstring(to_junit(run(make, said.get, n=3)))[0]
        assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
        cases = suite.findall("testcase")
        assert [[child.tag for child in case] for case in cases] == [[], ["failure"], ["error"]]
        assert cases[1][0].get("type") == "finding"
