"""A question with its gold, and the reading of a set of them from JSONL, CSV or XLSX."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from assistant.answer import Role, Turn, Verdict
from evals.errors import QuestionFileError
from evals.rows import Row, read_rows
from ingest.documents import Record

QuestionType = Literal[
    "permission", "duty", "process", "fact", "definition", "status", "comparison", "uncovered"
]
Difficulty = Literal["easy", "medium", "hard"]
Key = tuple[str, str]
"""A document's id and a paragraph's label."""

TYPES: tuple[str, ...] = get_args(QuestionType)


class Question(Record):
    """One question and what a right answer to it cites and says.

    Attributes:
        council: Whose protocol is asked about; None: all of them.
        gold: The required points; each is met by citing any of its members.
        also: Paragraphs that may be cited and are not wrong.
        key: Strings that the answer must contain, any case; each a list of alternatives.
        difficulty: As the set's writer judged it; None where they did not say.
    """

    id: str
    council: str | None = None
    role: Role | None = None
    history: tuple[Turn, ...] = ()
    question: str
    type: QuestionType
    answerable: bool
    gold: tuple[tuple[Key, ...], ...] = ()
    also: tuple[Key, ...] = ()
    verdict: Verdict | None = None
    key: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    difficulty: Difficulty | None = None

    @property
    def relevant(self) -> frozenset[Key]:
        """Every member of every required point."""
        return frozenset(key for point in self.gold for key in point)

    @property
    def sha256(self) -> str:
        """A hash of what is asked, for telling whether a saved answer is still its answer."""
        asked = self.model_dump_json(include={"council", "role", "history", "question"})
        return hashlib.sha256(asked.encode()).hexdigest()


def load_questions(path: Path | str) -> tuple[Question, ...]:
    """Read a set of questions.

    Args:
        path: A `.jsonl`, `.csv` or `.xlsx` file; the columns of the last two are the fields.

    Returns:
        The questions in the file's order, with ids that are unique.

    Raises:
        QuestionFileError: The file is missing, of another type, empty or malformed.
    """
    path = Path(path)
    questions: list[Question] = []
    seen: dict[str, int] = {}
    for row in read_rows(path):
        parsed = parse_row(row)
        if isinstance(parsed, tuple):
            raise QuestionFileError(
                f"{path.name}, line {row.line}: {parsed[0]}. "
                f"`protocols eval check {path.name}` lists every fault in the file."
            )
        question = parsed
        if question.id in seen:
            raise QuestionFileError(
                f"{path.name}, line {row.line}: the id “{question.id}” was used in line "
                f"{seen[question.id]}. Give each question its own id."
            )
        seen[question.id] = row.line
        questions.append(question)
    if not questions:
        raise QuestionFileError(f"{path.name} holds no questions. Add at least one and try again.")
    return tuple(questions)


def save_questions(questions: Sequence[Question], path: Path) -> None:
    """Write questions in the order of the fields, as JSONL, CSV or XLSX by the file's name.

    Raises:
        QuestionFileError: The name ends in none of these.
    """
    from evals import sheets  # it imports this module

    if path.suffix.lower() == ".csv":
        sheets.write_csv(questions, path)
    elif path.suffix.lower() == ".xlsx":
        sheets.write_xlsx(questions, path)
    elif path.suffix.lower() == ".jsonl":
        lines = (question.model_dump_json() + "\n" for question in questions)
        path.write_text("".join(lines), encoding="utf-8")
    else:
        raise QuestionFileError(f"{path.name} should end in .jsonl, .csv or .xlsx.")


def questions_sha256(questions: Sequence[Question]) -> str:
    """Return a hash of a set: questions, gold and order."""
    digest = hashlib.sha256()
    for question in questions:
        digest.update(question.model_dump_json().encode() + b"\n")
    return digest.hexdigest()


def parse_row(row: Row) -> Question | tuple[str, ...]:
    """Return a row's question, or its faults in a few words each."""
    if row.fault:
        return (row.fault,)
    try:
        return Question.model_validate(row.fields)
    except ValidationError as error:
        return faults(error)


def faults(error: ValidationError) -> tuple[str, ...]:
    """Return each fault of a row in a few words."""
    found = []
    for fault in error.errors():
        where = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            found.append(f"“{where}” is not a field of a question")
        elif fault["type"] == "missing":
            found.append(f"“{where}” is missing")
        else:
            message = str(fault["msg"])
            found.append(f"“{where}”: {message[:1].lower()}{message[1:]}")
    return tuple(found)
