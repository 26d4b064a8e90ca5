"""Which documents a scope holds: councils by any part of their name, statuses, a date."""

from __future__ import annotations

from collections.abc import Sequence

from index.councils import match_council
from index.errors import LibraryEmptyError
from index.hits import Scope
from index.rows import DocumentRow


def documents_in_scope(rows: Sequence[DocumentRow], scope: Scope) -> tuple[DocumentRow, ...]:
    """Return the documents that may be searched, in the order given.

    With `as_at`, a document counts if its adoption, else its date, is not after that day (or
    is not known), and if no adopted document had replaced it by then.

    Raises:
        LibraryEmptyError: Their paragraphs are none.
        UnknownCouncilError: A council's name matches none, or several.
        UnknownParagraphError: A document named is not in the library.
    """
    chosen = list(rows)
    if scope.councils is not None:
        known = tuple(sorted({row.council for row in rows}))
        names = {match_council(name, known) for name in scope.councils}
        chosen = [row for row in chosen if row.council in names]
    if scope.statuses is not None:
        statuses = {status.value for status in scope.statuses}
        chosen = [row for row in chosen if row.status in statuses]
    if scope.documents is not None:
        chosen = [row for row in chosen if row.id in scope.documents]
    if scope.as_at is not None:
        chosen = _standing(chosen, rows, scope.as_at.isoformat())
    if not any(row.n_passages for row in chosen):
        raise LibraryEmptyError(
            "There is nothing to search: no paper in the library fits the council, status and "
            "date asked for."
        )
    return tuple(chosen)


def _standing(
    chosen: Sequence[DocumentRow], rows: Sequence[DocumentRow], day: str
) -> list[DocumentRow]:
    replaced = {
        row.replaces
        for row in rows
        if row.replaces and row.status in ("adopted", "superseded") and (_from(row) or "") <= day
    }
    return [row for row in chosen if row.id not in replaced and (_from(row) or "") <= day]


def _from(row: DocumentRow) -> str | None:
    return row.adopted or row.date
