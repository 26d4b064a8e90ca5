"""Checks a question file against a library: fields, labels, and signs of a weak set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from assistant.words import content_stems
from evals.papers import HoldsDocuments, Papers
from evals.questions import TYPES, Key, Question, parse_row
from evals.rows import read_rows
from evals.scorers.key_strings import contains, fold

NEAR = 60.0
"""From this similarity (0 to 100) on, a name is offered for a mistyped one."""
SAME_QUESTION = 95.0
"""From this similarity (0 to 100) on, two questions count as one asked twice."""
LEAK_WORDS = 7
"""A question with this many words in a row from its gold paragraph gives the answer away."""
N_BALANCE_MIN = 20
"""Sets smaller than this are not held to a balance."""
SHARE_MIN = 0.02
SHARE_MAX = 0.5


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in a question file.

    Attributes:
        line: 1-based line (or spreadsheet row); 0 for the set as a whole.
        id: The question's, '' where it has none or the whole set is meant.
        level: An 'error' makes scores wrong or the file unreadable; a 'warning' may be meant.
    """

    line: int
    id: str
    level: Literal["error", "warning"]
    message: str


@dataclass(frozen=True, slots=True)
class _Placed:
    line: int
    question: Question


def check_questions(path: Path | str, library: HoldsDocuments) -> tuple[Problem, ...]:
    """Return everything found in a question file, errors and warnings, by line.

    Args:
        path: A `.jsonl`, `.csv` or `.xlsx` file.
        library: Where its labels should be found; `index.Library` will do.

    Raises:
        QuestionFileError: The file is missing, or of another type.
    """
    papers = Papers.of(library)
    placed: list[_Placed] = []
    problems: list[Problem] = []
    for row in read_rows(Path(path)):
        parsed = parse_row(row)
        if isinstance(parsed, tuple):
            id_ = str(row.fields.get("id", ""))
            problems += [Problem(row.line, id_, "error", fault) for fault in parsed]
        else:
            placed.append(_Placed(row.line, parsed))
    if not placed and not problems:
        problems.append(Problem(0, "", "error", "the file holds no questions"))
    for each in placed:
        problems += _of_question(each, papers)
    problems += _repeats(placed)
    problems += _balance([each.question for each in placed])
    return tuple(sorted(problems, key=lambda each: (each.line == 0, each.line)))


def _of_question(placed: _Placed, papers: Papers) -> Iterator[Problem]:
    question = placed.question

    def error(message: str) -> Problem:
        return Problem(placed.line, question.id, "error", message)

    def warning(message: str) -> Problem:
        return Problem(placed.line, question.id, "warning", message)

    yield from map(error, _contradictions(question))
    yield from map(error, _unknown_names(question, papers))
    yield from map(warning, _doubts(question, papers))


def _contradictions(question: Question) -> Iterator[str]:
    """Say where a question's own fields cannot all be right."""
    if not question.question.strip():
        yield "the question is empty"
    if question.answerable and not question.gold:
        yield "it is answerable but has no gold: name the paragraphs that a right answer cites"
    if not question.answerable and question.gold:
        yield "it is not answerable but has gold: empty one or change the other"
    if (question.type == "uncovered") == question.answerable:
        yield "type “uncovered” and “answerable” contradict each other"
    if any(not point for point in question.gold):
        yield "a required point of the gold has no paragraph"
    if any(not any(option.strip() for option in options) for options in question.key):
        yield "a string of “key” is empty"
    if question.verdict and not question.answerable:
        yield "it is not answerable but has a verdict"


def _unknown_names(question: Question, papers: Papers) -> Iterator[str]:
    """Say which council, document and label the library does not have, with near ones."""
    councils = sorted({document.council for document in papers.documents.values()})
    if question.council is not None and question.council not in councils:
        near = _near(question.council, councils)
        yield f"no paper of “{question.council}” is in the library{near}"
    named = [key for point in question.gold for key in point] + list(question.also)
    for document, label in dict.fromkeys(named):
        if document not in papers.documents:
            near = _near(document, sorted(papers.documents))
            yield f"there is no document “{document}” in the library{near}"
        elif papers.paragraph((document, label)) is None:
            labels = [known for held, known in papers.paragraphs if held == document]
            yield f"{document} has no paragraph “{label}”{_near(label, labels)}"


