"""Which document of a library replaces which, told afresh whenever the library has changed."""

from __future__ import annotations

from collections.abc import Sequence
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
    standing = beside(alone)
    changed = {
        row.number: after
        for row, before, after in zip(stored, alone, standing, strict=True)
        if after != before
    }
    return Shelf(
        tuple(
            replace(row, status=after.status.value, replaces=after.replaces)
            if row.number in changed
            else row
            for row, after in zip(stored, standing, strict=True)
        ),
        changed,
    )


def beside(alone: Sequence[Document]) -> list[Document]:
    """Return documents with their editions, in the order given.

    Every council's papers are looked at by themselves, as those of one are never editions of
    another's; those of councils that a replacement joins are looked at together.
    """
    council_of = {document.id: document.council.casefold() for document in alone}
    joined = {document.council.casefold(): document.council.casefold() for document in alone}
    for document in alone:
        other = council_of.get(document.replaces or "")
        if other is not None and joined[other] != (mine := joined[document.council.casefold()]):
            theirs = joined[other]
            joined.update({name: mine for name, group in joined.items() if group == theirs})
    groups: dict[str, list[int]] = {}
    for place, document in enumerate(alone):
        groups.setdefault(joined[document.council.casefold()], []).append(place)
    found = list(alone)
    for places in groups.values():
        told = with_editions([alone[place] for place in places])
        for place, document in zip(places, told, strict=True):
            found[place] = document
    return found
