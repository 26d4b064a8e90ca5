"""Question files: three formats, and what `check` finds in them."""

import csv
import json
from pathlib import Path
from typing import Any, ClassVar

import pytest

from evals import load_questions, save_questions
from evals.check import check_questions
from evals.errors import QuestionFileError


@pytest.fixture
def questions(make: Any) -> tuple[Any, ...]:
    return (
        make.question(
            ("2.1", "2.2"),
            "4",
            id="a",
            also=(("hw-2024", "5"),),
            key=(("five working days", "5 working days"), ("£50",)),
            role="councillor",
            note="two points",
        ),
        make.question(
            "3.2(h)",
            id="b",
            type="permission",
            verdict="no",
            history=({"user": "May I?", "assistant": "Yes;\nor no | who knows"},),
            key=(("a;b",),),
        ),
        make.question(id="c", question="=1+1 is it covered?", council=None),
        make.question(id="d", question="'=1+1 is it covered?", council=None),
    )


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlsx"])
def test_every_format_reads_back_what_was_written(
    questions: Any, suffix: str, tmp_path: Path
) -> None:
    file = tmp_path / f"set{suffix}"
    save_questions(questions, file)
    assert load_questions(file) == questions


def test_no_cell_of_a_spreadsheet_is_read_as_a_formula(make: Any, tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    save_questions((make.question(id="a", question='=HYPERLINK("http://a.example")'),), file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened)
    assert row["question"].startswith("'=")


def test_a_person_can_type_a_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text(
        "id,council,question,type,answerable,gold,key,history\n"
        'x,Harrow Weald Town Council,How long?,fact,yes,"hw-2024 2.1 | hw-2024 2.2; hw-2024 4",'
        '"five working days | 5 working days","user: Who answers?\nassistant: An officer.\n'
        'user: May I ask?\nassistant: Yes."\n',
        encoding="utf-8",
    )
    (question,) = load_questions(file)
    assert question.gold == ((("hw-2024", "2.1"), ("hw-2024", "2.2")), (("hw-2024", "4"),))
    assert question.key == (("five working days", "5 working days"),)
    assert [turn.user for turn in question.history] == ["Who answers?", "May I ask?"]
    assert question.history[1].assistant == "Yes."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("set.txt", "x", "should end in .jsonl, .csv, .xlsx"),
        ("set.xlsx", "not a workbook", "cannot be opened as a spreadsheet"),
        ("set.jsonl", "", "holds no questions"),
        ("set.jsonl", "[1]\n", "not an object"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(QuestionFileError, match=said):
        load_questions(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="There is no file"):
        load_questions(tmp_path / "gone.jsonl")


class TestCheck:
    """`check_questions` over one bad line after another."""

    good: ClassVar[dict[str, Any]] = {
        "id": "a",
        "council": "Harrow Weald Town Council",
        "question": "How soon is soon enough?",
        "type": "fact",
        "answerable": True,
        "gold": [[["hw-2024", "2.1"]]],
    }

    def found(self, make: Any, tmp_path: Path, *rows: dict[str, Any]) -> list[tuple[int, str, str]]:
        file = tmp_path / "set.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return [
            (each.line, each.level, each.message) for each in check_questions(file, make.library)
        ]

    def test_a_sound_line_gives_nothing(self, make: Any, tmp_path: Path) -> None:
        assert self.found(make, tmp_path, self.good) == []

    @pytest.mark.parametrize(
        ("change", "level", "said"),
        [
            (
                {"gold": [[["hw-2024", "3.2(i)"]]]},
                "error",
                "has no paragraph “3.2(i)”; did you mean",
            ),
            ({"gold": [[["hw-2014", "2.1"]]]}, "error", "no document “hw-2014”"),
            (
                {"council": "Harow Weald Council"},
                "error",
                "did you mean “Harrow Weald Town Council”",
            ),
            ({"answerable": "maybe"}, "error", "“answerable”: input should be a valid boolean"),
            ({"colour": "red"}, "error", "“colour” is not a field of a question"),
            ({"gold": []}, "error", "it is answerable but has no gold"),
            ({"answerable": False}, "error", "it is not answerable but has gold"),
            ({"key": [[""]]}, "error", "a string of “key” is empty"),
            ({"verdict": "yes"}, "warning", "a verdict is for questions of permission or duty"),
            ({"also": [["hw-2024", "2.1"]]}, "warning", "hw-2024 2.1 stands in gold and in also"),
            ({"key": [["ten days"]]}, "warning", "contains the key string “ten days”"),
            (
                {"question": "Should officers answer a member's enquiry within five working days?"},
                "warning",
                "it quotes its own paragraph, hw-2024 2.1: “answer a member's enquiry within five",
            ),
        ],
    )
    def test_one_fault_is_told_with_its_line(
        self, make: Any, tmp_path: Path, change: dict[str, Any], level: str, said: str
    ) -> None:
        sound = self.good | {"id": "b", "question": "Which register is it?"}
        found = self.found(make, tmp_path, sound, self.good | change)
        assert any(line == 2 and lev == level and said in text for line, lev, text in found), found
        assert all(line == 2 for line, _, _ in found)

    def test_the_near_labels_are_the_ones_with_the_least_to_mend(
        self, make: Any, tmp_path: Path
    ) -> None:
        ((_, _, said),) = self.found(make, tmp_path, self.good | {"gold": [[["hw-2024", "3.2h"]]]})
        assert "“3.2(h)”" in said

    def test_the_same_id_and_the_same_question_twice(self, make: Any, tmp_path: Path) -> None:
        again = self.good | {"question": "how soon is  soon enough"}
        found = self.found(make, tmp_path, self.good, again)
        assert found == [
            (2, "error", "the id “a” was used in line 1"),
            (2, "warning", "it asks the same as a in line 1"),
        ]

    def test_a_line_that_is_no_json_does_not_hide_the_next(self, make: Any, tmp_path: Path) -> None:
        file = tmp_path / "set.jsonl"
        file.write_text('{"id": \n' + json.dumps(self.good | {"gold": [[["hw-2024", "9"]]]}))
        lines = [(each.line, each.level) for each in check_questions(file, make.library)]
        assert lines == [(1, "error"), (2, "error")]

    def test_an_unbalanced_set_is_told_of_as_a_whole(self, make: Any, tmp_path: Path) -> None:
        rows = [self.good | {"id": str(n), "question": f"{n * 7919} or {n}?"} for n in range(30)]
        whole = [text for line, _, text in self.found(make, tmp_path, *rows) if line == 0]
        assert "30 of 30 questions are of type “fact”" in whole
        assert "only 0 of 30 questions are of type “uncovered”" in whole
        assert "no question is asked by an officer" in whole
        assert "no question follows up an earlier one" in whole
