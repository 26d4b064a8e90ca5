"""Adding papers at the terminal: how far it has come, and facts that a person sets."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner, Result

from index import Library
from ingest.corrections import BY_HAND
from ingest.documents import Document, Status
from ui.adding import Step, read_papers
from ui.cli import app
from ui.settings import Settings

PAPER = """\
# Protocol on Members and Officers

1. Members may book a room for a surgery.

2. Officers reply within five working days.
"""


@pytest.fixture(autouse=True)
def _alone(clean_environment: Path) -> None:
    """No library of the tester's is met."""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "rooms.md"
    path.write_text(PAPER, encoding="utf-8")
    return path


def add(*words: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["add", *map(str, words)], input=typed)


def kept(folder: Path) -> tuple[Document, ...]:
    return Library.open(folder).documents()


class TestSteps:
    def test_each_page_of_a_pdf_is_named_as_it_is_read(self, tmp_path: Path, paper: Path) -> None:
        drawn = Canvas(str(tmp_path / "two.pdf"))
        for number in (1, 2):
            drawn.drawString(72, 700, f"{number}. Officers of each service keep a diary.")
            drawn.showPage()
        drawn.save()
        seen: list[Step] = []
        found = read_papers([tmp_path / "two.pdf", paper], Settings(), reading=seen.append)
        assert len(found.papers) == 2
        pages = [(step.file, step.page, step.n_pages) for step in seen if step.page]
        assert pages == [("two.pdf", 1, 2), ("two.pdf", 2, 2)]
        assert [(step.file, step.place) for step in seen if not step.page] == [
            ("two.pdf", 1),
            ("rooms.md", 2),
        ]


class TestFactsAsOptions:
    def test_they_are_kept_with_that_as_their_evidence(self, tmp_path: Path, paper: Path) -> None:
        shelf = tmp_path / "shelf"
        facts = ["--council", "Ashby Borough Council", "--title", "On rooms"]
        facts += ["--status", "adopted", "--adopted", "3 March 2020", "--date", "2020-02-01"]
        assert add(paper, "--library", shelf, *facts).exit_code == 0
        [document] = kept(shelf)
        assert (document.council, document.title) == ("Ashby Borough Council", "On rooms")
        assert (document.status, document.adopted) == (Status.ADOPTED, dt.date(2020, 3, 3))
        assert document.date == dt.date(2020, 2, 1)
        by_hand = {shown.field for shown in document.shown if shown.words == BY_HAND}
        assert by_hand == {"council", "title", "status", "date", "adopted"}

    def test_a_later_paper_replaces_one_that_is_named_by_part_of_its_id(
        self, tmp_path: Path, paper: Path
    ) -> None:
        shelf = tmp_path / "shelf"
        add(paper, "--library", shelf)
        later = tmp_path / "later.md"
        later.write_text(PAPER.replace("five", "three"), encoding="utf-8")
        assert add(later, "--library", shelf, "--replaces", "room").exit_code == 0
        assert {d.id: d.replaces for d in kept(shelf)} == {"rooms": None, "later": "rooms"}

    def test_what_is_no_date_or_no_paper_is_refused_before_anything_is_read(
        self, tmp_path: Path, paper: Path
    ) -> None:
        shelf = tmp_path / "shelf"
        result = add(paper, "--library", shelf, "--adopted", "soon")
        assert result.exit_code == 2
        assert "'soon' is no date" in result.stderr
        assert add(paper, "--library", shelf, "--replaces", "other").exit_code == 1
        assert kept(shelf) == ()

    def test_a_title_is_not_given_to_several_files(self, tmp_path: Path, paper: Path) -> None:
        second = tmp_path / "second.md"
        second.write_text(PAPER.replace("five", "three"), encoding="utf-8")
        result = add(paper, second, "--library", tmp_path / "shelf", "--title", "One")
        assert result.exit_code == 2
        assert kept(tmp_path / "shelf") == ()

    def test_a_fact_that_cannot_be_so_refuses_the_file(self, tmp_path: Path, paper: Path) -> None:
        result = add(paper, "--library", tmp_path / "shelf", "--paper", "minutes", "--title", "A")
        assert result.exit_code == 1
        assert "rooms.md holds no paper 'minutes'" in result.stderr


class TestQuestions:
    @pytest.fixture(autouse=True)
    def _person(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ui.commands.add.can_ask", lambda *, wanted, json: wanted and not json)

    def test_what_the_text_does_not_say_is_asked(self, tmp_path: Path, paper: Path) -> None:
        typed = "Ashby Borough Council\nlost\nadop\n"
        result = add(paper, "--library", tmp_path / "shelf", typed=typed)
        assert result.exit_code == 0
        assert "'lost' fits none of them" in result.stderr
        [document] = kept(tmp_path / "shelf")
        assert (document.council, document.status) == ("Ashby Borough Council", Status.ADOPTED)
        assert "check: The text names no council" not in result.stdout

    def test_enter_leaves_it_unknown(self, tmp_path: Path, paper: Path) -> None:
        assert add(paper, "--library", tmp_path / "shelf", typed="\n\n").exit_code == 0
        [document] = kept(tmp_path / "shelf")
        assert (document.council, document.status) == ("unknown", Status.UNKNOWN)

    def test_a_council_is_written_as_the_library_has_it(self, tmp_path: Path, paper: Path) -> None:
        shelf = tmp_path / "shelf"
        add(paper, "--library", shelf, "--council", "Ashby Borough Council", "--no-ask")
        second = tmp_path / "second.md"
        second.write_text(PAPER.replace("five", "three"), encoding="utf-8")
        add(second, "--library", shelf, typed="ashby borough Council\n\n")
        assert {document.council for document in kept(shelf)} == {"Ashby Borough Council"}

    def test_nothing_is_asked_where_json_is_wanted_or_an_option_says_it(
        self, tmp_path: Path, paper: Path
    ) -> None:
        shelf = tmp_path / "shelf"
        facts = ["--council", "Ashby Borough Council", "--status", "draft"]
        assert "whose paper" not in add(paper, "--library", shelf, *facts).stderr
        shown = add(paper, "--library", shelf, "--json")
        assert "whose paper" not in shown.stderr
        assert json.loads(shown.stdout)["file"] == "rooms.md"


def test_nothing_is_asked_where_nobody_sits_at_the_terminal(tmp_path: Path, paper: Path) -> None:
    result = add(paper, "--library", tmp_path / "shelf", typed="Ashby Borough Council\n")
    assert result.exit_code == 0
    assert kept(tmp_path / "shelf")[0].council == "unknown"


def test_a_footnote_is_shown_below_its_paragraph(tmp_path: Path) -> None:
    paper = tmp_path / "notes.html"
    paper.write_text(
        "<h1>Protocol</h1><ol><li>Members may book a room<sup><a href='#fn1' id='r1'>1</a></sup>."
        "</li><li>Officers reply.</li></ol>"
        "<p id='fn1'><sup>1</sup> Rooms are listed on the intranet. <a href='#r1'>Back</a></p>",
        encoding="utf-8",
    )
    shelf = tmp_path / "shelf"
    add(paper, "--library", shelf)
    shown = CliRunner().invoke(app, ["show", "notes", "1", "--library", str(shelf)])
    assert "Rooms are listed on the intranet." in shown.stdout
