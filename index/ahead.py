"""Passages encoded before they are asked for, while other papers are still being read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import SimpleQueue

import numpy as np

from index.encoder import Encoder, Vectors

_N_AT_ONCE = 64  # passages handed to the encoder together; enough to keep every core busy


class Ahead:
    """Encodes passages that are begun on in a thread of its own, each distinct text once.

    The vectors are the encoder's: a text's does not depend on when, or beside what, it is encoded.
    """

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = load
        self._guard = threading.Lock()
        self._ended = False
        self._begun: dict[str, tuple[Future[Vectors], int]] = {}
        self._waiting: SimpleQueue[tuple[list[str], Future[Vectors]] | None] = SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()
        self._give([])  # loads the encoder

    def begin(self, texts: Sequence[str]) -> None:
        """Begin to encode passages, those not begun on before."""
        with self._guard:
            new = [text for text in dict.fromkeys(texts) if text not in self._begun]
            for first in range(0, len(new), _N_AT_ONCE):
                some = new[first : first + _N_AT_ONCE]
                found = self._give(some)
                self._begun.update((text, (found, at)) for at, text in enumerate(some))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of shape (n, dimension) once they are there, each of length 1."""
        self.begin(texts)
        places = [self._begun[text] for text in texts]
        if not places:
            return np.zeros((0, self._load().dimension), dtype=np.float32)
        return np.stack([found.result()[at] for found, at in places])

    def end(self) -> None:
        """Encode nothing more; what was begun on and not asked for is given up."""
        self._ended = True
        self._waiting.put(None)

    def _give(self, texts: list[str]) -> Future[Vectors]:
        found: Future[Vectors] = Future()
        self._waiting.put((texts, found))
        return found

    def _work(self) -> None:
        while (given := self._waiting.get()) is not None and not self._ended:
            texts, found = given
            try:
                found.set_result(self._load().encode_passages(texts))
            except BaseException as error:  # raised again by whoever asks for the vectors
                found.set_exception(error)
