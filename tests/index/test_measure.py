"""The figures of search are counted as they are described."""

from __future__ import annotations

import json
from pathlib import Path

from index import Library
from index.measure import Outcome, measure, read_questions, tabulate

ROWS = [
    {
        "council": "Elmbridge Marsh Council",
        "role": None,
        "question": "courtesy between councillors and officers",
        "answerable": True,
        "gold": [[["elm", "1"]]],
    },
    {
        "council": "Oakham Vale Council",
        "role": "councillor",
        "history": [{"user": "Who keeps the keys?", "assistant": "The caretaker."}],
        "question": "of which room",
        "answerable": True,
        "gold": [[["oak", "3"], ["oak", "99"]], [["oak", "1"]]],
    },
    {
        "council": "Oakham Vale Council",
        "role": None,
        "question": "zebra crossings",
        "answerable": False,
        "gold": [],
    },
]


def outcomes(library: Library, folder: Path) -> list[Outcome]:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS))
    return measure(library, read_questions(path))


def test_a_follow_up_is_asked_with_the_question_before_it(library: Library, tmp_path: Path) -> None:
    asked = [outcome.question.text for outcome in outcomes(library, tmp_path)]
    assert asked[1] == "Who keeps the keys? of which room"


def test_points_alternatives_and_what_nothing_answers(library: Library, tmp_path: Path) -> None:
    golds = [outcome.question.gold for outcome in outcomes(library, tmp_path)]
    assert golds[1] == (frozenset({("oak", "3"), ("oak", "99")}), frozenset({("oak", "1")}))
    assert golds[2] == ()


def test_the_table_has_a_row_a_method(library: Library, tmp_path: Path) -> None:
    rows = tabulate(outcomes(library, tmp_path)).splitlines()
    assert [row.split(" | ")[0].strip("| ") for row in rows[2:]] == [
        "words",
        "vectors",
        "fused by rank",
        "ranker",
        "final",
    ]
    assert all("100.0%" in row for row in rows[2:])
    assert rows[-1].rstrip(" |").endswith(("0.00", "0.50", "1.00"))
