"""The question sets kept for this library: the samples, those uploaded, and those added to here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from assistant.answer import Verdict
from evals import Question, load_questions, save_questions
from evals.check import Problem, check_questions
from evals.errors import QuestionFileError
from evals.papers import HoldsDocuments
from evals.samples import questions_path
from ui.activity_summary import AskedQuestion, Key
from ui.errors import RunningError
from ui.settings import EvaluationSettings

SAMPLES = "The project's own samples"
SUFFIXES = (".jsonl", ".csv", ".xlsx")
FROM_ACTIVITY = "from-activity.jsonl"
_UNFIT = re.compile(r"[^\w\-. ]+")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set on disk, and what it is called on the page."""

    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class CheckedSet:
    """A set with what was found in it; it can be run where `questions` is not empty.

    A set that can be run may hold errors all the same, such as a label that the papers do not
    have: the scores of those questions are then lower than they should be.
    """

    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]

    @property
    def n_errors(self) -> int:
        """How many of the problems make scores wrong, or keep the set from being run."""
        return sum(problem.level == "error" for problem in self.problems)


def evaluation_folder(library: Path, settings: EvaluationSettings) -> Path:
    """Return where sets and runs are kept: as the settings say, else beside the library."""
    return settings.folder or library.with_name(f"{library.name}.evaluation")


def question_sets(folder: Path, *, with_samples: bool) -> tuple[QuestionSet, ...]:
    """Return the sets that can be chosen.

    Args:
        folder: As `evaluation_folder` gives it.
        with_samples: Whether the sample questions are among them, as for the sample papers.
    """
    own = sorted((folder / "sets").glob("*"), key=lambda path: path.name.casefold())
    found = [QuestionSet(path.name, path) for path in own if path.suffix.lower() in SUFFIXES]
    samples = [QuestionSet(SAMPLES, questions_path())] if with_samples else []
    return (*samples, *found)


def keep_set(folder: Path, name: str, data: bytes) -> QuestionSet:
    """Keep an uploaded set; another of the same name is replaced.

    Raises:
        RunningError: Its name does not end as a question set's does.
    """
    fit = _UNFIT.sub("-", Path(name.replace("\\", "/")).name).strip(". ")[-100:]
    if Path(fit).suffix.lower() not in SUFFIXES:
        raise RunningError(f"{name} is not a question set: save it as JSONL, CSV or XLSX.")
    sets = folder / "sets"
    sets.mkdir(parents=True, exist_ok=True)
    part = sets / f"{fit}.part"
    part.write_bytes(data)
    return QuestionSet(fit, part.replace(sets / fit))


def check_set(questions: QuestionSet, library: HoldsDocuments) -> CheckedSet:
    """Return a set's questions and everything found in it, by line.

    Raises:
        EvalError: It is missing or cannot be opened.
    """
    problems = check_questions(questions.file, library)
    try:
        return CheckedSet(load_questions(questions.file), problems)
    except QuestionFileError:  # told line by line among the problems
        return CheckedSet((), problems)


def proposed_gold(asked: AskedQuestion) -> tuple[Key, ...]:
    """Return what a right answer may have to cite: what was cited where it was answered."""
    return asked.cited if asked.is_answered else ()


def drafted(
    asked: AskedQuestion, *, gold: Sequence[Key], verdict: Verdict | None = None, note: str = ""
) -> Question:
    """Return a question that was asked as one of a test set.

    Args:
        gold: What a right answer cites, each a required point; empty: the papers do not answer.
    """
    answerable = bool(gold)
    return Question(
        id="asked",
        council=asked.council,
        role=asked.role,
        question=asked.words,
        type="uncovered" if not answerable else "permission" if verdict else "fact",
        answerable=answerable,
        gold=tuple((key,) for key in gold),
        verdict=verdict if answerable else None,
        note=note,
    )


def append_question(folder: Path, question: Question) -> QuestionSet:
    """Add a question to the set of those that were asked here; it gets the next free id."""
    sets = folder / "sets"
    sets.mkdir(parents=True, exist_ok=True)
    file = sets / FROM_ACTIVITY
    with FileLock(sets / f"{FROM_ACTIVITY}.lock"):
        held = load_questions(file) if file.is_file() else ()
        taken = {each.id for each in held}
        number = next(n for n in range(1, len(held) + 2) if f"asked-{n:03}" not in taken)
        part = file.with_name("part.jsonl")
        added = question.model_copy(update={"id": f"asked-{number:03}"})
        save_questions((*held, added), part)
        part.replace(file)
    return QuestionSet(FROM_ACTIVITY, file)
