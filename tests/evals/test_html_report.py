"""The HTML page: whole in itself, the same each time, and safe with what questions hold."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evals import evaluate
from evals.charts import confusion_chart, intervals_chart, latency_chart, risk_coverage_chart
from evals.html_report import html_of_run, render_html
from evals.metrics import Curve, Mean


@pytest.fixture
def folder(make: Any, tmp_path: Path) -> Path:
    questions = (
        make.question("2.1", id="q1", question="how <b>long</b>?", key=(("five",),)),
        make.question("4", id="q2", question="which register?", type="duty", verdict="yes"),
        make.question(id="q3", question="may I keep bees?"),
    )
    script = {
        questions[0].question: make.answer(
            "<script>alert(1)</script> five [1]",
            citations=[make.cite("2.1", quote="five working days")],
            retrieved=make.found("2.1"),
        ),
        questions[1].question: RuntimeError("gone & lost"),
        questions[2].question: make.answer("Not there."),
    }
    evaluate(make.assistant(script), questions, folder=tmp_path / "run")
    return tmp_path / "run"


def test_the_page_holds_every_question_with_quotes_gold_and_cause(folder: Path) -> None:
    page = html_of_run(folder)
    assert page.count("<details") == 3
    assert "five working days</blockquote>" in page
    assert "Gold: hw-2024 2.1" in page
    assert "gone &amp; lost" in page


def test_words_of_questions_and_answers_are_never_markup(folder: Path) -> None:
    page = html_of_run(folder)
    assert "<b>long</b>" not in page
    assert page.count("<script>") == 1  # the page's own
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_asks_for_nothing_from_outside(folder: Path) -> None:
    links: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
            names = ("src", "href", "xlink:href", "data", "action")
            links.extend(value or "" for name, value in attrs if name in names)

    Links().feed(html_of_run(folder))
    assert all(link.startswith("#") for link in links)


def test_the_page_of_the_same_run_is_the_same_to_the_letter(folder: Path) -> None:
    page = html_of_run(folder)
    assert page == html_of_run(folder)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_report_alone_is_enough_for_a_page(folder: Path) -> None:
    from evals import EvalReport

    page = render_html(EvalReport.load(folder))
    assert page.count("<details") == 3
    assert "Gold:" not in page


def test_plots_of_nothing_are_left_out() -> None:
    undefined = Mean(mean=None, low=None, high=None, n=0, n_undefined=3)
    assert intervals_chart({"x": undefined}, "x") == ""
    assert confusion_chart({"yes": {"yes": 0, "none": 0}}) == ""
    assert risk_coverage_chart(Curve(coverage=(), risk=(), area=None)) == ""
    assert latency_chart([]) == ""
