"""A question is words: never a statement, a template, or signs that cannot be seen."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from assistant import Assistant
from index import Library
from ui.library import build_samples
from ui.settings import Settings

ROOT = Path(__file__).parents[2]
# What may stand inside a statement, each looked at: names of our own tables and columns, the marks
# that values go in by, and conditions joined of such. Never what is given.
LOOKED_AT = {
    *("table", "column", "columns", "what", "names", "marks", "condition", "n"),
    *("', '.join(names)", "'?, ' * len(values)", "int(self.encoder.dimension)"),
}
CONSTANT = re.compile(r"_?[A-Z][A-Z_]*")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("samples") / "library"
    build_samples(folder, Settings())
    return Library.open(folder, Settings().index)


@pytest.mark.parametrize("unseen", ["\x00", "\x1b[2J", "\u202e", "\u200b", "\x07", "\ud800"])
def test_what_cannot_be_seen_is_taken_out(library: Library, unseen: str) -> None:
    words = f"Can an officer {unseen}come to my surgery?"
    answer = Assistant(library).answer(words, council="Ashcombe")
    assert unseen[0] not in answer.question
    assert unseen[0] not in answer.model_dump_json()
    assert answer.citations


@pytest.mark.parametrize(
    "words",
    [
        "surgery'; DROP TABLE paragraphs;--",
        'surgery" OR "1"="1',
        "surgery NEAR(officer, 2) *",
        "{0} %s",
    ],
)
def test_a_question_in_the_language_of_a_database_is_only_words(
    library: Library, words: str
) -> None:
    Assistant(library).answer(words, council="Ashcombe")
    assert library.check() == ()
    assert library.documents()


def statements(path: Path) -> list[str]:
    """Return what is put into SQL statements in a module, as source, beyond plain text."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            (".execute", ".executemany", ".executescript")
        ):
            parts = ast.walk(node.args[0]) if node.args else ()
            found += [ast.unparse(p.value) for p in parts if isinstance(p, ast.FormattedValue)]
    return found


def test_no_statement_is_built_from_what_is_given() -> None:
    odd = {
        f"{path.name}: {{{put}}}"
        for package in ("index", "assistant", "ui")
        for path in (ROOT / package).rglob("*.py")
        for put in statements(path)
        if put not in LOOKED_AT and not CONSTANT.fullmatch(put)
    }
    assert odd == set()


def test_every_answer_passes_the_check_of_its_quotes(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    monkeypatch.setattr("assistant.assistant.check_quotes", lambda quotes: checked.append(quotes))
    answer = Assistant(library).answer("Can an officer come to my surgery?", council="Ashcombe")
    assert checked == [(*answer.citations, *answer.nearest)]
