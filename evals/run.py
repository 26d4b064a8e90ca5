"""A run: every question put, its outcome kept at once, and the whole scored at the end.

A run folder holds `settings.json`, `questions.jsonl`, `answers.jsonl` (one outcome a line, as they
came) and `report.json`. A run that was interrupted goes on where it stopped; a run that ended is
scored again from its saved answers without answering anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from assistant.answer import Answers
from evals.answered import Answered
from evals.answering import put_all
from evals.errors import RunError
from evals.papers import HoldsDocuments, Papers
from evals.questions import Question, load_questions, save_questions
from evals.report import EvalReport, build_report
from evals.settings import RunSettings, describe_run

Progress = Callable[[int, int], None]
"""Called with the number of questions done, from 0, and the number there are."""

SETTINGS = "settings.json"
QUESTIONS = "questions.jsonl"
ANSWERS = "answers.jsonl"
REPORT = "report.json"


def evaluate(
    assistant: Answers,
    questions: Sequence[Question],
    *,
    library: HoldsDocuments | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    folder: Path | None = None,
) -> EvalReport:
    """Put every question to the assistant and return the scored report.

    Args:
        library: What citations are checked against; the assistant's own by default.
        workers: Processes that answer at the same time; 1: this one.
        progress: Told of each outcome.
        folder: Where the run is kept; None: nowhere. A folder that holds part of the same run
            is gone on with; questions that ended in an error are put again.

    Raises:
        RunError: The folder holds a run of other questions, papers, settings or versions, or the
            assistant cannot be opened in several processes.
    """
    papers = Papers.of(library if library is not None else _library_of(assistant))
    settings = describe_run(assistant, questions, papers)
    kept = _begin(folder, questions, settings) if folder else {}
    waiting = [question for question in questions if question.id not in kept]
    n_done = len(kept)
    if progress:
        progress(n_done, len(questions))
    for outcome in put_all(assistant, waiting, workers=workers):
        kept[outcome.id] = outcome
        if folder:
            _append(folder / ANSWERS, outcome)
        n_done += 1
        if progress:
            progress(n_done, len(questions))
    report = build_report(questions, kept, papers, settings)
    if folder:
        (folder / REPORT).write_text(report.to_json(), encoding="utf-8")
    return report


def rescore(
    folder: Path,
    library: HoldsDocuments,
    *,
    questions: Sequence[Question] | None = None,
) -> EvalReport:
    """Score a run's saved answers again, as after a change of gold or of a measure.

    Args:
        library: What citations are checked against.
        questions: With new gold; by default those that the run was made with.

    Returns:
        The report, which also replaces the one in the folder.

    Raises:
        RunError: The folder holds no run, or no answer to one of the questions as it is put.
    """
    settings = _read_settings(folder)
    asked = tuple(questions) if questions is not None else load_questions(folder / QUESTIONS)
    kept = saved_answers(folder)
    missing = [each.id for each in asked if each.id not in kept]
    changed = [each.id for each in asked if each.id in kept and kept[each.id].asked != each.sha256]
    if missing or changed:
        first = (missing or changed)[0]
        raise RunError(
            f"{folder.name} holds no answer to question {first} as it is put now. Run it again."
        )
    papers = Papers.of(library)
    described = describe_run(None, asked, papers)
    report = build_report(
        asked,
        kept,
        papers,
        settings.model_copy(
            update={
                "n_questions": described.n_questions,
                "questions": described.questions,
                "library": described.library,
                "documents": described.documents,
            }
        ),
    )
    (folder / REPORT).write_text(report.to_json(), encoding="utf-8")
    return report


def saved_answers(folder: Path) -> dict[str, Answered]:
    """Return a run's outcomes by id, the last where a question was put again.

    A last line that was cut off by an interruption is left out.

    Raises:
        RunError: A line other than the last is malformed.
    """
    file = folder / ANSWERS
    if not file.is_file():
        return {}
    lines = file.read_text(encoding="utf-8").split("\n")
    kept: dict[str, Answered] = {}
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            outcome = Answered.model_validate_json(line)
        except ValidationError as error:
            if number == len(lines):
                break
            raise RunError(
                f"{file} is damaged at line {number}. Move the folder away and run again."
            ) from error
        kept[outcome.id] = outcome
    return kept


def _begin(
    folder: Path, questions: Sequence[Question], settings: RunSettings
) -> dict[str, Answered]:
    """Make a run folder, or open the one that is there; return the answers it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / SETTINGS).is_file():
        save_questions(questions, folder / QUESTIONS)
        (folder / SETTINGS).write_text(settings.model_dump_json(indent=1) + "\n", encoding="utf-8")
        return {}
    differing = _differing(_read_settings(folder), settings)
    if differing:
        raise RunError(
            f"{folder} holds a run with other {', '.join(differing)}. Name another folder."
        )
    kept = {id_: each for id_, each in saved_answers(folder).items() if each.answer is not None}
    _rewrite(folder / ANSWERS, kept.values())  # drops a torn last line, so that appending is safe
    return kept


def _differing(kept: RunSettings, now: RunSettings) -> list[str]:
    return [name for name in RunSettings.model_fields if getattr(kept, name) != getattr(now, name)]


def _read_settings(folder: Path) -> RunSettings:
    file = folder / SETTINGS
    if not file.is_file():
        raise RunError(f"{folder} holds no run. Name a folder that an evaluation was kept in.")
    try:
        return RunSettings.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise RunError(f"{file} cannot be read. Move the folder away and run again.") from error


def _append(file: Path, outcome: Answered) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(outcome.model_dump_json() + "\n")


def _rewrite(file: Path, outcomes: Iterable[Answered]) -> None:
    part = file.with_suffix(".part")
    part.write_text("".join(each.model_dump_json() + "\n" for each in outcomes), encoding="utf-8")
    part.replace(file)


def _library_of(assistant: object) -> HoldsDocuments:
    library: HoldsDocuments | None = getattr(assistant, "library", None)
    if library is None:
        raise RunError("This assistant names no library. Pass the library to check citations by.")
    return library
