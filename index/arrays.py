"""Arrays in a file that is made from the library's tables, mapped into memory and checked.

The file says what it was made from and holds its own sha256: one that is stale, torn or altered
is told from a good one, and made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.disk import writing_whole
from index.errors import LibraryDamagedError

Array = npt.NDArray[Any]

_MAGIC = b"PROTARR1"
_N_HEAD = 48  # bytes: the magic, the sha256 of all that follows, the length of the description
_ALIGNED = 64
_N_CHUNK_BYTES = 1 << 24


def write_arrays(path: Path, arrays: Mapping[str, Array], *, made_from: str) -> None:
    """Write arrays to a file, whole or not at all.

    Raises:
        OSError: The disk refused; no draft is left behind.
    """
    described: list[list[Any]] = []
    at = 0
    for name, array in arrays.items():
        described.append([name, array.dtype.str, list(array.shape), at])
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    text = json.dumps({"made_from": made_from, "arrays": described}).encode()
    text += b" " * (-(_N_HEAD + len(text)) % _ALIGNED)
    digest = hashlib.sha256(text)
    with writing_whole(path) as file:
        file.write(_MAGIC + bytes(32) + len(text).to_bytes(8, "little") + text)
        for array in arrays.values():
            whole = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
            padding = bytes(-len(whole) % _ALIGNED)
            for data in (whole.data, padding):
                digest.update(data)
                file.write(data)
        file.seek(len(_MAGIC))
        file.write(digest.digest())


def read_arrays(path: Path, *, made_from: str) -> dict[str, Array]:
    """Return the arrays of a file by name, mapped into memory and not to be written.

    Raises:
        LibraryDamagedError: The file is missing, torn, altered or made from something else.
    """
    try:
        return _read(path, made_from)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryDamagedError(f"The file {path.name} cannot be read.") from error


def _read(path: Path, made_from: str) -> dict[str, Array]:
    with path.open("rb") as file:
        head = file.read(_N_HEAD)
    if len(head) < _N_HEAD or not head.startswith(_MAGIC):
        raise ValueError("another sort of file")
    data = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
    n_text = int.from_bytes(head[40:48], "little")
    digest = hashlib.sha256()
    for first in range(_N_HEAD, len(data), _N_CHUNK_BYTES):
        digest.update(data[first : first + _N_CHUNK_BYTES].data)
    if digest.digest() != head[8:40]:
        raise LibraryDamagedError(f"The file {path.name} is torn or altered.")
    described = json.loads(bytes(data[_N_HEAD : _N_HEAD + n_text]))
    if described["made_from"] != made_from:
        raise LibraryDamagedError(f"The file {path.name} was made from another library.")
    found = {}
    for name, dtype, shape, offset in described["arrays"]:
        kind = np.dtype(dtype)
        first = _N_HEAD + n_text + offset
        stop = first + kind.itemsize * int(np.prod(shape))
        found[str(name)] = data[first:stop].view(kind).reshape(shape)
    return found
