"""The server's log: one JSON object a line, with a number for each request.

What was asked is left out unless the settings say otherwise: a question may tell of a person. The
record of questions (`ui.activity`) is another thing: this is for whoever keeps the server running.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import uuid
from contextvars import ContextVar
from enum import StrEnum
from pathlib import Path
from typing import IO

from pydantic import Field

from assistant.answer import Answer
from ingest.documents import Record

NAME = "protocols"
PACKAGES = ("assistant", "evals", "index", "ingest", "ui", NAME)
_REQUEST: ContextVar[str] = ContextVar("request", default="")
_HANDLER = "protocols-json-lines"


class Level(StrEnum):
    """From which weight on something is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogSettings(Record):
    """What the server logs, and where."""

    level: Level = Level.WARNING
    file: Path | None = Field(default=None, description="null: the error output")
    questions: bool = Field(default=False, description="whether what was asked is logged too")


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, which part, what, and of which request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a line break in what is said cannot begin another."""
        fields: dict[str, object] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat("T", "milliseconds"),
            "level": record.levelname.lower(),
            "part": record.name,
            "says": record.getMessage(),
        }
        if request := _REQUEST.get():
            fields["request"] = request
        fields |= getattr(record, "fields", {})
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False, default=str)


def set_up_logs(settings: LogSettings, *, stream: IO[str] | None = None) -> logging.Handler:
    """Have the project's own packages log as the settings say; called again, it replaces that."""
    handler: logging.Handler
    if settings.file is not None:
        settings.file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(settings.file, encoding="utf-8")
    else:
        handler = logging.StreamHandler(stream or sys.stderr)
    handler.set_name(_HANDLER)
    handler.setFormatter(JsonLines())
    for name in PACKAGES:
        logger = logging.getLogger(name)
        for old in [each for each in logger.handlers if each.get_name() == _HANDLER]:
            logger.removeHandler(old)
            old.close()
        logger.addHandler(handler)
        logger.setLevel(settings.level.upper())
        logger.propagate = False
    return handler


def begin_request() -> str:
    """Give this thread's next lines a new request's number, and return it."""
    request = uuid.uuid4().hex[:12]
    _REQUEST.set(request)
    return request


def log_answer(answer: Answer, settings: LogSettings) -> None:
    """Log that a question was answered: how, from what, and how long each step took."""
    fields: dict[str, object] = {
        "event": "answered",
        "council": answer.council,
        "status": answer.status.value,
        "cited": [f"{each.document}#{each.label}" for each in answer.citations],
        "n_chars": len(answer.question),
        "took_ms": {name: round(took, 1) for name, took in answer.timings_ms.items()},
    }
    if settings.questions:
        fields["question"] = answer.question
    logging.getLogger(NAME).info("A question was answered.", extra={"fields": fields})
