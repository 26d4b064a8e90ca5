"""The vectors of one generation: a FAISS file, searched exactly, filtered inside the search.

Position n in the file is the n-th passage by number, so the mapping to passages is held by
SQLite's document rows and nothing else has to be stored.

Where there are so many that going through them all takes too long, `index.codes` chooses which are
scored; what is within reach of one council's question is always gone through whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.codes import SignCodes
from index.disk import disk_error, writing_whole
from index.encoder import Vectors, hash_file
from index.errors import LibraryDamagedError, ModelError

_swig: Any = faiss  # what its stubs do not describe
Positions = npt.NDArray[np.int64]

_N_MAPPED_BYTES = 64 << 20  # a larger file is mapped into memory, not read into it
_N_SCORED = 4096  # vectors that are nearest by their bits and are scored exactly: see docs
_N_SPANS = 64  # as many runs are gone through one by one


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
    """An inner-product index over the passages of one generation."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._codes: SignCodes | None = None
        self._n_exact = len(self)
        self._workers: ThreadPoolExecutor | None = None

    def coded(self, codes: SignCodes, *, n_exact: int) -> VectorIndex:
        """Return the index with codes that choose what is scored.

        Args:
            n_exact: As many vectors as this within reach are all scored.
        """
        coded = VectorIndex(self._index)
        coded._codes, coded._n_exact = codes, n_exact
        coded._workers = ThreadPoolExecutor(os.cpu_count() or 1)
        return coded

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
            large = path.stat().st_size > _N_MAPPED_BYTES
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if large else 0))
        except (ModelError, RuntimeError) as error:
            raise LibraryDamagedError(f"The vector file {path.name} cannot be read.") from error

    def write(self, path: Path) -> str:
        """Write the index to a file, whole or not at all; return the file's sha256."""
        digest, refused = hashlib.sha256(), list[OSError]()
        try:
            with writing_whole(path) as file:

                def write(data: bytes) -> int:
                    digest.update(data)
                    try:
                        return file.write(data)
                    except OSError as error:  # FAISS would tell of it in words of its own
                        refused.append(error)
                        return 0

                try:
                    faiss.write_index(self._index, _swig.PyCallbackIOWriter(write))
                except RuntimeError:
                    if refused:
                        raise refused[0] from None
                    raise
        except OSError as error:
            raise disk_error(error, path.parent) from error
        return digest.hexdigest()

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
        if self._codes is None:
            return self._search(query, k, spans)
        runs = [Span(0, len(self))] if spans is None else spans
        if allowed > self._n_exact:
            return self._search_coded(self._codes, query, k, runs)
        if len(runs) > _N_SPANS:
            return self._search(query, k, runs)
        found = [self._search(query, min(k, run.stop - run.start), [run]) for run in runs]
        return _nearest(
            np.concatenate([each.positions for each in found]),
            np.concatenate([each.scores for each in found]),
            k,
        )

    def _search(self, query: Vectors, k: int, spans: Sequence[Span] | None) -> Neighbours:
        """Return the k nearest, every vector scored."""
        selector, kept_alive = self._selector(spans)
        parameters = None if selector is None else _swig.SearchParameters(sel=selector)
        scores, positions = self._index.search(query[None, :], k, params=parameters)
        del kept_alive  # FAISS holds only a pointer to it
        found = positions[0] >= 0
        return Neighbours(positions[0][found], scores[0][found])

    def _search_coded(
        self, codes: SignCodes, query: Vectors, k: int, spans: Sequence[Span]
    ) -> Neighbours:
        """Return the k nearest of those that the codes choose."""
        chosen = codes.nearest(
            query,
            n=max(_N_SCORED, k),
            spans=[(span.start, span.stop) for span in spans],
            workers=self._workers,
        )
        return _nearest(chosen, self.scores(query, chosen), k)

    def scores(self, query: Vectors, positions: Positions) -> npt.NDArray[np.float32]:
        """Return the inner products of a query with chosen vectors, shape (len(positions),)."""
        if len(positions) == 0:
            return np.zeros(0, dtype=np.float32)
        # not by BLAS: so little is not worth waiting for threads of its own
        products: npt.NDArray[np.float32] = np.einsum("ij,j->i", self.rows(positions), query)
        return products

    def rows(self, positions: Positions) -> Vectors:
        """Return the vectors at chosen positions, shape (len(positions), dimension)."""
        n_bytes = 4 * self.dimension
        stored = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        found = stored.view(np.uint8).reshape(len(self), n_bytes)[positions]
        return found.view(np.float32)

    def all_rows(self) -> Vectors:
        """Return all vectors where they lie, shape (len(self), dimension)."""
        stored = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        rows: Vectors = stored.reshape(len(self), self.dimension)
        return rows

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


def _nearest(positions: Positions, scores: npt.NDArray[np.float32], k: int) -> Neighbours:
    """Return the k best of what was found; of equals, the first by position."""
    if len(scores) > k:
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        kept = scores >= least
        positions, scores = positions[kept], scores[kept]
    order = np.lexsort((positions, -scores))[:k]
    return Neighbours(positions[order], scores[order])