def _doubts(question: Question, papers: Papers) -> Iterator[str]:
    """Say what may be meant, but is more often a slip."""
    if question.verdict and question.type not in ("permission", "duty"):
        yield f"a verdict is for questions of permission or duty, and this is “{question.type}”"
    if both := question.relevant & set(question.also):
        yield f"{_listed(both)} stands in gold and in also"
    for key in sorted(question.relevant):
        document = papers.documents.get(key[0])
        if document and question.council and document.council != question.council:
            yield f"{' '.join(key)} is a paper of {document.council}, not of {question.council}"
    for key in sorted(question.relevant):
        if run := _quoted(question.question, papers, key):
            yield f"it quotes its own paragraph, {' '.join(key)}: “{run}”"
    yield from _keys_not_in_gold(question, papers)


def _keys_not_in_gold(question: Question, papers: Papers) -> Iterator[str]:
    held = [papers.paragraph(key) for key in question.relevant | set(question.also)]
    text = fold(" ".join(f"{each.section} {each.lead_in} {each.text}" for each in held if each))
    if not text or question.type == "comparison":
        return
    for options in question.key:
        if not any(contains(text, option) for option in options if option.strip()):
            yield f"no gold paragraph contains the key string “{options[0]}”"


def _quoted(question: str, papers: Papers, key: Key) -> str:
    """Return the run of words that a question has from its paragraph, '' where it is short."""
    paragraph = papers.paragraph(key)
    if paragraph is None:
        return ""
    asked, said = fold(question).split(), fold(paragraph.text).split()
    match = SequenceMatcher(None, asked, said, autojunk=False).find_longest_match()
    return " ".join(asked[match.a : match.a + match.size]) if match.size >= LEAK_WORDS else ""


def _repeats(placed: Sequence[_Placed]) -> Iterator[Problem]:
    """Tell of ids used twice, and of questions asked twice of one council in one conversation."""
    ids: dict[str, int] = {}
    for each in placed:
        first = ids.setdefault(each.question.id, each.line)
        if first != each.line:
            yield Problem(
                each.line,
                each.question.id,
                "error",
                f"the id “{each.question.id}” was used in line {first}",
            )
    groups: dict[tuple[object, ...], list[_Placed]] = {}
    for each in placed:
        groups.setdefault((each.question.council, each.question.history), []).append(each)
    for members in groups.values():
        words = [" ".join(fold(each.question.question).split()) for each in members]
        for place, each in enumerate(members):
            near = process.extractOne(
                words[place],
                words[:place],
                scorer=fuzz.token_sort_ratio,
                score_cutoff=SAME_QUESTION,
            )
            if near:
                earlier = members[near[2]]
                message = f"it asks the same as {earlier.question.id} in line {earlier.line}"
                yield Problem(each.line, each.question.id, "warning", message)


def _balance(questions: Sequence[Question]) -> Iterator[Problem]:
    """Tell of types, verdicts and roles that are missing or crowd out the others."""
    if len(questions) < N_BALANCE_MIN:
        return

    def whole(message: str) -> Problem:
        return Problem(0, "", "warning", message)

    types = Counter(str(question.type) for question in questions)
    for name in TYPES:
        share = types[name] / len(questions)
        if share < SHARE_MIN:
            yield whole(f"only {types[name]} of {len(questions)} questions are of type “{name}”")
        elif share > SHARE_MAX:
            yield whole(f"{types[name]} of {len(questions)} questions are of type “{name}”")
    verdicts = Counter(question.verdict for question in questions if question.verdict)
    n_verdicts = sum(verdicts.values())
    for verdict, n in verdicts.items():
        if n_verdicts >= N_BALANCE_MIN and n > 0.7 * n_verdicts:
            yield whole(f"{n} of {n_verdicts} verdicts are “{verdict}”")
    roles = Counter(question.role for question in questions)
    yield from (
        whole(f"no question is asked by {'a councillor' if role == 'councillor' else 'an officer'}")
        for role in ("councillor", "officer")
        if not roles[role]
    )
    if not any(question.history for question in questions):
        yield whole("no question follows up an earlier one")
    if not any(content_stems(question.note) for question in questions):
        yield whole("no question has a note: say in a line why its gold is right")


def _near(name: str, known: Sequence[str]) -> str:
    """Return '; did you mean …?' with up to three near names, '' where none is near."""
    found = process.extract(name, known, scorer=fuzz.ratio, limit=3, score_cutoff=NEAR)
    return f"; did you mean {' or '.join(f'“{each[0]}”' for each in found)}?" if found else ""


def _listed(keys: set[Key] | frozenset[Key]) -> str:
    return ", ".join(" ".join(key) for key in sorted(keys))
