"""Question sets in the shape of BEIR: a folder with a corpus, queries and relevance judgements.

`corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`) and `qrels/NAME.tsv`
(`query-id`, `corpus-id`, `score`, with a header). Source: Thakur et al., "BEIR: a heterogeneous
benchmark for zero-shot evaluation of information retrieval models", NeurIPS 2021, and its loader.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.errors import CollectionError
from evals.papers import HoldsDocuments, Papers
from evals.questions import Key, Question
from ingest.documents import Document, Kind, Paragraph, Source, Status
from ingest.report import IngestReport, ReadPaper

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels"


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR folder read: its corpus as one paper for `Library.add`, and its questions.

    Attributes:
        contents: The corpus file's bytes; `Library.add` wants them under the source's sha256.
    """

    paper: ReadPaper
    contents: bytes
    questions: tuple[Question, ...]


def import_beir(folder: Path, *, split: str = "test") -> Collection:
    """Read a BEIR folder.

    The corpus becomes one document named as the folder, its texts the paragraphs, their ids the
    labels. A query's judged texts (score above 0) become one required point with alternatives:
    any of them answers. Queries without one are left out, as BEIR's own loader does.

    Raises:
        CollectionError: A file is missing or malformed.
    """
    name = folder.resolve().name
    contents = _bytes(folder / CORPUS)
    paragraphs = tuple(
        Paragraph(
            document=name,
            label=_string(row, "_id", CORPUS, line),
            order=line - 1,
            headings=(str(row["title"]),) if row.get("title") else (),
            text=_string(row, "text", CORPUS, line),
        )
        for line, row in _rows(folder / CORPUS)
        if row.get("text")
    )
    sha256 = hashlib.sha256(contents).hexdigest()
    document = Document(
        id=name,
        source=sha256,
        council=name,
        title=name,
        kind=Kind.UNKNOWN,
        status=Status.UNKNOWN,
        paragraphs=paragraphs,
    )
    judged = _judgements(folder / QRELS / f"{split}.tsv")
    return Collection(
        paper=ReadPaper(
            source=Source(
                sha256=sha256, name=CORPUS, media_type="application/jsonl", n_bytes=len(contents)
            ),
            documents=(document,),
            report=IngestReport(file=CORPUS, documents=(name,), n_paragraphs=len(paragraphs)),
        ),
        contents=contents,
        questions=tuple(
            Question(
                id=id_,
                council=name,
                question=_string(row, "text", QUERIES, line),
                type="fact",
                answerable=True,
                gold=(tuple((name, label) for label in judged[id_]),),
            )
            for line, row in _rows(folder / QUERIES)
            if judged.get(id_ := _string(row, "_id", QUERIES, line))
        ),
    )


def export_beir(
    questions: Sequence[Question],
    library: HoldsDocuments,
    folder: Path,
    *,
    split: str = "test",
) -> None:
    """Write a set and the paragraphs of a library as a BEIR folder, made where it is missing.

    Every member of every required point is judged 1. Questions without gold are written as
    queries without judgements; follow-ups as they were typed, without their conversation.
    """
    papers = Papers.of(library)
    (folder / QRELS).mkdir(parents=True, exist_ok=True)
    _write_rows(
        folder / CORPUS,
        (
            {
                "_id": corpus_id(key),
                "title": paragraph.section,
                "text": " ".join((paragraph.lead_in, paragraph.text)).strip(),
            }
            for key, paragraph in papers.paragraphs.items()
        ),
    )
    _write_rows(
        folder / QUERIES,
        (
            {
                "_id": question.id,
                "text": question.question,
                "metadata": {"council": question.council, "type": question.type},
            }
            for question in questions
        ),
    )
    with (folder / QRELS / f"{split}.tsv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter="\t", lineterminator="\n")
        writer.writerow(("query-id", "corpus-id", "score"))
        for question in questions:
            writer.writerows((question.id, corpus_id(key), 1) for key in sorted(question.relevant))


def corpus_id(key: Key) -> str:
    """Return a paragraph's id in a corpus: 'ashcombe-2025:3.2(h)'."""
    return ":".join(key)


def _judgements(file: Path) -> dict[str, list[str]]:
    """Return the ids judged above 0 for each query, in the file's order."""
    judged: dict[str, list[str]] = {}
    lines = _bytes(file).decode("utf-8").splitlines()
    for line, cells in enumerate(csv.reader(lines, delimiter="\t"), start=1):
        if line == 1 and cells[-1:] == ["score"]:
            continue
        try:
            query, text, score = cells
            if float(score) > 0:
                judged.setdefault(query, []).append(text)
        except ValueError as error:
            raise CollectionError(
                f"{file.name}, line {line}: a query's id, a text's id and a score were expected, "
                "with tabs between."
            ) from error
    return judged


def _rows(file: Path) -> Iterator[tuple[int, dict[str, object]]]:
    for line, text in enumerate(_bytes(file).decode("utf-8").split("\n"), start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except json.JSONDecodeError as error:
            raise CollectionError(f"{file.name}, line {line}: this is not JSON.") from error
        if not isinstance(row, dict):
            raise CollectionError(f"{file.name}, line {line}: a JSON object was expected.")
        yield line, row


def _string(row: dict[str, object], field: str, file: str, line: int) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value:
        raise CollectionError(f"{file}, line {line}: “{field}” should be a text.")
    return value


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise CollectionError(
            f"There is no {file.name} in {file.parent}. A BEIR folder holds {CORPUS}, {QUERIES} "
            f"and {QRELS}/NAME.tsv."
        ) from error


def _write_rows(file: Path, rows: Iterator[dict[str, object]]) -> None:
    with file.open("w", encoding="utf-8") as opened:
        for row in rows:
            opened.write(json.dumps(row, ensure_ascii=False) + "\n")
