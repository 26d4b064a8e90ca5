"""Vectors in PostgreSQL: searched exactly where they are few, by HNSW where they are many.

A position is a passage's number: there is no file whose places would have to be told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors
from index.postgres.database import Connection
from index.rows import DocumentRow
from index.vectors import Neighbours, Positions, Span

_N_EXACT = 50_000  # passages that are compared one by one; more are sought in the graph
_EF_SEARCH = 200
_N_SCANNED = 40_000  # passages that a filtered search in the graph may look at


def write_vector(vector: Vectors) -> str:
    """Return a vector as pgvector reads it, with every digit that float32 has."""
    return "[" + ",".join(str(value) for value in vector.astype(np.float32)) + "]"


class PostgresVectors:
    """The vectors of one generation, as `index.vectors.VectorIndex` is searched."""

    def __init__(self, connect: Callable[[], Connection], rows: Sequence[DocumentRow]) -> None:
        self._connect = connect
        self._rows = rows

    def __len__(self) -> int:
        return sum(row.n_passages for row in self._rows)

    def search(self, query: Vectors, *, k: int, spans: Sequence[Span] | None) -> Neighbours:
        """Return the k nearest vectors, of those in `spans` where it is given.

        Args:
            query: Shape (dimension,).
            k: At most this many.
            spans: Runs of passages' numbers that may be found; None for all.
        """
        n_allowed = len(self) if spans is None else sum(s.stop - s.start for s in spans)
        if min(k, n_allowed) == 0:
            return Neighbours(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
        raw = self._connect().raw
        condition, values = self._condition(spans)
        values |= {"query": write_vector(query), "k": k}
        distance = "vector <#> %(query)s::vector"
        if n_allowed <= _N_EXACT:
            order = f"({distance}) + 0, number"  # an expression that no index orders by
        else:
            raw.execute(f"SET LOCAL hnsw.ef_search = {_EF_SEARCH}".encode())
            raw.execute(b"SET LOCAL hnsw.iterative_scan = strict_order")
            raw.execute(f"SET LOCAL hnsw.max_scan_tuples = {_N_SCANNED}".encode())
            order = distance
        statement = (
            f"SELECT number, -({distance}) FROM passages{condition} ORDER BY {order} LIMIT %(k)s"
        )
        found = raw.execute(statement.encode(), values).fetchall()
        return Neighbours(
            np.array([row[0] for row in found], dtype=np.int64),
            np.array([row[1] for row in found], dtype=np.float32),
        )

    def scores(self, query: Vectors, positions: Positions) -> npt.NDArray[np.float32]:
        """Return the inner products of a query with chosen vectors, shape (len(positions),)."""
        if len(positions) == 0:
            return np.zeros(0, dtype=np.float32)
        found: dict[int, float] = dict(
            self._connect()
            .raw.execute(
                b"SELECT number, -(vector <#> %s::vector) FROM passages WHERE number = ANY(%s)",
                [write_vector(query), positions.tolist()],
            )
            .fetchall()
        )
        return np.array([found[number] for number in positions.tolist()], dtype=np.float32)

    def _condition(self, spans: Sequence[Span] | None) -> tuple[str, dict[str, Any]]:
        """Return what the filter inside the search says: the councils' parts, then the runs."""
        if spans is None:
            return "", {}
        councils = {
            row.council
            for row in self._rows
            if any(span.start <= row.first_passage < span.stop for span in spans)
        }
        runs = " OR ".join(
            f"number BETWEEN {int(span.start)} AND {int(span.stop) - 1}" for span in spans
        )
        return f" WHERE council = ANY(%(councils)s) AND ({runs})", {"councils": sorted(councils)}
