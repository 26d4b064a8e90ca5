"""What the record of questions comes to, and how one of them becomes a test question."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from assistant.answer import Answer, AnswerStatus, Citation, Role, Verdict
from evals import load_questions
from evals.check import check_questions
from index import Library
from ingest.documents import Status
from ui.activity import ActivityLog, Feedback
from ui.activity_summary import Span, Summary, as_csv, councils_asked, summarise
from ui.question_sets import append_question, drafted, proposed_gold
from ui.settings import ActivitySettings, Logging

DAY = dt.date(2025, 3, 31)
ASHCOMBE, MERROW = "Ashcombe Borough Council", "Merrow District Council"
ALL = Span(since=dt.date(2000, 1, 1))


def citation(label: str) -> Citation:
    return Citation(
        marker=1,
        document="ashcombe-2025-protocol",
        label=label,
        council=ASHCOMBE,
        title="Protocol",
        status=Status.ADOPTED,
        section="",
        page=None,
        quote="words",
        paragraph="words",
    )


def answer(
    question: str, *labels: str, council: str = ASHCOMBE, role: Role | None = "officer"
) -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        council=council,
        role=role,
        status=AnswerStatus.ANSWERED if labels else AnswerStatus.NOT_COVERED,
        verdict=Verdict.NO if labels else None,
        text="",
        citations=tuple(citation(label) for label in labels),
    )


@pytest.fixture
def log(tmp_path: Path) -> ActivityLog:
    return kept(tmp_path, Logging.FULL)


def kept(folder: Path, logging: Logging) -> ActivityLog:
    """Return a record of six questions over three days."""
    asked = [
        (2, answer("May I park at the town hall?")),
        (2, answer("May a junior officer come to a surgery?", "6.7", "6.6")),
        (1, answer("Parking at the town hall: may I?", role="councillor")),
        (1, answer("May I go to a group meeting?", "3.1", council=MERROW)),
        (0, answer("=HYPERLINK(1)", "6.7")),
        (0, answer("Who mends the clock?")),
    ]
    for days_ago, each in asked:
        day = DAY - dt.timedelta(days=days_ago)
        settings = ActivitySettings(logging=logging)
        log = ActivityLog(folder / "a.sqlite", settings, today=lambda day=day: day)
        number = log.record(each)
        assert number is not None
        if "surgery" in each.question:
            log.give(number, Feedback(useful=True, words="Just what I needed"))
        if "clock" in each.question:
            log.give(number, Feedback(useful=False))
    return log


def words(summary: Summary) -> list[tuple[str, int]]:
    return [(each.latest.words, each.n) for each in summary.not_covered]


def test_counts_of_how_questions_ended(log: ActivityLog) -> None:
    found = summarise(log, ALL)
    assert (found.n_asked, found.n_answered, found.n_not_covered) == (6, 3, 3)
    assert (found.n_useful, found.n_not_useful) == (1, 1)
    assert [(each.day, each.status.value, each.n) for each in found.by_day] == [
        (DAY - dt.timedelta(days=2), "answered", 1),
        (DAY - dt.timedelta(days=2), "not_covered", 1),
        (DAY - dt.timedelta(days=1), "answered", 1),
        (DAY - dt.timedelta(days=1), "not_covered", 1),
        (DAY, "answered", 1),
        (DAY, "not_covered", 1),
    ]
    assert found.by_council == ((ASHCOMBE, 5), (MERROW, 1))


def test_questions_that_ask_the_same_in_other_words_order_are_one(log: ActivityLog) -> None:
    assert words(summarise(log, ALL)) == [
        ("Parking at the town hall: may I?", 2),
        ("Who mends the clock?", 1),
    ]
    assert summarise(log, ALL).most_asked[0].n == 2


def test_paragraphs_are_counted_by_the_answers_that_cite_them(log: ActivityLog) -> None:
    cited = {each.key[1]: each.n for each in summarise(log, ALL).cited}
    assert cited == {"6.7": 2, "6.6": 1, "3.1": 1}


def test_comments_stand_with_the_question_that_they_are_about(log: ActivityLog) -> None:
    comments = summarise(log, ALL).comments
    assert [(each.comment, each.useful, each.words) for each in comments] == [
        ("Just what I needed", True, "May a junior officer come to a surgery?")
    ]


@pytest.mark.parametrize(
    ("span", "n"),
    [
        (Span(since=DAY), 2),
        (Span(since=DAY - dt.timedelta(days=1)), 4),
        (Span(since=ALL.since, council=MERROW), 1),
        (Span(since=ALL.since, role="councillor"), 1),
        (Span(since=ALL.since, council=MERROW, role="councillor"), 0),
        (Span(since=DAY + dt.timedelta(days=1)), 0),
    ],
)
def test_a_span_narrows_it_by_day_council_and_role(log: ActivityLog, span: Span, n: int) -> None:
    assert summarise(log, span).n_asked == n


def test_where_only_counts_are_kept_there_are_no_words_to_show(tmp_path: Path) -> None:
    found = summarise(kept(tmp_path, Logging.COUNTS), ALL)
    assert (found.n_asked, found.n_not_covered) == (6, 3)
    assert found.questions == found.not_covered == found.most_asked == found.comments == ()
    assert len(found.cited) == 3


def test_where_nothing_was_kept_all_counts_are_nothing(tmp_path: Path) -> None:
    log = ActivityLog(tmp_path / "none.sqlite", ActivitySettings(logging=Logging.FULL))
    assert summarise(log, ALL).n_asked == 0
    assert councils_asked(log) == ()


def test_the_councils_asked_are_named_once(log: ActivityLog) -> None:
    assert councils_asked(log) == (ASHCOMBE, MERROW)


def test_a_spreadsheet_of_it_runs_no_formula(log: ActivityLog) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(summarise(log, ALL).questions).decode()[1:])))
    assert len(rows) == 6
    assert rows[1]["question"] == "'=HYPERLINK(1)"
    assert rows[4]["cited"] == "ashcombe-2025-protocol 6.6 ; ashcombe-2025-protocol 6.7"
    assert rows[4]["helped"] == "yes"


def test_an_answered_question_becomes_a_test_question_with_what_it_cited(
    log: ActivityLog, library: Library, tmp_path: Path
) -> None:
    asked = next(e for e in summarise(log, ALL).questions if "surgery" in e.words)
    gold = proposed_gold(asked)
    made = append_question(
        tmp_path, drafted(asked, gold=gold, verdict=asked.verdict, note="seen in use")
    )
    (question,) = load_questions(made.file)
    assert question.id == "asked-001"
    assert (question.council, question.role, question.verdict) == (ASHCOMBE, "officer", "no")
    assert question.gold == ((("ashcombe-2025-protocol", "6.6"),), (gold[1],))
    assert [each for each in check_questions(made.file, library) if each.level == "error"] == []


def test_a_question_that_was_not_covered_becomes_one_that_nothing_answers(
    log: ActivityLog, library: Library, tmp_path: Path
) -> None:
    for each in summarise(log, ALL).not_covered:
        asked = each.latest
        made = append_question(tmp_path, drafted(asked, gold=proposed_gold(asked)))
    questions = load_questions(made.file)
    assert [question.id for question in questions] == ["asked-001", "asked-002"]
    assert all(question.type == "uncovered" for question in questions)
    assert [each for each in check_questions(made.file, library) if each.level == "error"] == []
