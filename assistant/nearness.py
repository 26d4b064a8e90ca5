"""How near in meaning a sentence is to a question, by the encoder that searches."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.lexicon import Lexicon

Vector = npt.NDArray[np.float32]

_N_KEPT = 4096  # sentences, of 384 float32 each: 6 MiB


class Nearness(Protocol):
    """Tells how near texts are in meaning to a question."""

    def __call__(self, question: str, texts: Sequence[str], /) -> tuple[float, ...]:
        """Return a cosine in [-1, 1] for each text, in the order given."""
        ...


def no_nearness(_question: str, texts: Sequence[str]) -> tuple[float, ...]:
    """Return 0 for each text: words alone are weighed where there is no encoder."""
    return (0.0,) * len(texts)


@dataclass(frozen=True, slots=True)
class Scales:
    """What sentences are weighed with: how telling words are, and nearness in meaning."""

    lexicon: Lexicon
    near: Nearness = no_nearness


class EncodedNearness:
    """Nearness by an encoder; the vectors of texts asked for lately are kept, for all threads."""

    def __init__(self, load: Callable[[], Any]) -> None:
        """Take what gives an encoder of `index.encoder`; it is first asked for when needed."""
        self._load = load
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Vector] = OrderedDict()

    def __call__(self, question: str, texts: Sequence[str], /) -> tuple[float, ...]:
        """Return a cosine in [-1, 1] for each text, in the order given."""
        if not texts:
            return ()
        vectors = self._vectors((question, *texts))
        return tuple(float(vectors[text] @ vectors[question]) for text in texts)

    def _vectors(self, texts: Sequence[str]) -> dict[str, Vector]:
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found |= dict(zip(missing, self._load().encode_passages(missing), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _N_KEPT:
                self._kept.popitem(last=False)
        return found


def library_nearness(library: object) -> Nearness:
    """Return the nearness by a library's own encoder; none where it has none."""
    if not hasattr(type(library), "encoder"):
        return no_nearness
    return EncodedNearness(lambda: library.encoder)  # type: ignore[attr-defined]
