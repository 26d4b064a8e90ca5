"""The record of what was asked, in a SQLite file of its own beside the library.

By the setting it keeps nothing, counts (the day, council, role, how it ended and what was cited),
or the questions too, with what tells of a person taken out. It never holds who asked, their
address, or the time of day; what is older than the settings say is removed.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from ui.activity_redaction import redact
from ui.errors import ActivityError
from ui.settings import ActivitySettings, Logging

SCHEMA_VERSION = 1
_APPLICATION_ID = 0x41435449  # "ACTI": says whose file this is
_BUSY_S = 2.0
_MAX_CHARS = 1_000
_SCHEMA = """
CREATE TABLE asked (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,           -- as '2025-03-31'
    council TEXT,                -- NULL: all of them
    role TEXT,
    status TEXT NOT NULL,        -- an AnswerStatus
    verdict TEXT,
    question TEXT,               -- NULL where only counts are kept
    took_ms REAL NOT NULL
) STRICT;
CREATE INDEX asked_day ON asked (day);
CREATE TABLE cited (
    asked INTEGER NOT NULL REFERENCES asked ON DELETE CASCADE,
    document TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (asked, document, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE feedback (
    asked INTEGER PRIMARY KEY REFERENCES asked ON DELETE CASCADE,
    useful INTEGER NOT NULL,     -- 0 or 1
    words TEXT                   -- NULL where none were given, or only counts are kept
) STRICT;
"""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thought of an answer, and why where they said so."""

    useful: bool
    words: str = ""


class ActivityLog:
    """What was asked. Safe to share between threads, and between processes."""

    def __init__(
        self,
        file: Path,
        settings: ActivitySettings,
        *,
        known: Callable[[], Collection[str]] = frozenset,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        """Name the file; it is made when something is first kept.

        Args:
            known: Gives the stems of the papers' own words, which are not taken for names.
        """
        self.file = file
        self.settings = settings
        self._known = known
        self._today = today
        self._opening = threading.Lock()
        self._purged: dt.date | None = None

    def record(self, answer: Answer) -> int | None:
        """Keep what the settings let be kept of a question that was answered.

        Returns:
            The question's number here, for its feedback; None where nothing was kept. A file
            that cannot be written is told in the server's own log: no answer is withheld for it.
        """
        if self.settings.logging is Logging.OFF:
            return None
        try:
            with self._writing() as file:
                return self._insert(file, answer)
        except (sqlite3.Error, OSError, ActivityError) as error:
            _LOG.warning("A question was answered but not counted: %s", error)
            return None

    def give(self, asked: int, feedback: Feedback) -> None:
        """Keep what a person thought of an answer; given again, it replaces what was given."""
        if self.settings.logging is Logging.OFF:
            return
        words = self._kept_words(feedback.words)
        try:
            with self._writing() as file:
                file.execute(
                    "INSERT INTO feedback (asked, useful, words) SELECT id, ?, ? FROM asked "
                    "WHERE id = ? ON CONFLICT (asked) DO UPDATE "
                    "SET useful = excluded.useful, words = excluded.words",
                    (int(feedback.useful), words, asked),
                )
        except (sqlite3.Error, OSError, ActivityError) as error:
            _LOG.warning("Feedback was not kept: %s", error)

    def forget_everything(self) -> None:
        """Remove all that is kept."""
        if not self.file.exists():
            return
        with self._writing() as file:
            file.execute("DELETE FROM asked")
        self._shrink()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection to read by; None where nothing was ever kept.

        Raises:
            ActivityError: The file is another's, or of a newer version, or cannot be opened.
        """
        if not self.file.exists():
            yield None
            return
        with self._opened() as file:
            yield file

    def _insert(self, file: sqlite3.Connection, answer: Answer) -> int:
        question = answer.standalone_question or answer.question
        row = file.execute(
            "INSERT INTO asked (day, council, role, status, verdict, question, took_ms) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                self._today().isoformat(),
                answer.council,
                answer.role,
                answer.status.value,
                answer.verdict.value if answer.verdict else None,
                self._kept_words(question),
                answer.timings_ms.get("total", 0.0),
            ),
        )
        asked = int(row.lastrowid or 0)
        keys = dict.fromkeys((each.document, each.label) for each in answer.citations)
        file.executemany(
            "INSERT INTO cited (asked, document, label) VALUES (?, ?, ?)",
            [(asked, document, label) for document, label in keys],
        )
        return asked

    def _kept_words(self, words: str) -> str | None:
        words = " ".join(words.split())
        if self.settings.logging is not Logging.FULL or not words:
            return None
        return redact(words, known=self._known())[:_MAX_CHARS]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._make()
        self._purge()
        with self._opened() as file, file:
            yield file

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.file, timeout=_BUSY_S)
        except sqlite3.Error as error:
            raise ActivityError(
                f"The record of questions at {self.file} cannot be opened ({error})."
            ) from error
        with closing(connection) as file:
            try:
                version = file.execute("PRAGMA user_version").fetchone()[0]
                owner = file.execute("PRAGMA application_id").fetchone()[0]
            except sqlite3.DatabaseError as error:
                raise ActivityError(
                    f"{self.file} is not a record of questions, or is damaged: move it away."
                ) from error
            if (owner, version) != (_APPLICATION_ID, SCHEMA_VERSION):
                raise ActivityError(
                    f"{self.file} is not a record of questions that this version can read: move "
                    "it away, or name another file in the settings (activity.file)."
                )
            file.execute("PRAGMA foreign_keys = ON")
            file.execute("PRAGMA secure_delete = ON")
            file.execute("PRAGMA synchronous = NORMAL")
            yield file

    def _make(self) -> None:
        """Make the file where there is none: whole, or not at all."""
        with self._opening:
            if self.file.exists():
                return
            self.file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f"{self.file.name}-", dir=self.file.parent)
            os.close(handle)  # made for its owner alone; SQLite's own files beside it follow it
            part = Path(name)
            with closing(sqlite3.connect(part)) as file:
                file.executescript(
                    f"PRAGMA application_id = {_APPLICATION_ID};"
                    f"PRAGMA user_version = {SCHEMA_VERSION};"
                    f"{_SCHEMA}"
                )
                file.execute("PRAGMA journal_mode = WAL")
            try:
                os.link(part, self.file)  # fails where another process was first
            except FileExistsError:
                pass
            finally:
                part.unlink()

    def _purge(self) -> None:
        """Remove what is older than the settings say, once a day."""
        today = self._today()
        if self._purged == today:
            return
        first_kept = today - dt.timedelta(days=self.settings.keep_days)
        with self._opened() as file, file:
            gone = file.execute("DELETE FROM asked WHERE day < ?", (first_kept.isoformat(),))
            removed = gone.rowcount
        self._purged = today
        if removed:
            self._shrink()

    def purge(self) -> None:
        """Remove what is older than the settings say, where anything is kept."""
        if self.file.exists():
            self._purge()

    def _shrink(self) -> None:
        """Write the removals into the file itself, so that its journal holds no removed words."""
        with self._opened() as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def activity_file(library: Path, settings: ActivitySettings) -> Path:
    """Return where the record is kept: as the settings say, else beside the library's folder.

    Beside and not inside, so that a library that is copied for somebody takes no questions along.
    """
    return settings.file or library.with_name(f"{library.name}.activity.sqlite")


def logging_notice(settings: ActivitySettings) -> str:
    """Return what a person is told about what is kept of their questions."""
    kept = f"for {settings.keep_days} days"
    match settings.logging:
        case Logging.OFF:
            return "What you ask is not kept."
        case Logging.COUNTS:
            return (
                f"What you ask is counted and not kept: {kept}, a count says on which day a "
                "question was asked, of which council and in which role, how it ended and what "
                "was cited."
            )
        case Logging.FULL:
            return (
                f"What you ask is kept {kept} to make the answers better, without who asked. "
                "Please leave out names and other personal details; e-mail addresses, telephone "
                "numbers and names after titles are removed before it is kept."
            )
