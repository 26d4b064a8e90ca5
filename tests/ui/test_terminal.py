"""The command `protocols`, over the sample library."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evals.samples import papers_folder
from index import Library
from ui.cli import app

ANSWER_FIELDS = [
    "question",
    "standalone_question",
    "council",
    "role",
    "status",
    "verdict",
    "text",
    "citations",
    "nearest",
    "suggestions",
    "next_step",
    "timings_ms",
    "standing",
    "message",
    "choices",
    "rows",
    "p_covered",
    "p_first",
    "model",
]
CITATION_FIELDS = [
    "marker",
    "document",
    "label",
    "council",
    "title",
    "status",
    "section",
    "page",
    "quote",
    "paragraph",
]
SURGERY = "Can I bring an officer to my ward surgery?"


def protocols(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


@pytest.mark.usefixtures("library")
class TestList:
    def test_papers_stand_under_their_councils(self) -> None:
        result = protocols("list")
        assert result.exit_code == 0
        assert result.stdout.index("Ashcombe Borough Council") < result.stdout.index("Merrow")
        assert "ashcombe-2025-protocol" in result.stdout

    def test_json_gives_one_list_of_papers(self) -> None:
        papers = json.loads(protocols("list", "--json").stdout)
        assert {paper["council"] for paper in papers} == {
            "Ashcombe Borough Council",
            "Merrow District Council",
        }
        assert all(paper["paragraphs"] > 0 for paper in papers)

    def test_paragraphs_as_json_give_one_object_a_line_with_these_fields(self) -> None:
        result = protocols("list", "ashcombe-2025", "--paragraphs", "--json")
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        fields = ["document", "label", "section", "lead_in", "text", "page", "notes", "words"]
        assert list(rows[0]) == fields
        assert {row["document"] for row in rows} == {"ashcombe-2025-protocol"}
        assert len({row["label"] for row in rows}) == len(rows) > 90
        assert all(row["words"] == len(row["text"].split()) for row in rows)

    def test_a_paper_that_is_not_there_or_is_not_the_only_one_is_refused(self) -> None:
        for name, said in (("nowhere", "no paper 'nowhere'"), ("ashcombe", "several papers")):
            result = protocols("list", name)
            assert result.exit_code == 1
            assert said in result.stderr


@pytest.mark.usefixtures("library")
class TestShow:
    def test_a_paragraph_is_shown_in_its_own_words(self, library: Library) -> None:
        paragraph = library.paragraph("ashcombe-2025-protocol", "6.7")
        result = protocols("show", "ashcombe-2025", "6.7")
        assert result.exit_code == 0
        assert " ".join(paragraph.text.split()) in " ".join(result.stdout.split())
        assert "Paragraph 6.7, page" in result.stdout

    def test_as_json_it_has_the_same_fields_as_in_the_list(self) -> None:
        row = json.loads(protocols("show", "ashcombe-2025", "6.7", "--json").stdout)
        assert row["label"] == "6.7"

    def test_a_label_that_is_not_there_is_refused(self) -> None:
        result = protocols("show", "ashcombe-2025", "99.9")
        assert result.exit_code == 1
        assert "99.9" in result.stderr


@pytest.mark.usefixtures("library")
class TestAsk:
    def test_as_json_the_answer_has_exactly_these_fields(self, library: Library) -> None:
        result = protocols("ask", SURGERY, "--council", "ashc", "--role", "councillor", "--json")
        assert result.exit_code == 0
        answer = json.loads(result.stdout)
        assert list(answer) == ANSWER_FIELDS
        assert answer["council"] == "Ashcombe Borough Council"
        assert answer["citations"]
        for citation in answer["citations"]:
            assert list(citation) == CITATION_FIELDS
            stored = library.paragraph(citation["document"], citation["label"])
            assert citation["quote"] in stored.text

    def test_what_was_found_is_added_only_for_a_trace(self) -> None:
        result = protocols("ask", SURGERY, "--council", "ashc", "--json", "--trace")
        assert len(json.loads(result.stdout)["retrieved"]) >= 10

    def test_in_words_it_names_paragraph_page_and_standing(self) -> None:
        said = " ".join(protocols("ask", SURGERY, "--council", "Ashcombe").stdout.split())
        assert "paragraph 6.6" in said
        assert "page 6" in said
        assert "Adopted" in said

    def test_what_is_not_covered_gives_the_nearest_and_a_message(self) -> None:
        said = protocols("ask", "Who mends the town hall clock?", "--council", "Ashcombe").stdout
        assert "Nearest paragraphs; none plainly answers it" in said
        assert "Ready to send" in said

    def test_a_name_that_fits_no_council_or_several_is_refused_with_the_names(self) -> None:
        for name in ("Nowhere", "Council"):
            result = protocols("ask", SURGERY, "--council", name)
            assert result.exit_code == 1
            assert "Ashcombe Borough Council" in result.stderr
            assert "Traceback" not in result.output

    @pytest.mark.parametrize("words", [["ask"], ["ask", " "], ["ask", SURGERY, "--role", "mayor"]])
    def test_wrong_usage_is_said_to_be_that(self, words: list[str]) -> None:
        assert protocols(*words).exit_code == 2


@pytest.mark.usefixtures("library")
def test_a_chat_remembers_what_was_asked() -> None:
    result = protocols(
        "chat", "--council", "Ashcombe", typed=f"{SURGERY}\nWhat if it is in party premises?\n\n"
    )
    assert result.exit_code == 0
    assert result.stdout.count("\n> ") == 3
    assert "6.6" in result.stdout.split("\n> ")[2]


class TestAdd:
    @pytest.fixture(autouse=True)
    def _alone(self, clean_environment: Path) -> None:
        """No library of the tester's is met."""

    def test_bad_files_are_named_and_the_good_ones_still_added(self, tmp_path: Path) -> None:
        good = tmp_path / "good.md"
        good.write_text(
            "# Anytown Borough Council\n\n# Protocol\n\n"
            "1. Members may book a room for a surgery.\n\n2. Officers reply within five days.\n",
            encoding="utf-8",
        )
        empty = tmp_path / "empty.pdf"
        empty.write_bytes(b"")
        odd = tmp_path / "picture.png"
        odd.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
        missing = tmp_path / "missing.docx"
        shelf = tmp_path / "shelf"
        words = [str(path) for path in (good, empty, odd, missing)]
        result = protocols("add", *words, "--library", str(shelf))
        assert result.exit_code == 1
        refusals = [line for line in result.stderr.splitlines() if line.startswith("Not added")]
        assert [
            name for name in ("empty.pdf", "picture.png", "missing.docx") if name in result.stderr
        ] == [
            "empty.pdf",
            "picture.png",
            "missing.docx",
        ]
        assert len(refusals) == 3
        assert "Traceback" not in result.output
        listed = protocols("list", "--library", str(shelf), "--paragraphs", "--json")
        assert [json.loads(line)["label"] for line in listed.stdout.splitlines()] == ["1", "2"]

    def test_the_same_file_twice_changes_nothing(self, tmp_path: Path) -> None:
        paper = papers_folder() / "merrow-2026.docx"
        shelf = tmp_path / "shelf"
        first = protocols("add", str(paper), "--library", str(shelf))
        generation = Library.open(shelf).generation
        second = protocols("add", str(paper), "--library", str(shelf))
        assert (first.exit_code, second.exit_code) == (0, 0)
        assert "unchanged" in second.stdout
        assert Library.open(shelf).generation == generation

    def test_papers_can_be_taken_out_again(self, tmp_path: Path) -> None:
        shelf = tmp_path / "shelf"
        paper = tmp_path / "note.txt"
        paper.write_text("1. Members may book a room.\n\n2. Ask first.\n", encoding="utf-8")
        protocols("add", str(paper), "--library", str(shelf))
        document = Library.open(shelf).documents()[0].id
        kept = protocols("remove", document, "--library", str(shelf), typed="n\n")
        assert kept.exit_code == 1
        gone = protocols("remove", document, "--library", str(shelf), "--yes")
        assert gone.exit_code == 0
        assert Library.open(shelf).documents() == ()

    def test_without_a_name_papers_go_to_the_users_own_library(self, tmp_path: Path) -> None:
        paper = tmp_path / "note.txt"
        paper.write_text("1. Members may book a room.\n\n2. Ask first.\n", encoding="utf-8")
        assert protocols("add", str(paper)).exit_code == 0
        assert len(json.loads(protocols("list", "--json").stdout)) == 1


