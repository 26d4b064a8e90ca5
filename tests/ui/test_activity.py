"""What is kept of the questions asked: by the setting, for as long as it says, and no more."""

import datetime as dt
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer, AnswerStatus, Citation, Verdict
from ingest.documents import Status
from ui.activity import ActivityLog, Feedback, activity_file, logging_notice
from ui.errors import ActivityError
from ui.settings import ActivitySettings, Logging

DAY = dt.date(2025, 3, 31)
ASKED = "Can Cllr Smith ring 01632 960123?"


def answer(question: str = ASKED, *labels: str, status: AnswerStatus | None = None) -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        council="Ashcombe Borough Council",
        role="officer",
        status=status or (AnswerStatus.ANSWERED if labels else AnswerStatus.NOT_COVERED),
        verdict=Verdict.NO if labels else None,
        text="",
        citations=tuple(
            Citation(
                marker=n,
                document="paper",
                label=label,
                council="Ashcombe Borough Council",
                title="Protocol",
                status=Status.ADOPTED,
                section="",
                page=None,
                quote="words",
                paragraph="words",
            )
            for n, label in enumerate(labels, start=1)
        ),
        timings_ms={"total": 12.5},
    )


@pytest.fixture
def log(tmp_path: Path) -> Callable[..., ActivityLog]:
    def made(logging: Logging = Logging.FULL, today: dt.date = DAY, **more: int) -> ActivityLog:
        settings = ActivitySettings(logging=logging, **more)
        return ActivityLog(tmp_path / "kept" / "activity.sqlite", settings, today=lambda: today)

    return made


