"""Vectors cut to one bit a dimension: what a large library is scanned by before exact scores.

The bits are the signs of the vectors, centred and turned by a fixed rotation. How many of them
differ from the query's orders vectors nearly as their angles do; the best few by bits are then
scored exactly, so that only which of them are looked at is approximate.

Source: Charikar, Similarity estimation techniques from rounding algorithms, STOC 2002; Gao and
Long, RaBitQ, SIGMOD 2024, for the rotation.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
import numpy.typing as npt

from index.arrays import Array
from index.encoder import Vectors

_SEED = 20240601
_N_ROWS = 65_536  # of a pass over the planes: they and what is counted stay in a core's cache
_N_ABREAST = 4  # fewer passes are not worth handing to other threads
_BITS = 64
Positions = npt.NDArray[np.int64]


class SignCodes:
    """One bit for each dimension of every vector, held as planes of 64 bits.

    Attributes:
        planes: Shape (ceil(dimension / 64), n), uint64.
        rotation: Shape (dimension, dimension); kept, as another machine may make another.
    """

    def __init__(self, planes: Array, rotation: Array) -> None:
        self.planes = planes
        self.rotation = rotation

    @classmethod
    def build(cls, vectors: Vectors) -> SignCodes:
        """Return the codes of vectors, shape (n, dimension)."""
        n, dimension = vectors.shape
        mean = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        rotation = _draw_rotation(dimension)
        planes = np.empty((-(-dimension // _BITS), n), dtype=np.uint64)
        for first in range(0, n, _N_ROWS):
            some = vectors[first : first + _N_ROWS]
            planes[:, first : first + len(some)] = _signs((some - mean) @ rotation)
        return cls(planes, rotation)

    @classmethod
    def of_arrays(cls, arrays: dict[str, Array]) -> SignCodes:
        """Return the codes that `arrays` gave."""
        return cls(arrays["planes"], arrays["rotation"])

    def arrays(self) -> dict[str, Array]:
        """Return what is kept of them in a file."""
        return {"planes": self.planes, "rotation": self.rotation}

    def __len__(self) -> int:
        return int(self.planes.shape[1])

    def nearest(
        self,
        query: Vectors,
        *,
        n: int,
        spans: Sequence[tuple[int, int]],
        workers: Executor | None = None,
    ) -> Positions:
        """Return about n positions, of those in `spans`, whose bits differ least; in order.

        Args:
            query: Shape (dimension,).
            n: As many at the least, where there are as many; all that are as near as the last.
            spans: Runs of positions, the second number left out.
        """
        asked = _signs(np.einsum("i,ij->j", query, self.rotation)[None, :])[:, 0]
        runs = [
            (first, min(first + _N_ROWS, stop))
            for start, stop in spans
            for first in range(start, stop, _N_ROWS)
        ]
        over = map if workers is None or len(runs) < _N_ABREAST else workers.map
        differ = list(over(lambda run: self._differ(asked, *run), runs))
        counts = sum(np.bincount(some, minlength=len(self.rotation) + 1) for some in differ)
        farthest = int(np.searchsorted(np.cumsum(counts), n))
        return np.concatenate(
            [
                np.flatnonzero(some <= farthest) + first
                for some, (first, _) in zip(differ, runs, strict=True)
            ]
        )

    def _differ(self, asked: Array, start: int, stop: int) -> Array:
        """Return in how many bits each vector of a run differs from the query, uint16."""
        total = np.zeros(stop - start, dtype=np.uint16)
        differ = np.empty(stop - start, dtype=np.uint64)
        for plane, word in zip(self.planes, asked, strict=True):
            np.bitwise_xor(plane[start:stop], word, out=differ)
            total += np.bitwise_count(differ)
        return total


def _signs(turned: Vectors) -> Array:
    """Return the signs of vectors of shape (n, dimension): shape (n_planes, n), uint64."""
    packed = np.packbits(turned > 0, axis=1, bitorder="little")
    padded = np.pad(packed, ((0, 0), (0, -packed.shape[1] % (_BITS // 8))))
    return np.ascontiguousarray(padded).view(np.uint64).T


def _draw_rotation(dimension: int) -> Vectors:
    """Return a rotation that spreads what the vectors say over all dimensions."""
    drawn = np.random.default_rng(_SEED).standard_normal((dimension, dimension))
    rotation: Vectors = np.linalg.qr(drawn)[0].astype(np.float32)
    return rotation