class TestEval:
    @pytest.fixture
    def questions(self, tmp_path: Path) -> Path:
        path = tmp_path / "two.jsonl"
        rows = [
            {
                "id": "a",
                "council": "Ashcombe Borough Council",
                "role": "councillor",
                "history": [],
                "question": SURGERY,
                "type": "permission",
                "answerable": True,
                "gold": [[["ashcombe-2025-protocol", "6.6"]]],
                "also": [],
                "verdict": "conditional",
                "key": [],
                "note": "",
            }
        ]
        path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
        return path

    @pytest.mark.usefixtures("library")
    def test_a_first_word_that_is_no_sub_command_is_a_set_to_run(
        self, questions: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "report.json"
        result = protocols("eval", str(questions), "--json", str(out))
        assert result.exit_code == 0, result.output
        report = json.loads(out.read_text(encoding="utf-8"))
        assert set(report) == {"metrics", "results", "settings"}
        row = report["results"][0]
        assert row["id"] == "a"
        assert len(row["retrieved"]) >= 10

    @pytest.mark.usefixtures("library")
    def test_a_set_is_checked_against_the_library(self, questions: Path) -> None:
        assert protocols("eval", "check", str(questions)).exit_code == 0
        text = questions.read_text(encoding="utf-8").replace('"6.6"', '"6.66"')
        questions.write_text(text, encoding="utf-8")
        result = protocols("eval", "check", str(questions))
        assert result.exit_code == 1
        assert "6.66" in result.stdout

    @pytest.mark.usefixtures("library")
    def test_a_drafted_set_can_be_checked_run_and_compared_with_itself(
        self, tmp_path: Path
    ) -> None:
        drafted, report = tmp_path / "draft.jsonl", tmp_path / "report.json"
        made = protocols("eval", "draft", "merrow-2026-protocol", "--max", "3", "-o", str(drafted))
        assert made.exit_code == 0, made.output
        assert len(drafted.read_text(encoding="utf-8").splitlines()) == 3
        assert protocols("eval", str(drafted), "--json", str(report)).exit_code == 0
        same = protocols("eval", "compare", str(report), str(report))
        assert same.exit_code == 0
        assert "No question's scores changed" in same.stdout

    def test_a_report_that_could_not_be_written_is_refused_before_the_run(
        self, questions: Path, tmp_path: Path
    ) -> None:
        result = protocols("eval", str(questions), "--json", str(tmp_path / "none" / "out.json"))
        assert result.exit_code == 2

    @pytest.mark.usefixtures("library")
    def test_a_set_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        result = protocols("eval", str(tmp_path / "none.jsonl"))
        assert result.exit_code == 1
        assert "none.jsonl" in result.stderr


@pytest.mark.usefixtures("library")
def test_the_doctor_finds_the_samples_in_order() -> None:
    result = protocols("doctor")
    assert result.exit_code == 0
    assert "All is well" in result.stdout


@pytest.mark.parametrize(
    "command", [[], ["ask"], ["add"], ["list"], ["show"], ["eval"], ["eval", "run"], ["ui"]]
)
def test_every_command_explains_itself(command: list[str]) -> None:
    result = protocols(*command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


def test_add_prints_each_files_report_as_json(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("# Protocol\n\n1. Officers answer letters.\n\n2. Letters are kept.\n")
    result = CliRunner().invoke(
        app, ["add", str(paper), "--library", str(tmp_path / "library"), "--json"]
    )
    report = json.loads(result.stdout)
    assert report["file"] == "paper.md"
    assert report["n_paragraphs"] == 2
    assert report["findings"], "an undated paper of no known council leaves things to check"