def rows(log: ActivityLog, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(log.file) as file:
        found = file.execute(query).fetchall()
    file.close()
    return found


def test_nothing_is_kept_as_the_project_comes(tmp_path: Path) -> None:
    log = ActivityLog(tmp_path / "activity.sqlite", ActivitySettings())
    assert log.record(answer()) is None
    log.give(1, Feedback(useful=True))
    assert list(tmp_path.iterdir()) == []


def test_counts_hold_no_word_of_the_question_or_of_the_feedback(
    log: Callable[..., ActivityLog],
) -> None:
    counts = log(Logging.COUNTS)
    asked = counts.record(answer(ASKED, "6.7", "6.8", "6.7"))
    assert asked is not None
    counts.give(asked, Feedback(useful=False, words="It was wrong"))
    assert rows(counts, "SELECT day, council, role, status, verdict, question FROM asked") == [
        ("2025-03-31", "Ashcombe Borough Council", "officer", "answered", "no", None)
    ]
    assert rows(counts, "SELECT document, label FROM cited") == [("paper", "6.7"), ("paper", "6.8")]
    assert rows(counts, "SELECT useful, words FROM feedback") == [(0, None)]


def test_the_full_record_holds_the_question_without_what_tells_of_a_person(
    log: Callable[..., ActivityLog],
) -> None:
    full = log()
    asked = full.record(answer())
    assert asked is not None
    full.give(asked, Feedback(useful=False, words="ask s@example.org"))
    assert rows(full, "SELECT question FROM asked") == [
        ("Can Cllr [name] ring [telephone number]?",)
    ]
    assert rows(full, "SELECT words FROM feedback") == [("ask [e-mail address]",)]


def test_a_follow_up_is_kept_as_it_was_understood(log: Callable[..., ActivityLog]) -> None:
    full = log()
    follow_up = answer("And in public?").model_copy(
        update={"standalone_question": "May officers be criticised in public?"}
    )
    full.record(follow_up)
    assert rows(full, "SELECT question FROM asked") == [("May officers be criticised in public?",)]


def test_feedback_given_again_replaces_what_was_given(log: Callable[..., ActivityLog]) -> None:
    full = log()
    asked = full.record(answer())
    assert asked is not None
    full.give(asked, Feedback(useful=True))
    full.give(asked, Feedback(useful=False, words="no"))
    full.give(asked + 1, Feedback(useful=True))  # to a question that is not there
    assert rows(full, "SELECT asked, useful, words FROM feedback") == [(asked, 0, "no")]


def test_what_is_older_than_the_settings_say_is_removed_from_the_file_itself(
    log: Callable[..., ActivityLog],
) -> None:
    old = log(today=DAY - dt.timedelta(days=31), keep_days=30)
    asked = old.record(answer("Where is the zebra kept?", "1"))
    assert asked is not None
    old.give(asked, Feedback(useful=True, words="zebra"))
    log(today=DAY - dt.timedelta(days=30), keep_days=30).record(answer("Younger"))
    log(keep_days=30).record(answer("Today"))
    assert rows(old, "SELECT question FROM asked") == [("Younger",), ("Today",)]
    assert rows(old, "SELECT count(*) FROM cited") == [(0,)]
    assert rows(old, "SELECT count(*) FROM feedback") == [(0,)]
    left = b"".join(path.read_bytes() for path in old.file.parent.iterdir())
    assert b"zebra" not in left


def test_a_day_later_the_same_process_removes_what_became_old(tmp_path: Path) -> None:
    days = iter([DAY, DAY, DAY + dt.timedelta(days=2), DAY + dt.timedelta(days=2)])
    log = ActivityLog(
        tmp_path / "a.sqlite",
        ActivitySettings(logging=Logging.FULL, keep_days=1),
        today=lambda: next(days),
    )
    log.record(answer("First"))
    log.record(answer("Second"))
    assert rows(log, "SELECT question FROM asked") == [("Second",)]


def test_everything_can_be_removed(log: Callable[..., ActivityLog]) -> None:
    full = log()
    full.forget_everything()  # where nothing was kept
    full.record(answer("Where is the zebra kept?", "1"))
    full.forget_everything()
    assert rows(full, "SELECT count(*) FROM asked") == [(0,)]
    assert b"zebra" not in full.file.read_bytes()


def test_the_file_is_for_its_owner_alone(log: Callable[..., ActivityLog]) -> None:
    full = log()
    full.record(answer())
    assert stat.S_IMODE(full.file.stat().st_mode) == 0o600


def test_many_can_ask_at_once(log: Callable[..., ActivityLog]) -> None:
    logs = [log(), log()]
    threads = [
        threading.Thread(target=lambda n=n: [logs[n % 2].record(answer()) for _ in range(10)])
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(logs[0], "SELECT count(*) FROM asked") == [(80,)]


@pytest.mark.parametrize("found", ["not a database" * 100, ""])
def test_no_answer_is_withheld_where_the_file_cannot_be_used(
    log: Callable[..., ActivityLog], found: str, caplog: pytest.LogCaptureFixture
) -> None:
    full = log()
    full.file.parent.mkdir()
    full.file.write_text(found, encoding="utf-8")
    assert full.record(answer()) is None
    assert "not counted" in caplog.text
    with pytest.raises(ActivityError, match="move it away"), full.reading():
        pass
    assert full.file.read_text(encoding="utf-8") == found


def test_a_record_of_a_newer_version_is_left_alone(log: Callable[..., ActivityLog]) -> None:
    full = log()
    full.record(answer())
    with sqlite3.connect(full.file) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(ActivityError, match="this version"), full.reading():
        pass


def test_the_record_lies_beside_the_library_and_not_in_it(tmp_path: Path) -> None:
    assert activity_file(tmp_path / "library", ActivitySettings()).parent == tmp_path
    named = tmp_path / "elsewhere.sqlite"
    assert activity_file(tmp_path / "library", ActivitySettings(file=named)) == named


def test_people_are_told_what_is_kept() -> None:
    said = {
        logging: logging_notice(ActivitySettings(logging=logging, keep_days=90))
        for logging in Logging
    }
    assert said[Logging.OFF] == "What you ask is not kept."
    assert "counted and not kept" in said[Logging.COUNTS]
    assert "without who asked" in said[Logging.FULL]
    assert all("90 days" in said[logging] for logging in (Logging.COUNTS, Logging.FULL))
