"""Papers of invented authorities, kept as paragraphs and questions in JSON lines."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import Document, Kind, Paragraph, Source, Status
from ingest.report import IngestReport, ReadPaper


@dataclass(frozen=True, slots=True)
class InventedQuestion:
    """A question about one of them, and the paragraphs that answer it, best first."""

    text: str
    role: str | None
    council: str
    gold: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InventedPapers:
    """The papers, their files' bytes by sha256, and the questions about them."""

    papers: tuple[ReadPaper, ...]
    contents: dict[str, bytes]
    questions: tuple[InventedQuestion, ...]


def read_invented_papers(folder: Path) -> InventedPapers:
    """Return the papers `NAME.paragraphs.jsonl` of a folder with `NAME.questions.jsonl`.

    The name serves as the document's id and as the council.
    """
    papers, contents, questions = [], {}, []
    for path in sorted(folder.glob("*.paragraphs.jsonl")):
        name = path.name.removesuffix(".paragraphs.jsonl")
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        contents[sha256] = data
        papers.append(_paper(name, path, data, sha256))
        for line in (folder / f"{name}.questions.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            gold = tuple((name, str(label)) for label in row["gold"])
            questions.append(InventedQuestion(str(row["question"]), row["role"], name, gold))
    return InventedPapers(tuple(papers), contents, tuple(questions))


def _paper(name: str, path: Path, data: bytes, sha256: str) -> ReadPaper:
    rows = [json.loads(line) for line in data.decode("utf-8").splitlines()]
    paragraphs = tuple(
        Paragraph(
            document=name,
            label=str(row["label"]),
            order=order,
            headings=(str(row["section"]),) if row["section"] else (),
            lead_in=str(row["lead_in"]),
            text=str(row["text"]),
        )
        for order, row in enumerate(rows)
    )
    document = Document(
        id=name,
        source=sha256,
        council=name,
        title=f"The {name} paper",
        kind=Kind.PROTOCOL,
        status=Status.ADOPTED,
        paragraphs=paragraphs,
    )
    return ReadPaper(
        source=Source(
            sha256=sha256, name=path.name, media_type="application/jsonl", n_bytes=len(data)
        ),
        documents=(document,),
        report=IngestReport(file=path.name, documents=(name,), n_paragraphs=len(paragraphs)),
    )
