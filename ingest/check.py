"""Measures how well papers are read: `python -m ingest.check FOLDER [--against FOLDER]`.

Two renderings of the same papers are compared paragraph by paragraph, document id by document
id: of the reference's paragraphs, how many have their label, their text and their place right.
Where the reference's folder holds `expected/ID.jsonl` (label, section, start, end, words), the
papers are compared with that as well.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingest import find_papers, read_paper
from ingest.documents import Document, Record
from ingest.errors import IngestError

_PIPED_WIDTH = 110  # columns, where no terminal says how many it has
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‐": "-", "‑": "-"})


class ExpectedParagraph(Record):
    """A line of an `expected` file: what a paragraph's label and text should be."""

    part: str
    label: str
    section: str
    start: str
    end: str
    words: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a document agrees with its reference; counts are of the reference's paragraphs.

    Attributes:
        n_extra: Paragraphs that the reference does not have.
        n_order: Paragraphs whose label stands in the reference's order.
        n_pages: Paragraphs of the measured document that have a page.
        differing: A line for each paragraph that differs.
    """

    document: str
    reference: str
    n: int
    n_labels: int
    n_texts: int
    n_order: int
    n_extra: int
    n_pages: int
    differing: tuple[str, ...]


def folded(text: str) -> str:
    """Text without differences that two renderings of one paper are bound to have."""
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip()


def _in_order(wanted: Sequence[str], got: Sequence[str]) -> int:
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def compare_documents(document: Document, reference: Document) -> Agreement:
    """Compare a document with another rendering of it."""
    got = {p.label: p for p in document.paragraphs}
    differing = []
    n_labels = n_texts = 0
    for paragraph in reference.paragraphs:
        other = got.get(paragraph.label)
        if other is None:
            differing.append(f"{paragraph.label}: missing")
            continue
        n_labels += 1
        wanted, found = folded(paragraph.text), folded(other.text)
        if wanted == found:
            n_texts += 1
        else:
            differing.append(f"{paragraph.label}: {_first_difference(wanted, found)}")
    labels = [p.label for p in reference.paragraphs]
    return _agreement(document, "rendering", labels, n_labels, n_texts, differing)


def compare_expected(document: Document, expected: Sequence[ExpectedParagraph]) -> Agreement:
    """Compare a document with its worked-out labels, starts, ends and lengths."""
    got = {p.label: p for p in document.paragraphs}
    differing = []
    n_labels = n_texts = 0
    for row in expected:
        other = got.get(row.label)
        if other is None:
            differing.append(f"{row.label}: missing")
            continue
        n_labels += 1
        text = " ".join(other.text.split())
        if text.startswith(row.start) and text.endswith(row.end) and other.n_words == row.words:
            n_texts += 1
        else:
            differing.append(f"{row.label}: {other.n_words} words, not {row.words}")
    labels = [row.label for row in expected]
    return _agreement(document, "expected", labels, n_labels, n_texts, differing)


def _agreement(
    document: Document,
    reference: str,
    wanted: Sequence[str],
    n_labels: int,
    n_texts: int,
    differing: list[str],
) -> Agreement:
    labels = [p.label for p in document.paragraphs]
    extra = [label for label in labels if label not in set(wanted)]
    differing.extend(f"{label}: not in the reference" for label in extra)
    return Agreement(
        document=document.id,
        reference=reference,
        n=len(wanted),
        n_labels=n_labels,
        n_texts=n_texts,
        n_order=_in_order(wanted, labels),
        n_extra=len(extra),
        n_pages=sum(p.page is not None for p in document.paragraphs),
        differing=tuple(differing),
    )


def _first_difference(wanted: str, found: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b),
        min(len(wanted), len(found)),
    )
    start = max(0, at - 20)
    return f"…{wanted[start : at + 30]!r} is read as …{found[start : at + 30]!r}"


def read_folder(folder: Path) -> dict[str, Document]:
    """Read a folder's papers.

    Returns:
        The documents by id; a file that cannot be read is named on standard error.
    """
    found = {}
    for file in find_papers([folder]):
        try:
            paper = read_paper(file)
        except IngestError as error:
            print(error, file=sys.stderr)
            continue
        found.update({document.id: document for document in paper.documents})
    return found


def read_expected(folder: Path) -> dict[str, list[ExpectedParagraph]]:
    """Read a folder's `expected/ID.jsonl` files, by document id."""
    found = {}
    for path in sorted((folder / "expected").glob("*.jsonl")):
        rows = path.read_text(encoding="utf-8").splitlines()
        found[path.stem] = [ExpectedParagraph.model_validate_json(row) for row in rows if row]
    return found


def agreements(folder: Path, against: Path | None) -> list[Agreement]:
    """Compare a folder's papers with another folder's, and with what is worked out there."""
    documents = read_folder(folder)
    out = []
    if against is not None:
        references = read_folder(against)
        for name, reference in references.items():
            document = documents.get(name) or reference.model_copy(update={"paragraphs": ()})
            out.append(compare_documents(document, reference))
    for name, expected in read_expected(against or folder).items():
        if name in documents:
            out.append(compare_expected(documents[name], expected))
    return out


def _table(rows: Sequence[Agreement]) -> Table:
    table = Table(title="Paragraphs read right", title_justify="left")
    for name in ("paper", "compared with"):
        table.add_column(name, no_wrap=True, overflow="fold")
    for name in ("n", "label", "text", "order", "extra", "page"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.document,
            row.reference,
            *(str(n) for n in (row.n, row.n_labels, row.n_texts, row.n_order, row.n_extra)),
            str(row.n_pages),
        )
    n = sum(row.n for row in rows)
    table.add_section()
    table.add_row(
        "all",
        "",
        str(n),
        *(
            f"{100 * sum(counts) / n:.1f}%" if n else ""
            for counts in (
                [row.n_labels for row in rows],
                [row.n_texts for row in rows],
                [row.n_order for row in rows],
            )
        ),
        str(sum(row.n_extra for row in rows)),
        str(sum(row.n_pages for row in rows)),
    )
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; the exit code is 1 where a paragraph differs."""
    parser = argparse.ArgumentParser(prog="python -m ingest.check", description=__doc__)
    parser.add_argument("folder", type=Path, help="the papers to measure")
    parser.add_argument("--against", type=Path, help="another rendering of the same papers")
    parser.add_argument("--show", action="store_true", help="list the paragraphs that differ")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    options = parser.parse_args(arguments)
    rows = agreements(options.folder, options.against)
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PIPED_WIDTH)
    console.print(_table(rows))
    if options.show:
        for row in rows:
            for line in row.differing:
                console.print(f"{row.document} {line}", markup=False, highlight=False)
    if options.json:
        figures = [
            {
                "document": row.document,
                "reference": row.reference,
                "paragraphs": row.n,
                "labels": row.n_labels,
                "texts": row.n_texts,
                "order": row.n_order,
                "extra": row.n_extra,
            }
            for row in rows
        ]
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 1 if any(row.differing for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
