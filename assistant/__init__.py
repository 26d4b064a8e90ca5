"""Answers a question from a library, with citations that are checked."""

from assistant.answer import Answer, AnswerStatus, Citation, ComparisonRow, Retrieved, Turn, Verdict
from assistant.assistant import Assistant
from assistant.settings import AssistantSettings

__all__ = [
    "Answer",
    "AnswerStatus",
    "Assistant",
    "AssistantSettings",
    "Citation",
    "ComparisonRow",
    "Retrieved",
    "Turn",
    "Verdict",
]
