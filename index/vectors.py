"""The vectors of one generation: a FAISS file, searched exactly, filtered inside the search.

Position n in the file is the n-th passage by number, so the mapping to passages is held by
SQLite's document rows and nothing else has to be stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.disk import disk_error, write_whole
from index.encoder import Vectors, hash_file
from index.errors import LibraryDamagedError, ModelError

_swig: Any = faiss  # what its stubs do not describe
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of positions, `stop` left out."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Positions found and their inner products, best first; both of shape (k,)."""

    positions: Positions
    scores: npt.NDArray[np.float32]


class VectorIndex:
    """An exact inner-product index over the passages of one generation."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, chunks: Iterable[Vectors], *, dimension: int) -> VectorIndex:
        """Return an index of the chunks' rows, in order."""
        index = faiss.IndexFlatIP(dimension)
        for chunk in chunks:
            if len(chunk):
                index.add(np.ascontiguousarray(chunk, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path, *, sha256: str) -> VectorIndex:
        """Return the index in a file.

        Raises:
            LibraryDamagedError: The file is missing, torn or altered.
        """
        try:
            if hash_file(path) != sha256:
                raise LibraryDamagedError(f"The vector file {path.name} is torn or altered.")
            return cls(faiss.read_index(str(path)))
        except (ModelError, RuntimeError) as error:
            raise LibraryDamagedError(f"The vector file {path.name} cannot be read.") from error

    def write(self, path: Path) -> str:
        """Write the index to a file, whole or not at all; return the file's sha256."""
        data: npt.NDArray[np.uint8] = faiss.serialize_index(self._index)
        try:
            write_whole(path, data.data)
        except OSError as error:
            raise disk_error(error, path.parent) from error
        return hashlib.sha256(data.data).hexdigest()

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(self, query: Vectors, *, k: int, spans: Sequence[Span] | None) -> Neighbours:
        """Return the k nearest vectors, of those in `spans` where it is given.

        Args:
            query: Shape (dimension,).
            k: At most this many.
            spans: Runs of positions that may be found, in order; None for all.
        """
        allowed = len(self) if spans is None else sum(span.stop - span.start for span in spans)
        k = min(k, allowed)
        if k == 0:
            return Neighbours(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
        selector, kept_alive = self._selector(spans)
        parameters = None if selector is None else _swig.SearchParameters(sel=selector)
        scores, positions = self._index.search(query[None, :], k, params=parameters)
        del kept_alive  # FAISS holds only a pointer to it
        found = positions[0] >= 0
        return Neighbours(positions[0][found], scores[0][found])

    def scores(self, query: Vectors, positions: Positions) -> npt.NDArray[np.float32]:
        """Return the inner products of a query with chosen vectors, shape (len(positions),)."""
        if len(positions) == 0:
            return np.zeros(0, dtype=np.float32)
        stored = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        rows = stored.reshape(len(self), self.dimension)[positions]
        products: npt.NDArray[np.float32] = rows @ query
        return products

    def _selector(self, spans: Sequence[Span] | None) -> tuple[Any, Any]:
        if spans is None:
            return None, None
        if len(spans) == 1:  # FAISS scans just this run
            return _swig.IDSelectorRange(spans[0].start, spans[0].stop), None
        allowed = np.zeros(len(self), dtype=bool)
        for span in spans:
            allowed[span.start : span.stop] = True
        bits = np.packbits(allowed, bitorder="little")
        return _swig.IDSelectorBitmap(bits), bits
