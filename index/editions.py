"""Which document of a library replaces which, told afresh whenever the library has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index import rows
from ingest.documents import Document
from ingest.editions import with_editions


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library's documents, each as it stands beside the others.

    What is stored is what each says by itself, so that nothing has to be taken back when an
    edition is removed.

    Attributes:
        rows: Every document's row, in the order in which their passages lie.
        changed: By their rows' numbers, the documents whose standing the others change.
    """

    rows: tuple[rows.DocumentRow, ...]
    changed: dict[int, Document]


def read_shelf(connection: rows.Connection) -> Shelf:
    """Return a library's documents, with what replaces them and their standing after that."""
    stored = rows.read_document_rows(connection)
    alone = [rows.read_document(connection, row.number) for row in stored]
    beside = with_editions(alone)
    changed = {
        row.number: after
        for row, before, after in zip(stored, alone, beside, strict=True)
        if after != before
    }
    return Shelf(
        tuple(
            replace(row, status=after.status.value, replaces=after.replaces)
            if row.number in changed
            else row
            for row, after in zip(stored, beside, strict=True)
        ),
        changed,
    )
