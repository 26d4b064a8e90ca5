"""Measures the assistant on question sets."""

from evals.errors import EvalError
from evals.papers import Papers
from evals.questions import Question, load_questions, save_questions
from evals.report import EvalReport
from evals.run import evaluate, rescore

__all__ = [
    "EvalError",
    "EvalReport",
    "Papers",
    "Question",
    "evaluate",
    "load_questions",
    "rescore",
    "save_questions",
]
