"""The terminal on the five real councils' papers, where they are beside the repository."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app

SHARED = Path(os.environ.get("PROTOCOLS_SHARED", Path(__file__).parents[3] / "shared"))

pytestmark = pytest.mark.papers
SURGERY = "can I ask a junior officer to attend my surgery?"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real") / "library"
    added = CliRunner().invoke(app, ["add", str(SHARED / "protocols"), "--library", str(folder)])
    assert added.exit_code == 0, added.output
    return folder


def ask(shelf: Path, council: str) -> dict:  # type: ignore[type-arg]
    words = ["ask", SURGERY, "--council", council, "--role", "councillor", "--json"]
    result = CliRunner().invoke(app, [*words, "--library", str(shelf)])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_the_labels_of_a_long_protocol_stand_once_each_in_order(shelf: Path) -> None:
    words = ["list", "carlisle-2007-protocol", "--paragraphs", "--json", "--library", str(shelf)]
    result = CliRunner().invoke(app, words)
    labels = [json.loads(line)["label"] for line in result.stdout.splitlines()]
    assert [label for label in labels if label.isdigit()] == [str(n) for n in range(1, 147)]


def test_a_question_is_answered_by_the_paragraph_that_answers_it(shelf: Path) -> None:
    answer = ask(shelf, "Carlisle")
    cited = {citation["label"]: citation for citation in answer["citations"]}
    assert "109" in cited
    assert cited["109"]["document"] == "carlisle-2007-protocol"
    assert cited["109"]["quote"] in cited["109"]["paragraph"]


@pytest.mark.parametrize("council", ["Tewkesbury", "Coventry"])
def test_a_council_whose_papers_are_silent_is_not_made_to_speak(shelf: Path, council: str) -> None:
    answer = ask(shelf, council)
    assert answer["status"] == "not_covered"
    assert answer["citations"] == []
    assert answer["nearest"]
