"""Whatever comes in: readers, numbering, libraries, questions and answers keep their promises."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from assistant import Assistant
from assistant.answer import Answer, Turn
from assistant.errors import QuestionTooLongError
from assistant.question import read_question
from evals.samples import papers_folder
from index import IndexSettings, Library
from ingest.documents import Document, Kind, Paragraph, Source, Status
from ingest.report import IngestReport, ReadPaper
from ui.library import build_samples
from ui.page.text import plain
from ui.page.uploads import clean_name
from ui.settings import Settings

Tried = Callable[..., int]
Reading = Callable[[str, bytes], ReadPaper | None]
Told = Callable[[ReadPaper], str]
ENDINGS = (".md", ".txt", ".html", ".docx", ".pdf", "")
HEADS = (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<!doctype html><html><body>", b"\xd0\xcf\x11\xe0")
MARKER = re.compile(r"\[(\d+)\]")


def sample_bytes() -> list[bytes]:
    return [p.read_bytes() for p in sorted(papers_folder().glob("*.*")) if p.suffix != ".toml"]


# readers: any bytes

cheap = st.sampled_from([".md", ".txt", ".html"])
any_bytes = st.tuples(
    cheap.map(lambda ending: f"paper{ending}"),
    st.one_of(st.binary(max_size=600), st.text(max_size=400).map(str.encode)),
)


def test_any_bytes_are_read_or_refused_in_a_sentence(tried: Tried, read: Reading) -> None:
    def bytes_read(given: tuple[str, bytes]) -> None:
        read(*given)

    tried(any_bytes, bytes_read)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a real paper with some of its bytes changed, left out or repeated."""
    data = bytearray(draw(st.sampled_from(sample_bytes())))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1))
        length = draw(st.integers(1, 64))
        match draw(st.integers(0, 2)):
            case 0:
                data[at : at + length] = draw(st.binary(min_size=1, max_size=length))
            case 1:
                del data[at : at + length]
            case _:
                data[at:at] = data[at : at + length]
        if not data:
            break
    return f"paper{draw(st.sampled_from(ENDINGS))}", bytes(data)


def test_a_paper_with_any_damage_is_read_or_refused(tried: Tried, read: Reading) -> None:
    def damage_read(given: tuple[str, bytes]) -> None:
        read(*given)

    tried(damaged(), damage_read)


# numbering: any sequence of labels

label = st.one_of(
    st.integers(0, 130).map(str),
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: f"{pair[0]}.{pair[1]}"),
    st.tuples(*[st.integers(1, 12)] * 3).map(lambda three: ".".join(map(str, three))),
    st.sampled_from("abcdefghijklmnopqrstuvwxyz").map(lambda letter: f"({letter})"),
    st.sampled_from(
        ["(i)", "(ii)", "(iii)", "(iv)", "(v)", "(x)", "(xi)", "A", "B", "IV", "•", "-"]
    ),
)
WORDS = st.lists(
    st.sampled_from(
        ("officers", "councillors", "members", "reply", "surgery", "briefing", "notice", "wards")
    ),
    min_size=4,
    max_size=9,
)
numbered = st.lists(st.tuples(label, WORDS), min_size=1, max_size=25)


def test_any_sequence_of_labels_keeps_its_order_and_loses_no_words(
    tried: Tried, read: Reading, told: Told
) -> None:
    def labels_kept(rows: list[tuple[str, list[str]]]) -> None:
        lines = [
            f"{label} {' '.join(words)} word{n:03}end." for n, (label, words) in enumerate(rows)
        ]
        paper = read("paper.txt", "\n\n".join(lines).encode())
        assert paper is not None
        said = told(paper)
        missing = [n for n in range(len(rows)) if f"word{n:03}end" not in said]
        assert missing == [], (missing, lines)
        for document in paper.documents:
            marks = [
                int(number)
                for p in document.paragraphs
                for number in re.findall(r"word(\d{3})end", p.text)
            ]
            assert marks == sorted(marks), lines

    tried(numbered, labels_kept)


# a library gives back what was put in

text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=200)
editions = st.lists(
    st.dictionaries(st.integers(1, 60).map(str), text, min_size=1, max_size=6),
    min_size=1,
    max_size=4,
)


def as_paper(name: str, texts: dict[str, str], *, council: str = "Drawn Council") -> ReadPaper:
    import hashlib

    data = json.dumps([name, texts]).encode()
    sha256 = hashlib.sha256(data).hexdigest()
    paragraphs = tuple(
        Paragraph(document=name, label=label, order=order, text=words)
        for order, (label, words) in enumerate(texts.items())
    )
    return ReadPaper(
        source=Source(sha256=sha256, name=name, media_type="text/plain", n_bytes=len(data)),
        documents=(
            Document(
                id=name,
                source=sha256,
                council=council,
                title=f"Protocol {name}",
                kind=Kind.PROTOCOL,
                status=Status.ADOPTED,
                paragraphs=paragraphs,
            ),
        ),
        report=IngestReport(file=name, documents=(name,), n_paragraphs=len(paragraphs)),
    )


def add(library: Library, name: str, texts: dict[str, str], **more: Any) -> None:
    paper = as_paper(name, texts, **more)
    library.add([paper], {paper.source.sha256: json.dumps([name, texts]).encode()})


