"""A sample library that looks used: two evaluations, and a month of questions with feedback.

It is what the pictures of Evaluate and Activity are made of; nothing of it is shown as anybody's
real use. The questions are the project's own samples, the answers are worked out here.
"""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import TYPE_CHECKING

from evals import load_questions
from evals.samples import questions_path
from ui.activity import ActivityLog, Feedback
from ui.evaluation_runs import Runner
from ui.settings import ActivitySettings, Logging, Settings

if TYPE_CHECKING:
    from assistant import Assistant
    from evals import Question

_N_ASKED = 70
_N_DAYS = 28
_SEED = 7
_COMMENTS = (
    Feedback(True, "Found it in seconds. The page beside it is what I needed."),
    Feedback(False, "I meant the mayor's parlour, not the committee rooms."),
    Feedback(True, "Sent it to a colleague with the citation."),
    Feedback(True),
    Feedback(True),
    Feedback(False),
)


def use_samples(folder: Path, settings: Settings, *, n_questions: int | None = None) -> None:
    """Evaluate the sample library twice, and keep a month of questions asked of it.

    Args:
        folder: Empty; `variables` gives the settings with which the page shows what is in it.
        n_questions: How many of the sample questions are evaluated; all where none is given.
    """
    from assistant import Assistant
    from ui.library import open_library

    library = open_library(None, settings)
    questions = load_questions(questions_path())
    stricter = settings.assistant.model_copy(
        update={"answer_at": (1.0 + settings.assistant.answer_at) / 2}
    )
    now = Assistant(library, settings.assistant)
    _evaluate(folder, "samples, stricter", Assistant(library, stricter), questions[:n_questions])
    _evaluate(folder, "samples", now, questions[:n_questions])
    _ask(folder, now, questions)


def variables(folder: Path) -> dict[str, str]:
    """Return the environment variables with which the page shows a folder's evaluations and use."""
    return {
        "PROTOCOLS_ACTIVITY__LOGGING": Logging.FULL.value,
        "PROTOCOLS_ACTIVITY__FILE": str(folder / "activity.sqlite"),
        "PROTOCOLS_EVALUATION__FOLDER": str(folder / "evaluation"),
    }


def _evaluate(
    folder: Path, name: str, assistant: Assistant, questions: tuple[Question, ...]
) -> None:
    runner = Runner(folder / "evaluation" / "runs")
    runner.begin(assistant, questions, assistant.library, set_name=name)
    runner.wait()


def _ask(folder: Path, assistant: Assistant, questions: tuple[Question, ...]) -> None:
    """Ask questions on days of the last month, some again and again, and say what helped."""
    chance = random.Random(_SEED)
    first = [question for question in questions if not question.history]
    asked = chance.choices(first, weights=[1 / (n + 1) for n in range(len(first))], k=_N_ASKED)
    today = dt.date.today()
    days = sorted(today - dt.timedelta(days=chance.randrange(_N_DAYS)) for _ in asked)
    comments = list(_COMMENTS)
    for day, question in zip(days, asked, strict=True):
        log = ActivityLog(
            folder / "activity.sqlite",
            ActivitySettings(logging=Logging.FULL),
            today=lambda day=day: day,  # type: ignore[misc]
        )
        kept = log.record(
            assistant.answer(question.question, council=question.council, role=question.role)
        )
        if kept is not None and comments and chance.random() < 0.25:
            log.give(kept, comments.pop(0))
