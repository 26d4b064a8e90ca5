"""What has been read of one generation and is kept in memory, as long as there is not too much."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Kept(Generic[_Key, _Value]):
    """Values by key, those that were last read and at most so many; threads share it.

    Args:
        n_most: As many are kept.
    """

    def __init__(self, n_most: int) -> None:
        self._n_most = n_most
        self._values: dict[_Key, _Value] = {}
        self._guard = threading.Lock()

    def get(
        self, keys: Sequence[_Key], read: Callable[[Sequence[_Key]], Mapping[_Key, _Value]]
    ) -> dict[_Key, _Value]:
        """Return the values of keys; those that are not kept are read."""
        with self._guard:
            found = {key: self._values[key] for key in keys if key in self._values}
        missing = [key for key in keys if key not in found]
        if missing:
            fresh = read(missing)
            found |= fresh
            with self._guard:
                self._values |= fresh
                while len(self._values) > self._n_most:
                    del self._values[next(iter(self._values))]
        return found

    def take_over(self, earlier: Kept[_Key, _Value], still: Callable[[_Key], bool]) -> None:
        """Take what an earlier generation kept, of the keys that still stand for the same."""
        with earlier._guard:
            kept = dict(earlier._values)
        with self._guard:
            self._values |= {key: value for key, value in kept.items() if still(key)}