def test_any_editions_of_any_texts_come_back_through_backup_too(tried: Tried) -> None:
    from index.restoring import restore_backup

    def library_kept(drawn: list[dict[str, str]]) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "library"
            library = Library.create(folder, IndexSettings())
            for number, texts in enumerate(drawn):
                add(library, f"paper-{number % 2}", texts)
            expected = {f"paper-{n % 2}": texts for n, texts in enumerate(drawn)}
            library.back_up(Path(name) / "kept.backup")
            library.close()
            restore_backup(Path(name) / "kept.backup", folder, replace=True, lock_timeout_s=5)
            again = Library.open(folder)
            held = {
                d.id: {p.label: p.text for p in again.document(d.id).paragraphs}
                for d in again.documents()
            }
            assert held == expected
            assert again.check() == ()
            again.close()

    tried(editions, library_kept)


# questions and answers

PIECES = (
    *("can", "may", "must", "who", "when", "what", "officer", "councillor", "surgery", "group"),
    *("6.6(c)", "[1]", "{x}", "'; DROP TABLE paragraphs;--", "<script>alert(1)</script>", "?"),
    *("\u202e", "\x00", "\x1b[2J", "*", 'NEAR( "', "paragraph 12", "Ashcombe", "Merrow", "and"),
    *("in public?", "$x^2$", "![a](http://x)", ":material/x:", "the protocol", "press"),
)
question = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(PIECES),
        min_size=1,
        max_size=14,
    ).map(" ".join),
)
turns = st.lists(st.tuples(question, question), max_size=2)
asked = st.tuples(
    question,
    st.sampled_from([None, "Ashcombe", "Merrow"]),
    st.sampled_from([None, "councillor", "officer"]),
    turns,
)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("samples") / "library"
    build_samples(folder, Settings())
    return Library.open(folder, Settings().index)


def keeps_the_contract(answer: Answer, library: Library) -> None:
    again = Answer.model_validate_json(answer.model_dump_json())
    assert again == answer
    markers = {citation.marker for citation in answer.citations}
    used = {int(number) for number in MARKER.findall(answer.text)}
    if answer.citations:
        assert used <= markers, answer.text
    for citation in (*answer.citations, *answer.nearest):
        paragraph = library.paragraph(citation.document, citation.label)
        assert citation.quote in paragraph.text
        assert citation.paragraph == paragraph.text
        council = next(d.council for d in library.documents() if d.id == citation.document)
        assert citation.council == council
        if answer.council:  # or one that the question itself names
            named = council.split()[0].casefold() in answer.standalone_question.casefold()
            assert council == answer.council or named


def test_any_question_gets_an_answer_that_keeps_its_contract(
    tried: Tried, samples: Library
) -> None:
    assistant = Assistant(samples)

    def question_answered(given: tuple[Any, ...]) -> None:
        words, council, role, before = given
        history = tuple(Turn(user=user, assistant=said) for user, said in before)
        try:
            answer = assistant.answer(words, council=council, role=role, history=history)
        except QuestionTooLongError:
            return
        keeps_the_contract(answer, samples)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", answer.question)

    tried(asked, question_answered)


def test_a_paragraph_without_words_is_never_quoted() -> None:
    with tempfile.TemporaryDirectory() as name:
        library = Library.create(Path(name) / "library", IndexSettings())
        add(library, "one", {"1": " ", "2": "\u2028"})
        answer = Assistant(library).answer("who decides?")
        assert answer.nearest == answer.citations == ()
        library.close()


def test_any_library_answers_any_question_by_its_contract(tried: Tried) -> None:
    shelf = st.tuples(
        st.dictionaries(st.integers(1, 20).map(str), text, min_size=1, max_size=6),
        st.dictionaries(st.integers(1, 20).map(str), text, min_size=1, max_size=6),
        st.lists(question, min_size=1, max_size=3),
    )

    def shelf_answered(given: tuple[Any, ...]) -> None:
        one, other, questions = given
        with tempfile.TemporaryDirectory() as name:
            library = Library.create(Path(name) / "library", IndexSettings())
            add(library, "one", one)
            add(library, "other", other, council="Another Council")
            assistant = Assistant(library)
            for words in questions:
                keeps_the_contract(assistant.answer(words), library)
            library.close()

    tried(shelf, shelf_answered)


def test_any_text_is_read_as_a_question(tried: Tried) -> None:
    def text_read(words: str) -> None:
        found = read_question(words)
        assert found.parts
        assert all(isinstance(part.text, str) for part in found.parts)

    tried(st.text(max_size=800), text_read)


# what the page shows and takes


def test_any_name_of_a_file_becomes_a_name_and_never_a_path(tried: Tried) -> None:
    parts = st.sampled_from(["..", "/", "\\", "~", "C:", "\x00", "\u202e", ".", "protocol", "pdf"])

    def name_cleaned(name: str) -> None:
        clean = clean_name(name)
        assert clean
        assert Path(clean).name == clean
        assert clean not in (".", "..")
        assert not set(clean) & set("/\\\x00\u202e")

    tried(st.one_of(st.text(max_size=200), st.lists(parts).map("".join)), name_cleaned)


def test_any_text_is_shown_as_text(tried: Tried) -> None:
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark", {"html": True})

    def shown_plain(words: str) -> None:
        html = shown.render(plain(words))
        assert not re.search(r"<(?!/?(?:p|br)\b)", html), html

    tried(st.one_of(st.text(max_size=200), question), shown_plain)
